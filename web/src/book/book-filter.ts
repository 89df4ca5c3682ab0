import type { BookRow } from '../../../src/contract/account.ts';
import { addDays } from '../../../src/lib/period.ts';
import type { BookColumn } from './book-columns.ts';
import { bookTabs, type BookSearch, type BookTab } from './book-search.ts';
import { conditionTest, noValue, parseConditions, type CellValue } from './condition.ts';

export const renewingDays = 90;

const isCustomer = (row: BookRow) => row.stage !== 'churned';
const tabTests: Record<BookTab, (row: BookRow, today: string) => boolean> = {
  all: isCustomer,
  risk: (row) => row.band === 'risk' && isCustomer(row),
  renewing: (row, today) => isRenewing(row, today) && isCustomer(row),
  onboarding: (row) => row.stage === 'onboarding',
  unknown: (row) => row.band === 'unknown' && isCustomer(row),
  churned: (row) => !isCustomer(row),
  everyone: () => true,
};

const renewingEnd = new Map<string, string>();

/** True when the account's renewal is within the next 90 days. */
export function isRenewing(row: BookRow, today: string): boolean {
  const day = row.renewalOn;
  if (day === null || day < today) return false;
  let end = renewingEnd.get(today);
  if (end === undefined) renewingEnd.set(today, (end = addDays(today, renewingDays)));
  return day <= end;
}

/** How many rows each ready-made view holds; a customer who left counts in "churned" alone. */
export function tabCounts(rows: readonly BookRow[], today: string): Record<BookTab, number> {
  const counts = Object.fromEntries(bookTabs.map((tab) => [tab, 0])) as Record<BookTab, number>;
  for (const row of rows) for (const tab of bookTabs) if (tabTests[tab](row, today)) counts[tab]++;
  return counts;
}

const haystacks = new WeakMap<BookRow, string>();

/** What the text filter looks through. */
function haystack(row: BookRow): string {
  let text = haystacks.get(row);
  if (text === undefined) {
    text = [row.name, row.domain, row.owner, ...row.signals.map((signal) => signal.label)].join('\n').toLowerCase();
    haystacks.set(row, text);
  }
  return text;
}

/** The rows that hold a text in name, domain, owner or signals, or have it as an id elsewhere. */
function textTest(query: string | undefined): ((row: BookRow) => boolean) | undefined {
  const needle = query?.trim().toLowerCase();
  if (!needle) return undefined;
  return (row) => haystack(row).includes(needle) || Object.values(row.externalIds).some((id) => id.toLowerCase() === needle);
}

/** What a filter needs beside the rows: the columns by id, the day, and whose book "mine" is. */
export interface FilterContext {
  columns: ReadonlyMap<string, BookColumn>;
  today: string;
  memberId: string | null;
}

/** The values of a cell as a condition sees them. */
export function cellValues(column: BookColumn, row: BookRow): CellValue[] {
  return column.values ? column.values(row) : [column.value(row)];
}

/** The rows that a search shows, in the order given; `except` leaves the conditions of one column out, to count what its values would give. A condition on a column that is not there is left out. */
export function filterBook(rows: readonly BookRow[], search: BookSearch, { columns, today, memberId }: FilterContext, except?: string): BookRow[] {
  const inTab = tabTests[search.tab ?? 'all'];
  const inText = textTest(search.q);
  const tests = parseConditions(search.where).flatMap((condition) => {
    const column = columns.get(condition.column);
    return column && condition.column !== except ? [{ column, test: conditionTest(condition, today) }] : [];
  });
  return rows.filter((row) => inTab(row, today) && (!search.mine || (memberId !== null && row.ownerId === memberId)) && tests.every(({ column, test }) => test(cellValues(column, row))) && (!inText || inText(row)));
}

/** Values of a column with the number of rows each would show, most first; those chosen are always among them. */
export function valueCounts(rows: readonly BookRow[], search: BookSearch, context: FilterContext, column: BookColumn): { value: string; n: number }[] {
  const counts = new Map<string, number>();
  const add = (value: CellValue) => {
    const key = value === null ? noValue : String(value);
    counts.set(key, (counts.get(key) ?? 0) + 1);
  };
  for (const row of filterBook(rows, search, context, column.id)) {
    const values = cellValues(column, row);
    if (values.length) values.forEach(add);
    else add(null);
  }
  for (const condition of parseConditions(search.where)) if (condition.column === column.id && condition.operator === 'is') for (const value of condition.values) if (!counts.has(value)) counts.set(value, 0);
  return [...counts].map(([value, n]) => ({ value, n })).sort((a, b) => b.n - a.n || a.value.localeCompare(b.value));
}

/** Accounts whose name begins with the query first, then those that hold it, up to `limit`. */
export function searchAccounts(rows: readonly BookRow[], query: string, limit: number): BookRow[] {
  const holdsText = textTest(query);
  if (!holdsText) return [];
  const needle = query.trim().toLowerCase();
  const starts: BookRow[] = [];
  const holds: BookRow[] = [];
  for (const row of rows) {
    if (row.name.toLowerCase().startsWith(needle)) starts.push(row);
    else if (holds.length < limit && holdsText(row)) holds.push(row);
    if (starts.length >= limit) break;
  }
  return [...starts, ...holds].slice(0, limit);
}
