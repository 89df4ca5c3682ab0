import type { MetricPoint } from '../../contract/metric.ts';
import { sha256 } from '../../lib/ids.ts';
import type { Day } from '../../lib/period.ts';
import type { Principal } from '../../platform/operation/context.ts';
import type { Db } from '../../platform/postgres/database.ts';
import type { MetricDefinition } from './metric-definition.ts';
import type { MetricSettings } from './metric-store.ts';

/** Raised when a computation changes, so that no point of an older one is shown. */
const computation = 2;
/** Points that were stored longer ago than this are forgotten. */
const keptDays = 14;

/** The sources of records that each declared source of a metric reads from. */
const marksOf: Record<string, readonly string[]> = {
  agreement_line: ['agreement_line', 'business_change', 'exchange_rate'], exchange_rate: ['exchange_rate'], survey_answer: ['survey_answer', 'ticket', 'agreement_line', 'exchange_rate', 'business_change'],
  ticket: ['ticket', 'survey_answer'], health_close: ['health_close', 'agreement_line', 'business_change', 'exchange_rate'], health_now: ['health_close', 'agreement_line', 'business_change', 'exchange_rate'],
};

/** What the points of every metric rest on at one moment: a state of the records, the settings and the revenue basis. */
export interface PointBasis {
  book: string;
  of(definition: MetricDefinition): string;
}

/** Reads the state of the records. Read it before the records themselves: then a change in between is seen at the next reading. */
export async function readPointBasis(db: Db, principal: Principal, definitions: readonly MetricDefinition[], settings: MetricSettings): Promise<PointBasis> {
  const rows = await db.query<{ source: string; n: number }>('select source, count(*)::int as n from records_mark group by source');
  const marks = new Map(rows.map((row) => [row.source, row.n]));
  const book = principal.book === 'all' ? 'all' : sha256(JSON.stringify(principal.book)).slice(0, 24);
  const common = [computation, settings, definitions.find((definition) => definition.id === 'arr')?.params ?? null, marks.get('account') ?? 0, book === 'all' ? 0 : (marks.get('account_owner') ?? 0)];
  return {
    book,
    of: (definition) => {
      const sources = [...new Set(definition.sources.flatMap((source) => marksOf[source] ?? []))].sort();
      return sha256(JSON.stringify([common, definition.version, definition.window, definition.params, sources.map((source) => [source, marks.get(source) ?? 0])])).slice(0, 32);
    },
  };
}

/** Stored points of one reading day by metric, only those whose basis still holds. */
export async function readPoints(db: Db, basis: PointBasis, definitions: readonly MetricDefinition[], days: readonly Day[], readOn: Day): Promise<Map<string, Map<Day, MetricPoint>>> {
  const rows = await db.query<{ metric: string; day: Day; basis: string; value: number | null; n: number }>(
    'select metric, day::text as day, basis, value, n from metric_point where book = $1 and metric = any($2) and day = any($3::date[]) and read_on = $4::date',
    [basis.book, definitions.map((definition) => definition.id), [...days], readOn],
  );
  const valid = new Map(definitions.map((definition) => [definition.id, basis.of(definition)]));
  const found = new Map<string, Map<Day, MetricPoint>>(definitions.map((definition) => [definition.id, new Map()]));
  for (const row of rows) if (valid.get(row.metric) === row.basis) found.get(row.metric)?.set(row.day, { day: row.day, value: row.value, n: row.n });
  return found;
}

/** Keeps computed points in one statement and forgets those that were stored long ago. */
export async function writePoints(db: Db, wall: Date, basis: PointBasis, readOn: Day, points: readonly { definition: MetricDefinition; point: MetricPoint }[]): Promise<void> {
  if (points.length === 0) return;
  await db.query(
    `insert into metric_point (book, metric, day, read_on, basis, value, n, stored_at)
     select $1, metric, day, $2::date, basis, value, n, $4 from jsonb_to_recordset($3::jsonb) as r(metric text, day date, basis text, value double precision, n integer)
     on conflict (book, metric, day, read_on) do update set basis = excluded.basis, value = excluded.value, n = excluded.n, stored_at = excluded.stored_at`,
    [basis.book, readOn, JSON.stringify(points.map(({ definition, point }) => ({ metric: definition.id, day: point.day, basis: basis.of(definition), value: point.value, n: point.n }))), wall],
  );
  await db.query('delete from metric_point where stored_at < $1::timestamptz - make_interval(days => $2)', [wall, keptDays]);
}
