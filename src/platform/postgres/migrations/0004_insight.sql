-- Approved definitions, every version kept.
create table definition (
  kind text not null,                -- scorecard | segment | metric | signal | target
  id text not null,
  version integer not null,
  body jsonb not null,
  text text not null,                -- the YAML as written
  digest text not null,
  approved_at timestamptz not null,
  approved_by text not null,
  retired_at timestamptz,
  primary key (kind, id, version)
);

-- Accounts whose facts may have moved. Live path: insert, claim, delete.
create table dirty_account (
  account_id text primary key references account (id),
  since timestamptz not null,        -- wall time of the first unprocessed change
  cause text not null
);

-- The newest fact vector, per account. values: fact id -> number | text | boolean | null.
create table account_fact (
  account_id text primary key references account (id),
  at timestamptz not null,
  values jsonb not null,
  reasons jsonb not null default '{}', -- fact id -> why it is unknown
  computed_at timestamptz not null
);

-- Daily closes: the history that trends and hysteresis read. drivers: [{id, weight, score, points, value}].
create table health_close (
  account_id text not null references account (id),
  day date not null,
  scorecard_id text not null,
  scorecard_version integer not null,
  score real,
  band text not null,                -- good | watch | risk | unknown
  confidence real not null,
  coverage real not null,
  drivers jsonb not null,
  primary key (account_id, day)
);
create index health_close_day on health_close (day);

-- The provisional present: one row per account, moved within seconds of an event.
create table health_now (
  account_id text primary key references account (id),
  at timestamptz not null,
  scorecard_id text not null,
  scorecard_version integer not null,
  score real,
  computed_score real,
  band text not null,
  confidence real not null,
  coverage real not null,
  drivers jsonb not null,
  caps jsonb not null default '[]',
  override_id text,
  next_due_at timestamptz            -- validUntil: re-evaluate then even without an event
);

-- The ledger: every change of a score, in points per measure.
create table health_ledger (
  id bigint generated always as identity primary key,
  account_id text not null references account (id),
  at timestamptz not null,
  cause text not null,               -- event | close | backfill | override | definition | import
  from_score real,
  to_score real,
  from_band text,
  to_band text not null,
  scorecard_id text not null,
  scorecard_version integer not null,
  changes jsonb not null             -- [{id, points, fromScore, toScore, fromValue, toValue, evidence: []}]
);
create index health_ledger_account on health_ledger (account_id, at desc);

create table health_pulse (
  id text primary key,
  account_id text not null references account (id),
  value text not null check (value in ('good', 'watch', 'risk')),
  note text,
  by text not null,
  at timestamptz not null,
  expires_at timestamptz not null
);
create index health_pulse_account on health_pulse (account_id, at desc);

create table health_override (
  id text primary key,
  account_id text not null references account (id),
  score real not null,
  reason text not null,
  by text not null,
  at timestamptz not null,
  expires_at timestamptz not null,
  lifted_at timestamptz,
  lifted_by text
);
create index health_override_account on health_override (account_id, at desc);

-- Peer distributions, frozen daily. quantiles: 101 values, 0th to 100th percentile.
create table peer_distribution (
  day date not null,
  fact text not null,
  peer_group text not null,
  n integer not null,
  quantiles real[] not null,
  primary key (day, fact, peer_group)
);

create table signal (
  id text primary key,
  account_id text not null references account (id),
  type text not null,
  family text not null,              -- risk | growth | advocacy
  dedupe_key text not null,
  severity text not null,            -- info | low | medium | high | critical
  confidence real not null,
  state text not null,               -- open | acknowledged | in_play | resolved | snoozed | expired
  stake_minor bigint,
  currency text,
  opened_on date not null,
  last_true_on date not null,
  closed_on date,
  provisional boolean not null default false,
  why text not null,
  evidence jsonb not null default '[]',
  rule_version integer not null,
  assignee text,
  snoozed_until date,
  resolution text,
  version integer not null default 1,
  updated_at timestamptz not null
);
create unique index signal_live on signal (dedupe_key) where closed_on is null;
create index signal_account on signal (account_id, opened_on desc);
create index signal_state on signal (state, opened_on desc);

create table signal_event (
  id bigint generated always as identity primary key,
  signal_id text not null references signal (id),
  at timestamptz not null,
  from_state text,
  to_state text not null,
  by text not null,
  note text
);
