import { describe, expect, it } from 'vitest';
import { addDays } from '../../lib/period.ts';
import { findUsageTail } from './usage-tail.ts';

const weeksOf = (...keys: number[]) => keys.map((n, index) => ({ week: addDays('2024-01-01', 7 * index), keys: n }));
const usual = Array.from({ length: 20 }, (_, index) => 800 + (index % 3) * 20);

describe('where deliveries run dry', () => {
  it('is the last full week before weeks that fall far below the usual', () => {
    expect(findUsageTail(weeksOf(...usual, 700, 490, 290, 95))).toEqual({ fullUntil: addDays('2024-01-01', 7 * 20 + 6), newestKeys: 95, usualKeys: 820 });
  });
  it.each([
    ['a book that shrinks slowly', Array.from({ length: 26 }, (_, index) => 800 - index * 10)],
    ['a week that has just begun', [...usual, 120]],
    ['a book that grows', Array.from({ length: 26 }, (_, index) => 100 + index * 40)],
    ['a fall longer ago than six weeks: customers that left', [...usual, 300, 300, 300, 300, 300, 300, 300, 300]],
    ['too little history', [800, 90, 80]],
    ['no usage', []],
  ])('is not %s', (_, keys) => expect(findUsageTail(weeksOf(...keys))).toBeUndefined());
});
