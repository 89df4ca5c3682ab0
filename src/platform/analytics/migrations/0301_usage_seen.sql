-- Which names a source delivered on which day: tells a silent customer from a silent source, and which features exist,
-- without reading events. `day` is the last day a delivered period covers. A block missed by the view only makes a day look quieter.
CREATE TABLE usage_seen (
  source LowCardinality(String),
  grain Enum8('event' = 1, 'period' = 2),
  day Date,
  name LowCardinality(String)
) ENGINE = ReplacingMergeTree
ORDER BY (source, grain, day, name);

INSERT INTO usage_seen SELECT DISTINCT source, 'event', day, name FROM event;

INSERT INTO usage_seen SELECT DISTINCT source, 'period', start_on + days - 1, name FROM usage_period;

CREATE MATERIALIZED VIEW usage_seen_event TO usage_seen AS
SELECT DISTINCT source, CAST('event', 'Enum8(\'event\' = 1, \'period\' = 2)') AS grain, day, name FROM event;

CREATE MATERIALIZED VIEW usage_seen_period TO usage_seen AS
SELECT DISTINCT source, CAST('period', 'Enum8(\'event\' = 1, \'period\' = 2)') AS grain, toDate(start_on + days - 1) AS day, name FROM usage_period;
