-- Accounts that are one customer: which was kept, which went into it, and what moved; enough to take it back.
create table account_merge (
  id text primary key,
  kept_id text not null references account (id) on delete cascade,
  merged_id text not null references account (id) on delete cascade,
  at timestamptz not null,
  by text not null,
  -- Fields that the kept account took over because it had none, with their names.
  filled jsonb not null default '[]',
  undone_at timestamptz,
  undone_by text
);
create unique index account_merge_live on account_merge (merged_id) where undone_at is null;
create index account_merge_kept on account_merge (kept_id);

-- What moved with a merge: the table and the key of each row.
create table account_merge_item (
  merge_id text not null references account_merge (id) on delete cascade,
  record text not null,
  key jsonb not null
);
create index account_merge_item_of on account_merge_item (merge_id);

-- Pairs that a person said are two customers. a_id is the smaller id.
create table account_distinct (
  a_id text not null references account (id) on delete cascade,
  b_id text not null references account (id) on delete cascade,
  at timestamptz not null,
  by text not null,
  primary key (a_id, b_id)
);
