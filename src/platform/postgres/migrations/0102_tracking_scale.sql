-- When the source said which group a user acts in: an older statement that comes later changes nothing.
alter table usage_identity add column group_at timestamptz;
-- Keys that a newly known group, user or account may resolve are found without reading all of them.
create index usage_identity_became on usage_identity (source_id, user_key) where account_id is null and user_key is not null;
create index usage_identity_mail on usage_identity (split_part(email, '@', 2)) where account_id is null and email is not null;

-- Seen keys are forgotten by block, oldest first; they lie in that order.
create index tracking_seen_block on tracking_seen using brin (block_id);
create index tracking_block_stored on tracking_block (stored_at);

-- `since` keeps the order of service; `marks` tells whether an account moved again while it was scored.
alter table dirty_account add column marks integer not null default 1;
