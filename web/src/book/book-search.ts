import type { BookState } from '../../../src/contract/book-view.ts';
import { conditionsText, parseConditions, type Condition } from './condition.ts';

/** What the book shows, as written in the address; `view` names the kept view that it began with. */
export interface BookSearch extends BookState {
  view?: string;
}

export const bookTabs = ['all', 'risk', 'renewing', 'onboarding', 'unknown', 'churned', 'everyone'] as const;
export type BookTab = (typeof bookTabs)[number];

/** Columns that links name as parameters of their own: "?segment=smb". */
const shortConditions = ['band', 'segment', 'stage', 'owner', 'signal'] as const;

/** Reads the address; what it does not know is left out. */
export function parseBookSearch(raw: Record<string, unknown>): BookSearch {
  const search: BookSearch = {};
  if (bookTabs.includes(raw.tab as BookTab) && raw.tab !== 'all') search.tab = raw.tab as Exclude<BookTab, 'all'>;
  if (raw.mine === true || raw.mine === 1) search.mine = true;
  for (const name of ['q', 'where', 'sort', 'cols', 'view'] as const) {
    const value = raw[name];
    if ((typeof value === 'string' && value) || typeof value === 'number') search[name] = String(value).slice(0, 2000);
  }
  const short: Condition[] = shortConditions.flatMap((name) => (typeof raw[name] === 'string' && raw[name] ? [{ column: name === 'signal' ? 'signals' : name, operator: 'is' as const, values: raw[name].split('|') }] : []));
  const where = short.length ? conditionsText([...parseConditions(search.where), ...short]) : undefined;
  return where ? { ...search, where } : search;
}

/** The state without the view's name: what a view keeps. */
export function stateOf({ view: _view, ...state }: BookSearch): BookState {
  return Object.fromEntries(Object.entries(state).filter(([, value]) => value !== undefined)) as BookState;
}

/** True when both show the same. */
export function sameState(a: BookSearch, b: BookSearch): boolean {
  const text = (search: BookSearch) => JSON.stringify(Object.entries(stateOf(search)).sort(([x], [y]) => (x < y ? -1 : 1)));
  return text(a) === text(b);
}

/** A column shown, with its width where it has its own. */
export interface ShownColumn {
  id: string;
  width?: number;
}

/** Reads "account,health,arr:120"; undefined when the default columns are shown. */
export function parseColumns(text: string | undefined): ShownColumn[] | undefined {
  if (!text) return undefined;
  const seen = new Set<string>();
  return text.split(',').flatMap((part) => {
    const [, id = '', width] = /^(.+?)(?::(\d{2,4}))?$/.exec(part.trim()) ?? [];
    if (!id || seen.has(id)) return [];
    seen.add(id);
    return [{ id, ...(width ? { width: Math.min(800, Math.max(48, Number(width))) } : {}) }];
  });
}

/** Writes what {@link parseColumns} reads. */
export function columnsText(columns: readonly ShownColumn[]): string {
  return columns.map(({ id, width }) => (width ? `${id}:${Math.round(width)}` : id)).join(',');
}
