import type { BookRow } from '../../../src/contract/account.ts';
import type { ColumnItem, ColumnKind } from '../../../src/contract/account-column.ts';
import type { CellValue } from './condition.ts';

/** A column of the book: what it holds, how it is sorted and filtered, and which field an edit of it sets. */
export interface BookColumn {
  id: string;
  label: string;
  kind: ColumnKind | 'points' | 'signals';
  /** Pixels, unless the person set others. */
  width: number;
  right?: boolean;
  descFirst?: boolean;
  /** What it sorts by; null comes last in either direction. */
  value(row: BookRow): CellValue;
  /** What a condition asks, where a cell holds several values. */
  values?(row: BookRow): CellValue[];
  /** Field of `account.update`, or `owner`. */
  edits?: string;
  note?: string;
}

type Texts = (key: BaseColumnId) => string;

const severityRank: Record<string, number> = { critical: 5, high: 4, medium: 3, low: 2, info: 1 };

/** Sum of the severities, so that the accounts with most at hand come first. */
function signalWeight(row: BookRow): number {
  return row.signals.reduce((sum, signal) => sum + (severityRank[signal.severity] ?? 0), 0);
}

/** Change of usage: the last four weeks against the four before, as a fraction; null without usage. */
function usageTrend(row: BookRow): number | null {
  const series = row.usageSeries;
  const sum = (from: number, to?: number) => series.slice(from, to).reduce((total, n) => total + n, 0);
  const before = sum(-8, -4);
  return before > 0 ? Math.round((sum(-4) / before - 1) * 1000) / 1000 : null;
}

const base = {
  account: { kind: 'text', width: 180, value: (row: BookRow) => row.name },
  health: { kind: 'points', width: 124, value: (row: BookRow) => row.score },
  change: { kind: 'points', width: 58, right: true, value: (row: BookRow) => row.moved.d90 },
  arr: { kind: 'minor', width: 92, right: true, descFirst: true, value: (row: BookRow) => row.arrMinor },
  renewal: { kind: 'day', width: 148, value: (row: BookRow) => row.renewalOn },
  signals: { kind: 'signals', width: 130, descFirst: true, value: signalWeight, values: (row: BookRow) => [...new Set(row.signals.map((signal) => signal.label))] },
  usage: { kind: 'fraction', width: 100, value: usageTrend },
  stage: { kind: 'text', width: 104, value: (row: BookRow) => row.stage, edits: 'stage' },
  owner: { kind: 'text', width: 132, value: (row: BookRow) => row.owner, edits: 'owner' },
  touch: { kind: 'day', width: 86, right: true, value: (row: BookRow) => row.lastTouchOn },
  band: { kind: 'text', width: 100, value: (row: BookRow) => row.band },
  segment: { kind: 'text', width: 116, value: (row: BookRow) => row.segment, edits: 'segment' },
  tier: { kind: 'text', width: 96, value: (row: BookRow) => row.tier, edits: 'tier' },
  industry: { kind: 'text', width: 130, value: (row: BookRow) => row.industry, edits: 'industry' },
  country: { kind: 'text', width: 110, value: (row: BookRow) => row.country, edits: 'country' },
  domain: { kind: 'text', width: 160, value: (row: BookRow) => row.domain },
  since: { kind: 'day', width: 112, value: (row: BookRow) => row.customerSince },
  change7: { kind: 'points', width: 58, right: true, value: (row: BookRow) => row.moved.d7 },
  change28: { kind: 'points', width: 58, right: true, value: (row: BookRow) => row.moved.d28 },
  confidence: { kind: 'fraction', width: 96, right: true, value: (row: BookRow) => row.confidence },
  coverage: { kind: 'fraction', width: 96, right: true, value: (row: BookRow) => row.coverage },
  currency: { kind: 'text', width: 84, value: (row: BookRow) => row.currency },
} satisfies Record<string, Omit<BookColumn, 'id' | 'label'>>;

export type BaseColumnId = keyof typeof base;
export const baseColumnIds = Object.keys(base) as BaseColumnId[];
export const defaultColumnIds: readonly string[] = ['account', 'health', 'change', 'arr', 'renewal', 'signals', 'usage', 'stage', 'owner', 'touch'];

/** The columns that every row of the book holds. */
export function baseColumns(label: Texts): BookColumn[] {
  return baseColumnIds.map((id) => ({ id, label: label(id), ...base[id] }));
}

/** Values of the fetched columns by column and account. */
export type FetchedValues = ReadonlyMap<string, ReadonlyMap<string, CellValue>>;

/** A fact or attribute as a column over what was fetched of it. */
export function fetchedColumn(item: ColumnItem, fetched: FetchedValues): BookColumn {
  const values = fetched.get(item.id);
  const right = item.kind === 'number' || item.kind === 'fraction' || item.kind === 'minor';
  return {
    id: item.id, label: item.label, kind: item.kind, width: right ? 112 : 140, right, value: (row) => values?.get(row.id) ?? null, note: item.note,
    ...(item.editable ? { edits: `custom.${item.id.slice(5)}` } : {}),
  };
}

/** True for a column whose values come by `account.columns`. */
export function isFetched(id: string): boolean {
  return id.startsWith('fact.') || id.startsWith('attr.');
}

/** Pixels of the column of check boxes. */
export const boxWidth = 40;
const growing: Record<string, string> = { account: '1.4fr', signals: '.9fr', owner: '.9fr' };

/** A column as it is shown. */
export interface ShownBookColumn extends BookColumn {
  /** The width that the person set. */
  ownWidth?: number;
}

/** Grid tracks of a row and the least width that they need. Each row is a grid of its own and must agree with its head. */
export function tracksOf(columns: readonly ShownBookColumn[]): { tracks: string; minWidth: number } {
  const tracks = columns.map(({ id, width, ownWidth }) => (ownWidth ? `${ownWidth}px` : growing[id] ? `minmax(${width}px,${growing[id]})` : `${width}px`));
  const grows = columns.some(({ id, ownWidth }) => !ownWidth && growing[id]);
  return { tracks: `${boxWidth}px ${tracks.join(' ')}${grows ? '' : ' 1fr'}`, minWidth: boxWidth + columns.reduce((sum, { width, ownWidth }) => sum + (ownWidth ?? width), 0) };
}
