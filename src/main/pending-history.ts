import { newSecret } from '../lib/ids.ts';
import type { Db } from '../platform/postgres/database.ts';

const key = 'history.pending';

/** History that waits to be closed anew, or is being closed. */
export interface PendingHistory {
  /** Names the mark: a later load sets another. */
  load: string;
  /** The accounts whose past changed; null means all. */
  accountIds: string[] | null;
}

/** What of history waits to be closed; null when nothing does. */
export async function pendingHistory(db: Db): Promise<PendingHistory | null> {
  const row = await db.maybe<{ value: PendingHistory | string | false }>('select value from setting where key = $1', [key]);
  if (!row || row.value === false) return null;
  // Before accounts were noted the mark was its name alone.
  return typeof row.value === 'string' ? { load: row.value, accountIds: null } : row.value;
}

/** Notes that history must be closed anew, of some accounts or of all (null), beside what waits already. A mark set while an earlier one is worked on stays when that one is done. */
export async function markHistoryPending(db: Db, accountIds: readonly string[] | null): Promise<void> {
  await db.tx(async (tx) => {
    await tx.query('select pg_advisory_xact_lock(hashtext($1))', [key]);
    const before = await pendingHistory(tx);
    const all = accountIds === null || (before !== null && before.accountIds === null);
    const value: PendingHistory = { load: newSecret(9), accountIds: all ? null : [...new Set([...(before?.accountIds ?? []), ...(accountIds ?? [])])] };
    await tx.query('insert into setting (key, value) values ($1, $2) on conflict (key) do update set value = excluded.value, updated_at = now()', [key, JSON.stringify(value)]);
  });
}

/** Ends a mark that {@link pendingHistory} answered, unless a newer load set another. */
export async function historyClosed(db: Db, pending: PendingHistory | null): Promise<void> {
  if (pending) await db.query(`delete from setting where key = $1 and coalesce(value ->> 'load', value #>> '{}') = $2`, [key, pending.load]);
}
