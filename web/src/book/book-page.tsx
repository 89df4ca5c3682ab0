import { Button, CloseButton } from '@mantine/core';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { IconDownload } from '@tabler/icons-react';
import { useCallback, useMemo, useState } from 'react';
import type { BookRow } from '../../../src/contract/account.ts';
import { useOperation } from '../api/use-operation.ts';
import { AsOfPicker } from '../app/as-of-picker.tsx';
import { useReading } from '../app/reading.ts';
import { saveText } from '../ui/csv.ts';
import { count, counted, sumMoney, sumText } from '../ui/format.ts';
import { Empty, Failure, RowsSkeleton } from '../ui/state.tsx';
import { bookCsv } from './book-csv.ts';
import { filterBook, tabCounts } from './book-filter.ts';
import { BookFooter } from './book-footer.tsx';
import { BookKpis } from './book-kpis.tsx';
import type { BookSearch } from './book-search.ts';
import { BookTable, useSortedRows } from './book-table.tsx';
import { BookToolbar, FilterChips } from './book-toolbar.tsx';

const titles = { all: 'All accounts', risk: 'At risk', renewing: 'Renewing in 90 days', onboarding: 'Onboarding', unknown: 'No data' };
const none: BookRow[] = [];

function BulkBar({ rows, onClear }: { rows: readonly BookRow[]; onClear: () => void }) {
  if (rows.length === 0) return null;
  return (
    <div className="bulk" role="region" aria-label="Selection">
      <b>{count(rows.length)} selected</b>
      <span className="t2 num">{sumText(sumMoney(rows))} ARR</span>
      <Button variant="subtle" color="gray" c="var(--tx)" leftSection={<IconDownload size={15} />} onClick={() => saveText('accounts.csv', bookCsv(rows), 'text/csv')}>CSV</Button>
      <CloseButton size="sm" onClick={onClear} aria-label="Clear the selection" />
    </div>
  );
}

function useSelection(rows: readonly BookRow[]) {
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const toggle = useCallback((id: string) => setSelected((before) => {
    const after = new Set(before);
    if (!after.delete(id)) after.add(id);
    return after;
  }), []);
  const clear = useCallback(() => setSelected(new Set()), []);
  const toggleAll = () => setSelected(rows.length > 0 && rows.every((row) => selected.has(row.id)) ? new Set() : new Set(rows.map((row) => row.id)));
  return { selected, toggle, toggleAll, clear };
}

/** The book: every account with its health, money, renewal and signals. */
export function BookPage() {
  const search = useSearch({ from: '/app/' });
  const navigate = useNavigate();
  const { asOf, today } = useReading();
  const book = useOperation('account.book', asOf, { keep: true });
  const board = useOperation('metric.board', asOf, { keep: true });
  const items = book.data?.items ?? none;
  const setSearch = useCallback((next: BookSearch) => void navigate({ to: '/', search: { ...next, ...asOf } as never, replace: true }), [navigate, asOf]);
  const filtered = useMemo(() => filterBook(items, search, today), [items, search, today]);
  const counts = useMemo(() => tabCounts(items, today), [items, today]);
  const { rows, sorting } = useSortedRows(filtered, search.sort);
  const { selected, toggle, toggleAll, clear } = useSelection(rows);
  const picked = useMemo(() => (selected.size ? items.filter((row) => selected.has(row.id)) : none), [items, selected]);
  const title = titles[search.tab ?? 'all'];
  return (
    <>
      <header className="top">
        <h1>{title}</h1>
        <span className="t3 num">{book.data && count(rows.length)}</span>
        <div className="grow" />
        <AsOfPicker />
        <Button leftSection={<IconDownload size={15} />} disabled={rows.length === 0} onClick={() => saveText('accounts.csv', bookCsv(rows), 'text/csv')}>Export</Button>
      </header>
      <BookKpis rows={filtered} total={items.length} today={today} board={board.data?.items} />
      <BookToolbar rows={items} search={search} today={today} counts={counts} onSearch={setSearch} />
      <FilterChips search={search} onSearch={setSearch} />
      <div className="fill">
        {book.error && !book.data && <Failure error={book.error} onRetry={() => void book.refetch()} />}
        {book.isPending && <RowsSkeleton rows={16} label="Loading the book" />}
        {book.data && rows.length > 0 && <BookTable rows={rows} sorting={sorting} onSort={(sort) => setSearch({ ...search, sort })} today={today} at={asOf.at} selected={selected} onToggle={toggle} onToggleAll={toggleAll} onClear={clear} />}
        {book.data && rows.length === 0 && (items.length > 0
          ? <Empty title={`None of ${counted(items.length, 'account')} fits the filter.`} action={<Button onClick={() => setSearch({})}>Clear the filter</Button>} />
          : <Empty title="There are no accounts yet." action={<Link to="/start" className="link">Bring in data</Link>}>Load the sample company, drop your files, or point your event stream here.</Empty>)}
        <BulkBar rows={picked} onClear={clear} />
      </div>
      <BookFooter />
    </>
  );
}
