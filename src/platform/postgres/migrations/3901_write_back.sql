-- The permission to write is asked for as well.
alter table connection add column writes boolean not null default false;

-- What a leader lets Mainstay send back to a connected vendor. Everything begins switched off.
create table connection_write (
  source_id text primary key references connection (source_id) on delete cascade,
  records boolean not null default false,     -- tasks, opportunities and notes go out by this connection
  map jsonb not null default '{}',            -- our value -> {field, label, type, length}: the fields that are Mainstay's own
  approved_digest text,                       -- the standing approval covers exactly this mapping; null: fields are not written
  approved_by text,                           -- user id
  approved_at timestamptz,                    -- business time
  version integer not null default 1,
  feed_seq bigint not null default 0,         -- the change feed was followed up to here
  swept_at timestamptz,                       -- wall time: when every account was last looked at
  leased_until timestamptz,                   -- wall time: one sender at a time
  due_at timestamptz,                         -- wall time: not before
  last_run_at timestamptz,
  last_error jsonb                            -- {code, message, remedy, at}
);

-- What stands in a mapped field of one record because of us. A value is a list of one, so that "empty" is told from "never".
-- `trying` is written before a call: a sender that dies in the middle finds its own value again.
create table field_write (
  source_id text not null references source (id) on delete cascade,
  ref text not null,                          -- the vendor's record of the account
  field text not null,
  name text not null,                         -- our value: health | band | risk_reason
  account_id text not null references account (id) on delete cascade,
  wanted jsonb not null,
  ours jsonb,                                 -- known to have been written by us
  trying jsonb,
  found jsonb,                                -- what somebody else put there
  state text not null check (state in ('trying', 'written', 'equal', 'held', 'refused', 'waiting', 'gone')),
  error text,
  written_at timestamptz,                     -- business time
  checked_at timestamptz,                     -- wall time; null asks for another look
  primary key (source_id, ref, field)
);
create index field_write_account on field_write (account_id);
create index field_write_state on field_write (source_id, state) where state <> 'written';
