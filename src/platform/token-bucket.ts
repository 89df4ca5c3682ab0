/** Rate limiting by token bucket, in memory: `capacity` at once, refilled at `perSecond`. */
export interface TokenBucket {
  /** Takes one token for `key`; returns 0 when granted, else the seconds to wait. */
  take(key: string, nowMs: number, cost?: number): number;
}

const sweepSize = 10_000;

/** Creates a limiter over any number of keys; full buckets are forgotten. */
export function createTokenBucket(capacity: number, perSecond: number): TokenBucket {
  const buckets = new Map<string, { tokens: number; atMs: number }>();
  const level = (bucket: { tokens: number; atMs: number }, nowMs: number) => Math.min(capacity, bucket.tokens + ((nowMs - bucket.atMs) / 1000) * perSecond);
  const sweep = (nowMs: number) => {
    for (const [key, bucket] of buckets) if (level(bucket, nowMs) >= capacity) buckets.delete(key);
  };
  return {
    take(key, nowMs, cost = 1) {
      if (buckets.size > sweepSize) sweep(nowMs);
      const bucket = buckets.get(key) ?? { tokens: capacity, atMs: nowMs };
      const tokens = level(bucket, nowMs);
      if (tokens < cost) return Math.ceil((cost - tokens) / perSecond);
      buckets.set(key, { tokens: tokens - cost, atMs: nowMs });
      return 0;
    },
  };
}
