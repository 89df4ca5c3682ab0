import type { Clock } from '../../lib/clock.ts';
import type { Db } from '../../platform/postgres/database.ts';

/** Marks accounts whose facts may have moved; a mark renewed during a re-score outlives it. */
export async function markDirty(db: Db, clock: Clock, accountIds: readonly string[], cause: string): Promise<void> {
  if (accountIds.length === 0) return;
  await db.query(
    'insert into dirty_account (account_id, since, cause) select distinct id, $2::timestamptz, $3 from unnest($1::text[]) id order by 1 on conflict (account_id) do update set since = excluded.since',
    [accountIds, clock.wall(), cause],
  );
}
