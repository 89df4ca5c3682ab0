import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adoptionFigure, licenceUtilisationFigure, type FactVector } from './fact-metrics.ts';
import { quantile, sumOf } from './figure.ts';
import { healthAverageFigure, healthCoverageFigure } from './health-metrics.ts';
import { firstResponseFigure, resolutionTimeFigure, type SupportRead, type TicketTimes } from './support-metrics.ts';
import { cesFigure, clusteredInterval, csatFigure, npsFigure, satisfiedFrom, type Answer } from './survey-metrics.ts';

const window = { fromMs: 0, toMs: 1_000 };
const answer = (accountId: string, person: string, score: number, rest: Partial<Answer> = {}): Answer => ({ accountId, person, survey: 'nps', score, scaleMax: 10, atMs: 500, ...rest });
const variant = (figure: { variants: readonly { id: string; value: number | null }[] }, id: string) => figure.variants.find((one) => one.id === id)?.value;

describe('NPS', () => {
  const answers = [answer('a', 'p', 2, { atMs: 100 }), answer('a', 'p', 10), answer('a', 'q', 9), answer('a', 'r', 8), answer('b', 'p', 6), answer('b', 'x', 10, { atMs: 1_000 }), answer('b', 'y', 4, { scaleMax: 5 })];
  it('takes the last answer of each person in an account, inside the window, on the 0-10 scale', () => {
    const figure = npsFigure(answers, window, new Map([['a', 300], ['b', 100]]));
    expect(figure).toMatchObject({ value: 25, numerator: 1, denominator: 4, n: 4 });
    expect(figure.notes).toEqual(['Only 4 answers: read with care.', '1 answer on another scale than 0-10 left out.', 'Response rate unknown: invitations are not recorded.']);
    expect(variant(figure, 'accountWeighted')).toBeCloseTo((100 * (2 / 3 - 1)) / 2, 10);
    expect(variant(figure, 'arrWeighted')).toBeCloseTo(100 * ((300 * (2 / 3) - 100) / 400), 10);
  });
  it('clusters its interval by account: copies of one account\'s voice do not narrow it', () => {
    const narrow = clusteredInterval([{ accountId: 'a', numerator: 1, denominator: 2, note: null }, { accountId: 'b', numerator: 0, denominator: 2, note: null }]);
    const copied = clusteredInterval([{ accountId: 'a', numerator: 10, denominator: 20, note: null }, { accountId: 'b', numerator: 0, denominator: 20, note: null }]);
    expect(copied?.low).toBeCloseTo(narrow?.low as number, 12);
    expect(copied?.high).toBeCloseTo(0.74, 12);
    expect(clusteredInterval([{ accountId: 'a', numerator: 1, denominator: 2, note: null }])).toBeNull();
  });
  it('stays between -100 and 100 and adds up for any answers', () => fc.assert(fc.property(fc.array(fc.record({ account: fc.constantFrom('a', 'b', 'c'), person: fc.constantFrom('p', 'q', 'r'), score: fc.integer({ min: 0, max: 10 }), at: fc.integer({ min: 0, max: 1_200 }) })), (rows) => {
    const figure = npsFigure(rows.map((row) => answer(row.account, row.person, row.score, { atMs: row.at })), window, new Map());
    if (figure.value === null) return;
    expect(Math.abs(figure.value)).toBeLessThanOrEqual(100);
    expect([sumOf(figure.parts, (part) => part.numerator), sumOf(figure.parts, (part) => part.denominator)]).toEqual([figure.numerator, figure.denominator]);
  })));
});

describe('CSAT and CES', () => {
  it.each([[1, 1], [2, 2], [3, 3], [4, 3], [5, 4], [7, 6], [10, 9], [100, 80]])('a scale to %d is satisfied from %d', (max, from) => expect(satisfiedFrom(max)).toBe(from));
  it('keeps ticket and relationship surveys apart', () => {
    const relationship = [answer('a', 'p', 5, { survey: 'csat', scaleMax: 5 }), answer('a', 'q', 3, { survey: 'csat', scaleMax: 5 })];
    const ticket = [answer('a', 't1', 1, { survey: 'ticket', scaleMax: 1 })];
    expect(csatFigure([...relationship, ...ticket], window)).toMatchObject({ numerator: 1, denominator: 1, variants: [{ id: 'ticket', value: 1 }, { id: 'relationship', value: 0.5 }] });
    expect(csatFigure(relationship, window)).toMatchObject({ value: 0.5, notes: ['Relationship surveys; satisfied from 4 of 5.', expect.any(String)] });
    expect(csatFigure([], window)).toMatchObject({ value: null });
  });
  it('effort has a mean and a share, on one scale only', () => {
    const figure = cesFigure([answer('a', 'p', 7, { survey: 'ces', scaleMax: 7 }), answer('a', 'q', 4, { survey: 'ces', scaleMax: 7 }), answer('a', 'r', 5, { survey: 'ces', scaleMax: 5 })], window);
    expect([figure.value, variant(figure, 'easy'), figure.n]).toEqual([5.5, 0.5, 2]);
  });
});

describe('support', () => {
  const hour = 3_600_000;
  const monday9 = Date.UTC(2024, 5, 17, 9);
  const ticket = (openedHour: number, replyHour: number | null, rest: Partial<TicketTimes> = {}): TicketTimes => ({ accountId: 'a', sourceId: 's', openedMs: monday9 + openedHour * hour, firstReplyMs: replyHour === null ? null : monday9 + replyHour * hour, solvedMs: null, ...rest });
  const read = (tickets: TicketTimes[], untilHour: number): SupportRead => ({ tickets, replySources: new Set(['s']), hours: { days: [1, 2, 3, 4, 5], fromMinute: 540, toMinute: 1020 }, untilMs: monday9 + untilHour * hour });
  const week = { fromMs: monday9, toMs: monday9 + 168 * hour };

  it('counts a ticket once its two business hours have passed, unanswered as missed', () => {
    const figure = firstResponseFigure(read([ticket(0, 1), ticket(0, 3), ticket(0, null), ticket(7, 24.5), ticket(29, null)], 30), week, 2);
    expect(figure).toMatchObject({ numerator: 2, denominator: 4 });
    expect([variant(figure, 'medianHours'), variant(figure, 'p90Hours'), variant(figure, 'calendar')]).toEqual([2.25, null, 0.25]);
  });
  it('a source that never delivers replies says nothing', () => expect(firstResponseFigure(read([ticket(0, null, { sourceId: 'other' })], 30), week, 2)).toMatchObject({ value: null, unavailable: 'No first reply times were delivered.' }));
  it('resolution is over tickets solved in the window', () => {
    const figure = resolutionTimeFigure(read([ticket(-24, 0, { solvedMs: monday9 }), ticket(0, 0, { solvedMs: monday9 + 12 * hour }), ticket(0, 0)], 200), week);
    expect([figure.value, variant(figure, 'medianHours'), figure.notes]).toEqual([18, 18, ['1 ticket still open at the end of the window, not in the mean.']]);
  });
});

describe('facts and health', () => {
  const rule = { onboardingDays: 90, criteria: [{ fact: 'usage.active_days_28d', op: '>=' as const, value: 8 }, { fact: 'usage.feature_breadth', op: '>=' as const, value: 0.4 }], segments: { small: [{ fact: 'usage.active_days_28d', op: '>=' as const, value: 2 }] } };
  const facts = (entries: Record<string, FactVector>) => new Map(Object.entries(entries));
  it('adoption judges accounts past onboarding by their segment\'s criteria; no usage data is coverage, not failure', () => {
    const figure = adoptionFigure(facts({
      good: { 'account.age_days': 200, 'usage.active_days_28d': 9, 'usage.feature_breadth': 0.5 },
      narrow: { 'account.age_days': 200, 'usage.active_days_28d': 9, 'usage.feature_breadth': 0.1 },
      small: { 'account.age_days': 200, 'account.segment': 'small', 'usage.active_days_28d': 3, 'usage.feature_breadth': 0 },
      young: { 'account.age_days': 10, 'usage.active_days_28d': 0 },
      dark: { 'account.age_days': 200, 'usage.active_days_28d': null },
      gone: { 'account.age_days': 200, 'account.stage': 'churned', 'usage.active_days_28d': 0 },
    }), rule);
    expect(figure).toMatchObject({ numerator: 2, denominator: 3 });
    expect(variant(figure, 'coverage')).toBe(0.75);
    expect(figure.parts.find((part) => part.accountId === 'narrow')?.note).toBe('misses usage.feature_breadth');
  });
  it('licences are capped at the seats and flagged', () => {
    const figure = licenceUtilisationFigure(facts({ over: { 'usage.active_users_28d': 15, 'contract.seats': 10 }, under: { 'usage.active_users_28d': 5, 'contract.seats': 10 }, none: { 'usage.active_users_28d': 5, 'contract.seats': null } }));
    expect([figure.value, variant(figure, 'uncapped'), figure.notes]).toEqual([0.75, 1, ['1 account above the seats bought.']]);
  });
  it('an account below the coverage floor, or without a score, is not in the mean and not covered', () => {
    const day = new Map([['a', { score: 80, coverage: 0.9 }], ['b', { score: 20, coverage: 0.1 }], ['c', { score: null, coverage: 0.9 }]]);
    expect(healthAverageFigure(day, ['a', 'b', 'c', 'd'], 0.25, new Map())).toMatchObject({ value: 80, n: 1 });
    expect(healthCoverageFigure(day, ['a', 'b', 'c', 'd'], 0.25)).toMatchObject({ numerator: 1, denominator: 4 });
    expect(healthAverageFigure(new Map(), ['a'], 0.25, new Map()).unavailable).toMatch(/No health/);
  });
});

describe('quantile', () => {
  it.each([[[3, 1, 2], 0.5, 2], [[1, 2], 0.5, 1.5], [[], 0.5, null], [[1, Infinity, Infinity], 0.5, Infinity], [[5], 0.9, 5]])('of %j at %d is %s', (values, q, expected) => expect(quantile(values, q)).toBe(expected));
});
