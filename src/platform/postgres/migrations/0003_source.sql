-- One row per source row ever accepted: key says which record it is, content whether it changed.
create table source_record (
  source_id text not null references source (id),
  kind text not null,
  key uuid not null,
  content uuid not null,
  entity_id text,
  known_at timestamptz not null,
  primary key (source_id, kind, key)
);

create table import (
  id text primary key,
  source_id text references source (id),
  state text not null,               -- staged | running | done | failed
  created_at timestamptz not null,
  finished_at timestamptz,
  created_by text,
  progress jsonb not null default '{}',
  error text
);

create table import_file (
  id text primary key,
  import_id text not null references import (id),
  path text not null,
  spool_path text,                   -- where the uploaded bytes wait, inside the data directory
  bytes bigint not null,
  kind text,
  dialect jsonb not null default '{}',
  mapping jsonb not null default '{}',
  header_print text,                 -- fingerprint of the header: the saved mapping's key
  preview jsonb not null default '[]',
  state text not null default 'staged',
  rows bigint not null default 0,
  inserted bigint not null default 0,
  updated bigint not null default 0,
  unchanged bigint not null default 0,
  duplicate bigint not null default 0,
  quarantined bigint not null default 0,
  constraint rows_add_up check (state <> 'done' or rows = inserted + updated + unchanged + duplicate + quarantined)
);
create index import_file_import on import_file (import_id);

create table saved_mapping (
  header_print text primary key,
  kind text not null,
  dialect jsonb not null,
  mapping jsonb not null,
  confirmed_by text,
  saved_at timestamptz not null
);

create table quarantine (
  id text primary key,
  import_file_id text references import_file (id),
  source_id text not null references source (id),
  path text not null,
  row_number bigint,
  kind text not null,
  field text,
  value text,
  code text not null,
  reason text not null,
  remedy text not null,
  raw jsonb not null,
  state text not null default 'open',  -- open | replayed | dismissed
  created_at timestamptz not null,
  settled_at timestamptz
);
create index quarantine_open on quarantine (state, created_at);

create table doubt (
  id text primary key,
  import_id text references import (id),
  code text not null,
  file text,
  field text,
  count bigint not null,
  example jsonb,
  message text not null,
  remedy text not null,
  choice text,                       -- what was assumed or answered
  state text not null default 'open',
  created_at timestamptz not null
);

-- Tracking: durable accept, then one drainer. A block fixes which batches and keys go into one insert, so a retry is the same insert.
create table tracking_batch (
  id bigint generated always as identity primary key,
  source_id text not null references source (id),
  received_at timestamptz not null,
  body jsonb not null,
  block_id bigint
);
create index tracking_batch_waiting on tracking_batch (id) where block_id is null;

create table tracking_block (
  id bigint generated always as identity primary key,
  state text not null default 'open',  -- open | stored
  events integer not null default 0,
  duplicates integer not null default 0,
  rejected integer not null default 0,
  opened_at timestamptz not null,
  stored_at timestamptz
);

create table tracking_seen (
  key uuid primary key,
  block_id bigint not null
);

create table tracking_rejected (
  id bigint generated always as identity primary key,
  source_id text not null,
  received_at timestamptz not null,
  code text not null,
  reason text not null,
  raw jsonb not null
);

-- Identity of usage: which account a group key or user key belongs to. Mirrored into the usage store as `identity`.
create table usage_identity (
  source_id text not null references source (id),
  kind text not null check (kind in ('group', 'user', 'anonymous')),
  key text not null,
  account_id text,                   -- null: seen, not resolved yet
  user_key text,                     -- for anonymous: the user it became
  first_seen_at timestamptz not null,
  resolved_at timestamptz,
  version bigint not null default 0,
  primary key (source_id, kind, key)
);
create index usage_identity_account on usage_identity (account_id);
create index usage_identity_unresolved on usage_identity (source_id, kind) where account_id is null;
