-- How often the records behind metrics changed: one row per source of figures and transaction that wrote to it. Rows are only ever added, so a
-- count of the rows seen names a state of the records, whatever the order in which transactions end.
create table records_mark (
  source text not null,
  xid xid8 not null default pg_current_xact_id(),
  primary key (source, xid)
);

create function mark_records() returns trigger language plpgsql as $$
begin
  insert into records_mark (source) values (tg_argv[0]) on conflict do nothing;
  return null;
end $$;

create trigger records_of_lines after insert or update or delete or truncate on agreement_line for each statement execute function mark_records('agreement_line');
create trigger records_of_changes after insert or update or delete or truncate on business_change for each statement execute function mark_records('business_change');
create trigger records_of_rates after insert or update or delete or truncate on exchange_rate for each statement execute function mark_records('exchange_rate');
create trigger records_of_answers after insert or update or delete or truncate on survey_answer for each statement execute function mark_records('survey_answer');
create trigger records_of_tickets after insert or update or delete or truncate on ticket for each statement execute function mark_records('ticket');
create trigger records_of_closes after insert or update or delete or truncate on health_close for each statement execute function mark_records('health_close');
create trigger records_of_accounts after insert or delete or update of merged_into, parent_id, provisional, customer_since on account for each statement execute function mark_records('account');
create trigger records_of_owners after update of owner_id on account for each statement execute function mark_records('account_owner');

-- Month ends of metrics, as computed. `basis` names the definition, the settings and the state of the records; another basis is computed anew.
create table metric_point (
  book text not null,                -- whose book: 'all', or the book's limits
  metric text not null,
  day date not null,
  read_on date not null,             -- the reading day: what was known then restates what came before
  basis text not null,
  value double precision,
  n integer not null,
  stored_at timestamptz not null,
  primary key (book, metric, day, read_on)
);
create index metric_point_stored on metric_point (stored_at);
