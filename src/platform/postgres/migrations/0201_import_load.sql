-- Loading: where a file's mapped rows wait between being read and being applied. Emptied when the file is done.
alter table import_file
  add column position integer not null default 0,
  add column progress jsonb not null default '{}',
  add column error text;
alter table import add column known_at timestamptz;     -- strictly later than every earlier import's
alter table doubt add column import_file_id text references import_file (id);
create index doubt_import on doubt (import_id, state);
create index account_name_lower on account (lower(name));

create sequence usage_version;

create table load_row (
  file_id text not null,
  row_no bigint not null,
  part smallint not null,
  kind text not null,                -- empty: the row carries no record
  key uuid not null,
  content uuid not null,
  ref text,
  account_ref text,
  account_name text,
  person_ref text,
  data jsonb not null,
  raw jsonb                          -- the source's cells, where the row may yet go to quarantine
);
create index load_row_file on load_row (file_id, row_no);

-- One per record to be applied; the row that decides it is (row_no, part).
create table load_item (
  file_id text not null,
  item_no bigint not null,
  kind text not null,
  base_key uuid not null,
  key uuid not null,
  content uuid not null,
  row_no bigint not null,
  part smallint not null,
  outcome text not null,             -- inserted | updated | unchanged | quarantined
  primary key (file_id, item_no)
);

-- Accounts an unfinished import has touched; they become dirty when it ends, so that nothing is scored on half an import.
create table import_account (
  import_id text not null,
  account_id text not null,
  primary key (import_id, account_id)
);
