import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useOperation } from '../api/use-operation.ts';
import { baseColumns, defaultColumnIds, fetchedColumn, isFetched, tracksOf, type BookColumn, type FetchedValues, type ShownBookColumn } from './book-columns.ts';
import { parseColumns, type BookSearch, type ShownColumn } from './book-search.ts';
import { sortingOf } from './book-order.ts';
import { parseConditions, type CellValue } from './condition.ts';

const noValues: FetchedValues = new Map();

/** Every column there is, those shown, and the values fetched for those that the page shows, sorts or filters by. */
export function useBookColumns(search: BookSearch, asOf: { at?: string }) {
  const { t } = useTranslation('book');
  const [wanted, setWanted] = useState<readonly string[]>([]);
  const [listing, setListing] = useState(false);
  const shown = useMemo<readonly ShownColumn[]>(() => parseColumns(search.cols) ?? defaultColumnIds.map((id) => ({ id })), [search.cols]);
  const names = useMemo(() => [...new Set([...shown.map(({ id }) => id), sortingOf(search.sort).id, ...parseConditions(search.where).map(({ column }) => column), ...wanted].filter(isFetched))].sort().slice(0, 40), [shown, search.sort, search.where, wanted]);
  const catalogue = useOperation('account.fields', {}, { enabled: listing || names.length > 0 });
  const known = useMemo(() => new Set(catalogue.data?.items.map(({ id }) => id)), [catalogue.data]);
  const asked = useMemo(() => names.filter((name) => known.has(name)), [names, known]);
  const fetched = useOperation('account.columns', { names: asked, ...asOf }, { enabled: asked.length > 0, keep: true });
  const values = useMemo<FetchedValues>(() => {
    if (!fetched.data || asked.length === 0) return noValues;
    const { ids, columns } = fetched.data;
    return new Map(columns.map((column) => [column.id, new Map<string, CellValue>(ids.map((id, i) => [id, column.values[i] ?? null]))]));
  }, [fetched.data, asked]);
  const columns = useMemo<BookColumn[]>(() => [...baseColumns((id) => t(`column.${id}`)), ...(catalogue.data?.items ?? []).map((item) => fetchedColumn(item, values))], [catalogue.data, values, t]);
  const byId = useMemo(() => new Map(columns.map((column) => [column.id, column])), [columns]);
  const visible = useMemo<ShownBookColumn[]>(() => shown.flatMap(({ id, width }) => {
    const column = byId.get(id);
    return column ? [{ ...column, ...(width ? { ownWidth: width } : {}) }] : [];
  }), [shown, byId]);
  const layout = useMemo(() => tracksOf(visible), [visible]);
  const list = useCallback(() => setListing(true), []);
  const need = useCallback((id: string) => isFetched(id) && setWanted((before) => (before.includes(id) ? before : [...before, id])), []);
  return {
    columns, byId, shown, visible, ...layout, failed: fetched.error ?? catalogue.error,
    waiting: names.length > 0 && (catalogue.isPending || (asked.length > 0 && fetched.data === undefined)),
    list, need,
  };
}
