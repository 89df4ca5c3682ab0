-- Questions that go to colleagues and other agents, and their answers. Times are business time.
create table handoff (
  id text primary key,
  account_id text references account (id) on delete cascade,
  segment text,
  to_role text not null,
  to_member text references member (id) on delete set null,
  from_kind text not null,
  from_id text not null,
  from_name text not null,
  by_agent boolean not null,             -- its words are shown as an agent's
  title text not null,
  question text not null,
  records jsonb not null default '[]',   -- what it rests on: kind and id
  budget_tokens integer not null,        -- how much context it grants
  state text not null default 'sent' check (state in ('sent', 'accepted', 'answered', 'declined')),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  accepted_by text,
  ended_by text,
  ended_by_agent boolean,
  answer text,
  ended_at timestamptz,
  version integer not null default 1
);
create index handoff_account on handoff (account_id, created_at desc);
create index handoff_open on handoff (expires_at) where state in ('sent', 'accepted');
create index handoff_sender on handoff (from_kind, from_id) where state in ('sent', 'accepted');

-- What other agents asked over the agent-to-agent protocol, as they may read it again.
create table a2a_task (
  id text primary key,
  owner text not null,                   -- the principal that asked: nobody else sees it
  context_id text not null,
  body jsonb not null,
  handoff_id text references handoff (id) on delete cascade,
  action_id text,
  updated_at timestamptz not null
);
create index a2a_task_owner on a2a_task (owner, updated_at desc);

-- A key's budget: calls per day, counted by day.
alter table api_key add column calls_per_day integer check (calls_per_day > 0);
create table api_key_use (
  key_id text not null references api_key (id) on delete cascade,
  day date not null,
  calls integer not null,
  primary key (key_id, day)
);
