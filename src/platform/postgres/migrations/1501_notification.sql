-- What a person is told, and how they want to be told. Facts, not sentences: the app and the mail write them in the reader's language.
create table notification (
  id bigint generated always as identity primary key,
  user_id text not null references app_user (id) on delete cascade,
  key text not null,                    -- what it is about: nobody is told the same thing twice
  kind text not null,
  account_ids text[] not null default '{}', -- shown while the reader sees one of them; empty: about no account
  facts jsonb not null,
  reason text not null,                 -- owner | approver | handed_over | mentioned | started
  link text not null,                   -- a path of the app
  at timestamptz not null,              -- business time
  read_at timestamptz,
  silent boolean not null default false, -- stood when telling began, or came with a whole load: noted, never shown
  digest_id text,
  unique (user_id, key)
);
create index notification_of_user on notification (user_id, id desc) where not silent;

create table notification_preference (
  user_id text primary key references app_user (id) on delete cascade,
  schedule text not null check (schedule in ('daily', 'weekly', 'off')),
  at_time text not null,                -- HH:MM in the person's time zone
  weekday integer not null check (weekday between 1 and 7), -- 1 is Monday
  kinds jsonb not null default '{}',    -- {kind: {inApp, digest}} where it differs from the default
  quiet_until date,                     -- nothing is counted or mailed before this day
  updated_at timestamptz not null
);

-- One mail to one person for one day. The row is written before the attempt; an attempt that never answered stays `uncertain` and is not made again.
create table notification_digest (
  id text primary key,
  user_id text not null references app_user (id) on delete cascade,
  period date not null,
  state text not null check (state in ('sending', 'retry', 'sent', 'failed', 'uncertain', 'empty')),
  items integer not null default 0,
  attempts integer not null default 1,
  claimed_at timestamptz not null,      -- wall time
  next_at timestamptz,                  -- wall time
  receipt text,
  error text,
  unique (user_id, period)
);
create index notification_digest_open on notification_digest (state) where state in ('sending', 'retry');

alter table reassignment add column by_user_id text; -- the person behind it, who is not told of it
create index health_ledger_fell on health_ledger (at) where to_band = 'risk';
