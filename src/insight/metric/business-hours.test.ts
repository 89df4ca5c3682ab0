import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { businessMsBetween } from './business-hours.ts';

const hours = { days: [1, 2, 3, 4, 5], fromMinute: 9 * 60, toMinute: 17 * 60 };
const ms = (text: string) => Date.parse(`${text}:00Z`);

/** Minute by minute: slow and plain. */
function plain(from: number, to: number): number {
  let total = 0;
  for (let at = from; at < to; at += 60_000) {
    const date = new Date(at);
    const weekday = date.getUTCDay() === 0 ? 7 : date.getUTCDay();
    const minute = date.getUTCHours() * 60 + date.getUTCMinutes();
    if (hours.days.includes(weekday) && minute >= hours.fromMinute && minute < hours.toMinute) total += 60_000;
  }
  return total;
}

describe('businessMsBetween', () => {
  it.each([
    ['within a day', '2024-06-20T13:00', '2024-06-20T14:30', 1.5],
    ['over night', '2024-06-20T16:00', '2024-06-21T10:00', 2],
    ['over a weekend', '2024-06-21T16:30', '2024-06-24T09:30', 1],
    ['at night', '2024-06-20T18:00', '2024-06-21T08:00', 0],
    ['backwards', '2024-06-21T10:00', '2024-06-20T10:00', 0],
    ['four weeks', '2024-06-03T09:00', '2024-07-01T09:00', 160],
  ])('%s', (_, from, to, expected) => expect(businessMsBetween(ms(from), ms(to), hours) / 3_600_000).toBe(expected));

  it('agrees with counting minutes', () => fc.assert(fc.property(fc.integer({ min: 0, max: 40_000 }), fc.integer({ min: 0, max: 40_000 }), (start, length) => {
    const from = ms('2024-01-01T00:00') + start * 60_000;
    expect(businessMsBetween(from, from + length * 60_000, hours)).toBe(plain(from, from + length * 60_000));
  }), { numRuns: 60 }));
});
