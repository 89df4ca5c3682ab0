import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expectedEvents28, relativeSlope } from './usage-baseline.ts';

const flat = (value: number, weeks = 68) => Array.from({ length: weeks }, () => value);

test('under six weeks nothing is expected; a flat history expects itself', () => {
  expect(expectedEvents28(flat(10), 41)).toBeNull();
  expect(expectedEvents28(flat(10), 42)).toBe(40);
  expect(expectedEvents28(flat(10), 476)).toBe(40);
  expect(expectedEvents28(flat(0), 300)).toBeNull();
});

test('one outlying week moves the expectation little, a lower recent level moves it', () => {
  const spike = flat(10);
  spike[6] = 1000;
  expect(expectedEvents28(spike, 200)).toBe(40);
  expect(expectedEvents28([...flat(99, 4), ...flat(5, 12), ...flat(10, 52)], 200)).toBe(20);
});

test('with over 400 days a summer low is expected again, scaled by this year\'s level', () => {
  const weeks = flat(10);
  for (let w = 52; w < 56; w++) weeks[w] = 2;
  for (let w = 4; w < 16; w++) weeks[w] = 20;
  expect(expectedEvents28(weeks, 476)).toBe(16);
  expect(expectedEvents28(weeks, 399)).toBe(80);
});

test('the slope is per week over the mean: scale does not matter, reversing turns it', () => {
  expect(relativeSlope([8, 7, 6, 5, 4, 3, 2, 1])).toBeCloseTo(1 / 4.5, 12);
  expect(relativeSlope(flat(0, 8))).toBeNull();
  fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 8, maxLength: 8 }), fc.integer({ min: 2, max: 50 }), (weeks, factor) => {
    const slope = relativeSlope(weeks) as number;
    expect(relativeSlope(weeks.map((total) => total * factor))).toBeCloseTo(slope, 9);
    expect(relativeSlope(weeks.toReversed())).toBeCloseTo(-slope, 9);
  }));
});
