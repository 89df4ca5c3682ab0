import { describe, expect, it } from 'vitest';
import { sumParts } from './target-words.ts';

const part = (numerator: number, denominator: number) => ({ accountId: 'a', accountName: 'A', numerator, denominator, note: null });

describe('the check of a drill-down', () => {
  it('agrees when the accounts are the figure', () => expect(sumParts([part(1, 2), part(0.1, 1), part(0.2, 1)], { numerator: 1.3, denominator: 4 })).toMatchObject({ agrees: true }));
  it('notices an account that is missing', () => expect(sumParts([part(1, 2)], { numerator: 1, denominator: 3 }).agrees).toBe(false));
  it('a sum has no denominator', () => expect(sumParts([part(5, 0)], { numerator: 5, denominator: null })).toEqual({ numerator: 5, denominator: 0, agrees: true }));
});
