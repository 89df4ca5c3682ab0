import { readPosition } from '../../customer/agreement/read-position.ts';
import { readScoresBy } from '../../insight/health/close-store.ts';
import { addDays, asOfEnd, dayStart, type Day } from '../../lib/period.ts';
import type { Db } from '../../platform/postgres/database.ts';

/** Where an account stood at the end of a day: paid lines in force, their annual revenue in its largest currency, and its score; null where unknown. */
export interface Standing {
  lines: number;
  arrMinor: number | null;
  currency: string | null;
  score: number | null;
}

export type Standings = (accountId: string, day: Day) => Standing | undefined;

/** The Monday of a day's week: outcomes are read from Monday to Monday, so that few moments serve many accounts. */
export function mondayOf(day: Day): Day {
  return addDays(day, -((dayStart(day).getUTCDay() + 6) % 7));
}

/**
 * Where accounts stood on some days, as was known then: two statements, whatever the number of accounts. Undefined for an account that never had
 * a line by then. `scoreDays` are days of which only the score is wanted.
 */
export async function readStandings(db: Db, days: readonly Day[], accountIds: readonly string[], scoreDays: readonly Day[] = []): Promise<{ at: Standings; scoreAt(accountId: string, day: Day): number | null }> {
  if (days.length === 0 || accountIds.length === 0) return { at: () => undefined, scoreAt: () => null };
  const positions = await readPosition(db, { moments: days.map((day) => ({ day, until: asOfEnd(day) })), accountIds });
  const scores = await readScoresBy(db, [...new Set([...days, ...scoreDays])], accountIds);
  const scoreAt = (accountId: string, day: Day) => scores.get(day)?.get(accountId) ?? null;
  const found = new Map<string, Standing>();
  for (const { idx, accountId, lines, sums } of positions) {
    const [largest] = sums;
    const day = days[idx] as Day;
    found.set(`${accountId} ${day}`, { lines, arrMinor: largest?.minor ?? null, currency: largest?.currency ?? null, score: scoreAt(accountId, day) });
  }
  return { at: (accountId, day) => found.get(`${accountId} ${day}`), scoreAt };
}
