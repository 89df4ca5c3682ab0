-- A vendor's system that is read again and again. What it brings belongs to its source like an import's rows.
create table connection (
  source_id text primary key references source (id) on delete cascade,
  vendor text not null unique,
  state text not null check (state in ('active', 'paused', 'disconnected')),
  address text not null,             -- whose records they are: the vendor's address for this company
  base_url text,                     -- where calls go instead
  sandbox boolean not null default false, -- base_url may lie on this machine
  credentials text,                  -- sealed
  tokens text,                       -- sealed; the newest pair
  objects text[] not null,
  every_minutes integer not null check (every_minutes between 1 and 1440),
  since timestamptz,                 -- the first reading goes back to here; null reads all
  due_at timestamptz,                -- next reading; null while paused
  leased_until timestamptz,          -- one reader at a time
  created_at timestamptz not null,
  created_by text not null,
  last_sync_at timestamptz,
  last_error jsonb,                  -- {code, message, remedy, at}
  failures integer not null default 0,
  rates jsonb not null default '[]',
  refresh_expires_at timestamptz
);

-- Where the reading of each object stands after its last finished round.
create table connection_object (
  source_id text not null references connection (source_id) on delete cascade,
  object text not null,
  cursor jsonb not null,
  finished_at timestamptz not null,
  rows bigint not null default 0,
  inserted bigint not null default 0,
  updated bigint not null default 0,
  unchanged bigint not null default 0,
  duplicate bigint not null default 0,
  quarantined bigint not null default 0,
  primary key (source_id, object)
);

-- Deliveries that were taken, so that one that comes again is known.
create table connection_delivery (
  source_id text not null references connection (source_id) on delete cascade,
  id text not null,
  received_at timestamptz not null,
  primary key (source_id, id)
);
create index connection_delivery_old on connection_delivery (received_at);

-- A round of reading is an import of its own; `connected` keeps it out of the list of files.
alter table import add column connected boolean not null default false;
-- A record's own count of changes, and whether it was deleted: an older state never overwrites a newer one.
alter table load_row add column version text;
alter table load_row add column gone boolean not null default false;
alter table load_row add column merged_into text;
alter table source_record add column version text;
alter table source_record add column gone boolean not null default false;
