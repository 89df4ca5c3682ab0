import type { Clock } from '../../lib/clock.ts';
import type { Db } from '../../platform/postgres/database.ts';

/** Marks accounts whose facts may have moved. One marked before keeps its place in the queue, and a mark made during a re-score outlives it. */
export async function markDirty(db: Db, clock: Clock, accountIds: readonly string[], cause: string): Promise<void> {
  if (accountIds.length === 0) return;
  await db.query(
    'insert into dirty_account (account_id, since, cause) select distinct id, $2::timestamptz, $3 from unnest($1::text[]) id order by 1 on conflict (account_id) do update set marks = dirty_account.marks + 1, cause = excluded.cause',
    [accountIds, clock.wall(), cause],
  );
}
