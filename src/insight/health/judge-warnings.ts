import { addDays, daysBetween, type Day } from '../../lib/period.ts';

/** How long before a leaving an alarm counts as having warned of it, in days. */
export const alarmDays = 180;

/** What a look said of an account: 0 nothing (not a customer then, or not concerned), 1 no alarm, 2 alarm. */
export type Look = 0 | 1 | 2;

/** What the looks of all accounts were worth. */
export interface Warned {
  /** Customers that left and were looked at so many days or more before. */
  left30: number;
  left60: number;
  /** Those of them with an alarm at that look. */
  lead30: number;
  lead60: number;
  /** Alarms after which the customer left within {@link alarmDays}, or as many days have passed. */
  judged: number;
  /** Those after which the customer stayed. */
  falseAlarms: number;
}

function lastLook(days: readonly Day[], by: Day): number {
  return days.findLastIndex((day) => day <= by);
}

/**
 * Holds alarms against who left. `days` are ascending; `looks` has one entry per day for each account. The state at a lead of n days is that of the last
 * look at least n days before the leaving. An alarm begins where the look before it was none; after the leaving nothing counts. Pure.
 */
export function judgeWarnings(days: readonly Day[], looks: ReadonlyMap<string, ArrayLike<number>>, leftOn: ReadonlyMap<string, Day>, today: Day): Warned {
  const sum: Warned = { left30: 0, left60: 0, lead30: 0, lead60: 0, judged: 0, falseAlarms: 0 };
  for (const [accountId, seen] of looks) {
    const left = leftOn.get(accountId);
    if (left !== undefined && left <= today) for (const lead of [30, 60] as const) {
      const state = seen[lastLook(days, addDays(left, -lead))] ?? 0;
      if (state !== 0) sum[`left${lead}`]++;
      if (state === 2) sum[`lead${lead}`]++;
    }
    for (const [index, day] of days.entries()) {
      if (left !== undefined && day >= left) break;
      if (seen[index] !== 2 || (index > 0 && seen[index - 1] === 2)) continue;
      const cameTrue = left !== undefined && left <= today && daysBetween(day, left) <= alarmDays;
      if (!cameTrue && addDays(day, alarmDays) > today) continue;
      sum.judged++;
      if (!cameTrue) sum.falseAlarms++;
    }
  }
  return sum;
}
