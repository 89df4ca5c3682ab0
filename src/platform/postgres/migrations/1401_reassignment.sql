-- Accounts that changed hands: who gave them to whom, when and with which note; enough to take it back.
create table reassignment (
  id text primary key,
  at timestamptz not null,
  by text not null,
  owner_id text references member (id),   -- null: left without an owner
  note text,
  undone_at timestamptz,
  undone_by text
);

create table reassignment_account (
  reassignment_id text not null references reassignment (id),
  account_id text not null references account (id),
  from_owner_id text references member (id),
  primary key (reassignment_id, account_id)
);
create index reassignment_account_of on reassignment_account (account_id);
