-- What a file last said of a record that another file of the same source says otherwise: it is news only when it changes.
alter table source_record add column said_by bigint;

create table source_statement (
  source_id text not null references source (id),
  kind text not null,
  key uuid not null,
  said_by bigint not null,
  content uuid not null,
  primary key (source_id, kind, key, said_by)
);
