import type { Analytics } from '../../platform/analytics/analytics.ts';
import type { Clock } from '../../lib/clock.ts';
import { toDate } from '../../lib/clock.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { markDirty } from '../../customer/account/mark-dirty.ts';
import { resolveUsageKeys } from '../../customer/identity/resolve-usage-keys.ts';
import { mirrorUsageIdentity } from '../../customer/identity/usage-identity.ts';

const dayMs = 86_400_000;
const seenDays = 30;
const rejectedDays = 90;
const rejectedRows = 100_000;

/** Resolves whatever can be resolved now, of all sources, tells the usage store and marks the accounts that grew; returns these. */
export async function resolveUsageIdentities(db: Db, analytics: Analytics, clock: Clock): Promise<string[]> {
  const grown = await db.tx((tx) => resolveUsageKeys(tx, clock));
  await mirrorUsageIdentity(db, analytics);
  await markDirty(db, clock, grown, 'identity');
  return grown;
}

/**
 * Forgets what tracking need not know any more: which messages were seen, 30 days after they were stored (a repeat later than that
 * counts again), blocks of that age, and refused events after 90 days or beyond the newest 100,000.
 */
export async function pruneTracking(db: Db, clock: Clock): Promise<void> {
  const nowMs = clock.wall().getTime();
  const { id } = await db.one<{ id: number | null }>("select max(id) as id from tracking_block where state = 'stored' and stored_at < $1", [toDate(nowMs - seenDays * dayMs)]);
  if (id !== null) {
    await db.query('delete from tracking_seen where block_id <= $1', [id]);
    await db.query("delete from tracking_block where id <= $1 and state = 'stored'", [id]);
  }
  await db.query('delete from tracking_rejected where received_at < $1 or id <= (select max(id) from tracking_rejected) - $2', [toDate(nowMs - rejectedDays * dayMs), rejectedRows]);
}
