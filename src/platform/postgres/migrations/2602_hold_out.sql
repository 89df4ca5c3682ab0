-- Which accounts a playbook leaves alone, so that what it does can be told from what would have happened anyway.
create table playbook_hold_out (
  playbook_id text primary key,
  share double precision not null check (share >= 0 and share <= 0.5),
  floor_minor bigint,                   -- annual recurring revenue from which on an account is never held out, in its own currency; null: no floor
  by_whom text not null,
  reason text not null,
  at timestamptz not null,              -- business time
  version integer not null default 1
);

-- The first time an account would have entered a playbook, and which arm it then fell into. It stays there.
create table playbook_assignment (
  playbook_id text not null,
  account_id text not null references account (id) on delete cascade,
  cluster_id text not null,             -- the head of its family: a family is in one arm
  playbook_version integer not null,
  arm text not null check (arm in ('treated', 'held_out')),
  randomised boolean not null,          -- by lot; false while nobody is held out, and above the floor
  share double precision not null,      -- the share held out when it was drawn; only accounts drawn under one share are compared
  at timestamptz not null,              -- business time
  primary key (playbook_id, account_id)
);
create index playbook_assignment_account on playbook_assignment (account_id);

insert into playbook_assignment (playbook_id, account_id, cluster_id, playbook_version, arm, randomised, share, at)
select distinct on (playbook_id, account_id) playbook_id, account_id, account_id, playbook_version, 'treated', false, 0, started_at from playbook_run order by playbook_id, account_id, started_at;
