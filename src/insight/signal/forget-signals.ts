import type { Day } from '../../lib/period.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { lockSignals } from './signal-store.ts';

/**
 * Takes back what the machine alone said from `from` on, before those days are closed again over changed records: signals opened since then that
 * no person touched, and what was remembered between closes. A signal that a person worked on stays as it is.
 */
export async function forgetSignals(db: Db, from: Day): Promise<void> {
  await db.tx(async (tx) => {
    await lockSignals(tx);
    const untouched = `select s.id from signal s where s.opened_on >= $1::date and not exists (select 1 from signal_event e where e.signal_id = s.id and e.by <> 'system')`;
    await tx.query(`delete from signal_event where signal_id in (${untouched})`, [from]);
    await tx.query(`delete from signal s where s.id in (${untouched})`, [from]);
    await tx.query('delete from signal_memory');
  });
}
