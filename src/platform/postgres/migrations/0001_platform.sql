-- Platform: who may enter, what changed, and the feed that open pages follow.
create table setting (
  key text primary key,
  value jsonb not null,
  updated_at timestamptz not null default now()
);

create table app_user (
  id text primary key,
  name text not null,
  email text,
  role text not null default 'owner',
  created_at timestamptz not null,
  disabled_at timestamptz
);

-- One-time links: only the hash of the token is stored; consumed atomically by POST.
create table sign_in_link (
  token_hash text primary key,
  user_id text not null references app_user (id),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  consumed_at timestamptz
);

create table session (
  token_hash text primary key,
  user_id text not null references app_user (id),
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  expires_at timestamptz not null,
  revoked_at timestamptz,
  user_agent text
);

-- `kind`: 'api' (REST and CLI, scopes) or 'write_public' / 'write_server' (tracking endpoint only).
create table api_key (
  id text primary key,
  kind text not null check (kind in ('api', 'write_public', 'write_server')),
  name text not null,
  key_hash text not null unique,
  prefix text not null,
  scopes text[] not null default '{}',
  origins text[] not null default '{}',
  source_id text,
  created_by text,
  created_at timestamptz not null,
  last_used_at timestamptz,
  expires_at timestamptz,
  revoked_at timestamptz
);

create table audit (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  principal_kind text not null,
  principal_id text not null,
  operation text not null,
  entity text,
  outcome text not null,
  detail jsonb not null default '{}'
);
create index audit_at on audit (at desc);

-- Ids only: what changed, for SSE. `topic` is 'account', 'signal', 'import', 'metric', 'source'.
create table change_feed (
  seq bigint generated always as identity primary key,
  at timestamptz not null default now(),
  topic text not null,
  entity_id text not null
);
