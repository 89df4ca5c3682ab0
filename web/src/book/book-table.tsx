import { useHotkeys } from '@mantine/hooks';
import { useNavigate } from '@tanstack/react-router';
import { useState, type MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { BookRow } from '../../../src/contract/account.ts';
import { BookBody } from './book-body.tsx';
import { BookHead } from './book-head.tsx';
import type { RowSetting } from './book-row.tsx';
import type { ShownColumn } from './book-search.ts';
import type { Selection } from './use-selection.ts';

/** Where an edit was asked for: a column of a row, at the place of its cell; or the row as a whole. */
export interface EditRequest {
  rows: readonly BookRow[];
  column?: string;
}

interface BookTableProps {
  rows: readonly BookRow[];
  setting: RowSetting;
  minWidth: number;
  sorting: { id: string; desc: boolean };
  onSort: (sort: string) => void;
  onColumns: (columns: ShownColumn[]) => void;
  selection: Selection;
  onEdit: (request: EditRequest) => void;
  onNote: (row: BookRow) => void;
}

/** The book as a grid: sticky head, virtual rows, keyboard. */
export function BookTable({ rows, setting, minWidth, sorting, onSort, onColumns, selection, onEdit, onNote }: BookTableProps) {
  // The scroll element is state, not a ref: a child's effect runs before a parent's ref is set, and cached data would show no rows.
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const [activeId, setActiveId] = useState<string>();
  const navigate = useNavigate();
  const { t } = useTranslation('book');
  const { selected } = selection;
  // The row, not its place: a change of order or filter keeps the row that one is on.
  const active = activeId === undefined ? -1 : rows.findIndex((row) => row.id === activeId);
  const current = rows[active];
  const open = (row: BookRow) => void navigate({ to: '/account/$id', params: { id: row.id }, search: setting.at ? { at: setting.at } : {} });
  const move = (step: number) => setActiveId(rows[Math.max(0, Math.min(rows.length - 1, active + step))]?.id);
  const page = Math.max(1, Math.floor((scroller?.clientHeight ?? 400) / 40) - 1);
  useHotkeys([
    ['j', () => move(1)], ['k', () => move(-1)], ['ArrowDown', () => move(1)], ['ArrowUp', () => move(-1)], ['PageDown', () => move(page)], ['PageUp', () => move(-page)],
    ['Home', () => setActiveId(rows[0]?.id)], ['End', () => setActiveId(rows.at(-1)?.id)],
    ['x', () => current && selection.toggle(current.id)],
    ['shift + X', () => current && selection.range(rows, current.id)],
    ['mod + A', () => selection.toggleAll(rows)],
    ['e', () => current && setting.at === undefined && setting.mayChange(current.ownerId) && onEdit({ rows: [current] })],
    ['c', () => current && setting.mayChange(current.ownerId) && onNote(current)], ['n', () => current && setting.mayChange(current.ownerId) && onNote(current)],
    ['Escape', selection.clear, { preventDefault: false }],
    ['Enter', (event) => {
      if (current && !(event.target as HTMLElement).closest('a,button,input,[role=dialog]')) open(current);
    }, { preventDefault: false }],
  ]);
  const onClick = (event: MouseEvent<HTMLElement>) => {
    const target = event.target as HTMLElement;
    const row = rows[Number(target.closest<HTMLElement>('.gr')?.dataset.index ?? -1)];
    if (!row) return;
    setActiveId(row.id);
    const edit = target.closest<HTMLElement>('[data-edit]')?.dataset.edit;
    if (target.closest('.cb')) {
      if (event.shiftKey) selection.range(rows, row.id);
      else selection.toggle(row.id);
    } else if (target.closest('a') && !event.metaKey && !event.ctrlKey && !event.shiftKey) {
      event.preventDefault();
      open(row);
    } else if (edit) onEdit({ rows: [row], column: edit });
  };
  const all = rows.length > 0 && selected.size >= rows.length && rows.every((row) => selected.has(row.id));
  return (
    <div className="grid" ref={setScroller} role="grid" tabIndex={0} aria-label={t('grid')} aria-rowcount={rows.length + 1} aria-multiselectable="true" aria-activedescendant={current ? `row-${current.id}` : undefined} onClick={onClick}>
      <div role="rowgroup" style={{ position: 'sticky', top: 0, zIndex: 3, minWidth }}>
        <div className="gh" role="row" aria-rowindex={1} style={{ gridTemplateColumns: setting.tracks, minWidth }}>
          <div role="columnheader" style={{ paddingLeft: 14 }}>
            <input type="checkbox" className="cb" checked={all} ref={(box) => { if (box) box.indeterminate = !all && selected.size > 0; }} onChange={() => selection.toggleAll(rows)} aria-label={t('selectAll')} />
          </div>
          <BookHead columns={setting.columns} sorting={sorting} onSort={onSort} onColumns={onColumns} />
        </div>
      </div>
      <BookBody rows={rows} scroller={scroller} setting={setting} minWidth={minWidth} activeId={activeId} active={active} selected={selected} />
    </div>
  );
}
