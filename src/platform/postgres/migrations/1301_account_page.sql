-- What people write about an account themselves, and what the account page asks of the record.
alter table activity
  add column person_ids text[] not null default '{}',  -- everyone of the account who took part; person_id is the first
  add column version integer not null default 1;

-- A record that a person took away, whole, so that it can be put back.
create table removed_activity (
  id text primary key,
  account_id text not null references account (id) on delete cascade,
  record jsonb not null,
  removed_at timestamptz not null,
  removed_by text not null
);

-- Whom a person reports to, as delivered: an id in the source, an e-mail address or a name.
alter table person add column reports_to text;

-- A rule that stays quiet for one account, by a person and with a reason. Days are business days; `until_on` is the first day it may speak again.
create table signal_mute (
  id text primary key,
  account_id text not null references account (id) on delete cascade,
  type text not null,
  reason text not null,
  by text not null,
  muted_on date not null,
  until_on date not null check (until_on > muted_on),
  lifted_on date,
  lifted_by text,
  closed_signal_id text               -- the live signal that the mute closed
);
create unique index signal_mute_live on signal_mute (account_id, type) where lifted_on is null;
