import { describe, expect, it } from 'vitest';
import { moduleOf, sliceCells } from './usage-slices.ts';

const weeks = ['2026-11-02', '2026-11-09'];
const cell = (week: number, name: string, events: number, grain: 'event' | 'period' = 'event', user = '') => ({ week, name, events, grain, user });
const byName = ({ name }: { name: string }) => ({ id: name, label: name });

describe('moduleOf', () => {
  it.each([['report_exported', null, 'report'], ['billing.invoice.view', null, 'billing'], ['Boards: opened', undefined, 'Boards'], ['login', null, 'login'], ['report_exported', 'Analytics', 'Analytics'], ['_odd', null, '_odd']])('%s mapped to %s', (name, mapped, expected) => expect(moduleOf(name, mapped)).toBe(expected));
});

describe('sliceCells', () => {
  it('adds up to the total, largest first, and leaves weeks outside out', () => {
    const sliced = sliceCells([cell(0, 'a', 2), cell(1, 'b', 5), cell(1, 'a', 1), cell(7, 'a', 99), cell(-1, 'a', 99)], weeks, byName, 'feature');
    expect(sliced.slices.map(({ id, events, total, lastWeek }) => [id, events, total, lastWeek])).toEqual([['b', [0, 5], 5, '2026-11-09'], ['a', [2, 1], 3, '2026-11-09']]);
    expect(sliced.total).toBe(8);
  });

  it('does not count a period in a week with events', () => {
    const sliced = sliceCells([cell(0, 'a', 2), cell(0, 'a', 40, 'period'), cell(1, 'a', 7, 'period')], weeks, byName, 'feature');
    expect(sliced).toMatchObject({ total: 9, grain: 'mixed', slices: [{ events: [2, 7] }] });
  });

  it('tells what belongs to no slice', () => {
    const sliced = sliceCells([cell(0, '', 2, 'event', 'u1'), cell(0, '', 3, 'event', 'u2'), cell(1, '', 4)], weeks, ({ user }) => (user ? { id: 'Sales', label: 'Sales' } : null), 'team');
    expect(sliced).toMatchObject({ unattributed: 4, total: 9, slices: [{ label: 'Sales', users: 2, events: [5, 0] }] });
  });
});
