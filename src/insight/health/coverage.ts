import type { HealthCoverage } from '../../contract/book-health.ts';
import type { AsOf } from '../../lib/as-of.ts';
import type { Db } from '../../platform/postgres/database.ts';
import type { BookHealth } from './book-health.ts';
import type { HealthProgram } from './health-program.ts';
import { isPresent } from './read-health.ts';
import { scorecardText } from './render-algo.ts';
import { tenths } from './spread.ts';

/** Accounts of one scorecard whose measure is known, or unknown for one reason. */
interface MeasureCount {
  scorecardId: string;
  measureId: string;
  known: boolean;
  reason: string | null;
  accounts: number;
}

/** How often each measure is known, and why not. Closes keep only what was known, so a past day has no reasons. */
function countMeasures(db: Db, at: AsOf, ids: readonly string[]): Promise<MeasureCount[]> {
  if (isPresent(at)) {
    return db.query<MeasureCount>(
      `select h.scorecard_id as "scorecardId", d ->> 'id' as "measureId", d ->> 'score' is not null as known, case when d ->> 'score' is null then coalesce(d ->> 'unknownReason', 'no input') end as reason, count(*)::int as accounts
       from health_now h, jsonb_array_elements(h.drivers) d where h.account_id = any($1) group by 1, 2, 3, 4`,
      [[...ids]],
    );
  }
  return db.query<MeasureCount>(
    `select c.scorecard_id as "scorecardId", d ->> 0 as "measureId", true as known, null as reason, count(*)::int as accounts
     from health_close c, jsonb_array_elements(c.drivers) d where c.day = $2::date and c.account_id = any($1) and d ->> 2 is not null group by 1, 2`,
    [[...ids], at.day],
  );
}

function mean(values: readonly number[]): number | null {
  return values.length ? Math.round((values.reduce((sum, value) => sum + value, 0) / values.length) * 10_000) / 10_000 : null;
}

/** How much is known of a book: by account, and by measure with the reasons; the measures that cost most first. */
export async function readCoverageReport(db: Db, program: HealthProgram, at: AsOf, rows: readonly BookHealth[]): Promise<HealthCoverage> {
  const counts = Map.groupBy(await countMeasures(db, at, rows.map((row) => row.accountId)), (row) => `${row.scorecardId} ${row.measureId}`);
  const byCard = Map.groupBy(rows, (row) => row.scorecardId);
  const measures = program.cards.flatMap((card) => {
    const accounts = byCard.get(card.id)?.length ?? 0;
    const shares = new Map(scorecardText(card.definition).rows.map((row) => [row.id, row.share]));
    return accounts === 0 ? [] : card.measures.map((measure) => {
      const own = counts.get(`${card.id} ${measure.id}`) ?? [];
      const known = own.filter((row) => row.known).reduce((sum, row) => sum + row.accounts, 0);
      const told = own.filter((row) => !row.known).map(({ reason, accounts: n }) => ({ reason, accounts: n })).sort((a, b) => b.accounts - a.accounts || ((a.reason ?? '') < (b.reason ?? '') ? -1 : 1));
      const untold = accounts - known - told.reduce((sum, row) => sum + row.accounts, 0);
      return { scorecardId: card.id, scorecard: card.definition.label, measureId: measure.id, label: measure.label, weight: shares.get(measure.id) ?? 0, accounts, unknown: accounts - known, reasons: untold > 0 ? [...told, { reason: null, accounts: untold }] : told };
    });
  });
  return {
    at: at.day, accounts: rows.length, coverage: tenths(rows.map((row) => row.coverage)), confidence: tenths(rows.map((row) => row.confidence)),
    meanCoverage: mean(rows.map((row) => row.coverage)), meanConfidence: mean(rows.map((row) => row.confidence)), belowFloor: rows.filter((row) => row.band === 'unknown').length,
    measures: measures.sort((a, b) => b.weight * b.unknown - a.weight * a.unknown || (a.label < b.label ? -1 : 1)),
  };
}

/** The accounts of a scorecard whose measure is unknown, for one reason or for any. */
export async function accountsWithout(db: Db, at: AsOf, rows: readonly BookHealth[], asked: { scorecardId: string; measureId: string; reason?: string | undefined }): Promise<BookHealth[]> {
  const own = rows.filter((row) => row.scorecardId === asked.scorecardId);
  const ids = own.map((row) => row.accountId);
  const found = isPresent(at)
    ? await db.query<{ id: string }>(
      `select h.account_id as id from health_now h, jsonb_array_elements(h.drivers) d where h.account_id = any($1) and d ->> 'id' = $2
       and (d ->> 'score' is not null or ($3::text is not null and coalesce(d ->> 'unknownReason', 'no input') <> $3))`, [ids, asked.measureId, asked.reason ?? null])
    : await db.query<{ id: string }>(`select c.account_id as id from health_close c, jsonb_array_elements(c.drivers) d where c.day = $3::date and c.account_id = any($1) and d ->> 0 = $2 and d ->> 2 is not null`, [ids, asked.measureId, at.day]);
  const others = new Set(found.map((row) => row.id));
  return own.filter((row) => !others.has(row.accountId));
}
