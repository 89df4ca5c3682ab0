import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BookRow } from '../../../src/contract/account.ts';
import { baseColumns } from './book-columns.ts';
import { filterBook, tabCounts, valueCounts } from './book-filter.ts';
import { orderOf, sortingOf } from './book-order.ts';
import { parseBookSearch, parseColumns, columnsText, sameState } from './book-search.ts';
import { changedRow, unpackBook } from './packed-row.ts';
import { packBook } from '../../../src/contract/pack-book.ts';

const row = (change: Partial<BookRow>): BookRow => ({
  id: 'a', name: 'A', domain: null, externalIds: {}, ownerId: null, owner: null, segment: null, stage: 'adopting', tier: null, industry: null, country: null, parentId: null, score: 50, band: 'watch', confidence: 0.5, coverage: 0.5,
  moved: { d7: null, d28: null, d90: null }, healthSeries: [], arrMinor: null, currency: null, renewalOn: null, usageSeries: [], signals: [], lastTouchOn: null, customerSince: null, sample: false, ...change,
});
const columns = new Map(baseColumns((id) => id).map((column) => [column.id, column]));
const context = { columns, today: '2026-03-01', memberId: 'm1' };

test('an order holds every row once, knows its direction, and leaves unknown values last', () => {
  fc.assert(fc.property(fc.array(fc.option(fc.integer(), { nil: null })), fc.boolean(), (values, desc) => {
    const rows = values.map((arrMinor, i) => row({ id: String(i), arrMinor }));
    const order = orderOf(rows, columns.get('arr') as never, desc);
    expect([...order].toSorted((a, b) => a - b)).toEqual(rows.map((_, i) => i));
    const sorted = [...order].map((place) => rows[place]?.arrMinor ?? null);
    const known = sorted.filter((value) => value !== null);
    expect(sorted.slice(0, known.length)).toEqual(known.toSorted((a, b) => (desc ? b - a : a - b)));
  }));
});

test('a customer who left is in "churned" alone', () => {
  const rows = [row({ id: '1' }), row({ id: '2', stage: 'churned', band: 'unknown' }), row({ id: '3', band: 'unknown' })];
  expect(tabCounts(rows, '2026-03-01')).toMatchObject({ all: 2, unknown: 1, churned: 1, everyone: 3 });
  expect(filterBook(rows, { tab: 'churned' }, context).map(({ id }) => id)).toEqual(['2']);
});

test('conditions, text and "mine" narrow together, and counts leave their own column out', () => {
  const rows = [row({ id: '1', segment: 'smb', ownerId: 'm1' }), row({ id: '2', segment: 'mid', ownerId: 'm1', name: 'Zeta' }), row({ id: '3', segment: 'smb' })];
  expect(filterBook(rows, { where: 'segment:is:smb', mine: true }, context).map(({ id }) => id)).toEqual(['1']);
  expect(filterBook(rows, { q: 'zet' }, context).map(({ id }) => id)).toEqual(['2']);
  expect(valueCounts(rows, { where: 'segment:is:smb', mine: true }, context, columns.get('segment') as never)).toEqual([{ value: 'mid', n: 1 }, { value: 'smb', n: 1 }]);
});

test('the address keeps what it understands, short links included', () => {
  expect(parseBookSearch({ tab: 'risk', segment: 'smb|mid', nonsense: 1, q: 42 })).toEqual({ tab: 'risk', q: '42', where: 'segment:is:smb|mid' });
  expect(parseBookSearch({ tab: 'all' })).toEqual({});
  expect(sortingOf('name')).toEqual({ id: 'name', desc: false });
  expect(columnsText(parseColumns('account,arr:120,attr.next_step') ?? [])).toBe('account,arr:120,attr.next_step');
  expect(sameState({ view: 'x', q: 'a' }, { q: 'a' })).toBe(true);
});

test('a packed book reads as the rows it was packed from', () => {
  const rows = [
    row({ id: 'p', externalIds: { crm: '1' }, owner: 'Ann', ownerId: 'm1', arrMinor: 1200, currency: 'EUR', usageSeries: [0, 5, 10], healthSeries: [null, 0, 100], renewalOn: '2026-04-01', signals: [{ id: 's', type: 'low_csat', label: 'Low CSAT', family: 'risk', severity: 'high' }] }),
    row({ id: 'q', parentId: 'p', score: null, band: 'unknown', sample: true, moved: { d7: 1, d28: -2, d90: null } }),
  ];
  const back = unpackBook(packBook(rows)).map((one) => changedRow(one, {}));
  expect(back[0]?.usageSeries.map(Math.round)).toEqual([0, 5, 10]);
  expect(back).toEqual([{ ...rows[0], usageSeries: back[0]?.usageSeries, signals: [{ ...rows[0]?.signals[0], id: 'low_csat' }] }, rows[1]]);
});
