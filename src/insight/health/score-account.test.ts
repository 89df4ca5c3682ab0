import { toDate } from '../../lib/clock.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileScorecard } from './compile-scorecard.ts';
import type { ScoreInput } from './measure-value.ts';
import { roundedParts, scoreAccount } from './score-account.ts';
import { scorecard } from './scorecard.ts';

const at = toDate('2026-03-01T00:00:00Z');
const facts = ['u.a', 'u.b', 'u.c', 's.a', 's.b', 'p.a'];

function card(weights: number[] = [3, 1, 2, 5, 4, 2], extra: object = {}) {
  const linear = (id: string, fact: string, weight: number, down = false) => ({ id, label: id, weight, fact, shape: { type: 'linear', points: down ? [[0, 100], [1, 0]] : [[0, 0], [1, 100]] } });
  const w = (index: number) => weights[index] as number;
  return compileScorecard(scorecard.parse({
    kind: 'scorecard', id: 'test', label: 'Test', priority: 0, coverageFloor: 0.3, minimumMeasures: 2, bands: { good: 70, watch: 45, margin: 3 },
    groups: [
      { id: 'usage', label: 'Usage', weight: w(0), measures: [linear('ua', 'u.a', w(1))], groups: [{ id: 'depth', label: 'Depth', weight: w(2), measures: [linear('ub', 'u.b', w(3)), linear('uc', 'u.c', w(4))] }] },
      { id: 'support', label: 'Support', weight: w(5), measures: [linear('sa', 's.a', 1, true), linear('sb', 's.b', 2, true)] },
      { id: 'pay', label: 'Payment', weight: 1, measures: [linear('pa', 'p.a', 1)] },
    ],
    caps: [{ id: 'open-p1', label: 'Open P1', when: 's.a > 0.5', limit: 50 }, { id: 'very-late', label: 'Very late', when: 'p.a < 0.1', limit: 30 }], ...extra,
  }), 1);
}

const input = (values: Record<string, number | null>, more: Partial<ScoreInput> = {}): ScoreInput => ({ vector: { accountId: 'a', values, reasons: {}, freshness: {} }, peers: new Map(), pulse: null, at, ...more });
const fraction = fc.integer({ min: 0, max: 1000 }).map((n) => n / 1000);
const vector = fc.tuple(...facts.map(() => fc.option(fraction, { nil: null, freq: 3 }))).map((values) => Object.fromEntries(facts.map((id, index) => [id, values[index] as number | null])));
const weights = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 6, maxLength: 6 });
const sum = (numbers: number[]) => Math.round(numbers.reduce((a, b) => a + b, 0) * 100) / 100;

describe('scoreAccount, for any facts and weights', () => {
  it('points add up to the score, caps included, and stay within 0..100', () => {
    fc.assert(fc.property(vector, weights, (values, w) => {
      const result = scoreAccount(card(w), input(values));
      expect(sum(result.drivers.map((driver) => driver.points))).toBe(result.score ?? 0);
      if (result.score !== null) expect(result.score).toBeGreaterThanOrEqual(0);
      if (result.score !== null) expect(result.score).toBeLessThanOrEqual(100);
    }));
  });
  it('points are weight times score to the hundredth, and known weights add up to one', () => {
    fc.assert(fc.property(vector, weights, (values, w) => {
      const measures = scoreAccount(card(w), input(values)).drivers.filter((driver) => driver.group !== 'caps');
      for (const driver of measures) expect(Math.abs(driver.points - driver.weight * (driver.score ?? 0))).toBeLessThan(0.0111);
      const known = measures.filter((driver) => driver.score !== null);
      if (known.length) expect(known.reduce((total, driver) => total + driver.weight, 0)).toBeCloseTo(1, 4);
    }));
  });
  it('what is missing has no score, no weight and no points', () => {
    fc.assert(fc.property(vector, (values) => {
      const byId = new Map(scoreAccount(card(), input(values)).drivers.map((driver) => [driver.id, driver]));
      for (const fact of facts) {
        if (values[fact] !== null) continue;
        expect(byId.get(fact.replace('.', ''))).toMatchObject({ score: null, weight: 0, points: 0 });
      }
    }));
  });
  it('rises with a better value and never falls with it', () => {
    fc.assert(fc.property(vector, fc.constantFrom('u.a', 'u.b', 'u.c', 'p.a'), fraction, fraction, (values, fact, x, y) => {
      const [low, high] = x < y ? [x, y] : [y, x];
      const score = (value: number) => scoreAccount(card(), input({ ...values, [fact]: value })).score as number;
      expect(score(high)).toBeGreaterThanOrEqual(score(low) - 1e-9);
    }));
  });
  it('only the proportions of weights matter', () => {
    fc.assert(fc.property(vector, weights, fc.constantFrom(0.5, 3, 10), (values, w, factor) => {
      const one = scoreAccount(card(w, { caps: [] }), input(values));
      const scaled = compileScorecard(scorecard.parse(JSON.parse(JSON.stringify(card(w, { caps: [] }).definition), (key, value) => (key === 'weight' ? value * factor : value))), 1);
      const other = scoreAccount(scaled, input(values));
      expect(Math.abs((other.score ?? 0) - (one.score ?? 0))).toBeLessThan(0.011);
      expect(other.coverage).toBeCloseTo(one.coverage, 3);
    }));
  });
  it('knowing less never raises coverage or confidence', () => {
    fc.assert(fc.property(vector, fc.constantFrom(...facts), (values, fact) => {
      const full = scoreAccount(card(), input(values));
      const less = scoreAccount(card(), input({ ...values, [fact]: null }));
      expect(less.coverage).toBeLessThanOrEqual(full.coverage);
      expect(less.confidence).toBeLessThanOrEqual(full.confidence);
    }));
  });
});

describe('scoreAccount', () => {
  const all = { 'u.a': 1, 'u.b': 0.5, 'u.c': 0, 's.a': 0, 's.b': 0, 'p.a': 1 };
  it('moves the weight of a missing measure within its group, then upward', () => {
    const full = scoreAccount(card(), input(all));
    const within = scoreAccount(card(), input({ ...all, 'u.b': null }));
    const upward = scoreAccount(card(), input({ ...all, 's.a': null, 's.b': null }));
    const weight = (result: typeof full, id: string) => result.drivers.find((driver) => driver.id === id)?.weight as number;
    expect(weight(within, 'uc')).toBeCloseTo(weight(full, 'ub') + weight(full, 'uc'), 5);
    expect(weight(within, 'ua')).toBeCloseTo(weight(full, 'ua'), 5);
    expect(weight(upward, 'ua') / weight(upward, 'pa')).toBeCloseTo(weight(full, 'ua') / weight(full, 'pa'), 4);
  });
  it('the lowest standing cap holds the score and shows what it took', () => {
    const result = scoreAccount(card(), input({ ...all, 'u.b': 1, 'u.c': 1, 's.a': 0.6 }));
    expect(result.score).toBe(50);
    expect(result.caps).toEqual([expect.objectContaining({ id: 'open-p1', applied: true })]);
    expect(result.drivers.at(-1)).toMatchObject({ id: 'cap:open-p1', score: null });
    expect(result.drivers.at(-1)?.points).toBeLessThan(0);
  });
  it('nothing known: no score, not eligible', () => {
    expect(scoreAccount(card(), input({}))).toMatchObject({ score: null, eligible: false, coverage: 0, confidence: 0, expiresAt: null });
  });
  it('one measure is too few for a band', () => expect(scoreAccount(card(), input({ 'u.a': 1 }))).toMatchObject({ score: 100, eligible: false }));
  it('an exception sets the score of a group or takes it out of the count', () => {
    const set = scoreAccount(card(undefined, { exceptions: [{ id: 'x', label: 'Migration', when: 'p.a > 0.5', target: 'usage', score: 80 }] }), input(all));
    expect(set.drivers.filter((driver) => driver.group === 'usage').map((driver) => driver.score)).toEqual([80, 80, 80]);
    const out = scoreAccount(card(undefined, { exceptions: [{ id: 'x', label: 'No product', when: 'p.a > 0.5', target: 'usage', exclude: true }] }), input({ ...all, 'u.a': null }));
    expect(out.coverage).toBe(1);
    expect(out.drivers.filter((driver) => driver.group === 'usage').every((driver) => driver.score === null)).toBe(true);
  });
});

describe('stale input', () => {
  const stale = card(undefined, { groups: [{ id: 'usage', label: 'Usage', weight: 1, measures: [{ id: 'ua', label: 'ua', weight: 1, fact: 'u.a', expiresDays: 10, shape: { type: 'linear', points: [[0, 0], [1, 100]] } }, { id: 'ub', label: 'ub', weight: 1, fact: 'p.a', shape: { type: 'linear', points: [[0, 0], [1, 100]] } }] }], caps: [] });
  const aged = (days: number) => input({ 'u.a': 1, 'p.a': 0.5 }, { vector: { accountId: 'a', values: { 'u.a': 1, 'p.a': 0.5 }, reasons: {}, freshness: { u: toDate(at.getTime() - days * 86_400_000).toISOString() } } });
  it('says when it will expire', () => expect(scoreAccount(stale, aged(4)).expiresAt?.toISOString()).toBe('2026-03-07T00:00:00.000Z'));
  it('lowers confidence as it ages and is unknown after', () => {
    expect(scoreAccount(stale, aged(8)).confidence).toBeLessThan(scoreAccount(stale, aged(1)).confidence);
    const gone = scoreAccount(stale, aged(10));
    expect(gone.drivers[0]).toMatchObject({ score: null, stale: true, points: 0 });
    expect(gone.score).toBe(50);
  });
});

describe('roundedParts', () => {
  it('adds up', () => {
    fc.assert(fc.property(fc.array(fc.double({ min: 0, max: 30, noNaN: true }), { maxLength: 25 }), (parts) => {
      const result = roundedParts(parts);
      expect(sum(result.parts)).toBe(result.total);
    }));
  });
});
