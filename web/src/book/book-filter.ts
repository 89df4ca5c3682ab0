import type { BookRow } from '../../../src/contract/account.ts';
import { daysBetween } from '../../../src/lib/period.ts';
import { bookTabs, chosen, facetNames, type BookSearch, type BookTab, type FacetName } from './book-search.ts';

export const renewingDays = 90;
export const noValue = '(none)';

const tabTests: Record<BookTab, (row: BookRow, today: string) => boolean> = {
  all: () => true,
  risk: (row) => row.band === 'risk',
  renewing: isRenewing,
  onboarding: (row) => row.stage === 'onboarding',
  unknown: (row) => row.band === 'unknown',
};

/** True when the account's renewal is within the next 90 days. */
export function isRenewing(row: BookRow, today: string): boolean {
  if (row.renewalOn === null) return false;
  const days = daysBetween(today, row.renewalOn);
  return days >= 0 && days <= renewingDays;
}

/** How many rows each tab holds. */
export function tabCounts(rows: readonly BookRow[], today: string): Record<BookTab, number> {
  return Object.fromEntries(bookTabs.map((tab) => [tab, rows.reduce((n, row) => n + (tabTests[tab](row, today) ? 1 : 0), 0)])) as Record<BookTab, number>;
}

function facetValues(row: BookRow, facet: FacetName): readonly string[] {
  if (facet === 'signal') return row.signals.length ? [...new Set(row.signals.map((signal) => signal.label))] : [noValue];
  return [row[facet] ?? noValue];
}

function matchesText(row: BookRow, needle: string): boolean {
  return row.name.toLowerCase().includes(needle) || (row.domain ?? '').toLowerCase().includes(needle) || (row.owner ?? '').toLowerCase().includes(needle) || row.signals.some((signal) => signal.label.toLowerCase().includes(needle)) || Object.values(row.externalIds).some((id) => id.toLowerCase() === needle);
}

/** The rows that a search shows; `except` leaves one facet out, to count what its values would give. */
export function filterBook(rows: readonly BookRow[], search: BookSearch, today: string, except?: FacetName): BookRow[] {
  const needle = search.q?.trim().toLowerCase();
  const tests = facetNames.filter((facet) => facet !== except && search[facet]).map((facet) => ({ facet, values: new Set(chosen(search, facet)) }));
  const inTab = tabTests[search.tab ?? 'all'];
  return rows.filter((row) => inTab(row, today) && (!needle || matchesText(row, needle)) && tests.every(({ facet, values }) => facetValues(row, facet).some((value) => values.has(value))));
}

/** Values of a facet with the number of rows each would show, most first. */
export function facetCounts(rows: readonly BookRow[], search: BookSearch, today: string, facet: FacetName): { value: string; n: number }[] {
  const counts = new Map<string, number>();
  for (const row of filterBook(rows, search, today, facet)) for (const value of facetValues(row, facet)) counts.set(value, (counts.get(value) ?? 0) + 1);
  for (const value of chosen(search, facet)) if (!counts.has(value)) counts.set(value, 0);
  return [...counts].map(([value, n]) => ({ value, n })).sort((a, b) => b.n - a.n || a.value.localeCompare(b.value));
}

/** Accounts whose name begins with the query first, then those that hold it, up to `limit`. */
export function searchAccounts(rows: readonly BookRow[], query: string, limit: number): BookRow[] {
  const needle = query.trim().toLowerCase();
  if (!needle) return [];
  const starts: BookRow[] = [];
  const holds: BookRow[] = [];
  for (const row of rows) {
    const name = row.name.toLowerCase();
    if (name.startsWith(needle)) starts.push(row);
    else if (holds.length < limit && matchesText(row, needle)) holds.push(row);
    if (starts.length >= limit) break;
  }
  return [...starts, ...holds].slice(0, limit);
}
