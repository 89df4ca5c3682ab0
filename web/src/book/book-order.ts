import type { BookRow } from '../../../src/contract/account.ts';
import type { BookColumn } from './book-columns.ts';
import type { CellValue } from './condition.ts';

/** The column and direction of a sort as written in the address: `-arr` is ARR descending, which is the default. */
export function sortingOf(sort: string | undefined): { id: string; desc: boolean } {
  const text = sort ?? '-arr';
  return { id: text.replace(/^-/, ''), desc: text.startsWith('-') };
}

/** What a text sorts by: without case and accents, numbers by their value. A collator says much the same at twenty times the cost. */
function sortKey(text: string): string {
  const plain = /^[\x20-\x7e]*$/.test(text) ? text : text.normalize('NFD').replace(/\p{M}/gu, '').replaceAll('ß', 'ss');
  return plain.toLowerCase().replace(/\d+/g, (digits) => digits.padStart(12, '0'));
}

/** Texts as numbers in their order: each distinct text is compared once, however many rows carry it. */
function textRanks(values: readonly CellValue[]): Map<CellValue, number> {
  const keyed = [...new Set(values.filter((value) => value !== null))].map((value) => ({ text: String(value), key: sortKey(String(value)) }));
  keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  return new Map(keyed.map(({ text }, rank) => [text, rank]));
}

/** Places of the rows in the order of a column; rows without a value come last in either direction, equal ones by name as delivered. */
export function orderOf(rows: readonly BookRow[], column: BookColumn, desc: boolean): Uint32Array {
  const values = rows.map((row) => column.value(row));
  const ranks = values.some((value) => typeof value === 'string') ? textRanks(values) : undefined;
  const keys = Float64Array.from(values, (value) => (value === null ? Number.NaN : ranks ? (ranks.get(String(value)) ?? Number.NaN) : Number(value)));
  const known: number[] = [];
  const unknown: number[] = [];
  keys.forEach((key, place) => (Number.isNaN(key) ? unknown : known).push(place));
  known.sort(desc ? (a, b) => (keys[b] as number) - (keys[a] as number) || a - b : (a, b) => (keys[a] as number) - (keys[b] as number) || a - b);
  return Uint32Array.from([...known, ...unknown]);
}
