import type { BookRow } from '../../../src/contract/account.ts';
import { fromMinor } from '../../../src/lib/money.ts';
import { csvText } from '../ui/csv.ts';
import { capital, dayText, decimal, money, percent, signed, stageText, words } from '../ui/format.ts';
import { bandLabel } from '../ui/band-mark.tsx';
import type { BookColumn } from './book-columns.ts';
import type { CellValue } from './condition.ts';

const worded = new Set(['stage', 'segment', 'fact.account.stage', 'fact.account.segment']);

/** A value of a column in words, as cells, filters and chips show it. `flag` says yes and no in the reader's language. */
export function valueText(column: BookColumn, value: CellValue, currency: string | null, flag: (value: boolean) => string): string {
  if (value === null) return '–';
  if (typeof value === 'boolean') return flag(value);
  if (column.kind === 'flag' && (value === 'true' || value === 'false')) return flag(value === 'true');
  if (column.id === 'band') return bandLabel(value as BookRow['band']);
  if (typeof value === 'number') {
    if (column.kind === 'fraction') return percent(value);
    if (column.kind === 'minor') return money(value, currency);
    if (column.kind === 'points') return column.id === 'health' ? String(Math.round(value)) : signed(value);
    return decimal(value);
  }
  if (column.kind === 'day' && /^\d{4}-\d{2}-\d{2}/.test(value)) return dayText(value);
  if (worded.has(column.id)) return column.id.endsWith('stage') ? stageText(value) : words(value);
  return column.kind === 'signals' ? capital(value) : value;
}

function csvValue(column: BookColumn, row: BookRow): string | number | null {
  if (column.values) return column.values(row).join('; ');
  const value = column.value(row);
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value !== 'number') return value;
  if (column.kind === 'minor') return fromMinor(value, row.currency ?? 'USD');
  return column.kind === 'points' ? Math.round(value) : value;
}

/** The rows in their order with the columns shown, as CSV; the id first, and money with its currency beside it. */
export function bookCsv(rows: readonly BookRow[], columns: readonly BookColumn[]): string {
  const withMoney = columns.some(({ kind }) => kind === 'minor') && !columns.some(({ id }) => id === 'currency');
  const header = ['id', ...columns.map(({ label }) => label), ...(withMoney ? ['currency'] : [])];
  return csvText(header, rows.map((row) => [row.id, ...columns.map((column) => csvValue(column, row)), ...(withMoney ? [row.currency] : [])]));
}
