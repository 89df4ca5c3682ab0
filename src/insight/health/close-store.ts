import { addDays, type Day } from '../../lib/period.ts';
import type { Band } from '../../contract/health.ts';
import type { FactValue } from '../../program/definition/expression.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { bandMemoryDays } from './band-from-scores.ts';
import type { LedgerDriver } from './ledger-changes.ts';

/** A driver as a daily close keeps it: id, points, score, weight, value. Unknown measures are left out. */
export type CloseDriver = [id: string, points: number, score: number | null, weight: number, value: FactValue];

/** One account's daily close: the computed score, whatever a person set over it that day. */
export interface HealthClose {
  accountId: string;
  day: Day;
  scorecardId: string;
  scorecardVersion: number;
  score: number | null;
  band: Band;
  confidence: number;
  coverage: number;
  drivers: CloseDriver[];
}

const columns = `account_id as "accountId", day::text as day, scorecard_id as "scorecardId", scorecard_version as "scorecardVersion", score, band, confidence, coverage`;

/** Drivers of a close in the form the ledger compares. */
export function closeDrivers(close: HealthClose): (LedgerDriver & { weight: number })[] {
  return close.drivers.map(([id, points, score, weight, value]) => ({ id, points, score, weight, value }));
}

/**
 * Replaces the closes of the days (of all accounts, or of some) by the given ones. Runs in a transaction of the caller's: writers take turns,
 * so a back-fill and the close of a day that just ended never write the same row twice.
 */
export async function writeCloses(db: Db, days: readonly Day[], closes: readonly HealthClose[], accountIds?: readonly string[]): Promise<void> {
  await db.query(`select pg_advisory_xact_lock(hashtext('health_close'))`);
  await db.query('delete from health_close where day = any($1::date[]) and ($2::text[] is null or account_id = any($2))', [[...days], accountIds ? [...accountIds] : null]);
  await db.query(
    `insert into health_close (account_id, day, scorecard_id, scorecard_version, score, band, confidence, coverage, drivers)
     select "accountId", day, "scorecardId", "scorecardVersion", score, band, confidence, coverage, drivers
     from jsonb_to_recordset($1::jsonb) as r("accountId" text, day date, "scorecardId" text, "scorecardVersion" integer, score real, band text, confidence real, coverage real, drivers jsonb)`,
    [JSON.stringify(closes)],
  );
}

/** Closes of single days, of all accounts or of some, with their drivers. */
export function readCloses(db: Db, days: readonly Day[], accountIds?: readonly string[]): Promise<HealthClose[]> {
  return db.query<HealthClose>(`select ${columns}, drivers from health_close where day = any($1::date[]) and ($2::text[] is null or account_id = any($2)) order by day, account_id`, [[...days], accountIds ? [...accountIds] : null]);
}

/** Scores of a period `[from, to)` without drivers, oldest first. */
export function readCloseScores(db: Db, from: Day, to: Day, accountIds?: readonly string[]): Promise<Omit<HealthClose, 'drivers'>[]> {
  return db.query<Omit<HealthClose, 'drivers'>>(`select ${columns} from health_close where day >= $1::date and day < $2::date and ($3::text[] is null or account_id = any($3)) order by day, account_id`, [from, to, accountIds ? [...accountIds] : null]);
}

/** The newest score of each account within the seven days up to each of the given days, that day included; null where it was unknown. By day, then account. */
export async function readScoresBy(db: Db, days: readonly Day[], accountIds: readonly string[]): Promise<Map<Day, Map<string, number | null>>> {
  const rows = await db.query<{ wanted: Day; accountId: string; score: number | null }>(
    `select w.day::text as wanted, a.id as "accountId", c.score from unnest($1::date[]) w(day) cross join unnest($2::text[]) a(id)
     cross join lateral (select case when band = 'unknown' then null else score end::float8 as score from health_close where account_id = a.id and day > w.day - 7 and day <= w.day order by day desc limit 1) c`, [[...days], [...accountIds]]);
  const byDay = new Map<Day, Map<string, number | null>>();
  for (const { wanted, accountId, score } of rows) byDay.set(wanted, (byDay.get(wanted) ?? new Map<string, number | null>()).set(accountId, score));
  return byDay;
}

/**
 * What the bands of `day` remember: per account the scores of the thirteen days before it, oldest first; null where unknown or not closed.
 * `days` is how many of them were closed at all.
 */
export async function readBandMemory(db: Db, day: Day, accountIds?: readonly string[]): Promise<{ scores: Map<string, (number | null)[]>; days: number }> {
  const first = addDays(day, 1 - bandMemoryDays);
  const rows = await readCloseScores(db, first, day, accountIds);
  const order = Array.from({ length: bandMemoryDays - 1 }, (_, index) => addDays(first, index));
  const position = new Map(order.map((name, index) => [name, index]));
  const scores = new Map<string, (number | null)[]>();
  for (const row of rows) {
    let memory = scores.get(row.accountId);
    if (!memory) scores.set(row.accountId, (memory = Array<number | null>(order.length).fill(null)));
    memory[position.get(row.day) as number] = row.band === 'unknown' ? null : row.score;
  }
  return { scores, days: new Set(rows.map((row) => row.day)).size };
}

/** The newest day that was closed. */
export async function lastClosedDay(db: Db): Promise<Day | null> {
  return (await db.maybe<{ day: Day | null }>('select max(day)::text as day from health_close'))?.day ?? null;
}
