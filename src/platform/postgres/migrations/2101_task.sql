-- Work that people do. Fields and states are those of Task Master, plus the account, the person, the day and where it came from.
create table task (
  id text primary key,
  tag text not null default 'master',
  parent_id text references task (id) on delete cascade,
  number integer not null,               -- of a task: among all tasks; of a subtask: within its parent ("15.2")
  account_id text references account (id) on delete cascade,
  title text not null,
  description text not null default '',
  details text not null default '',
  test_strategy text not null default '',
  status text not null default 'pending' check (status in ('pending', 'in-progress', 'review', 'done', 'deferred', 'cancelled', 'blocked')),
  priority text not null default 'medium' check (priority in ('critical', 'high', 'medium', 'low')),
  assignee_id text references member (id) on delete set null,
  author text not null,                  -- the user behind it, else the principal
  due_on date,
  due_at timestamptz,
  snoozed_until date,                    -- the first day on which it shows again
  origin jsonb not null,                 -- {kind: person|playbook|signal|agent|review, id, why}
  key text unique,                       -- idempotency: the same key is the same task
  recurrence jsonb,                      -- {every: day|week|month, count, businessDays}
  template text,
  metadata jsonb not null default '{}',  -- what a tasks.json carried and we do not know
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  closed_at timestamptz
);
create unique index task_number on task (coalesce(parent_id, ''), number);
create index task_account on task (account_id) where account_id is not null;
create index task_parent on task (parent_id) where parent_id is not null;
create index task_open on task (due_on) where status not in ('done', 'cancelled');

create table task_dependency (
  task_id text not null references task (id) on delete cascade,
  depends_on text not null references task (id) on delete cascade,
  primary key (task_id, depends_on),
  check (task_id <> depends_on)
);
create index task_dependency_on on task_dependency (depends_on);

create table task_comment (
  id text primary key,
  task_id text not null references task (id) on delete cascade,
  author text not null,
  author_name text not null,
  body text not null,
  mentions text[] not null default '{}', -- members named in it
  at timestamptz not null
);
create index task_comment_of on task_comment (task_id, at);

-- What one call changed, so that it can be taken back: the rows as they were, the versions they then had, and what was made.
create table task_change (
  id text primary key,
  at timestamptz not null,
  by text not null,
  what text not null,
  before jsonb not null,                 -- [{row, dependencies}]
  after jsonb not null,                  -- {task id: version}
  created text[] not null default '{}',
  undone_at timestamptz
);

-- A ready set of tasks with days counted from when it is applied.
create table task_template (
  name text primary key,
  title text not null,
  body jsonb not null,
  version integer not null default 1,
  updated_at timestamptz not null,
  updated_by text not null
);

-- Secret addresses under which a calendar reads a person's tasks; only the hash is kept.
create table task_feed (
  id text primary key,
  token_hash text not null unique,
  user_id text not null references app_user (id) on delete cascade,
  created_at timestamptz not null,
  last_read_at timestamptz,
  revoked_at timestamptz
);

-- What one person put off in the cockpit and that has no state of its own to say so.
create table cockpit_snooze (
  user_id text not null,
  kind text not null,
  item_id text not null,
  until_on date not null,
  primary key (user_id, kind, item_id)
);
