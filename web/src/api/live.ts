import type { QueryClient } from '@tanstack/react-query';
import type { BookRow } from '../../../src/contract/account.ts';
import type { ChangeEvent } from '../../../src/contract/session.ts';
import { call } from './call.ts';
import { bookKey, changeBook } from './change-book.ts';
import { setStreamLost } from './connection.ts';
import type { OutputOf } from './operations.ts';

const gatherMs = 800;
const patchLimit = 12;
const reopenMs = 4000;
/** A break shorter than this is not worth a word. */
const lostMs = 3000;

const readByTopic: Record<ChangeEvent['topic'], readonly string[]> = {
  account: ['account.', 'health.'],
  signal: ['signal.', 'cockpit.'],
  import: ['import.', 'quarantine.', 'doubt.', 'session.me'],
  metric: ['metric.'],
  source: ['source.', 'session.me', 'writeback.'],
  access: ['session.me', 'user.', 'key.'],
  book: ['account.', 'health.', 'signal.', 'member.', 'user.', 'action.', 'task.', 'cockpit.', 'playbook.', 'run.'],
  action: ['action.', 'suppression.', 'cockpit.', 'engagement.get', 'engagement.list', 'writeback.show'],
  task: ['task.', 'cockpit.', 'engagement.get'],
  notification: ['notification.'],
  playbook: ['playbook.', 'outcome.'],
  run: ['run.', 'playbook.list', 'playbook.show'],
  engagement: ['engagement.'],
};

/** Figures over a whole book: they read again by time, not at every change. */
const bookFigures: ReadonlySet<string> = new Set(['health.distribution', 'health.movers', 'health.coverage', 'health.accounts']);

/** True when a cached read of the present may show something else after these changes. Reads of a past date never move. */
export function isTouched(queryKey: readonly unknown[], changes: readonly ChangeEvent[]): boolean {
  const [operation, input] = queryKey as [string, { at?: string; id?: string; accountId?: string }?];
  if (input?.at || operation === 'account.book' || bookFigures.has(operation)) return false;
  return changes.some(({ topic, id }) => {
    if (!readByTopic[topic].some((prefix) => operation.startsWith(prefix))) return false;
    return topic !== 'account' || id === null || input?.id === undefined || input.id === id;
  });
}

async function patchBook(client: QueryClient, ids: readonly string[]): Promise<void> {
  const rows = new Map<string, BookRow>();
  for (const { account } of await Promise.all(ids.map((id) => call('account.show', { id })))) rows.set(account.id, account);
  changeBook(client, (row) => rows.get(row.id) ?? row);
}

/** Applies a gathered set of changes: few accounts are patched into the loaded book, many reload it. */
export async function applyChanges(client: QueryClient, changes: readonly ChangeEvent[]): Promise<void> {
  const ids = [...new Set(changes.filter(({ topic }) => topic === 'account').map(({ id }) => id))];
  void client.invalidateQueries({ predicate: ({ queryKey }) => isTouched(queryKey, changes) });
  // Accounts came or went: the loaded rows do not say which.
  if (changes.some(({ topic }) => topic === 'book')) return client.invalidateQueries({ queryKey: bookKey, exact: true });
  if (ids.length === 0) return;
  const known = new Set(client.getQueryData<OutputOf<'account.book'>>(bookKey)?.items.map((row) => row.id));
  const patchable = ids.length <= patchLimit && ids.every((id) => id !== null && known.has(id));
  try {
    if (patchable) return await patchBook(client, ids as string[]);
  } catch {
    // The row is gone or not ours any more: the whole book tells.
  }
  await client.invalidateQueries({ queryKey: bookKey, exact: true });
}

/** Listens to the server's changes after number `after` until stopped; nothing between two connections is missed. `onLost` is asked after a refusal. */
export function listenToChanges(client: QueryClient, after: number, onLost: () => void): () => void {
  let last = after;
  let source: EventSource | undefined;
  let gathered: ChangeEvent[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let lost: ReturnType<typeof setTimeout> | undefined;
  let stopped = false;
  let applying: Promise<unknown> = Promise.resolve();
  const flush = () => {
    timer = undefined;
    const changes = gathered;
    gathered = [];
    // One after the other: an answer that was asked for earlier never lands on a later one.
    applying = applying.then(() => applyChanges(client, changes)).catch(() => {});
  };
  const open = () => {
    if (stopped) return;
    source = new EventSource(`/api/events?after=${last}`);
    source.addEventListener('change', (event) => {
      const change = JSON.parse((event as MessageEvent<string>).data) as ChangeEvent;
      last = Math.max(last, change.seq);
      gathered.push(change);
      timer ??= setTimeout(flush, gatherMs);
    });
    source.onopen = () => {
      clearTimeout(lost);
      lost = undefined;
      setStreamLost(false);
    };
    source.onerror = () => {
      lost ??= setTimeout(() => setStreamLost(true), lostMs);
      if (source?.readyState !== EventSource.CLOSED) return;
      onLost();
      setTimeout(open, reopenMs);
    };
  };
  open();
  return () => {
    stopped = true;
    clearTimeout(timer);
    clearTimeout(lost);
    setStreamLost(false);
    source?.close();
  };
}
