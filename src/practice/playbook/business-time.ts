import type { BusinessCalendar } from '../../contract/task.ts';
import { toDate } from '../../lib/clock.ts';
import { dayOf, type Day } from '../../lib/period.ts';
import { addBusinessDays, businessDays } from '../task/business-day.ts';
import type { Duration } from './duration.ts';

/** Working hours of working days in one time zone. */
export interface Hours {
  from: string;
  to: string;
  timeZone: string;
}

/** Nine to five, UTC: what counts as working hours where a playbook states none. */
export const plainHours: Hours = { from: '09:00', to: '17:00', timeZone: 'UTC' };

const minuteMs = 60_000;
const dayMs = 86_400_000;
const mostRounds = 5000;
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) formats.set(zone, (format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })));
  return format;
}

/** The day and minute of the day that a clock on the wall of the zone shows. */
export function localOf(at: Date, zone: string): { day: Day; minute: number } {
  const parts = Object.fromEntries(formatOf(zone).formatToParts(at).map(({ type, value }) => [type, value]));
  return { day: `${parts.year}-${parts.month}-${parts.day}`, minute: Number(parts.hour) * 60 + Number(parts.minute) };
}

/** The instant at which a clock of the zone shows this day and minute; where a clock change skips it, the minute after. */
export function instantOf(day: Day, minute: number, zone: string): Date {
  const wanted = Date.parse(`${day}T00:00:00Z`) + minute * minuteMs;
  let at = wanted;
  for (let round = 0; round < 3; round++) {
    const shown = localOf(toDate(at), zone);
    const off = wanted - (Date.parse(`${shown.day}T00:00:00Z`) + shown.minute * minuteMs);
    if (off === 0) break;
    at += off;
  }
  return toDate(at);
}

function minuteOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

/** The first moment from `at` on that lies within the hours of a working day; `at` itself when it does. */
export function nextWorkingMoment(at: Date, hours: Hours, calendar: BusinessCalendar): Date {
  const [from, to] = [minuteOf(hours.from), minuteOf(hours.to)];
  const { day, minute } = localOf(at, hours.timeZone);
  if (businessDays(calendar)(day) && minute < to) return minute >= from ? at : instantOf(day, from, hours.timeZone);
  return instantOf(addBusinessDays(day, 1, calendar), from, hours.timeZone);
}

/** The moment a duration after `at`. Working time is counted in the hours of working days; a working day keeps the time of day. */
export function momentAfter(at: Date, { amount, unit }: Duration, hours: Hours, calendar: BusinessCalendar): Date {
  switch (unit) {
    case 'minute': return toDate(at.getTime() + amount * minuteMs);
    case 'hour': return toDate(at.getTime() + amount * 60 * minuteMs);
    case 'day': return toDate(at.getTime() + amount * dayMs);
    case 'week': return toDate(at.getTime() + amount * 7 * dayMs);
    case 'business_day': {
      const { day, minute } = localOf(at, hours.timeZone);
      return instantOf(addBusinessDays(day, amount, calendar), minute, hours.timeZone);
    }
    case 'business_hour': {
      let left = amount * 60 * minuteMs;
      let now = nextWorkingMoment(at, hours, calendar);
      // A calendar without working days would never end.
      for (let round = 0; round < mostRounds; round++) {
        const { day } = localOf(now, hours.timeZone);
        const closes = instantOf(day, minuteOf(hours.to), hours.timeZone).getTime();
        if (now.getTime() + left <= closes) return toDate(now.getTime() + left);
        left -= closes - now.getTime();
        now = nextWorkingMoment(toDate(closes), hours, calendar);
      }
      return now;
    }
  }
}

/** The day a duration of days away from a day; negative amounts lie before it. */
export function dayAfter(day: Day, { amount, unit }: Duration, calendar: BusinessCalendar): Day {
  if (unit === 'business_day') return addBusinessDays(day, amount, calendar);
  return dayOf(toDate(Date.parse(`${day}T00:00:00Z`) + amount * (unit === 'week' ? 7 : 1) * dayMs));
}
