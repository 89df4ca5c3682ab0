import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../lib/period.ts';
import { readBoolean, readMoment, readNumber } from './read-value.ts';

describe('readMoment', () => {
  it.each([
    ['2024-03-04', 'dmy', '2024-03-04 00:00:00.000'],
    ['2024-03-04T05:06:07', 'dmy', '2024-03-04 05:06:07.000'],
    ['2024-03-04 05:06:07.5 UTC', 'dmy', '2024-03-04 05:06:07.500'],
    ['2024-03-04T05:06:07+02:00', 'dmy', '2024-03-04 03:06:07.000'],
    ['03/04/2024', 'dmy', '2024-04-03 00:00:00.000'],
    ['03/04/2024', 'mdy', '2024-03-04 00:00:00.000'],
    ['3.4.24', 'dmy', '2024-04-03 00:00:00.000'],
    ['04-Mar-2024', 'mdy', '2024-03-04 00:00:00.000'],
    ['March 4, 2024', 'dmy', '2024-03-04 00:00:00.000'],
    ['3/4/2024 1:05 PM', 'mdy', '2024-03-04 13:05:00.000'],
    ['20240304', 'dmy', '2024-03-04 00:00:00.000'],
    ['2024-03', 'dmy', '2024-03-01 00:00:00.000'],
    ['2024-W10', 'dmy', '2024-03-04 00:00:00.000'],
    ['Q2 2024', 'dmy', '2024-04-01 00:00:00.000'],
    ['1709528767', 'dmy', '2024-03-04 05:06:07.000'],
    ['1709528767000', 'dmy', '2024-03-04 05:06:07.000'],
    ['2020-12-30 3:15:52', 'dmy', '2020-12-30 03:15:52.000'],
  ] as const)('%s (%s)', (text, order, instant) => expect(readMoment(text, order)?.instant).toBe(instant));

  it.each(['2024-02-30', '2023-02-29', '31/31/2024', 'soon', '9999-12-31', '2024-03-04T25:00:00', '370295712714', ''])('%s is no date', (text) => expect(readMoment(text, 'dmy')).toBeNull());

  it('reads every day that ISO, day-first and month-first writing can name as the same day', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 47_000 }), (days) => {
        const day = addDays('1970-01-01', days);
        const [y, m, d] = day.split('-');
        expect([readMoment(day, 'dmy')?.day, readMoment(`${d}.${m}.${y}`, 'dmy')?.day, readMoment(`${m}/${d}/${y}`, 'mdy')?.day]).toEqual([day, day, day]);
      }),
    );
  });
});

describe('readNumber', () => {
  it.each([
    ['1,234.56', '.', 1234.56], ['1.234,56', ',', 1234.56], ['$1,200', '.', 1200], ['€ 99,90', ',', 99.9], ['USD 12.5', '.', 12.5], ['(45.00)', '.', -45], ['-3', '.', -3],
    ['12 %', '.', 12], ['1 234,5', ',', 1234.5], ["1'000.5", '.', 1000.5], ['1e3', '.', 1000], ['12,34,567', '.', 1234567],
  ] as const)('%s with %s is %d', (text, mark, value) => expect(readNumber(text, mark)).toBe(value));

  it.each(['abc', 'property_address_2', 'v2', '1.2.3', '12-13', '', '2024-01-01', '--1'])('%s is no number', (text) => expect(readNumber(text, '.')).toBeNull());

  it('gives back what was written, in either style', () => {
    fc.assert(
      fc.property(fc.integer({ min: -10_000_000, max: 10_000_000 }), (cents) => {
        const value = cents / 100;
        const text = value.toLocaleString('en-US', { minimumFractionDigits: 2 });
        expect(readNumber(text, '.')).toBeCloseTo(value, 6);
        expect(readNumber(value.toLocaleString('de-DE', { minimumFractionDigits: 2 }), ',')).toBeCloseTo(value, 6);
      }),
    );
  });
});

it('reads yes and no in the usual ways', () => expect(['Yes', 'no', 'TRUE', '0', 'maybe'].map(readBoolean)).toEqual([true, false, true, false, null]));
