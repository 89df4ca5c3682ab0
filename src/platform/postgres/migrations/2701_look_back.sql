-- How the past would have looked under a draft, kept with what the draft says and the version it is held against.
create table look_back (
  kind text not null,
  definition_id text not null,
  digest text not null,
  base_version integer not null,     -- 0: nothing was in force
  state text not null default 'waiting' check (state in ('waiting', 'running', 'done', 'failed')),
  done integer not null default 0,
  total integer not null default 0,
  result jsonb,
  message text,
  asked_at timestamptz not null,
  finished_at timestamptz,
  primary key (kind, definition_id, digest, base_version)
);
create index look_back_waiting on look_back (asked_at) where state in ('waiting', 'running');
