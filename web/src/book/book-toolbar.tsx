import { Button, Checkbox, Popover, TextInput } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconFilter, IconSearch, IconX } from '@tabler/icons-react';
import { useRef } from 'react';
import type { BookRow } from '../../../src/contract/account.ts';
import type { Band } from '../../../src/contract/health.ts';
import { bandLabels } from '../ui/band-mark.tsx';
import { capital, count, words } from '../ui/format.ts';
import { facetCounts, noValue } from './book-filter.ts';
import { bookTabs, chosen, facetNames, toggled, type BookSearch, type BookTab, type FacetName } from './book-search.ts';

const tabLabels: Record<BookTab, string> = { all: 'All accounts', risk: 'At risk', renewing: 'Renewing in 90 days', onboarding: 'Onboarding', unknown: 'No data' };
const facetLabels: Record<FacetName, string> = { band: 'Health', segment: 'Segment', stage: 'Stage', owner: 'Owner', signal: 'Signal' };

function valueLabel(facet: FacetName, value: string): string {
  if (value === noValue) return 'None';
  if (facet === 'band') return bandLabels[value as Band] ?? value;
  return facet === 'stage' || facet === 'segment' ? words(value) : facet === 'signal' ? capital(value) : value;
}

interface ToolbarProps {
  rows: readonly BookRow[];
  search: BookSearch;
  today: string;
  counts: Record<BookTab, number>;
  onSearch: (search: BookSearch) => void;
}

function FacetList({ facet, rows, search, today, onSearch }: ToolbarProps & { facet: FacetName }) {
  const values = facetCounts(rows, search, today, facet);
  const picked = new Set(chosen(search, facet));
  return (
    <fieldset className="facet">
      <legend>{facetLabels[facet]}</legend>
      <div className="facet-values" tabIndex={0} role="group" aria-label={facetLabels[facet]}>
        {values.slice(0, 60).map(({ value, n }) => (
          <Checkbox key={value} size="xs" checked={picked.has(value)} onChange={() => onSearch(toggled(search, facet, value))} label={<span className="facet-label"><span className="ell">{valueLabel(facet, value)}</span><span className="t3 num">{count(n)}</span></span>} />
        ))}
      </div>
    </fieldset>
  );
}

/** Tabs, filters with counts, and the text filter. */
export function BookToolbar(props: ToolbarProps) {
  const { search, counts, onSearch } = props;
  const input = useRef<HTMLInputElement>(null);
  useHotkeys([['/', () => input.current?.focus()]]);
  return (
    <div className="bar">
      <div className="row" role="group" aria-label="Views">
        {bookTabs.map((tab) => (
          <button type="button" key={tab} className="tab" data-on={(search.tab ?? 'all') === tab} aria-pressed={(search.tab ?? 'all') === tab} onClick={() => onSearch({ ...search, tab: tab === 'all' ? undefined : tab })}>
            {tabLabels[tab]} <em className="num">{count(counts[tab])}</em>
          </button>
        ))}
      </div>
      <div className="grow" />
      <Popover position="bottom-end" width={640} shadow="md" trapFocus>
        <Popover.Target>
          <Button variant="subtle" color="gray" c="var(--tx)" leftSection={<IconFilter size={15} />}>Filter</Button>
        </Popover.Target>
        <Popover.Dropdown aria-label="Filters" className="facets">
          {facetNames.map((facet) => <FacetList key={facet} facet={facet} {...props} />)}
        </Popover.Dropdown>
      </Popover>
      <TextInput ref={input} w={216} aria-label="Filter accounts" placeholder="Filter by name, owner, signal" leftSection={<IconSearch size={14} />} rightSection={<span className="k">/</span>} value={search.q ?? ''} onChange={(event) => onSearch({ ...search, q: event.currentTarget.value || undefined })} onKeyDown={(event) => event.key === 'Escape' && event.currentTarget.blur()} />
    </div>
  );
}

/** The filters in force, each with a way out. */
export function FilterChips({ search, onSearch }: Pick<ToolbarProps, 'search' | 'onSearch'>) {
  const active = facetNames.filter((facet) => search[facet]);
  if (active.length === 0) return null;
  return (
    <div className="bar">
      {active.map((facet) => (
        <span className="chip" key={facet}>
          <span>{facetLabels[facet]}</span>
          <span className="t2">is</span>
          <b style={{ fontWeight: 550 }}>{chosen(search, facet).map((value) => valueLabel(facet, value)).join(' or ')}</b>
          <button type="button" aria-label={`Remove the filter ${facetLabels[facet]}`} onClick={() => onSearch({ ...search, [facet]: undefined })}><IconX size={13} /></button>
        </span>
      ))}
      <div className="grow" />
      <Button variant="subtle" color="gray" c="var(--tx)" onClick={() => onSearch({ ...(search.tab ? { tab: search.tab } : {}), ...(search.sort ? { sort: search.sort } : {}) })}>Clear</Button>
    </div>
  );
}
