import { createColumnHelper, createSortedRowModel, rowSortingFeature, tableFeatures } from '@tanstack/react-table';
import type { BookRow } from '../../../src/contract/account.ts';

const collator = new Intl.Collator('en', { sensitivity: 'base', numeric: true });

/** Unknown values come last in either direction; Table does that for undefined. */
function known<T>(value: T | null): T | undefined {
  return value ?? undefined;
}

export const bookFeatures = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: {
    text: (a, b, column) => collator.compare(a.getValue<string>(column), b.getValue<string>(column)),
    value: (a, b, column) => {
      const left = a.getValue<number | string>(column);
      const right = b.getValue<number | string>(column);
      return left < right ? -1 : left > right ? 1 : 0;
    },
  },
});

const severityRank: Record<string, number> = { critical: 5, high: 4, medium: 3, low: 2, info: 1 };
const helper = createColumnHelper<typeof bookFeatures, BookRow>();

/** Sum of the severities, so that the accounts with most at hand come first. */
function signalWeight(row: BookRow): number {
  return row.signals.reduce((sum, signal) => sum + (severityRank[signal.severity] ?? 0), 0);
}

/** Change of usage: the last four weeks against the four before, as a fraction; undefined without usage. */
function usageTrend(row: BookRow): number | undefined {
  const sum = (from: number, to?: number) => row.usageSeries.slice(from, to).reduce((total, n) => total + n, 0);
  const before = sum(-8, -4);
  return before > 0 ? sum(-4) / before - 1 : undefined;
}

const common = { sortUndefined: 'last' as const };

export const bookColumns = helper.columns([
  helper.accessor('name', { id: 'account', header: 'Account', sortFn: 'text', ...common }),
  helper.accessor((row) => known(row.score), { id: 'health', header: 'Health', sortFn: 'value', ...common }),
  helper.accessor((row) => known(row.moved.d90), { id: 'change', header: '90 d', sortFn: 'value', ...common }),
  helper.accessor((row) => known(row.arrMinor), { id: 'arr', header: 'ARR', sortFn: 'value', sortDescFirst: true, ...common }),
  helper.accessor((row) => known(row.renewalOn), { id: 'renewal', header: 'Renewal', sortFn: 'value', ...common }),
  helper.accessor(signalWeight, { id: 'signals', header: 'Signals', sortFn: 'value', sortDescFirst: true, ...common }),
  helper.accessor(usageTrend, { id: 'usage', header: 'Usage, 16 wk', sortFn: 'value', ...common }),
  helper.accessor((row) => known(row.stage), { id: 'stage', header: 'Stage', sortFn: 'text', ...common }),
  helper.accessor((row) => known(row.owner), { id: 'owner', header: 'Owner', sortFn: 'text', ...common }),
  helper.accessor((row) => known(row.lastTouchOn), { id: 'touch', header: 'Last touch', sortFn: 'value', ...common }),
]);

/** Tracks of a row. Pixels and shares only: each row is a grid of its own and must agree with its head. */
export const bookTracks = '40px minmax(170px,1.4fr) 124px 58px 92px 148px minmax(124px,.9fr) 100px 100px minmax(134px,.9fr) 86px';
