-- What was asked of a model and what it took. A row is written before the call with what it may take at most, and settled after it: a call that was cut off keeps counting whole.
create table model_use (
  id text primary key,
  at timestamptz not null,             -- wall time
  principal text not null,
  purpose text not null,
  provider text not null,
  model text not null,
  reserved_tokens integer not null,
  reserved_cost_micro bigint not null,
  input_tokens integer,
  output_tokens integer,
  cost_micro bigint,                   -- millionths of the currency of the prices
  outcome text                         -- null while it runs
);
create index model_use_at on model_use (at);
