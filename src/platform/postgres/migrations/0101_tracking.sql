-- A batch is kept as the text that arrived: parsing waits for the drainer, and no compression slows the accept.
alter table tracking_batch drop column body;
alter table tracking_batch add column route text not null default 'batch';
alter table tracking_batch add column may_create boolean not null default false;
alter table tracking_batch add column body text not null default '';
alter table tracking_batch alter column body set storage external;
create index tracking_batch_block on tracking_batch (block_id) where block_id is not null;

-- What is known of a key besides its account, and how far the usage store's mirror has followed.
alter table usage_identity add column group_key text;
alter table usage_identity add column email text;
alter table usage_identity add column domain text;
alter table usage_identity add column mirrored_version bigint not null default -1;
create index usage_identity_unmirrored on usage_identity (version) where version > mirrored_version;
create index usage_identity_group on usage_identity (source_id, group_key) where group_key is not null;
