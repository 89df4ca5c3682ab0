import { toDate } from '../../lib/clock.ts';
import type { Policy } from './policy.ts';

const minuteMs = 60_000;
const stepMs = 15 * minuteMs;
const searchDays = 10;

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) formats.set(zone, (format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })));
  return format;
}

function localTime(at: number, zone: string): { minute: number; weekend: boolean } {
  const parts = Object.fromEntries(formatOf(zone).formatToParts(at).map(({ type, value }) => [type, value]));
  return { minute: Number(parts.hour) * 60 + Number(parts.minute), weekend: parts.weekday === 'Sat' || parts.weekday === 'Sun' };
}

function minuteOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

/** True while nothing may be sent to somebody in `zone`. Equal ends mean no quiet hours on working days. */
export function isQuiet(at: Date, zone: string, { from, to, weekends }: Policy['quietHours']): boolean {
  const { minute, weekend } = localTime(at.getTime(), zone);
  if (weekends && weekend) return true;
  const [start, end] = [minuteOf(from), minuteOf(to)];
  return start <= end ? minute >= start && minute < end : minute >= start || minute < end;
}

/** The first moment from `at` on that is quiet in none of the zones, to the quarter of an hour; null when there is none within ten days. */
export function nextOpen(at: Date, zones: readonly string[], quiet: Policy['quietHours']): Date | null {
  const open = (time: Date) => !zones.some((zone) => isQuiet(time, zone, quiet));
  if (open(at)) return at;
  let time = Math.ceil(at.getTime() / stepMs) * stepMs;
  const last = at.getTime() + searchDays * 86_400_000;
  for (; time <= last; time += stepMs) if (open(toDate(time))) return toDate(time);
  return null;
}
