-- Playbooks at work. A run's row is the truth about it; due times are business time, leases wall time.
create table playbook_state (
  playbook_id text primary key,
  status text not null check (status in ('active', 'paused')),
  since timestamptz not null,           -- business time: what happened before starts nothing
  by_whom text not null,
  note text,
  version integer not null default 1,
  updated_at timestamptz not null
);

create table playbook_run (
  id text primary key,
  playbook_id text not null,
  playbook_version integer not null,    -- the approved version it stays on
  account_id text not null references account (id) on delete cascade,
  occasion text not null,               -- what started it, once
  trigger jsonb not null,
  status text not null check (status in ('running', 'paused', 'completed', 'exited', 'failed')),
  step_id text not null,
  phase text not null check (phase in ('enter', 'wait')),
  seq integer not null default 0,
  visits jsonb not null default '{}',
  outcomes jsonb not null default '{}',
  started_at timestamptz not null,
  step_at timestamptz not null,
  wait_until timestamptz,
  due_at timestamptz not null,
  lease text,
  leased_until timestamptz not null default '-infinity',
  attempts integer not null default 0,
  error text,
  paused_with boolean not null default false,  -- paused because its playbook was
  ended_at timestamptz,
  outcome text,
  end_reason text,
  version integer not null default 1,
  updated_at timestamptz not null,
  unique (playbook_id, account_id, occasion)
);
create index playbook_run_due on playbook_run (due_at) where status = 'running';
create index playbook_run_account on playbook_run (account_id, started_at desc);
create index playbook_run_live on playbook_run (playbook_id, account_id) where status in ('running', 'paused');
create index playbook_run_started on playbook_run (started_at desc, id);
-- An account is in a playbook once at a time.
create unique index playbook_run_one_live on playbook_run (playbook_id, account_id) where status in ('running', 'paused');

create table playbook_step (
  run_id text not null references playbook_run (id) on delete cascade,
  seq integer not null,
  step_id text not null,
  kind text not null,
  at timestamptz not null,
  ended_at timestamptz,
  outcome text,
  note text,
  primary key (run_id, seq)
);

-- What a run was told. Rows come before anybody waits for them, and while the run is paused.
create table playbook_heard (
  run_id text not null references playbook_run (id) on delete cascade,
  name text not null,
  dedup text not null,
  value text not null,
  at timestamptz not null,
  used_seq integer,
  woken boolean not null default false, -- the run was made due for it
  primary key (run_id, name, dedup)
);
create index playbook_heard_new on playbook_heard (run_id) where not woken;

-- Every occasion on which an account could have entered, and what came of it: matched again, it stays as it was.
create table playbook_occasion (
  playbook_id text not null,
  account_id text not null references account (id) on delete cascade,
  occasion text not null,
  at timestamptz not null,
  outcome text not null,                -- entered | why not
  reason text,
  run_id text,
  primary key (playbook_id, account_id, occasion)
);
create index playbook_occasion_at on playbook_occasion (playbook_id, at desc);

-- Accounts for which a condition of a playbook held when matching last looked: it starts a run when it becomes true.
create table playbook_memory (
  playbook_id text not null,
  trigger_at integer not null,          -- place among the playbook's triggers
  account_id text not null references account (id) on delete cascade,
  primary key (playbook_id, trigger_at, account_id)
);

-- How far matching has read each source.
create table playbook_cursor (
  source text primary key,
  position text not null,
  updated_at timestamptz not null
);

-- Which facts of an account matching has looked at.
create table playbook_seen (
  account_id text primary key references account (id) on delete cascade,
  computed_at timestamptz not null
);
create index survey_answer_known on survey_answer (known_at);
