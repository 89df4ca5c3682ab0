type Row = Record<string, unknown>;

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const maxCellWidth = 44;

function cell(value: unknown): string {
  if (value === null || value === undefined) return '-';
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : String(Math.round(value * 10_000) / 10_000);
  if (Array.isArray(value)) return value.length === 0 ? '-' : isRow(value[0]) ? `${value.length} items` : value.map(cell).join(', ');
  if (typeof value === 'object') return Object.entries(value as Row).map(([key, part]) => `${key}=${cell(part)}`).join(' ') || '-';
  return String(value);
}

// Control characters in delivered text must not drive the reader's terminal.
function plain(text: string): string {
  const clean = text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ');
  return clean.length > maxCellWidth ? `${clean.slice(0, maxCellWidth - 1)}…` : clean;
}

/** A text table of rows; columns are the first row's fields, numbers to the right. */
export function textTable(rows: readonly Row[]): string {
  if (rows.length === 0) return '(none)';
  const columns = Object.keys(rows[0] as Row).filter((column) => rows.some((row) => row[column] !== null && row[column] !== undefined));
  const cells = rows.map((row) => columns.map((column) => plain(cell(row[column]))));
  const widths = columns.map((column, i) => Math.max(column.length, ...cells.map((line) => (line[i] as string).length)));
  const right = columns.map((column) => rows.every((row) => row[column] === null || typeof row[column] === 'number'));
  const line = (parts: readonly string[]) => parts.map((part, i) => (right[i] ? part.padStart(widths[i] as number) : part.padEnd(widths[i] as number))).join('  ').trimEnd();
  return [line(columns), line(widths.map((width) => '-'.repeat(width))), ...cells.map(line)].join('\n');
}

interface Titled {
  title: string;
  lines: { text: string; records: { kind: string; id: string; link?: string }[] }[];
}

function isTitled(value: unknown): value is Titled[] {
  return Array.isArray(value) && value.length > 0 && value.every((part) => isRow(part) && typeof part.title === 'string' && Array.isArray(part.lines));
}

// Sections of text are read as text, each line with the ids behind it and where the first is looked up.
function sectionsText(sections: readonly Titled[]): string {
  const clean = (text: string) => text.replace(/[\u0000-\u001f\u007f-\u009f]+/g, ' ');
  return sections.map(({ title, lines }) => [`\n${title}`, ...lines.map(({ text, records }) => `- ${clean(text)}${records.length ? ` [${records.map(({ id }) => id).join(', ')}]${records[0]?.link ? ` ${records[0].link}` : ''}` : ''}`)].join('\n')).join('\n');
}

function isList(value: unknown): value is Row[] {
  return Array.isArray(value) && value.length > 0 && isRow(value[0]);
}

/** Lists of rows inside of an answer, also within its parts, by their path. */
function listsOf(object: Row, path = ''): [string, Row[]][] {
  return Object.entries(object).flatMap(([key, value]): [string, Row[]][] => (isList(value) ? [[`${path}${key}`, value]] : isRow(value) ? listsOf(value, `${path}${key}.`) : []));
}

/** An answer for people: a table for lists, text for sections of text, lines of `field  value` for one thing, nested lists as tables below. */
export function textAnswer(answer: unknown): string {
  if (answer === null || typeof answer !== 'object') return String(answer);
  const object = answer as Row;
  if (Array.isArray(object.items)) {
    const total = typeof object.total === 'number' ? `\n${object.items.length} of ${object.total}${object.next ? ` · next page: --cursor ${object.next}` : ''}` : '';
    return textTable(object.items as Row[]) + total;
  }
  const lists = listsOf(object);
  const listed = new Set(lists.map(([key]) => key));
  const fields = Object.entries(object).filter(([key]) => !listed.has(key));
  const width = Math.max(0, ...fields.map(([key]) => key.length));
  const head = fields.map(([key, value]) => `${key.padEnd(width)}  ${cell(value).replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]+/g, ' ')}`).join('\n');
  return [head, ...lists.map(([key, value]) => (isTitled(value) ? sectionsText(value) : `\n${key}\n${textTable(value)}`))].filter(Boolean).join('\n');
}
