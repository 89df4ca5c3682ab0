import { useHotkeys } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { useTable, type SortingState } from '@tanstack/react-table';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import type { BookRow } from '../../../src/contract/account.ts';
import { BookBody } from './book-body.tsx';
import { bookColumns, bookFeatures, bookTracks } from './book-columns.ts';

const rightAligned = new Set(['change', 'arr', 'touch']);

/** `-arr` in the address is ARR descending. */
export function sortingOf(sort: string | undefined): SortingState {
  const text = sort ?? '-arr';
  return [{ id: text.replace(/^-/, ''), desc: text.startsWith('-') }];
}

/** The rows in the order of a column. */
export function useSortedRows(rows: readonly BookRow[], sort: string | undefined): { rows: BookRow[]; sorting: SortingState } {
  const sorting = useMemo(() => sortingOf(sort).filter(({ id }) => bookColumns.some((column) => column.id === id)), [sort]);
  const table = useTable({ features: bookFeatures, columns: bookColumns, data: rows, state: { sorting }, getRowId: (row) => row.id });
  const model = table.getRowModel().rows;
  return { rows: useMemo(() => model.map((row) => row.original), [model]), sorting };
}

interface BookTableProps {
  rows: readonly BookRow[];
  sorting: SortingState;
  onSort: (sort: string) => void;
  today: string;
  at: string | undefined;
  selected: ReadonlySet<string>;
  onToggle: (id: string) => void;
  onToggleAll: () => void;
  onClear: () => void;
}

function SortHead({ id, header, sorting, onSort }: { id: string; header: string; sorting: SortingState; onSort: (sort: string) => void }) {
  const current = sorting[0]?.id === id ? sorting[0] : undefined;
  const descFirst = id === 'arr' || id === 'signals';
  const next = current ? (current.desc ? id : `-${id}`) : descFirst ? `-${id}` : id;
  return (
    <div role="columnheader" className={rightAligned.has(id) ? 'r' : ''} aria-sort={current ? (current.desc ? 'descending' : 'ascending') : 'none'}>
      <button type="button" onClick={() => onSort(next)} title={id === 'change' ? 'Points moved against the close 90 days ago' : undefined}>
        {header}
        {current && (current.desc ? <IconArrowDown size={13} aria-hidden /> : <IconArrowUp size={13} aria-hidden />)}
      </button>
    </div>
  );
}

/** The book as a grid: sticky head, virtual rows, keyboard. */
export function BookTable({ rows, sorting, onSort, today, at, selected, onToggle, onToggleAll, onClear }: BookTableProps) {
  // The scroll element is state, not a ref: a child's effect runs before a parent's ref is set, and cached data would show no rows.
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const [active, setActive] = useState(-1);
  const navigate = useNavigate();
  const current = rows[active];
  const move = (step: number) => setActive((index) => Math.max(0, Math.min(rows.length - 1, index + step)));
  useHotkeys([
    ['j', () => move(1)],
    ['k', () => move(-1)],
    ['ArrowDown', () => move(1)],
    ['ArrowUp', () => move(-1)],
    ['x', () => current && onToggle(current.id)],
    ['Escape', onClear, { preventDefault: false }],
    ['Enter', (event) => {
      if (!current || (event.target as HTMLElement).closest('a,button,input,[role=dialog]')) return;
      void navigate({ to: '/account/$id', params: { id: current.id }, search: at ? { at } : {} });
    }, { preventDefault: false }],
  ]);
  const all = rows.length > 0 && rows.every((row) => selected.has(row.id));
  return (
    <div className="grid" ref={setScroller} role="grid" tabIndex={0} aria-label="Accounts" aria-rowcount={rows.length + 1} aria-multiselectable="true" aria-activedescendant={current ? `row-${current.id}` : undefined}>
      <div role="rowgroup" style={{ position: 'sticky', top: 0, zIndex: 3, minWidth: 1182 }}>
        <div className="gh" role="row" aria-rowindex={1} style={{ gridTemplateColumns: bookTracks }}>
          <div role="columnheader" style={{ paddingLeft: 14 }}>
            <input type="checkbox" className="cb" checked={all} ref={(box) => { if (box) box.indeterminate = !all && selected.size > 0; }} onChange={onToggleAll} aria-label="Select all accounts shown" />
          </div>
          {bookColumns.map((column) => <SortHead key={column.id} id={column.id ?? ''} header={String(column.header)} sorting={sorting} onSort={onSort} />)}
        </div>
      </div>
      <BookBody rows={rows} scroller={scroller} today={today} at={at} active={active} selected={selected} onToggle={onToggle} onPoint={setActive} />
    </div>
  );
}
