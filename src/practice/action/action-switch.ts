import type { Context } from '../../platform/operation/context.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { appendAudit } from './action-audit.ts';
import { actionColumns, writeSteps, type ActionRow } from './action-row.ts';
import { byWhom } from './change-actions.ts';

/** Whether everything is stopped, since when, by whom and why. */
export interface ActionSwitch {
  stopped: boolean;
  reason: string | null;
  byWhom: string | null;
  at: Date | null;
}

/** Reads the switch. Within a transaction that sends, `hold` keeps it as it is until the transaction ends. */
export function readSwitch(db: Db, hold = false): Promise<ActionSwitch> {
  return db.one<ActionSwitch>(`select stopped, reason, by_whom as "byWhom", at from action_switch${hold ? ' for share' : ''}`);
}

/**
 * Stops everything that leaves the house. When this returns nothing more is claimed for sending; what a channel holds in its hands at this moment ends.
 * What policy had let pass by itself waits for a person from now on, so that nothing bursts out on resuming. Answers how many.
 */
export async function stopAll(context: Context, reason: string): Promise<{ waiting: number }> {
  const { db, clock } = context;
  return db.tx(async (tx) => {
    await tx.query('update action_switch set stopped = true, reason = $1, by_whom = $2, at = $3', [reason, context.principal.name, clock.wall()]);
    const rows = await tx.query<ActionRow>(`select ${actionColumns('a')} from action a where a.status = 'scheduled' and a.approval_id is null order by a.id for update`);
    await writeSteps(tx, rows.map(({ id }) => ({ id, status: 'waiting', rule: 'stopped', reason: 'Everything was stopped, so a person decides.', dueAt: null })), clock.now());
    await appendAudit(tx, clock.now(), [{ actionId: null, event: 'stopped', byWhom: byWhom(context), detail: { reason, waiting: rows.map(({ id }) => id) } }]);
    await tx.query("insert into change_feed (topic, entity_id) values ('action', 'switch')");
    return { waiting: rows.length };
  });
}

/** Lets actions go out again: those that people approved, as far as they still may. */
export async function resumeAll(context: Context): Promise<void> {
  const { db, clock } = context;
  await db.tx(async (tx) => {
    await tx.query('update action_switch set stopped = false, reason = null, by_whom = $1, at = $2', [context.principal.name, clock.wall()]);
    await appendAudit(tx, clock.now(), [{ actionId: null, event: 'resumed', byWhom: byWhom(context) }]);
    await tx.query("insert into change_feed (topic, entity_id) values ('action', 'switch')");
  });
}
