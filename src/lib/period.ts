import { toDate } from './clock.ts';
import { fault } from './fault.ts';

/** A calendar day as `YYYY-MM-DD`, in the company's time zone. Text order is time order. */
export type Day = string;

const dayMs = 86_400_000;
const dayPattern = /^\d{4}-\d{2}-\d{2}$/;

/** True for a real calendar day written `YYYY-MM-DD`. */
export function isDay(text: string): text is Day {
  return dayPattern.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`)) && dayOf(toDate(`${text}T00:00:00Z`)) === text;
}

/** The UTC day of an instant. */
export function dayOf(at: Date): Day {
  return at.toISOString().slice(0, 10);
}

/** The instant at which a day begins (UTC). */
export function dayStart(day: Day): Date {
  return toDate(`${day}T00:00:00Z`);
}

/** The day `count` days later; negative goes back. */
export function addDays(day: Day, count: number): Day {
  return dayOf(toDate(dayStart(day).getTime() + count * dayMs));
}

/** The same day of the month `count` months later, clamped to the month's last day. */
export function addMonths(day: Day, count: number): Day {
  const [y = 0, m = 1, d = 1] = day.split('-').map(Number);
  const index = y * 12 + (m - 1) + count;
  const year = Math.floor(index / 12);
  const month = index - year * 12;
  const last = toDate(Date.UTC(year, month + 1, 0)).getUTCDate();
  return dayOf(toDate(Date.UTC(year, month, Math.min(d, last))));
}

/** Whole days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return dayNumber(to) - dayNumber(from);
}

// Without a Date object: sets of contract lines ask for this a million times.
function dayNumber(day: Day): number {
  return Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1, Number(day.slice(8, 10))) / dayMs;
}

/** The end of day `day` as an exclusive instant: a read as of a date sees everything before it. */
export function asOfEnd(day: Day): Date {
  return dayStart(addDays(day, 1));
}

/** A half-open period of days `[from, to)`. */
export interface Period {
  from: Day;
  to: Day;
}

/** Parses `FROM..TO` (two days, half-open). Throws an `invalid` Fault that says what is expected. */
export function parsePeriod(text: string): Period {
  const [from, to, rest] = text.split('..');
  if (!from || !to || rest !== undefined || !isDay(from) || !isDay(to) || from >= to) {
    throw fault('invalid', 'period', `"${text}" is not a period.`, { remedy: 'Write FROM..TO with two dates, for example 2025-01-01..2026-01-01.' });
  }
  return { from, to };
}
