import { parse, type Parser } from 'csv-parse';
import { Readable } from 'node:stream';
import { fault } from '../../lib/fault.ts';
import { decodeText, detectEncoding, readHead } from './decode-text.ts';
import { detectDialect, type Dialect } from './detect-dialect.ts';
import type { InputPart } from './input-part.ts';
import { jsonRecords } from './json-records.ts';

/** One source row. `number` counts data rows from 1 in file order. `broken` says why the row could not be cut into cells. */
export interface SourceRow {
  number: number;
  cells: string[];
  /** Keys of a JSON row that the head of the file did not have. */
  extra?: Record<string, string>;
  broken?: { code: string; reason: string };
}

const headBytes = 1 << 20;

/** Detects how a part is written from its first megabyte. */
export async function detectPart(part: InputPart): Promise<Dialect> {
  const head = await readHead(await part.open(), headBytes);
  const encoding = detectEncoding(head);
  return detectDialect(new TextDecoder(encoding).decode(head, { stream: head.length === headBytes }), encoding, head.length < headBytes);
}

/** The column names of a part: the header, names made for a file without one, or the keys of the first JSON records. */
export async function readColumns(part: InputPart, dialect: Dialect): Promise<string[]> {
  if (dialect.format !== 'csv') return jsonColumns(part, dialect);
  for await (const batch of csvBatches(part, dialect, 1)) {
    const first = batch[0];
    if (first && !first.broken) return dialect.header ? uniqueNames(first.cells) : first.cells.map((_, index) => `column_${index + 1}`);
  }
  return [];
}

/** Streams a part's data rows in batches; memory stays constant. Rows that cannot be cut come with `broken` set, in their place. */
export async function* readTable(part: InputPart, dialect: Dialect, columns: readonly string[], batchRows = 2000): AsyncGenerator<SourceRow[]> {
  if (dialect.format === 'csv') yield* csvRows(part, dialect, columns, batchRows);
  else yield* jsonRows(part, dialect, columns, batchRows);
}

async function* csvRows(part: InputPart, dialect: Dialect, columns: readonly string[], batchRows: number): AsyncGenerator<SourceRow[]> {
  let skip = dialect.header ? 1 : 0;
  let number = 0;
  for await (const batch of csvBatches(part, dialect, batchRows)) {
    const rows = skip > 0 ? batch.slice(skip) : batch;
    skip = 0;
    for (const row of rows) {
      row.number = ++number;
      if (!row.broken) checkCells(row, columns.length);
    }
    if (rows.length > 0) yield rows;
  }
}

/** Marks ragged and undecodable rows. Empty cells too many at the end are dropped: some exporters end lines with a delimiter. */
function checkCells(row: SourceRow, width: number): void {
  while (row.cells.length > width && row.cells[row.cells.length - 1] === '') row.cells.pop();
  if (row.cells.length !== width) row.broken = { code: 'ragged', reason: `The row has ${row.cells.length} cells, the header ${width}.` };
  else if (row.cells.some((cell) => cell.includes('\ufffd'))) row.broken = { code: 'encoding', reason: 'Some bytes of the row are not valid text in the file\'s encoding.' };
}

async function* csvBatches(part: InputPart, dialect: Dialect, batchRows: number): AsyncGenerator<SourceRow[]> {
  const spaced = dialect.delimiter === ' ';
  const parser: Parser = parse({
    delimiter: spaced ? ' ' : dialect.delimiter,
    quote: dialect.quote,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: 4 << 20,
    ltrim: spaced,
    on_skip: (error, raw): undefined => void parser.push([{ broken: error?.code ?? 'unreadable', raw: String(raw ?? '').slice(0, 2000) }]),
  });
  const text = Readable.from(spaced ? squeezed(decodeText(await part.open(), dialect.encoding)) : decodeText(await part.open(), dialect.encoding));
  text.on('error', (error) => parser.destroy(readFault(part, error)));
  text.pipe(parser);
  let batch: SourceRow[] = [];
  try {
    for await (const record of parser as AsyncIterable<(string | { broken: string; raw: string })[]>) {
      batch.push(toRow(record));
      if (batch.length >= batchRows) {
        yield batch;
        batch = [];
      }
    }
    if (batch.length > 0) yield batch;
  } finally {
    text.destroy();
    parser.destroy();
  }
}

function toRow(record: (string | { broken: string; raw: string })[]): SourceRow {
  const first = record[0];
  if (typeof first !== 'object') return { number: 0, cells: record as string[] };
  const open = first.broken === 'CSV_QUOTE_NOT_CLOSED';
  return { number: 0, cells: [first.raw], broken: { code: 'unreadable', reason: open ? 'A quoted cell is opened and never closed; the rest of the file is inside it.' : `The row cannot be cut into cells (${first.broken}).` } };
}

function readFault(part: InputPart, error: unknown) {
  return fault('invalid', 'import_read', `"${part.path}" could not be read to its end.`, { remedy: 'The file may be cut off or damaged. Export it again.' }, error);
}

/** Makes runs of blanks one, across piece borders. */
async function* squeezed(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let atBreak = true;
  for await (const piece of pieces) {
    let out = '';
    for (const run of piece.replace(/\r/g, '').split(/([ \t]+|\n+)/)) {
      if (run === '') continue;
      if (run[0] === '\n') out = `${out.endsWith(' ') ? out.slice(0, -1) : out}\n`;
      else if (run[0] === ' ' || run[0] === '\t') out += atBreak ? '' : ' ';
      else out += run;
      atBreak = run[0] === '\n' || run[0] === ' ' || run[0] === '\t';
    }
    yield out;
  }
}

function uniqueNames(cells: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return cells.map((cell, index) => {
    const name = cell.trim() || `column_${index + 1}`;
    const count = (seen.get(name) ?? 0) + 1;
    seen.set(name, count);
    return count === 1 ? name : `${name} (${count})`;
  });
}

async function jsonColumns(part: InputPart, dialect: Dialect): Promise<string[]> {
  const names = new Set<string>();
  let count = 0;
  for await (const record of jsonRecords(decodeText(await part.open(), dialect.encoding), dialect.format === 'ndjson')) {
    if (record.value) for (const key of Object.keys(record.value)) names.add(key);
    if (++count >= 1000) break;
  }
  return [...names];
}

async function* jsonRows(part: InputPart, dialect: Dialect, columns: readonly string[], batchRows: number): AsyncGenerator<SourceRow[]> {
  const known = new Set(columns);
  let batch: SourceRow[] = [];
  let number = 0;
  for await (const record of jsonRecords(decodeText(await part.open(), dialect.encoding), dialect.format === 'ndjson')) {
    number++;
    if (!record.value) batch.push({ number, cells: [record.raw.slice(0, 2000)], broken: { code: 'unreadable', reason: 'The record is not a JSON object.' } });
    else {
      const { value } = record;
      const row: SourceRow = { number, cells: columns.map((column) => value[column] ?? '') };
      const rest = Object.entries(value).filter(([key]) => !known.has(key));
      if (rest.length > 0) row.extra = Object.fromEntries(rest);
      batch.push(row);
    }
    if (batch.length >= batchRows) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}
