-- When a chat was told that a decision about this action waits (business time); null: not told.
alter table action add column announced_at timestamptz;
update action set announced_at = created_at;
create index action_unannounced on action (created_at) where announced_at is null and status in ('draft', 'waiting');
