import { newSecret } from '../lib/ids.ts';
import type { Db } from '../platform/postgres/database.ts';

const key = 'history.pending';

/** The load whose history waits to be closed in full, or is being closed; null when none does. */
export async function pendingHistory(db: Db): Promise<string | null> {
  return (await db.maybe<{ load: string }>("select value::text as load from setting where key = $1 and value <> 'false'", [key]))?.load ?? null;
}

/** Notes that history must be closed anew. A mark set while an earlier one is worked on stays when that one is done. */
export async function markHistoryPending(db: Db): Promise<void> {
  await db.query('insert into setting (key, value) values ($1, $2) on conflict (key) do update set value = excluded.value, updated_at = now()', [key, JSON.stringify(newSecret(9))]);
}

/** Ends the mark that {@link pendingHistory} answered, unless a newer load set another. */
export async function historyClosed(db: Db, load: string | null): Promise<void> {
  await db.query('delete from setting where key = $1 and value::text = $2', [key, load]);
}
