-- Engagement runs of the agent: a goal is read, its accounts are looked at, tasks and drafts are proposed, and what came of it is reported.
-- Times are business time unless they say otherwise.
create table engagement (
  id text primary key,
  goal text not null,
  reading jsonb not null,                -- what the goal was read as
  aim text not null,
  status text not null check (status in ('running', 'waiting', 'done', 'cancelled', 'failed')),
  phase text not null check (phase in ('analyse', 'act', 'report')),
  most_accounts integer not null,
  most_actions integer not null,
  by_kind text not null,                 -- who started it: its rights count at every step
  by_id text not null,
  by_name text not null,
  by_user text,
  by_agent boolean not null,
  started_at timestamptz not null,
  phase_at timestamptz not null,         -- wall time at which the phase began
  phase_done integer not null default 0, -- accounts that were through when it began
  at_account text,                       -- being worked on
  steps integer not null default 0,      -- number of the newest step
  picked boolean not null default false,
  waivers jsonb not null default '[]',   -- closing gates that a named person waived
  report jsonb,
  error text,
  ended_at timestamptz,
  version integer not null default 1
);
create index engagement_started on engagement (started_at desc);
create index engagement_live on engagement (id) where status = 'running';

-- One row for each account that the goal names. `decision` is what was decided of it last; `state` says where it stands.
create table engagement_account (
  run_id text not null references engagement (id) on delete cascade,
  account_id text not null references account (id) on delete cascade,
  place integer not null,
  state text not null check (state in ('pending', 'asked', 'ready', 'held', 'acted', 'nothing', 'left', 'failed')),
  reason text,
  facts jsonb not null default '{}',
  round integer not null default 0,      -- how often it was looked at
  tries integer not null default 0,
  stake_minor bigint,                    -- annual, in the base currency; null: not known
  decision jsonb,
  waivers jsonb not null default '[]',
  task_id text,
  action_id text,
  primary key (run_id, account_id)
);
create index engagement_account_of on engagement_account (account_id);

-- What a run did, in order: what was read with its records and digest, what was decided by which rule, and what came of it.
create table engagement_step (
  run_id text not null references engagement (id) on delete cascade,
  seq integer not null,
  phase text not null,
  kind text not null,
  account_id text references account (id) on delete cascade,
  why text not null,                     -- one sentence, from before it acted
  facts jsonb not null default '{}',
  read jsonb not null default '[]',      -- operations that were asked
  records jsonb not null default '[]',
  material jsonb,                        -- what the rule was given: the decision follows from it alone
  digest text,                           -- of the material
  rule text,
  decision jsonb,
  at timestamptz not null,
  ms integer not null default 0,
  primary key (run_id, seq)
);

-- What a run took for true without a record that says so.
create table engagement_assumption (
  id text primary key,
  run_id text not null references engagement (id) on delete cascade,
  account_id text references account (id) on delete cascade,
  kind text not null,
  facts jsonb not null,
  evidence jsonb not null,
  options jsonb not null,
  answer text not null,
  deciding boolean not null,
  state text not null check (state in ('open', 'noted', 'confirmed', 'corrected', 'moot')),
  value text,
  note text,
  decided_by text,
  decided_at timestamptz,
  created_at timestamptz not null,
  version integer not null default 1,
  unique nulls not distinct (run_id, account_id, kind)
);
create index engagement_assumption_open on engagement_assumption (run_id) where state = 'open';
