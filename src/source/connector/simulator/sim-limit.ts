/** Calls counted in fixed windows. */
export interface SimLimit {
  limit: number;
  /** Takes one call; what is left afterwards (below zero when there was none) and the seconds to the next window. */
  take(): { remaining: number; resetSeconds: number };
}

/** A limit of `calls` a window. */
export function simLimit(calls: number, windowMs: number, nowMs: () => number): SimLimit {
  let [window, used] = [-1, 0];
  return {
    limit: calls,
    take() {
      const current = Math.floor(nowMs() / windowMs);
      if (current !== window) [window, used] = [current, 0];
      used += 1;
      return { remaining: calls - used, resetSeconds: Math.ceil(((current + 1) * windowMs - nowMs()) / 1000) };
    },
  };
}
