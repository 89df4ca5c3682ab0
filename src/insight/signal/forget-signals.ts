import type { Day } from '../../lib/period.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { lockSignals } from './signal-store.ts';

/**
 * Forgets what the stage wrote from a day on, so that a changed past can be closed again: signals raised since then that no person touched, endings
 * and the memory between closes, of all accounts or of some. What people did stays, as do their resolutions. Close the days from `from` in order afterwards. Answers how many signals went.
 */
export async function forgetSignals(db: Db, from: Day, accountIds?: readonly string[]): Promise<number> {
  const only = accountIds ? [...accountIds] : null;
  return db.tx(async (tx) => {
    await lockSignals(tx);
    const touched = `exists (select 1 from signal_event e where e.signal_id = s.id and e.by <> 'system')`;
    const gone = await tx.query<{ id: string }>(`select s.id from signal s where s.opened_on >= $1::date and ($2::text[] is null or s.account_id = any($2)) and not ${touched}`, [from, only]);
    const ids = gone.map(({ id }) => id);
    await tx.query('delete from signal_event where signal_id = any($1)', [ids]);
    await tx.query('delete from signal where id = any($1)', [ids]);
    await tx.query(
      `update signal s set state = 'open', closed_on = null, resolution = null, version = version + 1
       where ($2::text[] is null or s.account_id = any($2)) and s.opened_on < $1::date and s.closed_on >= $1::date and s.resolution in ('cleared', 'expired') and not s.provisional
         and not exists (select 1 from signal n where n.account_id = s.account_id and n.type = s.type and n.id <> s.id and (n.closed_on is null or n.opened_on > s.opened_on))`,
      [from, only],
    );
    await tx.query('delete from signal_memory where not await_clear and muted_until is null and ($1::text[] is null or account_id = any($1))', [only]);
    if (only === null) await tx.query('delete from signal_peer where day >= $1::date', [from]);
    return ids.length;
  });
}
