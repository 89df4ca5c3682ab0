import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toDate } from '../../lib/clock.ts';
import { betterOf, confidenceOf } from './find-pairs.ts';

describe('how sure a pair is', () => {
  it.each([[['domain'], 0.9], [['name'], 0.7], [['people'], 0.5], [['domain', 'name'], 0.97], [['domain', 'name', 'people'], 0.99], [[], 0]] as const)('%j', (codes, sure) => {
    expect(confidenceOf(codes.map((code) => ({ code })))).toBe(sure);
  });
});

describe('which account is kept', () => {
  const account = (id: string, lines: number, provisional: boolean, known: string) => ({ id, lines, provisional, knownAt: toDate(`${known}T00:00:00Z`) });
  it.each([
    ['the one with contract lines', account('a', 0, false, '2024-01-01'), account('b', 1, true, '2025-01-01'), 'b'],
    ['then the one with a record of its own', account('a', 0, true, '2024-01-01'), account('b', 0, false, '2025-01-01'), 'b'],
    ['then the one known longer', account('a', 2, false, '2025-01-01'), account('b', 1, false, '2024-01-01'), 'b'],
    ['else the first', account('a', 1, false, '2024-01-01'), account('b', 1, false, '2024-01-01'), 'a'],
  ])('%s', (_, a, b, kept) => expect(betterOf(a, b)).toBe(kept));

  it('does not depend on the order, unless nothing tells them apart', () => {
    const any = fc.record({ lines: fc.nat(2), provisional: fc.boolean(), knownAt: fc.constantFrom(toDate('2024-01-01T00:00:00Z'), toDate('2025-01-01T00:00:00Z')) });
    fc.assert(fc.property(any, any, (one, other) => {
      const [a, b] = [{ id: 'a', ...one }, { id: 'b', ...other }];
      const same = one.lines > 0 === other.lines > 0 && one.provisional === other.provisional && one.knownAt.getTime() === other.knownAt.getTime();
      expect(same || betterOf(a, b) === betterOf(b, a)).toBe(true);
    }));
  });
});
