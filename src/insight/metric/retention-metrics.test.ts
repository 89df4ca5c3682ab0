import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays } from '../../lib/period.ts';
import { churnRateFigure } from './churn-rate.ts';
import { sumOf, type Figure } from './figure.ts';
import { movementAnswer } from './movement-answer.ts';
import { monthlyWaterfalls, waterfall, type Waterfall } from './movements.ts';
import { renewalRateFigure } from './renewals.ts';
import { arrFigure, expansionFigure, grrFigure, logoChurnFigure, logoRetentionFigure, nrrFigure } from './retention-metrics.ts';
import { testBasis, testBook, testLine } from './test-lines.ts';

const from = '2023-06-30';
const to = '2024-06-30';

/** Eight accounts, each one kind of movement; amounts in cents. */
const company = testBook([
  testLine('kept', '2023-01-01', '2024-01-01', 10_000), testLine('kept', '2024-01-01', '2025-01-01', 10_000),
  testLine('grown', '2023-01-01', '2024-01-01', 10_000), testLine('grown', '2024-01-01', '2025-01-01', 16_000),
  testLine('shrunk', '2023-01-01', '2024-01-01', 20_000), testLine('shrunk', '2024-01-01', '2025-01-01', 15_000),
  testLine('lost', '2023-01-01', '2024-01-01', 10_000),
  testLine('fresh', '2023-09-01', null, 7_000),
  testLine('back', '2022-01-01', '2023-01-01', 5_000), testLine('back', '2024-03-01', null, 6_000),
  testLine('returned', '2023-01-01', '2023-10-01', 10_000), testLine('returned', '2024-02-01', null, 9_000),
  testLine('lastDay', '2023-06-30', '2024-06-30', 1_000),
]);

describe('movements between two days', () => {
  const fall = waterfall(company, from, to);
  it('gives each account one kind', () => expect(Object.fromEntries(fall.movements.map((movement) => [movement.entity, movement.kind]))).toEqual({
    kept: 'unchanged', grown: 'expansion', shrunk: 'contraction', lost: 'churn', fresh: 'new', back: 'reactivation', returned: 'contraction', lastDay: 'churn',
  }));
  it('counts a line on its first day and no more on its end day', () => expect([fall.openingMinor, fall.closingMinor]).toEqual([61_000, 63_000]));
  it('lists who left and returned', () => expect(fall.movements.filter((movement) => movement.note?.startsWith('recovered')).map((movement) => movement.entity)).toEqual(['returned']));
  it('gives retention by the definitions', () => {
    expect(nrrFigure(company, fall)).toMatchObject({ numerator: 50_000, denominator: 61_000, n: 6 });
    expect(grrFigure(company, fall)).toMatchObject({ numerator: 44_000, denominator: 61_000 });
    expect(logoRetentionFigure(company, fall)).toMatchObject({ numerator: 4, denominator: 6 });
    expect(logoChurnFigure(company, fall)).toMatchObject({ numerator: 2, denominator: 6 });
    expect(expansionFigure(company, fall)).toMatchObject({ value: 6_000, n: 1, currency: 'USD' });
  });
  it('an empty opening is not available', () => expect(nrrFigure(company, waterfall(company, '2020-01-01', '2021-01-01'))).toMatchObject({ value: null, unavailable: expect.any(String) }));
});

describe('churn rate', () => {
  it('counts who joins and leaves inside the window, per year at risk', () => {
    const book = testBook([testLine('all', '2020-01-01', null, 100), testLine('short', '2023-08-01', '2023-11-01', 100)]);
    const figure = churnRateFigure(book, waterfall(book, from, to));
    expect(figure.numerator).toBe(1);
    expect(figure.denominator).toBeCloseTo((366 + 92) / 365.25, 10);
    expect(figure.variants.find((variant) => variant.id === 'openingCohort')?.value).toBe(0);
  });
  it('a line that begins on the last day goes on from one that ends on it', () => {
    const book = testBook([testLine('renewed', '2023-01-01', to, 100), testLine('renewed', to, '2026-01-01', 100), testLine('gone', '2023-01-01', to, 100)]);
    expect(churnRateFigure(book, waterfall(book, from, to)).numerator).toBe(1);
  });
});

describe('renewal rate', () => {
  it.each([
    ['renewed in full', [testLine('a', '2023-03-01', '2024-03-01', 100), testLine('a', '2024-03-01', '2025-03-01', 100)], 100, 100],
    ['capped at the target', [testLine('a', '2023-03-01', '2024-03-01', 100), testLine('a', '2024-03-01', '2025-03-01', 150)], 100, 100],
    ['renewed early', [testLine('a', '2023-03-01', '2024-03-01', 100), testLine('a', '2024-02-01', '2025-02-01', 80), testLine('a', '2025-02-01', null, 80)], 80, 100],
    ['closed late', [testLine('a', '2023-03-01', '2024-03-01', 100), testLine('a', '2024-05-01', '2025-05-01', 100)], 100, 100],
    ['renewed by itself, each year', [testLine('a', '2022-03-01', '2023-03-01', 100, { endOn: null, autoRenew: true })], 100, 100],
    ['cancelled to the end of a later term', [testLine('a', '2022-03-01', '2023-03-01', 100, { endOn: '2024-03-01', autoRenew: true, cancelled: true })], 0, 100],
    ['open', [testLine('a', '2023-03-01', '2024-03-01', 100)], 0, 100],
    ['open and one renewed', [testLine('a', '2023-03-01', '2024-03-01', 100), testLine('b', '2023-03-01', '2024-03-01', 300), testLine('b', '2024-03-01', null, 300)], 300, 400],
  ])('%s', (_, lines, numerator, denominator) => expect(renewalRateFigure(testBook(lines), from, to)).toMatchObject({ numerator, denominator }));

  it.each([
    ['month-to-month', testLine('a', '2024-02-01', '2024-03-01', 100)],
    ['cancelled in mid-term', testLine('a', '2023-03-01', '2024-03-01', 100, { endOn: '2023-11-01', cancelled: true })],
    ['due outside', testLine('a', '2023-03-01', '2024-06-30', 100)],
  ])('leaves out what is not due: %s', (_, line) => expect(renewalRateFigure(testBook([line]), from, to).value).toBeNull());

  it('shows the close-date view apart', () => {
    const book = testBook([testLine('a', '2023-01-15', '2024-01-15', 100), testLine('a', '2024-02-10', '2025-02-10', 100), testLine('b', '2023-02-15', '2024-02-15', 100), testLine('b', '2024-02-15', '2025-02-15', 100)]);
    const view = (start: string, end: string) => renewalRateFigure(book, start, end).variants.find((variant) => variant.id === 'closeDate')?.value;
    expect([view('2024-01-01', '2024-02-01'), view('2024-02-01', '2024-03-01'), view('2024-01-01', '2024-04-01')]).toEqual([0, 2, 1]);
  });
});

describe('currencies', () => {
  const lines = [testLine('us', '2023-01-01', null, 10_000), testLine('eu', '2023-01-01', null, 10_000, { currency: 'EUR' }), testLine('jp', '2023-01-01', null, 500, { currency: 'JPY' })];
  const rates = [{ currency: 'EUR', onDay: '2023-01-01', rate: 1.1 }, { currency: 'EUR', onDay: '2024-01-01', rate: 1.2 }, { currency: 'JPY', onDay: '2024-01-01', rate: 0.01 }];
  it('values a period at its opening rate and shows the currency effect on its own line', () => {
    const fall = waterfall(testBook(lines, { rates }), from, to);
    expect(fall).toMatchObject({ openingMinor: 21_000, fxMinor: 1_000, closingMinor: 22_000, byKind: { expansion: { minor: 0 } } });
    expect(fall.notValued.map((span) => span.line.currency)).toEqual(['JPY']);
  });
  it('values months at the opening rate of the whole period', () => {
    const months = monthlyWaterfalls(testBook(lines, { rates: [...rates, { currency: 'EUR', onDay: '2023-07-15', rate: 1.5 }] }), from, to);
    expect(months.map((month) => month.closingMinor)).toEqual(Array.from({ length: 12 }, () => 21_000));
  });
  it('converts between minor units of different digits', () => expect(arrFigure(testBook(lines, { rates }), to).value).toBe(10_000 + 12_000 + 500));
  it('lists, and never adds, what has no rate', () => {
    const figure = arrFigure(testBook(lines), to);
    expect([figure.value, figure.notes[0]]).toEqual([10_000, expect.stringContaining('2 lines in EUR, JPY not valued')]);
  });
});

describe('entities', () => {
  it('a contract that moves is a transfer, not churn', () => {
    const book = testBook([testLine('a', '2023-01-01', '2023-12-01', 100, { contractRef: 'C1' }), testLine('b', '2023-12-01', null, 120, { contractRef: 'C1' }), testLine('b', '2023-01-01', null, 50)]);
    const fall = waterfall(book, from, to);
    expect(fall).toMatchObject({ transferInMinor: 100, transferOutMinor: -100, byKind: { churn: { minor: 0 }, expansion: { minor: 20 } } });
    expect(churnRateFigure(book, fall).numerator).toBe(0);
    expect(logoRetentionFigure(book, fall).value).toBe(1);
  });
  it('may be the parent', () => {
    const lines = [testLine('a', '2023-01-01', '2024-01-01', 100), testLine('b', '2024-01-01', null, 100)];
    const parentOf = new Map([['a', 'top'], ['b', 'top'], ['top', null]]);
    const book = testBook(lines, { parentOf, basis: { ...testBasis, entity: 'parent' } });
    expect(logoRetentionFigure(book, waterfall(book, from, to)).value).toBe(1);
  });
});

const anyLine = fc.record({
  autoRenew: fc.boolean(),   account: fc.constantFrom('a', 'b', 'c', 'd', 'e'), product: fc.constantFrom('suite', 'other', null), plan: fc.constantFrom('S', 'L', null), ref: fc.constantFrom('C1', 'C2', null),
  start: fc.integer({ min: 0, max: 900 }), days: fc.option(fc.constantFrom(30, 90, 365, 400), { nil: null }), annualMinor: fc.integer({ min: 0, max: 1_000_000 }), currency: fc.constantFrom('USD', 'EUR', 'JPY'),
}).map(({ autoRenew, account, product, plan, ref, start, days, annualMinor, currency }) => {
  const startOn = addDays('2022-01-01', start);
  return testLine(account, startOn, days === null ? null : addDays(startOn, days), annualMinor, { product, plan, contractRef: ref, currency, ...(autoRenew && days !== null ? { autoRenew, endOn: null } : {}) });
});
const anyBook = fc.array(anyLine, { maxLength: 25 }).map((lines) => testBook(lines, { rates: [{ currency: 'EUR', onDay: '2022-06-01', rate: 1.1 }, { currency: 'EUR', onDay: '2023-06-01', rate: 1.23 }] }));
const anyPeriod = fc.tuple(fc.integer({ min: 0, max: 900 }), fc.integer({ min: 0, max: 500 })).map(([start, days]) => ({ from: addDays('2022-01-01', start), to: addDays('2022-01-01', start + days) }));

function closes(fall: Waterfall): boolean {
  const kinds = sumOf(Object.values(fall.byKind), (kind) => kind.minor);
  return fall.openingMinor + kinds + fall.transferInMinor + fall.transferOutMinor + fall.fxMinor === fall.closingMinor;
}

function addsUp(figure: Figure): void {
  if (figure.value === null) return;
  expect(sumOf(figure.parts, (part) => part.numerator)).toBe(figure.numerator);
  if (figure.denominator !== null) expect(sumOf(figure.parts, (part) => part.denominator)).toBe(figure.denominator);
  expect(new Set(figure.parts.map((part) => part.accountId)).size).toBe(figure.parts.length);
}

describe('for any lines', () => {
  it('the waterfall closes exactly, in whole, by month and by account; transfers add up to 0', () => fc.assert(fc.property(anyBook, anyPeriod, (book, period) => {
    const fall = waterfall(book, period.from, period.to);
    expect(closes(fall)).toBe(true);
    expect(fall.transferInMinor + fall.transferOutMinor).toBe(0);
    for (const movement of fall.movements) expect(movement.openingMinor + movement.transferMinor + movement.changeMinor + movement.fxMinor).toBe(movement.closingMinor);
    const months = monthlyWaterfalls(book, period.from, period.to);
    for (const month of months) expect(closes(month)).toBe(true);
    for (let i = 1; i < months.length; i++) expect(months[i]?.openingMinor).toBe(months[i - 1]?.closingMinor);
    const bridge = movementAnswer(book, period, new Map()).bridge;
    if (months.length > 0) expect(sumOf(bridge, (line) => line.differenceMinor)).toBe(0);
  })));

  it('GRR <= min(1, NRR), logo retention + churn = 1, parts add up', () => fc.assert(fc.property(anyBook, anyPeriod, (book, period) => {
    const fall = waterfall(book, period.from, period.to);
    const [nrr, grr, kept, lost] = [nrrFigure(book, fall), grrFigure(book, fall), logoRetentionFigure(book, fall), logoChurnFigure(book, fall)];
    if (nrr.value !== null && grr.value !== null) expect(grr.value).toBeLessThanOrEqual(Math.min(1, nrr.value));
    if (kept.value !== null && lost.value !== null) expect(kept.value + lost.value).toBeCloseTo(1, 12);
    for (const figure of [nrr, grr, kept, lost, arrFigure(book, period.to), churnRateFigure(book, fall), expansionFigure(book, fall), renewalRateFigure(book, period.from, period.to)]) addsUp(figure);
  })));

  it('the order of lines does not matter', () => fc.assert(fc.property(fc.array(anyLine, { maxLength: 12 }), anyPeriod, (lines, period) => {
    expect(waterfall(testBook(lines.toReversed()), period.from, period.to).byKind).toEqual(waterfall(testBook(lines), period.from, period.to).byKind);
  })));

  it('ARR on a day is what a plain scan of unrelated lines gives', () => fc.assert(fc.property(fc.array(anyLine, { maxLength: 12 }), anyPeriod, (lines, { from: day }) => {
    const apart = lines.map((line, i) => ({ ...line, product: `p${i}`, contractRef: null, accountId: `x${i}`, currency: 'USD' }));
    const plain = sumOf(apart.filter((line) => line.startOn <= day && (line.endOn === null || day < line.endOn)), (line) => line.annualMinor);
    expect(arrFigure(testBook(apart), day).value ?? 0).toBe(plain);
  })));

  it('lines that ended long before the window change nothing but whether a customer is new', () => fc.assert(fc.property(fc.array(anyLine, { maxLength: 25 }), anyPeriod, (lines, period) => {
    const recent = lines.filter((line) => line.endOn === null || line.endOn >= addDays(period.from, -400));
    const firstLineOn = new Map<string, string>();
    for (const line of lines) if (line.annualMinor > 0 && line.startOn < (firstLineOn.get(line.accountId) ?? '9999')) firstLineOn.set(line.accountId, line.startOn);
    const movements = (some: typeof lines) => waterfall(testBook(some, { firstLineOn }), period.from, period.to).movements.toSorted((a, b) => (a.entity < b.entity ? -1 : 1));
    expect(movements(recent)).toEqual(movements(lines));
  }), { numRuns: 300 }));
});
