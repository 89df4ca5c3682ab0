-- Questions that were put to people, one row for each message, and what was answered.
create table survey_invitation (
  id text primary key references action_delivery on delete cascade, -- the message that put it
  token_hash text not null unique,      -- of the personal link; the token itself is in the message alone
  action_id text not null references action on delete cascade,
  account_id text not null references account on delete cascade,
  person_id text not null,
  address text not null,
  survey text not null,                 -- the definition
  version integer not null,
  kind text not null check (kind in ('nps', 'csat', 'ces', 'custom')),
  ask jsonb not null,                   -- the question, as it was put
  reminds text references survey_invitation on delete cascade, -- the invitation that a reminder is of; the answer is kept there
  asked_at timestamptz not null,        -- business time, as the ones below
  open_until timestamptz not null,
  score double precision,
  comment text,
  answered_at timestamptz,
  answer_id text                        -- of the answer among the records
);
create index survey_invitation_survey on survey_invitation (survey, asked_at);
create index survey_invitation_action on survey_invitation (action_id);
create index survey_invitation_account on survey_invitation (account_id);
create index survey_invitation_answer on survey_invitation (answered_at) where answered_at is not null;
