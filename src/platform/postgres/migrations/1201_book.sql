-- Views of the book that people keep: the state of the page under a name. A shared one is seen by everybody.
create table saved_view (
  id text primary key,
  owner_id text not null,            -- who keeps it: the user, or the key or command line without one
  owner_name text not null,
  name text not null,
  shared boolean not null default false,
  state jsonb not null,
  version integer not null default 1,
  updated_at timestamptz not null
);
create index saved_view_owner on saved_view (owner_id);

-- One edit of a field of many accounts by a person, with what each had before: how it is taken back.
create table account_edit (
  id text primary key,
  at timestamptz not null,
  by_id text not null,
  by_name text not null,
  field text not null,
  value jsonb not null,
  undone_at timestamptz
);
create table account_edit_item (
  edit_id text not null references account_edit (id) on delete cascade,
  account_id text not null references account (id) on delete cascade,
  from_value jsonb not null,
  from_source text,
  primary key (edit_id, account_id)
);
create index account_edit_item_account on account_edit_item (account_id);
