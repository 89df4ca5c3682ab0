/** When the team answers: weekdays (1 is Monday, 7 is Sunday) and minutes of the local day, half-open. */
export interface BusinessHours {
  days: readonly number[];
  fromMinute: number;
  toMinute: number;
}

const dayMs = 86_400_000;
const minuteMs = 60_000;
// 1 January 1970 was a Thursday: day number 0 is weekday 4.
const epochWeekday = 4;

/** Business milliseconds between two local instants (epoch milliseconds of the local wall time). 0 when `toMs` is not later. */
export function businessMsBetween(fromMs: number, toMs: number, hours: BusinessHours): number {
  if (toMs <= fromMs) return 0;
  const firstDay = Math.floor(fromMs / dayMs);
  const lastDay = Math.floor(toMs / dayMs);
  const wholeWeeks = Math.max(0, Math.floor((lastDay - firstDay - 1) / 7));
  const perDayMs = (hours.toMinute - hours.fromMinute) * minuteMs;
  let total = wholeWeeks * hours.days.length * perDayMs;
  total += openWithin(firstDay, fromMs, toMs, hours);
  for (let day = firstDay + 1 + wholeWeeks * 7; day <= lastDay; day++) total += openWithin(day, fromMs, toMs, hours);
  return total;
}

function openWithin(day: number, fromMs: number, toMs: number, hours: BusinessHours): number {
  const weekday = ((((day + epochWeekday - 1) % 7) + 7) % 7) + 1;
  if (!hours.days.includes(weekday)) return 0;
  const open = day * dayMs + hours.fromMinute * minuteMs;
  const close = day * dayMs + hours.toMinute * minuteMs;
  return Math.max(0, Math.min(close, toMs) - Math.max(open, fromMs));
}
