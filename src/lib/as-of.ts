import { toDate, type Clock } from './clock.ts';
import { asOfEnd, dayOf, type Day } from './period.ts';

/** A moment to read at. `day` names it; `until` is the exclusive instant up to which records count. */
export interface AsOf {
  day: Day;
  until: Date;
}

/** The end of a given day, or the present when no day is given. A future day reads the present. */
export function asOf(day: Day | undefined, clock: Clock): AsOf {
  const now = clock.now();
  // The present may be the very end of a day: that day is then today, not the one that begins.
  const today = dayOf(toDate(now.getTime() - 1));
  if (day === undefined || day >= today) return { day: today, until: now };
  return { day, until: asOfEnd(day) };
}
