-- Dated exchange rates: from on_day on, one major unit of `currency` is `rate` major units of `base`.
create table exchange_rate (
  currency text not null,
  base text not null,
  on_day date not null,
  rate double precision not null check (rate > 0 and rate < 'infinity'),
  set_by text not null,
  set_at timestamptz not null,
  primary key (currency, base, on_day),
  check (currency <> base)
);
