import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRng } from '../../lib/rng.ts';
import { annualRevenue, assign, lotOf, type Lot } from '../playbook/hold-out.ts';
import { differenceOfMeans, differenceOfShares, verdictOf, type Effect, type Unit } from './effect.ts';
import { estimateOutcome, shareCompared, windowOf, type Entry } from './estimate-outcome.ts';
import { nearest, type Start } from './matching.ts';
import { outcomeOf } from './measure-outcome.ts';
import { mondayOf, type Standing } from './read-standings.ts';
import { studentQuantile } from './student.ts';

const standing = (lines: number, arrMinor: number | null, score: number | null, currency = 'EUR'): Standing => ({ lines, arrMinor, currency: arrMinor === null ? null : currency, score });

describe('the t quantile', () => {
  it.each([[1, 12.706], [2, 4.303], [5, 2.571], [10, 2.228], [30, 2.042], [120, 1.98], [1e6, 1.96]])('of %d degrees of freedom is that of the printed tables', (df, quantile) => {
    expect(studentQuantile(0.975, df)).toBeCloseTo(quantile, 3);
  });
});

describe('what a window came to', () => {
  it.each([
    ['retained', standing(1, 100, 50), standing(2, 100, 50), 1], ['retained', standing(1, 100, 50), standing(0, null, null), 0], ['retained', standing(0, null, 50), standing(1, 100, 50), undefined],
    ['returned', standing(0, null, 50), standing(1, 100, 50), 1], ['returned', standing(1, 100, 50), standing(1, 100, 50), undefined],
    ['health', standing(1, 100, 40), standing(1, 100, 55), 15], ['health', standing(1, 100, 40), standing(0, null, null), -40], ['health', standing(1, 100, 40), standing(1, 100, null), undefined], ['health', standing(1, 100, null), standing(0, null, null), undefined],
    ['revenue', standing(1, 100, 40), standing(1, 130, null), 0.3], ['revenue', standing(1, 100, 40), standing(1, 900, null), 1], ['revenue', standing(1, 100, 40), standing(0, null, null), -1], ['revenue', standing(1, 0, 40), standing(1, 10, 4), undefined], ['revenue', standing(1, 100, 4), standing(1, 130, 4, 'USD'), undefined],
  ] as const)('%s', (measure, base, end, value) => {
    const found = outcomeOf(measure, base, end);
    if (value === undefined) expect(found).toBeUndefined();
    else expect(found).toBeCloseTo(value, 10);
  });
  it('is unknown where the begin or the end is', () => {
    expect(outcomeOf('retained', undefined, standing(1, 1, 1))).toBeUndefined();
    expect(outcomeOf('retained', standing(1, 1, 1), undefined)).toBeUndefined();
  });
  it('begins on the Monday of the week and ends 13 weeks later', () => {
    expect(['2026-06-01', '2026-06-03', '2026-06-07', '2026-06-08'].map(mondayOf)).toEqual(['2026-06-01', '2026-06-01', '2026-06-01', '2026-06-08']);
    expect(windowOf({ enteredOn: '2026-06-07' })).toEqual({ baseOn: '2026-06-01', endOn: '2026-08-31' });
  });
});

/** Families of one to three whose accounts share a part of their luck; the planted effect is added to the first arm. */
function trial(seed: number, families: number, draw: (luck: () => number, shared: number, treated: boolean) => number): [Unit[], Unit[]] {
  const { next } = createRng(seed);
  const arms: [Unit[], Unit[]] = [[], []];
  for (let f = 0; f < families; f++) {
    const treated = f % 2 === 0;
    const shared = next();
    for (let k = 0; k < 1 + Math.floor(next() * 3); k++) arms[treated ? 0 : 1].push({ clusterId: `f${f}`, value: draw(next, shared, treated) });
  }
  return arms;
}

/** In how many of a hundred trials the interval holds the truth. */
function coverage(trials: number, truth: number, once: (seed: number) => Effect | undefined): number {
  let [held, all] = [0, 0];
  for (let seed = 1; seed <= trials; seed++) {
    const effect = once(seed);
    if (!effect) continue;
    all += 1;
    if (effect.low <= truth && truth <= effect.high) held += 1;
  }
  return (100 * held) / all;
}

describe('the interval holds a planted effect at about its level', () => {
  it('of points of score, in families that move together', () => {
    const once = (seed: number) => differenceOfMeans(...trial(seed, 60, (luck, shared, treated) => 20 * shared + 10 * (luck() - 0.5) + (treated ? 4 : 0)));
    const level = coverage(600, 4, once);
    expect(level).toBeGreaterThan(92.5);
    expect(level).toBeLessThan(97.5);
  });
  // Where hardly anybody leaves, the interval is cautious.
  it.each([[0.9, 0.8, 99], [0.98, 0.95, 100], [0.5, 0.5, 98]])('of shares %d and %d, in families that move together', (first, second, most) => {
    const once = (seed: number) => differenceOfShares(...trial(seed, 80, (luck, shared, treated) => Number((luck() < 0.3 ? shared : luck()) < (treated ? first : second))));
    const level = coverage(600, first - second, once);
    expect(level).toBeGreaterThan(92.5);
    expect(level).toBeLessThanOrEqual(most);
  });
  it('says nothing where no value differs, or one side is one family', () => {
    const flat = Array.from({ length: 20 }, (_, n) => ({ clusterId: `c${n}`, value: 0 }));
    expect(differenceOfMeans(flat, flat)).toBeUndefined();
    expect(differenceOfMeans(flat.map((one, n) => ({ ...one, value: n })), flat.map((_, n) => ({ clusterId: 'one', value: n })))).toBeUndefined();
  });
  it('is never without width for shares, where nobody left on either side', () => {
    const all = Array.from({ length: 20 }, (_, n) => ({ clusterId: `c${n}`, value: 1 }));
    const effect = differenceOfShares(all, all) as Effect;
    expect(effect.estimate).toBe(0);
    expect(effect.high - effect.low).toBeGreaterThan(0.2);
  });
  it('is wider when one match stands for many', () => {
    const treated = Array.from({ length: 30 }, (_, n) => ({ clusterId: `t${n}`, value: n % 7 }));
    const many = Array.from({ length: 30 }, (_, n) => ({ clusterId: `m${n}`, value: n % 5 }));
    const few = Array.from({ length: 30 }, (_, n) => ({ clusterId: `m${n % 5}`, value: n % 5 }));
    const width = (effect: Effect | undefined) => (effect as Effect).high - (effect as Effect).low;
    expect(width(differenceOfMeans(treated, few))).toBeGreaterThan(1.5 * width(differenceOfMeans(treated, many)));
  });
});

describe('the verdict', () => {
  const n = { treated: 60, compared: 60 };
  it.each([
    [undefined, n, 'too_early'], [{ estimate: 1, low: 0.5, high: 1.5 }, { treated: 60, compared: 9 }, 'too_early'], [{ estimate: 1, low: 0.5, high: 1.5 }, n, 'works'], [{ estimate: -1, low: -1.5, high: -0.5 }, n, 'harms'],
    [{ estimate: 0, low: -0.04, high: 0.04 }, n, 'no_effect'], [{ estimate: 0, low: -0.04, high: 0.06 }, n, 'unclear'], [{ estimate: 0, low: -0.04, high: 0.04 }, { treated: 49, compared: 60 }, 'unclear'],
  ] as const)('of %o with %o is %s', (effect, counts, verdict) => expect(verdictOf(effect, counts, 0.05)).toBe(verdict));
});

describe('the lot', () => {
  it.each([[{ 'contract.arr_minor': 500_000, 'contract.currency': 'EUR' }, 5_000], [{ 'contract.arr_minor': 500_000, 'contract.currency': 'JPY' }, 500_000], [{ 'contract.arr_minor': 500_000, 'contract.currency': 'KWD' }, 500], [{ 'contract.arr_minor': 0 }, 0], [{ 'contract.arr_minor': 7 }, null], [{}, null]])('takes the revenue of %o for %s whole units', (values, units) => expect(annualRevenue(values)).toBe(units));
  const holdOut = { share: 0.2, floor: 5_000, byWhom: 'Lea', reason: 'To know.', at: null, version: 1 };
  const lot = (given: Partial<Lot> = {}): Lot => ({ secret: 'secret', holdOut, clusterOf: new Map(), known: new Map(), ...given });
  it('holds the share, belongs to account and playbook, and a larger share keeps those of a smaller one', () => {
    const ids = Array.from({ length: 10_000 }, (_, n) => `a${n}`);
    const held = (share: number, playbook = 'p') => ids.filter((id) => assign(lot({ holdOut: { ...holdOut, share } }), playbook, id, 100).arm === 'held_out');
    expect(held(0.2).length / ids.length).toBeCloseTo(0.2, 1);
    expect(Math.abs(held(0.2).length - 2000)).toBeLessThan(4 * Math.sqrt(10_000 * 0.2 * 0.8));
    const more = new Set(held(0.3));
    expect(held(0.2).filter((id) => !more.has(id))).toEqual([]);
    expect(held(0.2, 'q')).not.toEqual(held(0.2));
    expect(held(0)).toEqual([]);
  });
  it('does not depend on the order, and a family falls together', () => {
    fc.assert(fc.property(fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 2, maxLength: 30 }), fc.infiniteStream(fc.nat()), (ids, order) => {
      const of = (some: readonly string[]) => new Map(some.map((id) => [id, assign(lot(), 'p', id, 1).arm]));
      const keys = new Map(ids.map((id) => [id, order.next().value as number]));
      const shuffled = ids.toSorted((a, b) => (keys.get(a) as number) - (keys.get(b) as number));
      const family = new Map(ids.map((id) => [id, 'head']));
      return [...of(shuffled)].every(([id, arm]) => of(ids).get(id) === arm) && new Set(ids.map((id) => assign(lot({ clusterOf: family }), 'p', id, 1).arm)).size === 1;
    }));
    expect(lotOf('secret', 'p', 'a')).not.toBe(lotOf('other', 'p', 'a'));
  });
  it('leaves out whom it must not touch: above the floor, at it, of unknown revenue; and what was drawn stands', () => {
    const secret = lot({ holdOut: { ...holdOut, share: 0.5 } });
    const ids = Array.from({ length: 200 }, (_, n) => `a${n}`);
    for (const arr of [5_000, 9_000, null]) expect(ids.some((id) => assign(secret, 'p', id, arr).arm === 'held_out' || assign(secret, 'p', id, arr).randomised)).toBe(false);
    const before = { accountId: 'a1', clusterId: 'a1', arm: 'held_out', randomised: true, share: 0.1 } as const;
    expect(assign(lot({ known: new Map([['a1', before]]) }), 'p', 'a1', 9e9)).toEqual(before);
    expect(assign(lot({ known: new Map([['a1', before]]), holdOut: { ...holdOut, share: 0 } }), 'p', 'a1', 1).arm).toBe('treated');
  });
});

describe('matching', () => {
  const start = (accountId: string, score: number | null, trend: number | null, arrMinor: number | null, currency = 'EUR'): Start => ({ accountId, score, trend, arrMinor, currency });
  it('takes at most three that are like it, and nobody else', () => {
    const others = [start('same', 50, 0, 100), start('near', 52, 1, 120), start('b', 54, 0, 100), start('c', 55, 0, 100), start('far', 80, 0, 100), start('rich', 50, 0, 500), start('usd', 50, 0, 100, 'USD'), start('new', 50, null, 100), start('me', 50, 0, 100)];
    expect(nearest(start('me', 50, 0, 100), others).map(({ accountId }) => accountId)).toEqual(['same', 'b', 'near']);
    expect(nearest(start('me', 50, null, 100), others)).toEqual([]);
  });
});

describe('the estimate', () => {
  const entry = (accountId: string, given: Partial<Entry> = {}): Entry => ({ accountId, clusterId: accountId, arm: 'treated', randomised: false, share: 0, enteredOn: '2026-01-07', ...given });
  const world = (stays: (accountId: string) => boolean) => ({ measure: 'retained' as const, lastDay: '2026-05-01', pool: [], scoreAt: () => 50, standings: (id: string, day: string) => (day === '2026-01-05' || stays(id) ? standing(1, 100, 50) : standing(0, null, null)) });
  const ids = (prefix: string, n: number) => Array.from({ length: n }, (_, k) => `${prefix}${k}`);
  it('goes by the arm that was drawn, under one share, and by windows that are over', () => {
    const drawn = { randomised: true, share: 0.5 };
    const entries = [...ids('t', 40).map((id) => entry(id, drawn)), ...ids('h', 40).map((id) => entry(id, { ...drawn, arm: 'held_out' })), ...ids('o', 5).map((id) => entry(id, { ...drawn, share: 0.1 })), ...ids('w', 3).map((id) => entry(id, { ...drawn, enteredOn: '2026-03-01' })), entry('before')];
    const { method, effect, treated, compared, verdict, entries: counted } = estimateOutcome({ ...world((id) => id.startsWith('t') || Number(id.slice(1)) % 2 === 0), entries });
    expect([method, treated, compared, verdict]).toEqual(['randomised', { n: 40, mean: 1 }, { n: 40, mean: 0.5 }, 'works']);
    expect(effect?.estimate).toBeCloseTo(0.5);
    expect(Object.fromEntries(Object.entries(Object.groupBy(counted, ({ state }) => state)).map(([state, some]) => [state, some?.length]))).toEqual({ counted: 80, other_share: 6, waiting: 3 });
    expect(shareCompared(entries)).toBe(0.5);
  });
  it('holds each treated account against those alike, over the same weeks, where nobody is held out', () => {
    const pool = ids('p', 30).map((accountId) => ({ accountId, clusterId: accountId }));
    const { method, treated, compared, entries } = estimateOutcome({ ...world((id) => id.startsWith('t')), pool, entries: ids('t', 12).map((id) => entry(id)) });
    expect([method, treated, compared]).toEqual(['observational', { n: 12, mean: 1 }, { n: 3, mean: 0 }]);
    expect(entries[0]?.matches).toHaveLength(3);
    expect(estimateOutcome({ ...world(() => true), entries: [entry('t1')] }).entries[0]?.state).toBe('no_match');
  });
  it('of nothing is nothing', () => expect(estimateOutcome({ ...world(() => true), entries: [] })).toMatchObject({ method: 'none', effect: undefined, verdict: 'too_early', treated: { n: 0, mean: null } }));
});
