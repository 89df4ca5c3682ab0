import type { PeriodsRow } from '../../customer/usage/period-query.ts';
import { addDays, daysBetween, type Day } from '../../lib/period.ts';

/** A delivered total kept for an account: days by age before the reference day (0 is that day). */
export interface KeptPeriod {
  source: string;
  /** Age of its last day; negative when it ends after the reference day. */
  lastAge: number;
  length: number;
  events: number;
  users: number | null;
}

/** One account's usage by day, counted back from a reference day, from raw events and delivered totals. */
export interface UsageHistory {
  sources: string[];
  /** Raw events by age in days. */
  raw: Float64Array;
  /** Delivered totals for which the account has no raw events, newest first. */
  periods: KeptPeriod[];
  /** Delivered totals left out because raw events exist for the same days. */
  replaced: number;
  lastAt: string | null;
}

const epoch = '1970-01-01';

/** A history without usage. `days` is how far back it reaches. */
export function emptyHistory(days: number): UsageHistory {
  return { sources: [], raw: new Float64Array(days), periods: [], replaced: 0, lastAt: null };
}

/** Adds delivered totals: one is kept only when the account has no raw event on any of its days. */
export function addPeriods(history: UsageHistory, row: PeriodsRow, reference: Day): void {
  const origin = daysBetween(epoch, reference);
  if (!history.sources.includes(row.source)) history.sources.push(row.source);
  row.starts.forEach((start, i) => {
    const length = row.lengths[i] ?? 1;
    const lastAge = origin - (start + length - 1);
    const covered = history.raw.subarray(Math.max(0, lastAge), Math.max(0, lastAge + length));
    if (covered.some((count) => count > 0)) history.replaced++;
    else history.periods.push({ source: row.source, lastAge, length, events: row.events[i] ?? 0, users: (row.users[i] ?? -1) < 0 ? null : (row.users[i] as number) });
  });
  history.periods.sort((a, b) => a.lastAge - b.lastAge);
}

/** Sum of raw events in `days` days that end `offset` days before the reference day. */
export function rawBetween(history: UsageHistory, offset: number, days: number): number {
  let sum = 0;
  const to = Math.min(history.raw.length, offset + days);
  for (let age = offset; age < to; age++) sum += history.raw[age] as number;
  return sum;
}

/** Events of delivered totals in `days` days that end `offset` days before the reference day; a total spreads evenly over its days. */
export function deliveredBetween(history: UsageHistory, offset: number, days: number, endedBy: number): number {
  let sum = 0;
  for (const period of history.periods) {
    if (period.lastAge < endedBy) continue;
    const overlap = Math.min(offset + days, period.lastAge + period.length) - Math.max(offset, period.lastAge);
    if (overlap > 0) sum += (period.events * overlap) / period.length;
  }
  return sum;
}

/** The day `ages` before a day. */
export function dayAtAge(reference: Day, ages: number): Day {
  return addDays(reference, -ages);
}
