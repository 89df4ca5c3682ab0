import { z } from 'zod';
import { handoffDetail, handoffDraft, handoffItem, handoffRole, handoffState } from '../../contract/handoff.ts';
import { listOf, pageInput } from '../../contract/listing.ts';
import type { Context } from '../../platform/operation/context.ts';
import { defineOperation, type AnyOperation } from '../../platform/operation/operation.ts';
import { moveHandoff, sendHandoff } from './change-handoff.ts';
import type { HandoffVerb } from './handoff.ts';
import { listHandoffs, readHandoff } from './handoff-store.ts';

/** What hand-offs need of the house; joined in main. */
export interface HandoffPorts {
  /** The account that an id, external id or domain means, within the caller's book. */
  visibleAccount(context: Context, reference: string): Promise<string>;
}

const oneInput = z.object({ id: z.string(), version: z.coerce.number().int().optional().describe('As it was read; another one means that somebody was faster.') });
const words = z.string().trim().min(1).max(8000);

function moving(verb: HandoffVerb, summary: string, input: z.ZodObject, positional: readonly string[]): AnyOperation {
  return defineOperation({
    id: `handoff.${verb}`, summary, scope: 'propose', effect: 'propose', positional: [...positional], input, output: handoffDetail, entity: ({ id }) => `handoff:${String(id)}`,
    handler: (context, given) => moveHandoff(context, verb, { ...(given as { id: string; version?: number }), answer: (given as { answer?: string; reason?: string }).answer ?? (given as { reason?: string }).reason ?? '' }),
  });
}

/** Hand-offs: questions to colleagues and other agents with context, status and an end. They ask and answer; they approve nothing. */
export function handoffOperations({ visibleAccount }: HandoffPorts): AnyOperation[] {
  return [
    defineOperation({
      id: 'handoff.send', summary: 'Hand a question or a piece of work to a colleague or another agent, with records, a budget of context and an end.', scope: 'propose', effect: 'propose', positional: ['to', 'title', 'question'],
      input: handoffDraft, output: handoffDetail, entity: ({ to }) => `role:${to}`, handler: (context, draft) => sendHandoff(context, draft, visibleAccount),
    }),
    defineOperation({
      id: 'handoff.list', summary: 'Hand-offs: who asks whom what, and how it stands.', scope: 'read', effect: 'read', output: listOf(handoffItem),
      input: pageInput.extend({ state: z.enum(['open', 'all', ...handoffState.options]).default('open').describe('"open" waits for an answer.'), to: handoffRole.optional(), account: z.string().optional().describe('The account: its id, an external id, or its domain.'), limit: z.coerce.number().int().min(1).max(500).default(100) }),
      async handler(context, { state, to, account, limit, cursor }) {
        const offset = /^\d{1,9}$/.test(cursor ?? '0') ? Number(cursor ?? 0) : 0;
        const { items, total } = await listHandoffs(context, { state, to, accountId: account === undefined ? undefined : await visibleAccount(context, account) }, { limit, offset });
        return { items, total, next: items.length > 0 && offset + items.length < total ? String(offset + items.length) : null };
      },
    }),
    defineOperation({ id: 'handoff.show', summary: 'One hand-off, with the request that loads its context.', scope: 'read', effect: 'read', positional: ['id'], input: z.object({ id: z.string() }), output: handoffDetail, handler: (context, { id }) => readHandoff(context, id) }),
    moving('accept', 'Take a hand-off on.', oneInput, ['id']),
    moving('answer', 'Answer a hand-off; the account\'s timeline shows it.', oneInput.extend({ answer: words }), ['id', 'answer']),
    moving('decline', 'Decline a hand-off, with the reason.', oneInput.extend({ reason: words }), ['id', 'reason']),
  ];
}
