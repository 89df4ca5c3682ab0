-- Approvals on their way into the git history of the programme, and what became of them.
create table definition_commit (
  id bigint generated always as identity primary key,
  kind text not null,
  definition_id text not null,
  version integer not null,
  proposal_id text,
  subject text not null,
  body text not null,
  author text not null,
  author_id text not null,
  at timestamptz not null,
  sha text,                          -- null: not written yet
  message text,                      -- why the last try failed
  tried_at timestamptz,
  unique (kind, definition_id, version)
);
create index definition_commit_waiting on definition_commit (id) where sha is null;
