-- What the signal stage must remember between two daily closes, per account and signal type. No row: nothing to remember.
-- Runs count consecutive closes; the prior values are those before `day`, so that closing one day twice counts it once.
create table signal_memory (
  account_id text not null references account (id),
  type text not null,
  day date not null,                 -- the last close counted
  true_run integer not null,
  false_run integer not null,
  prior_true_run integer not null,
  prior_false_run integer not null,
  await_clear boolean not null default false,  -- a person resolved it: the condition must clear before it may open again
  muted_until date,
  primary key (account_id, type)
);

-- One live row per account and type, whatever the episode.
create unique index signal_one_live on signal (account_id, type) where closed_on is null;

-- Medians of the whole book at each close, which signals compare an account with.
create table signal_peer (
  day date not null,
  fact text not null,
  n integer not null,
  median double precision not null,
  primary key (day, fact)
);
