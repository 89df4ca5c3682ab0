import { stringify } from 'yaml';
import { fault } from '../../lib/fault.ts';
import type { Context } from '../../platform/operation/context.ts';
import { approveDefinitions } from '../../program/definition/definition-store.ts';
import { appendAudit } from './action-audit.ts';
import type { Autonomy } from './action-type.ts';
import { byWhom } from './change-actions.ts';
import { lockGuard, readPolicy } from './judge-actions.ts';

/** Sets the level of one type: the policy's next version. Approvals given under the one before must be given again. */
export async function setAutonomy(context: Context, { type, level, version }: { type: string; level: Autonomy; version: number }): Promise<void> {
  const { db, clock } = context;
  await db.tx(async (tx) => {
    await lockGuard(tx);
    const now = await readPolicy(tx, clock);
    if (now.version !== version) throw fault('conflict', 'version', 'Somebody else changed the policy meanwhile.', { remedy: 'Read it again and repeat.' });
    const body = { ...now.policy, autonomy: { ...now.policy.autonomy, [type]: level } };
    await approveDefinitions(tx, [{ kind: 'policy', id: 'default', body, text: stringify(body) }], { at: clock.wall(), by: byWhom(context), kinds: ['policy'] });
    await appendAudit(tx, clock.now(), [{ actionId: null, event: 'autonomy', byWhom: byWhom(context), detail: { type, from: now.policy.autonomy[type] ?? 'off', to: level } }]);
    await tx.query("insert into change_feed (topic, entity_id) values ('action', 'policy')");
  });
}
