import type { BandCounts, HealthDistribution } from '../../contract/book-health.ts';
import type { Band } from '../../contract/health.ts';
import type { BookHealth } from './book-health.ts';

type Money = { arrMinor: number | null; currency: string | null };

const round = (value: number, digits: number) => Math.round(value * 10 ** digits) / 10 ** digits;

/** No account in any band. */
export function noBands(): BandCounts {
  return { good: 0, watch: 0, risk: 0, unknown: 0 };
}

/** How many accounts stand in each band. */
export function countBands(rows: readonly { band: Band }[]): BandCounts {
  const counts = noBands();
  for (const { band } of rows) counts[band]++;
  return counts;
}

/** ARR by currency, largest first; an unknown amount counts nowhere. */
export function sumArr(rows: readonly Money[]): { currency: string; minor: number }[] {
  const sums = new Map<string, number>();
  for (const { arrMinor, currency } of rows) if (arrMinor !== null && currency !== null) sums.set(currency, (sums.get(currency) ?? 0) + arrMinor);
  return [...sums].map(([currency, minor]) => ({ currency, minor })).sort((a, b) => b.minor - a.minor || (a.currency < b.currency ? -1 : 1));
}

/** The mean score of accounts whose band is known; null for none. */
export function meanScore(rows: readonly { score: number | null; band: Band }[]): number | null {
  const known = rows.filter((row) => row.band !== 'unknown' && row.score !== null);
  return known.length ? round(known.reduce((sum, row) => sum + (row.score as number), 0) / known.length, 2) : null;
}

/** Accounts, bands, mean, coverage and money of a set of accounts. */
export function shareOf(rows: readonly BookHealth[]): Omit<HealthDistribution['groups'][number], 'group'> {
  return {
    accounts: rows.length, bands: countBands(rows), mean: meanScore(rows), coverage: rows.length ? round(rows.reduce((sum, row) => sum + row.coverage, 0) / rows.length, 4) : 0,
    arr: sumArr(rows), riskArr: sumArr(rows.filter((row) => row.band === 'risk')),
  };
}

/** The same by a dimension, largest group first; accounts without a value are one group, last. Groups add up to the whole. */
export function groupsOf(rows: readonly BookHealth[], dimension: string): HealthDistribution['groups'] {
  return [...Map.groupBy(rows, (row) => row.group[dimension] ?? null)].map(([group, own]) => ({ group, ...shareOf(own) }))
    .sort((a, b) => Number(a.group === null) - Number(b.group === null) || b.accounts - a.accounts || ((a.group ?? '') < (b.group ?? '') ? -1 : 1));
}

/** Accounts by the pair of bands they stood in, largest first; those that stayed are left out. */
export function crossingsOf<T extends Money>(rows: readonly T[], from: (row: T) => Band, to: (row: T) => Band): { from: Band; to: Band; accounts: number; arr: { currency: string; minor: number }[] }[] {
  const moved = Map.groupBy(rows.filter((row) => from(row) !== to(row)), (row) => `${from(row)} ${to(row)}`);
  return [...moved.values()].map((own) => ({ from: from(own[0] as T), to: to(own[0] as T), accounts: own.length, arr: sumArr(own) })).sort((a, b) => b.accounts - a.accounts);
}

/** How many values fall in each tenth of 0..1. */
export function tenths(values: readonly number[]): number[] {
  const counts = Array<number>(10).fill(0);
  for (const value of values) counts[Math.min(9, Math.max(0, Math.floor(value * 10 + 1e-9)))]!++;
  return counts;
}
