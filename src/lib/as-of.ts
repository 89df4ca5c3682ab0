import type { Clock } from './clock.ts';
import { asOfEnd, dayOf, type Day } from './period.ts';

/** A moment to read at. `day` names it; `until` is the exclusive instant up to which records count. */
export interface AsOf {
  day: Day;
  until: Date;
}

/** The end of a given day, or the present when no day is given. A future day reads the present. */
export function asOf(day: Day | undefined, clock: Clock): AsOf {
  const now = clock.now();
  if (day === undefined || day > dayOf(now)) return { day: dayOf(now), until: now };
  const end = asOfEnd(day);
  return { day, until: end < now ? end : now };
}
