-- What Mainstay does to the outside: one row for each action, one for each message that leaves, and a chained record of everything that happened.
create table action (
  id text primary key,
  key text not null unique,             -- given by whoever proposes; the same over retries
  type text not null,
  account_id text not null references account (id) on delete cascade,
  person_ids text[] not null default '{}',
  content jsonb not null,
  original jsonb,                       -- as first proposed, once a person edited it
  tainted boolean not null,
  tainted_by text,
  origin jsonb not null,
  why text not null,
  status text not null check (status in ('draft', 'waiting', 'scheduled', 'sending', 'sent', 'failed', 'uncertain', 'refused', 'rejected', 'undone', 'expired')),
  rule text not null,                   -- which rule of the guard decided last
  reason text not null,
  policy_version integer not null,
  digest text not null,                 -- of what would be sent, as last rendered
  not_before timestamptz,               -- business time, as the ones below
  due_at timestamptz,                   -- not null while scheduled
  expires_at timestamptz not null,
  approval_id text,
  proposed_by text not null,            -- user, key or stage
  proposed_user_id text,                -- the person, when a person drafted it at their own session
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  settled_at timestamptz,
  constraint action_due check (status <> 'scheduled' or due_at is not null)
);
create index action_open on action (status, due_at) where status in ('draft', 'waiting', 'scheduled', 'sending', 'uncertain');
create index action_account on action (account_id, created_at desc);
create index action_created on action (created_at desc, id);

-- A person's decision, over exactly these bytes. One may cover many actions; each is used once.
create table action_approval (
  id text primary key,
  user_id text not null references app_user (id),
  session_hash text not null,
  approved_at timestamptz not null      -- business time
);
create table action_approval_item (
  approval_id text not null references action_approval (id),
  action_id text not null references action (id) on delete cascade,
  digest text not null,
  expires_at timestamptz not null,
  consumed_at timestamptz,
  withdrawn_at timestamptz,
  primary key (approval_id, action_id)
);

-- The outbox. The id is the idempotency key of the message, constant over all attempts. `sending` is written before the attempt.
create table action_delivery (
  id text primary key,
  action_id text not null references action (id) on delete cascade,
  position integer not null,
  person_id text,
  account_id text not null,
  recipient text not null,              -- address, or endpoint id
  channel text not null,
  message jsonb not null,               -- exactly what leaves
  state text not null check (state in ('ready', 'sending', 'sent', 'failed', 'uncertain', 'skipped')),
  attempts integer not null default 0,
  lease text,
  leased_until timestamptz,             -- wall time
  next_at timestamptz not null,         -- wall time
  receipt text,
  error text,
  planned_at timestamptz not null,      -- business time: counts for cadence and budgets
  sent_at timestamptz,                  -- business time
  unique (action_id, position)
);
create index action_delivery_open on action_delivery (next_at) where state in ('ready', 'sending');
create index action_delivery_person on action_delivery (person_id, planned_at) where person_id is not null;
create index action_delivery_account on action_delivery (account_id, planned_at);

-- Addresses that must not be written to, lower case.
create table suppression (
  address text primary key,
  reason text not null,                 -- unsubscribed | bounced | person
  note text,
  at timestamptz not null,
  by_whom text not null
);
-- Links by which a person stops the messages; only the hash of the token is stored.
create table unsubscribe_token (
  token_hash text primary key,
  address text not null,
  action_id text not null,
  created_at timestamptz not null
);

-- One row: while it is stopped nothing is claimed for sending.
create table action_switch (
  one boolean primary key default true check (one),
  stopped boolean not null,
  reason text,
  by_whom text,
  at timestamptz
);
insert into action_switch (stopped) values (false);

-- Append-only. `hash` is SHA-256 over the hash before it and `body`; `action verify` computes the chain again.
create table action_audit (
  seq bigint primary key,
  at timestamptz not null,
  action_id text,
  event text not null,
  by_whom text not null,
  body text not null,
  previous text not null,
  hash text not null
);
create index action_audit_action on action_audit (action_id, seq);
create function refuse_action_audit_change() returns trigger language plpgsql as $$
begin
  raise exception 'the record of actions is append-only' using errcode = 'insufficient_privilege';
end $$;
create trigger action_audit_append_only before update or delete or truncate on action_audit for each statement execute function refuse_action_audit_change();

-- Where chats and other systems are reached. The address of an incoming webhook is a secret: it is shown shortened.
create table action_endpoint (
  id text primary key,
  kind text not null check (kind in ('slack', 'teams', 'webhook')),
  name text not null,
  url text not null,
  secret text,                          -- signs the body of a generic webhook
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null
);

-- Where a person is, when a source says so.
alter table person add column time_zone text;
