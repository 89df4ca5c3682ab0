import type { BusinessCalendar, Recurrence } from '../../contract/task.ts';
import { addDays, addMonths, type Day } from '../../lib/period.ts';
import { addBusinessDays } from './business-day.ts';

const mostSteps = 5_000;

function step(day: Day, { every, count }: Recurrence, times: number): Day {
  return every === 'month' ? addMonths(day, count * times) : addDays(day, count * times * (every === 'week' ? 7 : 1));
}

/**
 * The next day of a task that comes again: the first one of its rhythm after both the day it was due and today, so that a task done late
 * does not come twice at once. Months count from the first due day, so a 31st stays at the months' ends.
 */
export function nextDue(rule: Recurrence, dueOn: Day | null, today: Day, calendar: BusinessCalendar): Day {
  const from = dueOn ?? today;
  for (let times = 1; times < mostSteps; times++) {
    const day = step(from, rule, times);
    const worked = rule.businessDays ? addBusinessDays(day, 0, calendar) : day;
    if (worked > today && worked > from) return worked;
  }
  return addDays(today, 1);
}
