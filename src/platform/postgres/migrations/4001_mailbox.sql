-- Mailboxes (IMAP) and calendars (iCalendar feeds) that are read for contact with customers. Only who, when and, where wanted, the subject is kept.
create table mailbox (
  source_id text primary key references source (id) on delete cascade,
  kind text not null check (kind in ('imap', 'ics')),
  state text not null check (state in ('active', 'paused')),
  host text not null,
  port integer,
  security text check (security in ('tls', 'starttls', 'none')),
  username text,
  secret text not null,                -- sealed: the password, or the whole address of a feed
  own_domains text[] not null,         -- whose addresses are colleagues
  without text[] not null,             -- addresses and domains whose mail is never kept
  words text[] not null,               -- words in a subject that keep the mail out
  subjects boolean not null,           -- subjects are kept
  since timestamptz not null,          -- the first reading goes back to here
  every_minutes integer not null check (every_minutes between 1 and 1440),
  due_at timestamptz,                  -- wall time; null while paused
  leased_until timestamptz,            -- wall time; one reader at a time
  created_at timestamptz not null,
  created_by text not null,
  last_read_at timestamptz,            -- wall time of the last reading that ended well
  last_error jsonb,                    -- {code, message, remedy, at}
  failures integer not null default 0,
  counts jsonb not null default '{}'   -- messages or meetings by outcome
);

-- How far each folder was read: written together with what was kept.
create table mailbox_folder (
  source_id text not null references mailbox (source_id) on delete cascade,
  folder text not null,
  uid_validity text not null,
  uid bigint not null,
  primary key (source_id, folder)
);

-- The first record of each source: whether silence can be told.
create index activity_source on activity (source_id, at) where kind <> 'note';
