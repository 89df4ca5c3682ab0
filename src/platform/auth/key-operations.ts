import { z } from 'zod';
import { listOf } from '../../contract/listing.ts';
import { ability } from '../../contract/role.ts';
import { fault } from '../../lib/fault.ts';
import { defineOperation, type AnyOperation } from '../operation/operation.ts';
import { createKey, listKeys, revokeKey, setKeyBudget } from './api-key.ts';

const iso = z.date().transform((date) => date.toISOString());
const keyShown = z.object({
  id: z.string(), kind: z.string(), name: z.string(), prefix: z.string(), scopes: z.array(z.string()), origins: z.array(z.string()), role: z.enum(['agent']).nullable(),
  memberId: z.string().nullable(), member: z.string().nullable().describe('Limited to the accounts of this team member.'), userId: z.string().nullable(), userName: z.string().nullable().describe('The person in whose name it acts.'),
  asleep: z.boolean().describe('Dead while that person is disabled.'), sourceId: z.string().nullable(), createdAt: iso, actionsPerDay: z.number().nullable().describe('Most actions it may propose in a day; null: no limit of its own.'), actionsToday: z.number(), tokensPerDay: z.number().nullable().describe('Most tokens of the model in a day.'), tokensToday: z.number(), costPerDay: z.number().nullable(), costToday: z.number(),
  lastUsedAt: iso.nullable(), expiresAt: iso.nullable(), revokedAt: iso.nullable(),
});

const keyInput = z.object({
  name: z.string().min(1).max(80).default('key').describe('What it is for.'),
  scope: z.array(ability.exclude(['self'])).optional().describe('Scopes, for example read,import; track for sending events.'),
  scopes: z.array(ability.exclude(['self'])).optional(),
  kind: z.enum(['api', 'write_public', 'write_server']).optional(),
  role: z.enum(['agent']).optional().describe('agent: reads and proposes, and never decides.'),
  memberId: z.string().optional().describe('Only the accounts of this team member.'),
  origins: z.array(z.string()).default([]).describe('Web origins a public write key may send from.'),
  expiresDays: z.coerce.number().int().min(1).max(3650).optional(),
  actionsPerDay: z.coerce.number().int().min(0).max(100_000).optional().describe('Most actions it may propose in a day.'),
  tokensPerDay: z.coerce.number().int().min(0).max(1_000_000_000).optional().describe('Most tokens of the model it may take in a day.'),
  costPerDay: z.coerce.number().min(0).max(1_000_000).optional().describe('Most that the model may cost it in a day, in the currency of the prices.'),
});
const limit = (schema: z.ZodType<number>) => z.union([z.literal('none').transform(() => null), z.null(), schema]).optional();

function kindOf({ kind, role, origins }: z.output<typeof keyInput>, scopes: readonly string[]): 'api' | 'write_public' | 'write_server' {
  if (kind) return kind;
  return !role && scopes.length === 1 && scopes[0] === 'track' ? (origins.length ? 'write_public' : 'write_server') : 'api';
}

/** Keys for programs: made, listed, revoked. */
export function keyOperations(): AnyOperation[] {
  return [
    defineOperation({
      id: 'key.create', summary: 'Make a key. It is shown once.', description: 'Scope "track" alone makes a server write key for the tracking endpoint; with origins, a public one that may only send events.', scope: 'admin', effect: 'change', entity: (input: { name: string }) => input.name,
      input: keyInput, output: z.object({ id: z.string(), key: z.string(), kind: z.string() }),
      async handler(context, input) {
        const scopes = input.scope ?? input.scopes ?? [];
        const kind = kindOf(input, scopes);
        if (kind !== 'api' && (input.actionsPerDay !== undefined || input.tokensPerDay !== undefined || input.costPerDay !== undefined)) throw fault('invalid', 'kind', 'A key that sends events proposes nothing and asks no model.', { fields: [{ path: 'kind', message: 'Leave the budget out, or make an API key.' }] });
        if (kind !== 'api' && (input.role || input.memberId)) throw fault('invalid', 'kind', 'A key that sends events has no role and no book.', { fields: [{ path: 'kind', message: 'Leave role and memberId out, or make an API key.' }] });
        if (input.memberId && !(await context.db.maybe('select 1 from member where id = $1', [input.memberId]))) throw fault('notFound', 'member', `There is no team member "${input.memberId}".`, { remedy: 'See "member list".' });
        const made = await createKey(context.db, context.clock, context.principal, { ...input, kind, scopes: kind === 'api' ? scopes : ['track'], budget: { actionsPerDay: input.actionsPerDay ?? null, tokensPerDay: input.tokensPerDay ?? null, costPerDay: input.costPerDay ?? null } });
        return { ...made, kind };
      },
    }),
    defineOperation({
      id: 'key.list', summary: 'Keys, without their secrets.', scope: 'oversee', effect: 'read', input: z.object({}), output: listOf(keyShown),
      async handler(context) {
        const items = await listKeys(context.db, context.clock);
        return { items, total: items.length, next: null };
      },
    }),
    defineOperation({
      id: 'key.budget', summary: 'Set what a key may take in a day: actions, tokens, cost.', description: '"none" takes a limit away; what is not named stays.', scope: 'admin', effect: 'change', positional: ['id'], entity: (input: { id: string }) => input.id,
      input: z.object({ id: z.string(), actionsPerDay: limit(z.coerce.number().int().min(0).max(100_000)), tokensPerDay: limit(z.coerce.number().int().min(0).max(1_000_000_000)), costPerDay: limit(z.coerce.number().min(0).max(1_000_000)) }), output: z.object({ done: z.boolean() }),
      async handler(context, { id, ...change }) {
        await setKeyBudget(context.db, id, change);
        return { done: true };
      },
    }),
    defineOperation({
      id: 'key.revoke', summary: 'End a key at once.', scope: 'admin', effect: 'change', positional: ['id'], entity: (input: { id: string }) => input.id,
      input: z.object({ id: z.string() }), output: z.object({ done: z.boolean() }),
      async handler(context, input) {
        await revokeKey(context.db, context.clock, input.id);
        return { done: true };
      },
    }),
  ];
}
