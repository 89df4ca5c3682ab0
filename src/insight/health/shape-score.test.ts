import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distributionOf, peerKey, percentileOf } from './peer-distribution.ts';
import { shapeScore } from './shape-score.ts';
import { shape, shapeFault } from './shape.ts';

const context = { values: { 'account.age_days': 45, 'account.segment': 'smb' }, peers: new Map(), measured: 'u.a' };
const score = (given: object, value: number | string | boolean, peers = new Map()) => {
  const result = shapeScore(shape.parse(given), value, { ...context, peers });
  return 'unknown' in result ? result.unknown : result.score;
};

describe('shapeScore', () => {
  const threshold = { type: 'threshold', direction: 'up', below: 10, steps: [{ at: 1, score: 40 }, { at: 3, score: 90 }] };
  const target = { type: 'target', points: [[0, 0.2], [90, 0.6]] };
  it.each<[object, number | string | boolean, number]>([
    [threshold, 0.9, 10], [threshold, 1, 40], [threshold, 2.9, 40], [threshold, 3, 90],
    [{ type: 'linear', points: [[0, 100], [10, 0]] }, 2.5, 75], [{ type: 'linear', points: [[0, 100], [10, 0]] }, -4, 100], [{ type: 'linear', points: [[0, 100], [10, 0]] }, 40, 0],
    [{ type: 'bounded', min: 0, low: 2, high: 4, max: 8 }, 3, 100], [{ type: 'bounded', min: 0, low: 2, high: 4, max: 8 }, 1, 50], [{ type: 'bounded', min: 0, low: 2, high: 4, max: 8 }, 6, 50], [{ type: 'bounded', min: 0, low: 2, high: 4, max: 8 }, 9, 0],
    [target, 0.4, 100], [target, 0.2, 50], [{ ...target, zeroAt: 0.5 }, 0.2, 0],
    [{ type: 'category', scores: { true: 10, false: 90 } }, true, 10], [{ type: 'category', scores: { x: 10 }, otherwise: 70 }, 'y', 70],
  ])('%o of %s is %s', (given, value, expected) => expect(score(given, value)).toBeCloseTo(expected, 6));

  it('says why it cannot', () => {
    expect(score({ type: 'category', scores: { x: 10 } }, 'y')).toMatch(/no score/);
    expect(score({ type: 'percentile', direction: 'up' }, 3)).toMatch(/peers/);
    expect(score(threshold, 'many')).toMatch(/not a number/);
  });
  it('compares within the own segment, and with all when it is small', () => {
    const peers = new Map([[peerKey('u.a', 'all'), { n: 50, quantiles: Array.from({ length: 101 }, (_, i) => i) }], [peerKey('u.a', 'segment:smb'), { n: 5, quantiles: Array.from({ length: 101 }, () => 1000) }]]);
    const given = { type: 'percentile', direction: 'down', group: 'segment', curve: [[0, 0], [1, 100]] };
    expect(score(given, 20, peers)).toBeCloseTo(80);
    const differing = new Map([...peers, [peerKey('u.a', 'segment:smb'), { n: 5, quantiles: Array.from({ length: 101 }, (_, i) => 1000 + i) }]]);
    expect(score({ ...given, minimumPeers: 5 }, 20, differing)).toBeCloseTo(100);
  });
  it('does not score against peers that are all alike, but for a value like theirs', () => {
    const peers = new Map([[peerKey('u.a', 'all'), { n: 50, quantiles: Array.from({ length: 101 }, () => 24) }]]);
    const given = { type: 'percentile', direction: 'up', curve: [[0, 0], [1, 100]] };
    expect(score(given, 23, peers)).toMatch(/all alike/);
    expect(score(given, 24, peers)).toBeCloseTo(50);
  });
  it('knows an unsound shape', () => {
    expect(shapeFault(shape.parse({ ...threshold, direction: 'down' }))).toMatch(/fall/);
    expect(shapeFault(shape.parse({ type: 'linear', points: [[3, 0], [1, 9]] }))).toMatch(/rise/);
    expect(shapeFault(shape.parse(threshold))).toBeUndefined();
  });
});

describe('percentileOf', () => {
  const numbers = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 60 });
  it('is 0..1 and never falls with the value', () => {
    fc.assert(fc.property(numbers, fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.double({ min: -1e6, max: 1e6, noNaN: true }), (values, x, y) => {
      const distribution = distributionOf(values) as NonNullable<ReturnType<typeof distributionOf>>;
      const [low, high] = [percentileOf(distribution, Math.min(x, y)), percentileOf(distribution, Math.max(x, y))];
      expect(low).toBeGreaterThanOrEqual(0);
      expect(high).toBeLessThanOrEqual(1);
      expect(low).toBeLessThanOrEqual(high + 1e-9);
    }));
  });
  it('equal peers stand in the middle of their run', () => {
    const distribution = distributionOf([...Array(80).fill(0), ...Array(20).fill(5)]);
    expect(percentileOf(distribution as never, 0)).toBeCloseTo(0.4, 1);
    expect(percentileOf(distribution as never, 9)).toBe(1);
    expect(percentileOf(distribution as never, -1)).toBe(0);
  });
});
