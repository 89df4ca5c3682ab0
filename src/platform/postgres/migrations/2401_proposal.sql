-- Changes of the programme that wait for a decision, and what was decided.
create table proposal (
  id text primary key,
  kind text not null,
  definition_id text not null,
  base_version integer,              -- the version it was written against; null: there was none
  text text not null,
  body jsonb not null,
  digest text not null,
  why text not null,
  state text not null default 'open' check (state in ('open', 'approved', 'rejected', 'withdrawn')),
  proposed_by text not null,
  proposer text not null,            -- the name then
  proposed_at timestamptz not null,
  expires_at timestamptz not null,
  edited_by text,                    -- whoever changed its text last, when not the proposer
  decided_by text,
  decider text,
  decided_at timestamptz,
  reason text,
  approved_version integer,
  version integer not null default 1
);
create index proposal_state on proposal (state, proposed_at desc);
