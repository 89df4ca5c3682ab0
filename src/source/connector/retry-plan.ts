/** Most attempts at one call. */
export const mostAttempts = 6;
const firstMs = 500;
const longestMs = 60_000;
/** A vendor that asks for a longer wait than this is left alone until the next round. */
export const longestWaitMs = 5 * 60_000;

/**
 * The wait before attempt `attempt + 1` (1 is the first call), in milliseconds: what the vendor asks for and a little more, else a random share of a
 * window that doubles. `chance` is uniform in [0, 1).
 */
export function retryWaitMs(attempt: number, retryAfterMs: number | null, chance: number): number {
  if (retryAfterMs !== null) return retryAfterMs + Math.floor(chance * 250);
  const window = Math.min(longestMs, firstMs * 2 ** (attempt - 1));
  return Math.floor(window / 2 + (chance * window) / 2);
}

/** What a Retry-After header asks for, in milliseconds: seconds, or an HTTP date by the clock that `answeredAt` (the answer's own date) shows; null when absent or unreadable. */
export function readRetryAfter(header: string | undefined, answeredAt: string | undefined, nowMs: number): number | null {
  if (header === undefined) return null;
  if (/^\d+(\.\d+)?$/.test(header.trim())) return Math.ceil(Number(header) * 1000);
  const [at, vendorNow] = [Date.parse(header), Date.parse(answeredAt ?? '')];
  return Number.isNaN(at) ? null : Math.max(0, at - (Number.isNaN(vendorNow) ? nowMs : vendorNow));
}
