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
  const today = dayOf(now);
  if (day === undefined || day >= today) return { day: today, until: now };
  return { day, until: asOfEnd(day) };
}
