import { z } from 'zod';
import { actionContent, actionDetail, actionItem, actionOrigin, actionStatus } from '../../../contract/action.ts';
import { listOf, pageInput } from '../../../contract/listing.ts';
import { fault } from '../../../lib/fault.ts';
import { newId } from '../../../lib/ids.ts';
import { toDate } from '../../../lib/clock.ts';
import type { Context } from '../../../platform/operation/context.ts';
import { defineOperation, type AnyOperation } from '../../../platform/operation/operation.ts';
import type { ActionListener } from '../action-listener.ts';
import { approveActions } from '../approve-actions.ts';
import { editAction, rejectActions, resolveUncertain, undoActions } from '../change-actions.ts';
import { proposeActions } from '../propose-actions.ts';
import { checkVisible, getAction, readActionDetail, readActions } from '../read-actions.ts';

/** What the operations on actions need of the floors around them; joined in main. */
export interface ActionOperationDeps {
  /** The account that an id, external id or domain means, within the caller's book. */
  visibleAccount(context: Context, reference: string): Promise<string>;
  /** Where a browser reaches this instance; null while it serves nothing. */
  baseUrl(): string | null;
  /** Hosts of the own network that endpoints may name. */
  allowHosts: readonly string[];
  /** Whether mail can leave. */
  mailReady(): boolean;
  listeners: readonly ActionListener[];
}

const ids = z.array(z.string()).min(1).max(500);
const changed = z.object({ items: z.array(z.object({ id: z.string(), changed: z.boolean(), status: actionStatus })) });

/** Only a person at their own browser session decides what leaves the house; everyone else gets the link to where they can. */
export function requirePerson({ principal, session }: Context, baseUrl: string | null, path: string): void {
  if (principal.kind === 'user' && principal.userId != null && session?.tokenHash != null) return;
  throw fault('forbidden', 'person', 'Only a person at their own browser session decides this.', { remedy: `Open ${baseUrl ?? 'the app'}${path}` });
}

function reading({ visibleAccount }: ActionOperationDeps): AnyOperation[] {
  return [
    defineOperation({
      id: 'action.list', summary: 'What waits for a decision, what is planned, and what went out', scope: 'read', effect: 'read',
      input: pageInput.extend({
        view: z.enum(['waiting', 'planned', 'done', 'all']).default('waiting').describe('"waiting" needs a person, "planned" goes out by itself, "done" has ended.'),
        account: z.string().optional().describe('The account: its id, an external id, or its domain.'), type: z.string().optional().describe('An action type, for example send_email.'), limit: z.coerce.number().int().min(1).max(500).default(100),
      }),
      output: listOf(actionItem),
      async handler(context, { account, cursor, limit, ...filter }) {
        const offset = /^\d{1,9}$/.test(cursor ?? '0') ? Number(cursor ?? 0) : 0;
        const { items, total } = await readActions(context, { ...filter, limit, offset, accountId: account === undefined ? undefined : await visibleAccount(context, account) });
        return { items, total, next: items.length > 0 && offset + items.length < total ? String(offset + items.length) : null };
      },
    }),
    defineOperation({
      id: 'action.show', summary: 'One action: exactly what goes to whom and why, edits, receipts and history', scope: 'read', effect: 'read', positional: ['id'],
      input: z.object({ id: z.string() }), output: actionDetail, handler: (context, { id }) => readActionDetail(context, id),
    }),
  ];
}

function proposing({ visibleAccount }: ActionOperationDeps): AnyOperation {
  return defineOperation({
    id: 'action.propose', summary: 'Propose an action; the guard decides what becomes of it', scope: 'propose', effect: 'propose',
    description: 'What a key or an agent proposes counts as shaped by untrusted text: it goes out only after a person approved it.',
    input: z.object({
      account: z.string().describe('The account: its id, an external id, or its domain.'), type: z.string().describe('An action type, for example send_email.'), people: z.array(z.string()).max(50).default([]).describe('Ids of people of this account.'),
      content: actionContent, why: z.string().trim().min(1).max(500).describe('One sentence: why this, and why to these people.'), key: z.string().min(1).max(200).optional().describe('The same key never makes a second action.'), notBefore: z.iso.datetime().optional(),
      tainted: z.boolean().default(false).describe('A model or words of others shaped it, so that a person decides. It can only make the guard stricter.'),
    }),
    output: actionItem, entity: ({ account }) => `account:${account}`,
    async handler(given, { account, type, people, content, why, key, notBefore, tainted }) {
      const { principal } = given;
      // Who sees more than they may change proposes for what they may change; an agent, who changes nothing, for what it sees.
      const context = principal.role === 'agent' ? given : { ...given, principal: { ...principal, book: principal.changes ?? principal.book } };
      const accountId = await visibleAccount(context, account);
      const person = principal.kind === 'user' && given.session?.tokenHash != null;
      const origin: z.infer<typeof actionOrigin> = { kind: person ? 'person' : 'agent', id: principal.id };
      const draft = { key: `${principal.kind}:${principal.id}:${key ?? newId('k', context.clock.wall().getTime())}`, type, accountId, personIds: people, content, taint: person && !tainted ? { tainted: false } : { tainted: true, by: principal.name }, origin, why, policyHints: notBefore === undefined ? undefined : { notBefore: toDate(notBefore) } };
      const [made] = await context.db.tx((tx) => proposeActions(context, tx, [draft]));
      return readActionDetail(context, made?.id ?? '');
    },
  });
}

function deciding({ baseUrl, listeners }: ActionOperationDeps): AnyOperation[] {
  return [
    defineOperation({
      id: 'action.approve', summary: 'Approve actions as you saw them; only in the app, at your own session', scope: 'write', effect: 'act', positional: ['ids...'],
      description: 'One approval may cover many. It holds for exactly what was shown, once. An action that changed meanwhile, or that you may not approve, is answered with the reason.',
      input: z.object({ ids, digests: z.array(z.string()).max(500).default([]).describe('For each id, the digest of what you saw.') }),
      output: z.object({ items: z.array(z.object({ id: z.string(), approved: z.boolean(), rule: z.string().nullable(), reason: z.string(), dueAt: z.string().nullable() })) }),
      entity: (input) => `action:${input.ids.join(',').slice(0, 200)}`,
      async handler(context, input) {
        await checkVisible(context, input.ids);
        requirePerson(context, baseUrl(), `/approvals?open=${encodeURIComponent(input.ids[0] ?? '')}`);
        const answers = await approveActions(context, input.ids.map((id, i) => ({ id, digest: input.digests[i] ?? '' })));
        return { items: answers.map(({ dueAt, ...answer }) => ({ ...answer, dueAt: dueAt?.toISOString() ?? null })) };
      },
    }),
    defineOperation({
      id: 'action.reject', summary: 'Reject actions, with a reason', scope: 'write', effect: 'change', positional: ['ids...'], input: z.object({ ids, reason: z.string().trim().min(1).max(1000).describe('Why not; whoever proposed it reads this.') }), output: changed,
      entity: (input) => `action:${input.ids.join(',').slice(0, 200)}`,
      async handler(context, input) {
        await checkVisible(context, input.ids);
        return { items: await rejectActions(context, listeners, input.ids, input.reason) };
      },
    }),
    defineOperation({
      id: 'action.undo', summary: 'Take back actions that have not gone out yet', scope: 'write', effect: 'change', positional: ['ids...'], input: z.object({ ids }), output: changed, entity: (input) => `action:${input.ids.join(',').slice(0, 200)}`,
      async handler(context, input) {
        await checkVisible(context, input.ids);
        return { items: await undoActions(context, listeners, input.ids) };
      },
    }),
    defineOperation({
      id: 'action.edit', summary: 'Change what an action says or to whom, before it goes out', scope: 'write', effect: 'change', faults: ['conflict', 'invalid'], positional: ['id'],
      input: z.object({ id: z.string(), version: z.coerce.number().int().describe('The version that was read; another one is a conflict.'), content: actionContent, people: z.array(z.string()).max(50).optional() }),
      output: actionDetail, entity: ({ id }) => `action:${id}`,
      async handler(context, { people, ...edit }) {
        await getAction(context, edit.id);
        await editAction(context, { ...edit, personIds: people });
        return readActionDetail(context, edit.id);
      },
    }),
    defineOperation({
      id: 'action.resolve', summary: 'Say whether an uncertain message arrived', scope: 'write', effect: 'change', positional: ['id'], input: z.object({ id: z.string(), arrived: z.boolean() }), output: changed, entity: ({ id }) => `action:${id}`,
      async handler(context, { id, arrived }) {
        await checkVisible(context, [id]);
        return { items: await resolveUncertain(context, listeners, id, arrived) };
      },
    }),
  ];
}

/** Every operation on single actions. */
export function actionOperations(deps: ActionOperationDeps): AnyOperation[] {
  return [...reading(deps), proposing(deps), ...deciding(deps)];
}
