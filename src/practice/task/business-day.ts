import type { BusinessCalendar } from '../../contract/task.ts';
import { addDays, dayStart, type Day } from '../../lib/period.ts';

/** Saturday and Sunday are free, and no other day. */
export const plainCalendar: BusinessCalendar = { weekend: [6, 0], holidays: [] };

const mostFreeDaysInARow = 400;

/** Answers whether a day is worked on. Build it once and ask it often. */
export function businessDays({ weekend, holidays }: BusinessCalendar): (day: Day) => boolean {
  const free = new Set(weekend);
  const off = new Set(holidays);
  return (day) => !free.has(dayStart(day).getUTCDay()) && !off.has(day);
}

/**
 * The day `count` business days after `day`; negative goes back. With 0 it is `day` itself, or the next business day when nobody works on it.
 * A calendar with more than 400 free days in a row leaves the day where it is.
 */
export function addBusinessDays(day: Day, count: number, calendar: BusinessCalendar = plainCalendar): Day {
  const works = businessDays(calendar);
  const step = count < 0 ? -1 : 1;
  let left = Math.abs(count);
  let at = day;
  let idle = 0;
  while (left > 0 || !works(at)) {
    if (idle > mostFreeDaysInARow) return day;
    at = addDays(at, step);
    if (works(at)) {
      idle = 0;
      if (left > 0) left--;
      if (left === 0) return at;
    } else idle++;
  }
  return at;
}

/** How many business days lie in `(from, to]`; negative when `to` is earlier. */
export function businessDaysBetween(from: Day, to: Day, calendar: BusinessCalendar = plainCalendar): number {
  const works = businessDays(calendar);
  const [first, last] = from <= to ? [from, to] : [to, from];
  let count = 0;
  for (let at = addDays(first, 1); at <= last; at = addDays(at, 1)) if (works(at)) count++;
  return from <= to ? count : -count;
}
