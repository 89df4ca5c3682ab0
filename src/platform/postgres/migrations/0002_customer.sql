-- The golden record. Business time says when it happened, known_at when we learned it (see the Time law).
create table source (
  id text primary key,
  kind text not null,               -- file | tracking | manual
  name text not null,
  sample boolean not null default false,
  created_at timestamptz not null,
  last_received_at timestamptz,     -- wall time of the newest delivery
  last_happened_at timestamptz      -- business time of the newest record
);

-- A colleague who owns accounts; becomes a user when invited.
create table member (
  id text primary key,
  name text not null,
  email text,
  user_id text references app_user (id),
  key text not null unique          -- normalised e-mail or name
);

create table account (
  id text primary key,
  num integer generated always as identity unique,   -- the account's number in the usage store
  name text not null,
  domain text,
  parent_id text references account (id),
  owner_id text references member (id),
  industry text,
  country text,
  region text,
  segment text,
  tier text,
  stage text,                        -- as delivered or set by a person; the derived stage is a fact
  customer_since date,
  seats integer,
  currency text,
  custom jsonb not null default '{}',
  provisional boolean not null default false,        -- made from a mention in another file or an event, not yet from an account record
  merged_into text references account (id),
  source_id text references source (id),
  known_at timestamptz not null
);
create index account_parent on account (parent_id);
create index account_domain on account (lower(domain));

-- Versions of mutable fields, each with source and time. happened_at is null where the source names no business time.
create table field_version (
  entity text not null,              -- account | person
  entity_id text not null,
  field text not null,
  value jsonb,
  source_id text not null,
  happened_at timestamptz,
  known_at timestamptz not null,
  primary key (entity, entity_id, field, source_id, known_at)
);
create index field_version_read on field_version (entity, field, known_at);

-- The same customer or person across systems.
create table external_id (
  source_id text not null references source (id),
  entity text not null,              -- account | person
  value text not null,
  entity_id text not null,
  known_at timestamptz not null,
  primary key (source_id, entity, value)
);
create index external_id_entity on external_id (entity, entity_id);

create table person (
  id text primary key,
  account_id text references account (id),
  name text,
  email text,
  title text,
  role text,                         -- champion | executive_sponsor | economic_buyer | admin | user | detractor
  influence text,
  sentiment real,                    -- -1..1
  joined_on date,
  left_on date,
  custom jsonb not null default '{}',
  source_id text references source (id),
  known_at timestamptz not null
);
create index person_account on person (account_id);
create index person_email on person (lower(email));

-- Contract and subscription lines. Ends are exclusive. term_end is agreed and known from the start;
-- ended_on is a cancellation, known on that day (or on ended_known_on when notice was given earlier).
create table agreement_line (
  id text primary key,
  account_id text not null references account (id),
  contract_ref text,
  product text,
  plan text,
  kind text not null default 'recurring',  -- recurring | one_off | trial | usage
  quantity double precision,
  unit text,                         -- 'seat' counts as licences
  annual_minor bigint not null,
  currency text not null,
  discount double precision,         -- fraction of list price, already taken off annual_minor
  start_on date not null,
  term_end date,
  ended_on date,
  ended_known_on date,
  billing_months integer,
  notice_days integer,
  opt_out_on date,
  auto_renew boolean,
  churn_reason text,
  custom jsonb not null default '{}',
  source_id text not null references source (id),
  known_at timestamptz not null
);
create index agreement_line_account on agreement_line (account_id, start_on);

create table invoice (
  id text primary key,
  account_id text not null references account (id),
  number text,
  issued_on date not null,
  due_on date,
  paid_on date,
  amount_minor bigint not null,
  currency text not null,
  status text,
  status_known_at timestamptz,
  custom jsonb not null default '{}',
  source_id text not null references source (id),
  known_at timestamptz not null
);
create index invoice_account on invoice (account_id, issued_on);

create table ticket (
  id text primary key,
  account_id text not null references account (id),
  person_id text references person (id),
  number text,
  subject text,
  body text,
  priority text,                     -- urgent | high | normal | low; as set at opening
  channel text,
  opened_at timestamptz not null,
  first_reply_at timestamptz,
  solved_at timestamptz,
  escalated_at timestamptz,
  reopened_at timestamptz,
  reopen_count integer,
  status text,
  status_known_at timestamptz,
  csat_score double precision,
  csat_max double precision,
  csat_at timestamptz,
  tone real,                         -- -1..1 from the text; null without text
  assignee text,
  custom jsonb not null default '{}',
  source_id text not null references source (id),
  known_at timestamptz not null
);
create index ticket_account on ticket (account_id, opened_at);
create index ticket_opened on ticket (opened_at);

-- Conversations, meetings and notes.
create table activity (
  id text primary key,
  account_id text not null references account (id),
  person_id text references person (id),
  kind text not null,                -- email | call | meeting | chat | note
  direction text,                    -- in | out | two_way; null is unknown
  at timestamptz not null,
  subject text,
  body text,
  author text,
  tone real,
  custom jsonb not null default '{}',
  source_id text not null references source (id),
  known_at timestamptz not null
);
create index activity_account on activity (account_id, at);

create table survey_answer (
  id text primary key,
  account_id text not null references account (id),
  person_id text references person (id),
  respondent text,                   -- e-mail or id as delivered, so that the last answer per person is found
  survey text not null,              -- nps | csat | ces | custom
  score double precision not null,
  scale_max double precision not null,
  comment text,
  tone real,
  answered_at timestamptz not null,
  provisional boolean not null default false,
  source_id text not null references source (id),
  known_at timestamptz not null
);
create index survey_answer_account on survey_answer (account_id, answered_at);

-- Things that happened to the customer's business, and the customer's leaving.
create table business_change (
  id text primary key,
  account_id text not null references account (id),
  kind text not null,                -- churn | funding | merger | layoffs | leadership | price_change | other
  on_day date not null,
  reason text,
  note text,
  amount_minor bigint,
  currency text,
  source_id text not null references source (id),
  known_at timestamptz not null
);
create index business_change_account on business_change (account_id, on_day);

create table feature (
  name text primary key,
  core boolean not null default true,
  module text,
  first_seen_on date
);
