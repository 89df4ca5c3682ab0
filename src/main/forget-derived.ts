import type { Db } from '../platform/postgres/database.ts';

/** Forgets what was computed of an account that became part of another. What people said about it stays, and returns with it. */
export async function forgetDerived(tx: Db, accountId: string): Promise<void> {
  for (const table of ['health_now', 'health_close', 'account_fact', 'dirty_account', 'signal_memory']) await tx.query(`delete from ${table} where account_id = $1`, [accountId]);
  await tx.query(`update signal set state = 'expired', closed_on = greatest(opened_on, last_true_on), resolution = 'withdrawn', version = version + 1 where account_id = $1 and closed_on is null`, [accountId]);
}
