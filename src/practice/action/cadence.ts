/** At most `most` in any `days` days. */
export interface Limit {
  most: number;
  days: number;
}

const dayMs = 86_400_000;

/** True when one more at `at` keeps the limit, counting what was sent and what is planned. Times in milliseconds, sorted. */
export function withinLimit(times: readonly number[], at: number, { most, days }: Limit): boolean {
  const window = days * dayMs;
  const near = [...times.filter((time) => time > at - window && time < at + window), at].sort((a, b) => a - b);
  // Any window that holds too many holds `at`, so it is enough to slide one over what is near.
  return !near.some((start, i) => near.filter((time, j) => j >= i && time < start + window).length > most);
}

/** The earliest moment from `from` on at which one more keeps every limit; null when a limit allows none at all. Milliseconds. */
export function earliestSlot(times: readonly number[], from: number, limits: readonly Limit[]): number | null {
  if (limits.some(({ most }) => most < 1)) return null;
  const sorted = times.toSorted((a, b) => a - b);
  const candidates = [from, ...limits.flatMap(({ days }) => sorted.map((time) => time + days * dayMs)).filter((time) => time > from)].sort((a, b) => a - b);
  return candidates.find((at) => limits.every((limit) => withinLimit(sorted, at, limit))) ?? null;
}
