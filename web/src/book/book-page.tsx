import { Button } from '@mantine/core';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { IconDownload } from '@tabler/icons-react';
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BookRow } from '../../../src/contract/account.ts';
import { useOperation } from '../api/use-operation.ts';
import { AsOfPicker } from '../app/as-of-picker.tsx';
import { useMay, useMayChange } from '../app/may.tsx';
import { useReading, useSession } from '../app/reading.ts';
import { saveText } from '../ui/csv.ts';
import { count, percent } from '../ui/format.ts';
import { Empty, Failure, RowsSkeleton } from '../ui/state.tsx';
import { filterBook, tabCounts, valueCounts } from './book-filter.ts';
import { BookFooter } from './book-footer.tsx';
import { BookKpis } from './book-kpis.tsx';
import { orderOf, sortingOf } from './book-order.ts';
import type { RowSetting } from './book-row.tsx';
import { columnsText, sameState, type BookSearch, type ShownColumn } from './book-search.ts';
import { BookTable, type EditRequest } from './book-table.tsx';
import { BookToolbar, FilterChips } from './book-toolbar.tsx';
import { BulkBar } from './bulk-bar.tsx';
import { bookCsv } from './cell-text.ts';
import { noValue } from './condition.ts';
import { useBookColumns } from './use-book-columns.ts';
import { useEdit } from './use-edit.tsx';
import { useSelection } from './use-selection.ts';

const EditDialog = lazy(async () => ({ default: (await import('./edit-dialog.tsx')).EditDialog }));
const SaveViewDialog = lazy(async () => ({ default: (await import('./save-view-dialog.tsx')).SaveViewDialog }));
const NoteDialog = lazy(async () => ({ default: (await import('../account/note-dialog.tsx')).NoteDialog }));
const none: BookRow[] = [];
const addressDelayMs = 300;

/** The text filter: it acts at once, and the address follows when the typing rests. */
function useText(q: string | undefined, onSettled: (q: string | undefined) => void): [string, (text: string) => void] {
  const settled = useRef(onSettled);
  settled.current = onSettled;
  const [text, setText] = useState(q ?? '');
  const written = useRef(q);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    if (q !== written.current) setText(q ?? '');
    written.current = q;
  }, [q]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const change = useCallback((next: string) => {
    setText(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      written.current = next || undefined;
      settled.current(next || undefined);
    }, addressDelayMs);
  }, []);
  return [text, change];
}

function useRowSetting(visible: RowSetting['columns'], tracks: string, today: string, at: string | undefined): RowSetting {
  const { t } = useTranslation('book');
  const may = useMay();
  const mayChange = useMayChange();
  const session = useSession();
  return useMemo(() => ({
    columns: visible, tracks, today, at, mayChange, mayAssign: may('assign'),
    words: {
      confidence: (band, share) => t('row.confidence', { band, text: percent(share, 0) }), select: (name) => t('row.select', { name }),
      edit: (column, name) => t('row.edit', { column, name }), flag: (value) => t(value ? 'yes' : 'no'),
    },
    // The two rights follow from the session.
  }), [visible, tracks, today, at, session, t]);
}

/** The book: every account with its health, money, renewal and signals. */
export function BookPage() {
  const search = useSearch({ from: '/app/' });
  const navigate = useNavigate();
  const { t } = useTranslation('book');
  const { asOf, today } = useReading();
  const { user } = useSession();
  const book = useOperation('account.book', asOf, { keep: true });
  const board = useOperation('metric.board', asOf, { keep: true });
  const views = useOperation('view.list', {});
  const items = book.data?.items ?? none;
  const latest = useRef(search);
  latest.current = search;
  const setSearch = useCallback((next: BookSearch) => void navigate({ to: '/', search: { ...next, ...asOf } as never, replace: true }), [navigate, asOf]);
  const [text, setText] = useText(search.q, (q) => setSearch({ ...latest.current, q }));
  const table = useBookColumns(search, asOf);
  const filterContext = useMemo(() => ({ columns: table.byId, today, memberId: user.memberId }), [table.byId, today, user.memberId]);
  const asked = useMemo(() => ({ ...search, q: text || undefined }), [search, text]);
  const now = useRef(asked);
  now.current = asked;
  const change = useCallback((part: BookSearch) => setSearch({ ...now.current, ...part }), [setSearch]);
  // What decides which rows are shown: a sort or a column changes none of it.
  const filter = useMemo(() => ({ tab: search.tab, mine: search.mine, where: search.where, q: text || undefined }), [search.tab, search.mine, search.where, text]);
  const sorting = sortingOf(search.sort);
  const sortColumn = table.byId.get(sorting.id) ?? table.byId.get('arr');
  // The order stands while single rows change: what one looks at does not jump away. A new load or another sort orders anew.
  const order = useMemo(() => (sortColumn ? orderOf(items, sortColumn, sorting.desc) : new Uint32Array()), [book.data?.loaded, items.length, sorting.id, sorting.desc, sortColumn?.value]);
  const ordered = useMemo(() => Array.from(order, (place) => items[place] as BookRow).filter(Boolean), [order, items]);
  const matching = useMemo(() => filterBook(items, filter, filterContext), [items, filter, filterContext]);
  const rows = useMemo(() => {
    if (matching.length === ordered.length) return ordered;
    const among = new Set(matching);
    return ordered.filter((row) => among.has(row));
  }, [ordered, matching]);
  const counts = useMemo(() => tabCounts(items, today), [items, today]);
  const selection = useSelection();
  const picked = useMemo(() => (selection.selected.size ? ordered.filter((row) => selection.selected.has(row.id)) : none), [ordered, selection.selected]);
  const setting = useRowSetting(table.visible, table.tracks, today, asOf.at);
  const [request, setRequest] = useState<EditRequest>();
  const [noted, setNoted] = useState<BookRow>();
  const [saving, setSaving] = useState(false);
  const { edit, acknowledge } = useEdit();
  const setColumns = useCallback((columns: readonly ShownColumn[] | undefined) => setSearch({ ...latest.current, cols: columns && columnsText(columns) }), [setSearch]);
  const onSort = useCallback((sort: string) => setSearch({ ...latest.current, sort }), [setSearch]);
  const onSave = useCallback(() => setSaving(true), []);
  const exported = (chosen: readonly BookRow[]) => saveText('accounts.csv', bookCsv(chosen, table.visible), 'text/csv');
  const view = views.data?.items.find(({ id }) => id === search.view);
  const editable = table.columns.filter((column) => column.edits && column.edits !== 'owner');
  return (
    <>
      <header className="top">
        <h1>{view?.name ?? t(`tab.${search.tab ?? 'all'}`)}</h1>
        <span className="t3 num">{book.data && count(rows.length)}</span>
        {view && !sameState(view.state, search) && <button type="button" className="linkbtn" onClick={() => setSaving(true)}>{t('view.changed')}</button>}
        <div className="grow" />
        <AsOfPicker />
        <Button leftSection={<IconDownload size={15} />} disabled={rows.length === 0} onClick={() => exported(rows)}>{t('export')}</Button>
      </header>
      <BookKpis rows={matching} whole={matching.length === counts.all && !search.where && !text && !search.mine && !search.tab} today={today} board={board.data?.items} />
      <BookToolbar rows={items} filter={filter} context={filterContext} columns={table.columns} shown={table.shown} isDefault={search.cols === undefined} counts={counts} text={text} onText={setText} onFilter={change} onColumns={setColumns} onCatalogue={table.list} onNeed={table.need} onSave={onSave} />
      <FilterChips filter={filter} context={filterContext} onFilter={change} />
      {table.failed && <Failure error={table.failed} compact />}
      <div className="fill">
        {book.error && !book.data && <Failure error={book.error} onRetry={() => void book.refetch()} />}
        {(book.isPending || (book.data && table.waiting)) && <RowsSkeleton rows={16} label={t('loading')} />}
        {book.data && !table.waiting && rows.length > 0 && <BookTable rows={rows} setting={setting} minWidth={table.minWidth} sorting={sorting} onSort={onSort} onColumns={setColumns} selection={selection} onEdit={setRequest} onNote={setNoted} />}
        {book.data && !table.waiting && rows.length === 0 && (items.length > 0
          ? <Empty title={search.mine && user.memberId === null ? t('mine.none') : t('empty.filter', { count: items.length, text: count(items.length) })} action={<Button onClick={() => { setText(''); setSearch({}); }}>{t('empty.clear')}</Button>} />
          : <Empty title={t('empty.title')} action={<Link to="/start" className="link">{t('empty.action')}</Link>}>{t('empty.text')}</Empty>)}
        <BulkBar rows={picked} total={rows.length} past={asOf.at !== undefined} onAll={() => selection.toggleAll(rows)} onEdit={setRequest} onAcknowledge={(chosen) => void acknowledge(chosen)} onExport={exported} onClear={selection.clear} />
      </div>
      <BookFooter />
      <Suspense fallback={null}>
        {request && <EditDialog request={request} columns={request.column ? table.columns.filter(({ id }) => id === request.column) : editable} suggest={(column) => valueCounts(items, { tab: 'everyone' }, filterContext, column).slice(0, 50).map(({ value }) => value).filter((value) => value !== noValue)} onEdit={(change, label) => void edit(change, label)} onClose={() => setRequest(undefined)} />}
        {saving && <SaveViewDialog search={asked} view={view} onSaved={(saved) => setSearch({ ...saved.state, view: saved.id })} onRemoved={() => setSearch({ ...asked, view: undefined })} onClose={() => setSaving(false)} />}
        {noted && <NoteDialog accountId={noted.id} opened onClose={() => setNoted(undefined)} />}
      </Suspense>
    </>
  );
}
