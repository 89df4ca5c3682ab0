import { z } from 'zod';
import { judgedHealth } from '../../contract/health-report.ts';
import { toDate } from '../../lib/clock.ts';
import type { Context } from '../../platform/operation/context.ts';
import { defineOperation, type AnyOperation } from '../../platform/operation/operation.ts';
import { addOverride, addPulse, liftOverride } from './judgement-store.ts';
import { healthEngines } from './health-program.ts';
import { readNowScores } from './now-store.ts';
import { rescore } from './run-health.ts';
import { visibleAccount } from './visible-account.ts';

const id = z.string().describe('The account: its id, an external id, or its domain.');
const days = z.coerce.number().int().min(1).max(365).default(30).describe('Days until it ends by itself.');

async function judged(context: Context, accountId: string, cause: string, expiresAt: Date | null): Promise<z.infer<typeof judgedHealth>> {
  await rescore(healthEngines(context), context.clock, { accountIds: [accountId], cause });
  const now = (await readNowScores(context.db, [accountId]))[0];
  return { accountId, score: now?.score ?? null, computedScore: now?.computedScore ?? null, band: now?.band ?? 'unknown', expiresAt: expiresAt?.toISOString() ?? null };
}

function expiry(context: Context, count: number): { at: Date; expiresAt: Date } {
  const at = context.clock.now();
  return { at, expiresAt: toDate(at.getTime() + count * 86_400_000) };
}

/** What people say about health: pulse, override, lift. Each re-scores the account at once. */
export function judgementOperations(): AnyOperation[] {
  return [
    defineOperation({
      id: 'health.pulse', summary: 'Give your own judgement of an account as one of its measures.', scope: 'write', effect: 'change', positional: ['id'], entity: (input) => input.id,
      input: z.object({ id, value: z.enum(['good', 'watch', 'risk']), note: z.string().max(2000).optional(), days }), output: judgedHealth,
      async handler(context, input) {
        const accountId = await visibleAccount(context, input.id);
        const { at, expiresAt } = expiry(context, input.days);
        await addPulse(context.db, { accountId, value: input.value, note: input.note ?? null, by: context.principal.name, at, expiresAt }, context.clock.wall().getTime());
        return judged(context, accountId, 'pulse', expiresAt);
      },
    }),
    defineOperation({
      id: 'health.override', summary: 'Set the score of an account for a while; it returns by itself and the computed score stays visible.', scope: 'write', effect: 'change', positional: ['id'], entity: (input) => input.id,
      input: z.object({ id, score: z.coerce.number().min(0).max(100), reason: z.string().min(3, 'Say why, so that others can judge it.').max(2000), days }), output: judgedHealth,
      async handler(context, input) {
        const accountId = await visibleAccount(context, input.id);
        const { at, expiresAt } = expiry(context, input.days);
        await addOverride(context.db, { accountId, score: input.score, reason: input.reason, by: context.principal.name, at, expiresAt }, context.clock.wall().getTime());
        return judged(context, accountId, 'override', expiresAt);
      },
    }),
    defineOperation({
      id: 'health.lift', summary: 'End the override of an account now.', scope: 'write', effect: 'change', positional: ['id'], entity: (input) => input.id, input: z.object({ id }), output: judgedHealth,
      async handler(context, input) {
        const accountId = await visibleAccount(context, input.id);
        await liftOverride(context.db, accountId, context.clock.now(), context.principal.name);
        return judged(context, accountId, 'override', null);
      },
    }),
  ];
}
