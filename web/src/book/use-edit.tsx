import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient, type QueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { BookRow } from '../../../src/contract/account.ts';
import { call } from '../api/call.ts';
import { bookKey, changeBook } from '../api/change-book.ts';
import type { OutputOf } from '../api/operations.ts';
import { count } from '../ui/format.ts';
import type { CellValue } from './condition.ts';
import { changedRow } from './packed-row.ts';

const undoMs = 12_000;
type RowField = 'stage' | 'tier' | 'segment' | 'industry' | 'country';

/** A change of one field of accounts; `owner` sets the member, whose name is shown until the server answers. */
export interface FieldEdit {
  rows: readonly BookRow[];
  field: string;
  value: CellValue;
  ownerName?: string | null;
}

function changeOf({ field, value, ownerName }: FieldEdit): Partial<BookRow> {
  if (field === 'owner') return { ownerId: value as string | null, owner: ownerName ?? null };
  return { [field as RowField]: value as string | null };
}

/** Shows the edit at once, in the loaded book or in the fetched column; answers how to show what was there before. */
function showEdit(client: QueryClient, edit: FieldEdit): () => void {
  const ids = new Set(edit.rows.map((row) => row.id));
  const before = client.getQueryData<OutputOf<'account.book'>>(bookKey);
  const columns = client.getQueriesData<OutputOf<'account.columns'>>({ queryKey: ['account.columns'] });
  if (edit.field.startsWith('custom.')) {
    const id = `attr.${edit.field.slice(7)}`;
    client.setQueriesData<OutputOf<'account.columns'>>({ queryKey: ['account.columns'] }, (data) => data && { ...data, columns: data.columns.map((column) => (column.id === id ? { id, values: column.values.map((value, i) => (ids.has(data.ids[i] ?? '') ? edit.value : value)) } : column)) });
  } else {
    const change = changeOf(edit);
    changeBook(client, (row) => (ids.has(row.id) ? changedRow(row, change) : row));
  }
  return () => {
    const own = new Map(before?.items.filter((row) => ids.has(row.id)).map((row) => [row.id, row]));
    changeBook(client, (row) => own.get(row.id) ?? row);
    for (const [key, data] of columns) client.setQueryData(key, data);
  };
}

async function send({ rows, field, value }: FieldEdit): Promise<{ changed: number; undo: () => Promise<unknown> }> {
  const ids = rows.map((row) => row.id);
  if (field === 'owner') {
    const done = await call('account.reassign', { accountIds: ids, ownerId: value as string | null });
    return { changed: done.moved, undo: () => call('account.unassign', { id: done.id }) };
  }
  const done = await call('account.update', { ids, field, value });
  return { changed: done.changed, undo: () => call('account.revert', { id: done.id }) };
}

/** Carries out edits of the book: shown at once, kept by the server, and offered to be taken back. */
export function useEdit() {
  const client = useQueryClient();
  const { t } = useTranslation('book');
  const refresh = useCallback(() => void client.invalidateQueries({ predicate: ({ queryKey }) => ['account.columns', 'account.record', 'account.fields', 'team.load', 'member.list'].includes(String(queryKey[0])) }), [client]);
  /** Tells that something is done, with the way back. */
  const tell = useCallback((id: string, message: string, undo?: () => Promise<unknown>) => {
    const takeBack = () => undo?.().then(
      () => notifications.update({ id, message: t('edit.undone'), autoClose: 4000 }),
      (error: Error) => notifications.update({ id, color: 'red', message: error.message, autoClose: 8000 }),
    );
    notifications.show({ id, autoClose: undoMs, message: <span className="row"><span>{message}</span>{undo && <Button size="compact-xs" onClick={() => void takeBack()}>{t('edit.undo')}</Button>}</span> });
  }, [t]);
  const edit = useCallback(async (change: FieldEdit, label: string) => {
    const restore = showEdit(client, change);
    try {
      const { changed, undo } = await send(change);
      tell(`edit-${performance.now()}`, t('edit.done', { count: changed, text: count(changed), field: label }), changed ? async () => { await undo(); restore(); refresh(); } : undefined);
    } catch (error) {
      restore();
      notifications.show({ color: 'red', autoClose: 8000, message: (error as Error).message });
    }
    refresh();
  }, [client, refresh, t, tell]);
  const acknowledge = useCallback(async (rows: readonly BookRow[]) => {
    try {
      const { signalIds } = await call('signal.acknowledge', { accountIds: rows.map((row) => row.id) });
      void client.invalidateQueries({ predicate: ({ queryKey }) => String(queryKey[0]).startsWith('signal.') });
      tell(`ack-${performance.now()}`, t('edit.acknowledged', { count: signalIds.length, text: count(signalIds.length) }), signalIds.length ? () => call('signal.acknowledge', { reopen: signalIds }) : undefined);
    } catch (error) {
      notifications.show({ color: 'red', autoClose: 8000, message: (error as Error).message });
    }
  }, [client, t, tell]);
  return { edit, acknowledge };
}
