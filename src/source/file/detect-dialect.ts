import { periodOfHeader } from './period-column.ts';
import { parse } from 'csv-parse/sync';
import type { Encoding } from './decode-text.ts';
import { isBlank, readMoment, readNumber } from './read-value.ts';

/** How a file is cut into rows and cells. */
export interface Dialect {
  format: 'csv' | 'ndjson' | 'json';
  encoding: Encoding;
  delimiter: string;
  quote: string;
  header: boolean;
}

const delimiters = [',', '\t', ';', '|'] as const;

/** Decides format, delimiter, quote and header from the first part of a file's text. `complete` says whether `head` is the whole file. */
export function detectDialect(head: string, encoding: Encoding, complete: boolean): Dialect {
  const start = head.trimStart();
  const base = { encoding, delimiter: ',', quote: '"', header: true };
  if (start.startsWith('{') && looksLikeJson(start)) return { ...base, format: /^\{[^\n]*\}\s*(?:\n|$)/.test(start) ? 'ndjson' : 'json' };
  if (/^\[\s*(?:\{|\])/.test(start)) return { ...base, format: 'json' };
  const body = complete ? head : head.slice(0, Math.max(head.lastIndexOf('\n'), 0) || head.length);
  const best = bestDelimiter(body);
  return { ...base, format: 'csv', ...best, header: hasHeader(readRows(body, best.delimiter, best.quote, 50)) };
}

function looksLikeJson(text: string): boolean {
  return /^\{\s*(?:"|\})/.test(text);
}

function bestDelimiter(text: string): { delimiter: string; quote: string } {
  let best = { delimiter: ',', quote: '"', score: -1 };
  for (const quote of ['"', "'"]) {
    if (quote === "'" && !/(?:^|[,;\t|])'[^']*'(?:[,;\t|]|\r?$)/m.test(text)) continue;
    if (quote === "'" && text.includes('"')) continue;
    for (const delimiter of delimiters) {
      const rows = readRows(text, delimiter, quote, 100);
      const score = rows.length === 0 ? 0 : consistency(rows);
      if (score > best.score) best = { delimiter, quote, score };
    }
  }
  if (best.score <= 1 && isSpaced(text)) return { delimiter: ' ', quote: best.quote };
  return { delimiter: best.delimiter, quote: best.quote };
}

/** Columns agreed on by most rows, times the share that agrees: more columns win only if the rows keep to them. */
function consistency(rows: string[][]): number {
  const counts = new Map<number, number>();
  for (const row of rows) counts.set(row.length, (counts.get(row.length) ?? 0) + 1);
  const [width, agreed] = [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0])[0]!;
  return width === 1 ? 0.5 : (width * (agreed / rows.length) ** 2) + 1;
}

/** Columns set apart by runs of blanks, as statistical packages write them. */
function isSpaced(text: string): boolean {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '').slice(0, 50);
  const widths = lines.map((line) => line.trim().split(/\s+/).length);
  return lines.length > 3 && widths[0]! > 1 && widths.every((width) => width === widths[0]) && lines.slice(1).every((line) => /\d/.test(line));
}

function readRows(text: string, delimiter: string, quote: string, limit: number): string[][] {
  try {
    return parse(text, { delimiter, quote, relax_column_count: true, relax_quotes: true, skip_empty_lines: true, to: limit }) as string[][];
  } catch {
    return text.split(/\r?\n/).filter(Boolean).slice(0, limit).map((line) => line.split(delimiter));
  }
}

/** A first row is a header when its cells are distinct words and, where lower rows hold numbers or dates, it does not. */
export function hasHeader(rows: string[][]): boolean {
  const [first, ...rest] = rows;
  if (!first) return true;
  if (first.some((cell, column) => isTyped(cell) && !isPeriodHeader(cell, rest.map((row) => row[column] ?? '')))) return false;
  const names = first.map((cell) => cell.trim().toLowerCase());
  if (rest.length === 0) return true;
  const filled = names.filter((name) => name !== '');
  const typedColumns = first.some((_, column) => rest.filter((row) => isTyped(row[column] ?? '')).length > rest.length * 0.6);
  // Some exports name two columns alike; words over numbers are a header all the same.
  if (new Set(filled).size < filled.length * (typedColumns ? 0.5 : 0.8)) return false;
  const repeats = rest.some((row) => row.some((cell, column) => cell.trim().toLowerCase() === names[column] && names[column] !== ''));
  return typedColumns || !repeats;
}

/** A month or day over numbers is the name of a column, not a value of it. */
function isPeriodHeader(cell: string, below: readonly string[]): boolean {
  return periodOfHeader(cell) !== null && below.every((value) => isBlank(value) || (readNumber(value, '.') !== null && periodOfHeader(value) === null));
}

function isTyped(cell: string): boolean {
  return !isBlank(cell) && (readNumber(cell, '.') !== null || readMoment(cell, 'dmy') !== null || /^[^@\s]+@[^@\s]+\.[a-z]+$/i.test(cell));
}
