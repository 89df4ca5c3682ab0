import type { Clock } from '../../lib/clock.ts';
import { fault } from '../../lib/fault.ts';
import { dayOf, dayStart } from '../../lib/period.ts';
import type { Principal } from '../../platform/operation/context.ts';
import type { Db } from '../../platform/postgres/database.ts';

/** Refuses what a key proposes beyond its own budget of the business day. Fault `rateLimited`. The guard's lock is held by `tx`, so that the count stands. */
export async function checkKeyBudget(tx: Db, clock: Clock, principal: Principal | undefined, wanted: number): Promise<void> {
  if (principal?.kind !== 'key' || wanted === 0) return;
  const row = await tx.maybe<{ most: number | null; used: number }>(
    `select k.actions_per_day as most, (select count(*)::int from action a where a.proposed_by = 'key:' || k.id and a.created_at >= $2) as used from api_key k where k.id = $1`, [principal.id, dayStart(dayOf(clock.now()))]);
  if (row?.most == null || row.used + wanted <= row.most) return;
  throw fault('rateLimited', 'key_actions', `This key has proposed ${row.used} of the ${row.most} actions of its day.`, { remedy: 'Wait for tomorrow, or ask an administrator to raise its budget with "key budget".' });
}
