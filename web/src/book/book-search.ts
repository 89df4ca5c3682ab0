/** What the book shows, as written in the address. */
export interface BookSearch {
  tab?: BookTab;
  q?: string;
  band?: string;
  segment?: string;
  stage?: string;
  owner?: string;
  signal?: string;
  /** Column id, with `-` in front for descending. */
  sort?: string;
}

export const bookTabs = ['all', 'risk', 'renewing', 'onboarding', 'unknown'] as const;
export type BookTab = (typeof bookTabs)[number];

export const facetNames = ['band', 'segment', 'stage', 'owner', 'signal'] as const;
export type FacetName = (typeof facetNames)[number];

/** Reads the address; what it does not know is left out. */
export function parseBookSearch(raw: Record<string, unknown>): BookSearch {
  const search: BookSearch = {};
  if (bookTabs.includes(raw.tab as BookTab) && raw.tab !== 'all') search.tab = raw.tab as BookTab;
  for (const name of ['q', 'sort', ...facetNames] as const) {
    const value = raw[name];
    if ((typeof value === 'string' && value) || typeof value === 'number') search[name] = String(value);
  }
  return search;
}

/** The chosen values of one facet. Values are joined by `|`, which names do not hold. */
export function chosen(search: BookSearch, facet: FacetName): string[] {
  return search[facet]?.split('|') ?? [];
}

/** The search with one value of a facet chosen or not. */
export function toggled(search: BookSearch, facet: FacetName, value: string): BookSearch {
  const values = new Set(chosen(search, facet));
  if (!values.delete(value)) values.add(value);
  const { [facet]: _, ...rest } = search;
  return values.size ? { ...rest, [facet]: [...values].join('|') } : rest;
}
