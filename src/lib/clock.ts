/**
 * Two clocks. `now` is business time: what the product believes the date is, the wall clock plus one stored offset,
 * so a simulation or a loaded archive can be worked as of its own time. `wall` is real time, for leases, sessions and limits.
 */
export interface Clock {
  now(): Date;
  wall(): Date;
}

/** The machine's clock, shifted by `offsetMs` for business time. */
export function systemClock(offsetMs: () => number = () => 0): Clock {
  return { now: () => new Date(Date.now() + offsetMs()), wall: () => new Date() };
}

/** A clock that stands still until it is moved; for tests and simulations. */
export interface ManualClock extends Clock {
  set(at: Date): void;
  advance(ms: number): void;
}

/** A manual clock that starts at `at`. Both its times are the same. */
export function manualClock(at: Date): ManualClock {
  let current = at.getTime();
  return {
    now: () => new Date(current),
    wall: () => new Date(current),
    set: (next) => {
      current = next.getTime();
    },
    advance: (ms) => {
      current += ms;
    },
  };
}

/** Milliseconds from a monotonic clock, for measuring how long something took. */
export function monotonicMs(): number {
  return performance.now();
}

/** A Date from an ISO text or epoch milliseconds; the one way the rest of the code makes Dates from values. */
export function toDate(value: string | number): Date {
  return new Date(value);
}
