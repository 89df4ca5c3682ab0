import type { Clock } from '../../lib/clock.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { ensureManualSource, manualSourceId } from '../account/reassign-accounts.ts';

/** The source of everything that people wrote or set themselves. */
export const personSourceId = manualSourceId;

/** Makes sure the source of people's own records is there, and notes that something came. */
export async function notePersonSource(tx: Db, clock: Clock, happenedAt: Date): Promise<void> {
  await ensureManualSource(tx, clock.wall());
  await tx.query('update source set last_received_at = $2, last_happened_at = greatest(last_happened_at, $3) where id = $1', [personSourceId, clock.wall(), happenedAt]);
}
