/** What an answer's headers say about one limit. */
export interface RateReading {
  name: string;
  limit: number;
  remaining: number;
  /** Epoch milliseconds by our clock when it is full again; null where the vendor does not say. */
  resetAtMs: number | null;
  /** Counts a day: what is left is not spread over its window but kept for others. */
  daily?: boolean;
}

/** Share of a limit that is left to the vendor's other users. */
const reserve = 0.1;

/**
 * How long to wait before the next call, in milliseconds: none while plenty is left; near the end what is left is spread evenly to the reset; nothing
 * left waits for it. A limit without a known reset is paced by its answers alone.
 */
export function waitFor(readings: readonly RateReading[], nowMs: number): number {
  let wait = 0;
  for (const { limit, remaining, resetAtMs, daily } of readings) {
    if (daily || resetAtMs === null || resetAtMs <= nowMs || remaining > limit * reserve) continue;
    wait = Math.max(wait, remaining <= 0 ? resetAtMs - nowMs : Math.ceil((resetAtMs - nowMs) / (remaining + 1)));
  }
  return wait;
}

/** True when so little of a day's calls is left that it belongs to the vendor's other users. */
export function isSpent(readings: readonly RateReading[]): boolean {
  return readings.some(({ daily, limit, remaining }) => daily === true && remaining <= limit * reserve);
}

/** The newest reading of each limit. */
export function mergeReadings(before: readonly RateReading[], now: readonly RateReading[]): RateReading[] {
  return [...new Map([...before, ...now].map((one) => [one.name, one])).values()];
}
