-- What lists show of the newest facts, in columns of their own: reading a whole book opens no fact vector.
alter table account_fact
  add column arr_minor double precision generated always as ((values->>'contract.arr_minor')::double precision) stored,
  add column currency text generated always as (values->>'contract.currency') stored,
  add column days_to_end integer generated always as ((values->>'contract.days_to_end')::double precision::integer) stored,
  add column days_since_contact integer generated always as ((values->>'engagement.days_since_contact')::double precision::integer) stored,
  add column stage text generated always as (values->>'account.stage') stored,
  add column segment text generated always as (values->>'account.segment') stored,
  -- Events of the last full weeks, oldest first. null: written before this column was there; the facts are computed until the next scoring.
  add column weekly_events double precision[];
