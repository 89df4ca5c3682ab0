-- Which names a source delivered on which day: tells a silent customer from a silent source, and which features exist,
-- without reading events. `grain` is event or period; `day` is the last day a delivered period covers.
-- A block missed by the view after a crash only makes a day look quieter.
CREATE TABLE usage_seen (
  source LowCardinality(String),
  grain LowCardinality(String),
  day Date,
  name LowCardinality(String)
) ENGINE = ReplacingMergeTree
ORDER BY (source, grain, day, name);

INSERT INTO usage_seen SELECT DISTINCT source, 'event', day, name FROM event;

INSERT INTO usage_seen SELECT DISTINCT source, 'period', toDate(start_on + days - 1), name FROM usage_period;

CREATE MATERIALIZED VIEW usage_seen_event TO usage_seen AS
SELECT DISTINCT source, 'event' AS grain, day, name FROM event;

CREATE MATERIALIZED VIEW usage_seen_period TO usage_seen AS
SELECT DISTINCT source, 'period' AS grain, toDate(start_on + days - 1) AS day, name FROM usage_period;
