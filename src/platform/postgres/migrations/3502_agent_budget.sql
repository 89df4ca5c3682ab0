-- What a key may take in a day: actions it proposes (business day), tokens and cost of the model (UTC day of real time). null: no limit of its own.
drop table if exists api_key_use;
alter table api_key drop column if exists calls_per_day;
alter table api_key add column actions_per_day integer check (actions_per_day >= 0);
alter table api_key add column tokens_per_day integer check (tokens_per_day >= 0);
alter table api_key add column cost_per_day double precision check (cost_per_day >= 0);
create index action_proposed_by on action (proposed_by, created_at);
create index model_use_principal on model_use (principal, at);
