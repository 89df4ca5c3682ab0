-- Raw product events. Keys are the source's own; accounts are resolved through `identity`, so a merge or a late identify repairs history.
-- A hash is cityHash64(source, key), computed here from the keys; 0 means the event carried none.
CREATE TABLE event (
  source LowCardinality(String),
  group_key String CODEC(ZSTD(1)),
  user_key String CODEC(ZSTD(1)),
  group_hash UInt64 DEFAULT if(group_key = '', 0, cityHash64(source, group_key)),
  user_hash UInt64 DEFAULT if(user_key = '', 0, cityHash64(source, user_key)),
  day Date DEFAULT toDate(at),
  at DateTime64(3, 'UTC'),
  name LowCardinality(String),
  value Float64 DEFAULT 1,
  props String CODEC(ZSTD(3)),
  known_at DateTime64(3, 'UTC'),
  key UUID
) ENGINE = MergeTree
PARTITION BY toYYYYMM(day)
ORDER BY (group_hash, day, user_hash, name)
SETTINGS non_replicated_deduplication_window = 1000;

-- Usage that arrives already aggregated: one row per account, feature and period of `days` days.
-- The newest version of a key wins; read with FINAL.
CREATE TABLE usage_period (
  source LowCardinality(String),
  group_key String CODEC(ZSTD(1)),
  user_key String CODEC(ZSTD(1)),
  group_hash UInt64 DEFAULT if(group_key = '', 0, cityHash64(source, group_key)),
  user_hash UInt64 DEFAULT if(user_key = '', 0, cityHash64(source, user_key)),
  start_on Date,
  days UInt16,
  name LowCardinality(String),
  events Float64,
  users Nullable(UInt32),
  value Nullable(Float64),
  known_at DateTime64(3, 'UTC'),
  key UUID,
  version UInt64
) ENGINE = ReplacingMergeTree(version)
ORDER BY (group_hash, start_on, name, user_hash, key)
SETTINGS non_replicated_deduplication_window = 1000;

-- Mirror of usage_identity in Postgres: kind 1 group, 2 user (an anonymous id is a user key). `account` is account.num; 0 is unresolved. Read with FINAL.
CREATE TABLE identity (
  kind UInt8,
  source LowCardinality(String),
  key String,
  hash UInt64 DEFAULT cityHash64(source, key),
  account UInt32,
  version UInt64
) ENGINE = ReplacingMergeTree(version)
ORDER BY (kind, hash);
