import { describe, expect, it } from 'vitest';
import type { AgreementLine } from './agreement-line.ts';
import { addDays, addMonths, daysBetween } from '../../lib/period.ts';
import { bridgedOn, inForceOn, lineBook } from './line-spans.ts';

const rule = { bridgeDays: 30, earlyDays: 90, lateDays: 90 };
const line = (id: string, startOn: string, endOn: string | null, rest: Partial<AgreementLine> = {}): AgreementLine => ({
  id, accountId: 'a', contractRef: null, product: 'suite', plan: null, quantity: null, annualMinor: 1200, currency: 'USD', startOn, termEnd: endOn, autoRenew: false, endOn, cancelled: false, churnReason: null, ...rest,
});
const inForce = (lines: AgreementLine[], day: string) => lineBook(lines, rule).spans.filter((span) => inForceOn(span, day)).map((span) => span.line.id).sort();

describe('superseding', () => {
  const old = line('old', '2023-01-01', '2024-01-01');
  it.each([
    ['an early renewal ends its predecessor on its own start', [old, line('new', '2023-12-01', '2025-01-01')], '2023-12-15', ['new']],
    ['the predecessor counts until then', [old, line('new', '2023-12-01', '2025-01-01')], '2023-11-30', ['old']],
    ['another product adds up', [old, line('new', '2023-12-01', '2025-01-01', { product: 'other' })], '2023-12-15', ['new', 'old']],
    ['an add-on that ends together adds up', [old, line('new', '2023-12-01', '2024-01-01')], '2023-12-15', ['new', 'old']],
    ['a second contract in mid-term adds up', [old, line('new', '2023-06-01', '2024-06-01')], '2023-07-01', ['new', 'old']],
    ['a change of plan on the same contract replaces', [{ ...old, contractRef: 'C1', plan: 'S' }, line('new', '2023-06-01', '2024-01-01', { contractRef: 'C1', plan: 'L' })], '2023-07-01', ['new']],
    ['more of the same plan on the same contract adds up', [{ ...old, contractRef: 'C1', plan: 'S' }, line('new', '2023-06-01', '2024-01-01', { contractRef: 'C1', plan: 'S' })], '2023-07-01', ['new', 'old']],
    ['a version after an open-ended one on the same contract replaces', [line('old', '2023-01-01', null, { contractRef: 'C1' }), line('new', '2023-06-01', null, { contractRef: 'C1' })], '2023-07-01', ['new']],
    ['another account adds up', [old, line('new', '2023-12-01', '2025-01-01', { accountId: 'b' })], '2023-12-15', ['new', 'old']],
  ])('%s', (_, lines, day, expected) => expect(inForce(lines, day)).toEqual(expected));

  it('two parallel lines renewed on their own days never supersede each other', () => {
    const lines = [old, line('old2', '2023-02-01', '2024-02-01'), line('new', '2024-01-01', '2025-01-01'), line('new2', '2024-02-01', '2025-02-01')];
    expect(inForce(lines, '2024-01-15')).toEqual(['new', 'old2']);
    expect(inForce(lines, '2024-02-15')).toEqual(['new', 'new2']);
  });

  it('a chain of monthly lines that renew themselves counts each month once, also across a change of plan and back', () => {
    const months = Array.from({ length: 30 }, (_, i) => line(`m${String((i * 7) % 30).padStart(2, '0')}`, addMonths('2023-01-09', i), addMonths('2023-01-09', i + 1), { endOn: null, autoRenew: true, plan: i === 11 ? 'L' : 'S', contractRef: `C-${i}` }));
    for (const [i, month] of months.entries()) expect(inForce(months, addDays(month.startOn, 10))).toEqual([months[i]?.id]);
    const { successions } = lineBook(months, rule);
    expect(successions.map(({ from, to, gapDays }) => [daysBetween(from.startOn, to.startOn) <= 31, gapDays])).toEqual(Array(29).fill([true, 0]));
  });

  it('is inclusive of the start and exclusive of the end', () => {
    expect(inForce([old], '2023-01-01')).toEqual(['old']);
    expect(inForce([old], '2024-01-01')).toEqual([]);
  });
});

describe('bridging', () => {
  const old = line('old', '2023-01-01', '2024-01-01');
  it.each([
    ['a gap up to 30 days before a known renewal counts', '2024-01-31', ['old']],
    ['a longer gap does not', '2024-02-01', []],
  ])('%s', (_, start, expected) => expect(inForce([old, line('new', start, '2025-01-31')], '2024-01-10')).toEqual(expected));

  it('inside the gap, before the renewal is known, nothing is bridged', () => expect(inForce([old], '2024-01-10')).toEqual([]));
  it('a change of product without overlap is bridged too', () => expect(inForce([old, line('new', '2024-01-11', '2025-01-11', { product: 'other' })], '2024-01-05')).toEqual(['old']));
  it('labels the bridged days and no others', () => {
    const [span] = lineBook([old, line('new', '2024-01-11', '2025-01-11')], rule).spans;
    expect([span && bridgedOn(span, '2023-12-31'), span && bridgedOn(span, '2024-01-01'), span && bridgedOn(span, '2024-01-10')]).toEqual([false, true, true]);
  });
});

describe('a line that renews itself', () => {
  const rolling = line('old', '2022-01-01', '2023-01-01', { endOn: null, autoRenew: true });
  it.each([
    ['runs on past its term', [rolling], '2024-06-01', ['old']],
    ['until a line around a later anniversary follows', [rolling, line('new', '2024-01-10', '2025-01-10')], '2024-06-01', ['new']],
    ['and counts until that line starts', [rolling, line('new', '2024-01-10', '2025-01-10')], '2024-01-09', ['old']],
    ['a line in mid-term adds up', [rolling, line('new', '2023-06-15', '2024-06-15')], '2023-07-01', ['new', 'old']],
    ['another product never ends it', [rolling, line('new', '2024-01-01', '2025-01-01', { product: 'other' })], '2024-06-01', ['new', 'old']],
    ['ends when cancelled', [{ ...rolling, endOn: '2024-01-01', cancelled: true }], '2024-01-01', []],
  ])('%s', (_, lines, day, expected) => expect(inForce(lines, day)).toEqual(expected));
});

describe('other findings', () => {
  it('flags look-alikes and counts both', () => {
    const book = lineBook([line('one', '2023-01-01', '2024-01-01'), line('two', '2023-01-01', '2024-01-01')], rule);
    expect([book.lookAlikes.length, book.spans.length]).toEqual([1, 2]);
  });
  it('follows a contract number to one other account, not to many', () => {
    const moved = [line('old', '2023-01-01', '2023-06-01', { contractRef: 'C1' }), line('new', '2023-06-01', '2024-01-01', { contractRef: 'C1', accountId: 'b' })];
    expect(lineBook(moved, rule).successions.map((pair) => pair.kind)).toEqual(['transfer']);
    expect(lineBook([...moved, line('third', '2023-06-01', '2024-01-01', { contractRef: 'C1', accountId: 'c' })], rule).successions).toEqual([]);
  });
});
