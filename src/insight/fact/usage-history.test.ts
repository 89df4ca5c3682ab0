import { describe, expect, test } from 'vitest';
import { daysBetween } from '../../lib/period.ts';
import { addPeriods, emptyHistory, readWindow } from './usage-history.ts';

const reference = '2025-06-30';
const origin = daysBetween('1970-01-01', reference);
const at = (deliveredTo?: string) => ({ day: reference, offset: 0, deliveredTo: new Map(deliveredTo ? [['totals', deliveredTo]] : []) });

function withWeeks(count: number, lastAge: number, events = 70) {
  const history = emptyHistory(483);
  const starts = Array.from({ length: count }, (_, w) => origin - lastAge - 6 - 7 * w);
  addPeriods(history, { account: 1, source: 'totals', starts, lengths: starts.map(() => 7), events: starts.map(() => events), users: starts.map((_, w) => w + 1) }, reference);
  return history;
}

describe('delivered totals', () => {
  test('windows end with the last delivered period', () => {
    const window = readWindow(withWeeks(10, 3), at('2025-06-28'));
    expect(window).toMatchObject({ grain: 'period', lagDays: 3, lastAge: 0, activeDays: null, longestPeriod: 7, users28: 4, historyDays: 70 });
    expect(window.weeks.slice(0, 11)).toEqual([...Array(10).fill(70), 0]);
  });

  test('an account left out of the newest delivery is silent, not late', () => {
    const window = readWindow(withWeeks(10, 10), at('2025-06-28'));
    expect(window.weeks.slice(0, 2)).toEqual([0, 70]);
    expect(window.lastAge).toBe(7);
  });

  test('a period that ends after the moment is not seen', () => {
    expect(readWindow(withWeeks(10, -2), at('2025-06-26')).weeks[0]).toBe(70);
    expect(readWindow(withWeeks(1, -2), at()).lastAge).toBeUndefined();
  });

  test('events win over totals for the same days, and the loss is counted', () => {
    const history = withWeeks(10, 0);
    for (let age = 0; age < 14; age++) history.raw[age] = 1;
    const window = readWindow(history, at('2025-07-01'));
    expect(window).toMatchObject({ grain: 'event', replaced: 2, lagDays: 0 });
    expect(window.weeks.slice(0, 4)).toEqual([7, 7, 70, 70]);
    expect(window.rawWeeks.slice(0, 3)).toEqual([true, true, false]);
  });

  test('a month spreads evenly over its days', () => {
    const history = emptyHistory(483);
    addPeriods(history, { account: 1, source: 'totals', starts: [origin - 29], lengths: [30], events: [300], users: [-1] }, reference);
    const window = readWindow(history, at('2025-07-01'));
    expect(window.weeks.slice(0, 5)).toEqual([70, 70, 70, 70, 20]);
    expect(window).toMatchObject({ longestPeriod: 30, users28: null });
  });
});
