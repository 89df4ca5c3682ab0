import { z } from 'zod';
import { asOfInput, day, listOf, pageInput } from '../../../contract/listing.ts';
import { signalItem } from '../../../contract/signal.ts';
import { asOf } from '../../../lib/as-of.ts';
import { fault } from '../../../lib/fault.ts';
import { dayOf } from '../../../lib/period.ts';
import { bookCondition, type Context } from '../../../platform/operation/context.ts';
import { defineOperation, type AnyOperation } from '../../../platform/operation/operation.ts';
import { acknowledgeSignals, reopenSignals } from '../acknowledge-signals.ts';
import { actOnSignal, actOnSignals } from '../act-on-signal.ts';
import { getSignal, readSignals } from '../read-signals.ts';
import { readRetrospectives } from '../retrospective.ts';
import { signalReport, signalShow, signalTypes } from './signal-insight-operations.ts';

/** What the signal operations need of the floors around them; joined in main. */
export interface SignalDeps {
  /** The account that an id, external id or domain means, within the caller's book. */
  resolveAccountId(context: Context, reference: string): Promise<string>;
}

const stateFilter = z.enum(['live', 'all', 'open', 'acknowledged', 'in_play', 'snoozed', 'resolved', 'expired']);

function offsetOf(cursor: string | undefined): number {
  if (cursor === undefined) return 0;
  const offset = /^\d{1,9}$/.test(cursor) ? Number(cursor) : Number.NaN;
  if (Number.isNaN(offset)) throw fault('invalid', 'cursor', 'This cursor is not one of ours.', { remedy: 'Start again without a cursor.' });
  return offset;
}

function pageOf<T>({ items, total }: { items: T[]; total: number }, offset: number) {
  const next = offset + items.length;
  return { items, total, next: items.length > 0 && next < total ? String(next) : null };
}

function signalList({ resolveAccountId }: SignalDeps): AnyOperation {
  return defineOperation({
    id: 'signal.list',
    summary: 'Signals of the book, the gravest first',
    input: asOfInput.extend(pageInput.shape).extend({
      state: stateFilter.default('live').describe('"live" is everything not ended.'),
      family: z.enum(['risk', 'growth', 'advocacy']).optional(),
      type: z.string().optional().describe('A signal type, for example usage_drop.'),
      accountId: z.string().optional().describe('The account: its id, an external id, or its domain.'),
    }),
    output: listOf(signalItem),
    scope: 'read',
    effect: 'read',
    async handler(context, { at, limit, cursor, accountId, ...filter }) {
      const offset = offsetOf(cursor);
      const account = accountId === undefined ? undefined : await resolveAccountId(context, accountId);
      return pageOf(await readSignals(context, { ...filter, at, accountId: account }, { limit, offset }), offset);
    },
  });
}

const signalAct = defineOperation({
  id: 'signal.act',
  summary: 'Acknowledge, assign, snooze, resolve, reopen or play a signal',
  description: 'What is resolved does not open again until its condition has cleared; "until" keeps it quiet up to that day.',
  input: z.object({
    id: z.string(),
    version: z.coerce.number().int().describe('The version that was read; another one is a conflict.'),
    action: z.enum(['acknowledge', 'assign', 'snooze', 'resolve', 'reopen', 'play']),
    note: z.string().max(2000).optional().describe('Why; needed to resolve.'),
    until: day.optional().describe('Snooze, or keep quiet after resolving, until this day.'),
    assignee: z.string().optional().describe('Who takes it.'),
  }),
  output: signalItem,
  scope: 'write',
  effect: 'change',
  faults: ['notFound', 'conflict'],
  positional: ['id', 'action'],
  entity: ({ id }) => `signal:${id}`,
  async handler(context, act) {
    await getSignal(context, act.id);
    const at = context.clock.now();
    await actOnSignal(context.db, act, context.principal.id, { at, today: dayOf(at) });
    return getSignal(context, act.id);
  },
});

const stand = z.object({ state: z.enum(['open', 'acknowledged', 'in_play', 'snoozed']), assignee: z.string().nullable(), snoozedUntil: z.string().nullable() });

const signalBatch = defineOperation({
  id: 'signal.batch',
  summary: 'Act on many signals at once, or take such an action back',
  description: 'One that is refused does not hold up the others. To undo, send the answered items with the action "revert" and where each stood as "to".',
  input: z.object({
    action: z.enum(['acknowledge', 'assign', 'snooze', 'resolve', 'reopen', 'play', 'revert']),
    items: z.array(z.object({ id: z.string(), version: z.coerce.number().int(), to: stand.optional().describe('revert: where it stood.') })).min(1).max(2000),
    note: z.string().max(2000).optional().describe('Why; needed to resolve.'),
    until: day.optional().describe('Snooze, or keep quiet after resolving, until this day.'),
    assignee: z.string().optional().describe('Who takes them.'),
  }),
  output: z.object({
    items: z.array(z.object({ id: z.string(), version: z.number().int(), before: stand.nullable().describe('Where it stood; null when it was closed.') })),
    rejected: z.array(z.object({ id: z.string(), code: z.string(), message: z.string() })),
  }),
  scope: 'write',
  effect: 'change',
  faults: ['notFound'],
  entity: ({ items }) => `signal:${items.length}`,
  async handler(context, { items, ...act }) {
    const params: unknown[] = [items.map(({ id }) => id)];
    const seen = await context.db.query<{ id: string }>(`select s.id from signal s join account a on a.id = s.account_id where s.id = any($1) and ${bookCondition(context.principal, 'a', params)}`, params);
    if (seen.length < new Set(items.map(({ id }) => id)).size) throw fault('notFound', 'signal', 'Some of these signals are not yours to change.', { remedy: 'Read the list again; nothing was changed.' });
    const at = context.clock.now();
    const { done, refused } = await actOnSignals(context.db, items.map((item) => ({ ...act, ...item })), context.principal.id, { at, today: dayOf(at) });
    return { items: done, rejected: refused.map(({ id, fault: { code, message } }) => ({ id, code, message })) };
  },
});

const signalAcknowledge = defineOperation({
  id: 'signal.acknowledge',
  summary: 'Acknowledge every open signal of many accounts, or open those again',
  input: z.object({
    accountIds: z.array(z.string()).max(50_000).optional().describe('Accounts whose open signals are acknowledged.'),
    reopen: z.array(z.string()).max(50_000).optional().describe('Signals to open again: the answer of an earlier call.'),
  }).refine((input) => (input.accountIds === undefined) !== (input.reopen === undefined), 'Give either accountIds or reopen.'),
  output: z.object({ signalIds: z.array(z.string()) }),
  scope: 'write',
  effect: 'change',
  handler: async (context, input) => ({ signalIds: input.reopen ? await reopenSignals(context, input.reopen) : await acknowledgeSignals(context, input.accountIds ?? []) }),
});

const retrospective = z.object({
  accountId: z.string(),
  accountName: z.string(),
  leftOn: z.string(),
  reason: z.string().nullable(),
  leadDays: z.number().nullable().describe('Days from the earliest warning to the leaving; null when nothing warned.'),
  warnings: z.array(z.object({
    signalId: z.string(), type: z.string(), severity: z.string(), openedOn: z.string(), closedOn: z.string().nullable(), leadDays: z.number(),
    actions: z.array(z.object({ at: z.string(), by: z.string(), toState: z.string(), note: z.string().nullable() })),
  })),
});

function signalRetrospective({ resolveAccountId }: SignalDeps): AnyOperation {
  return defineOperation({
    id: 'signal.retrospective',
    summary: 'For each customer that left: which signals warned, how long ahead, and what was done',
    input: asOfInput.extend(pageInput.shape).extend({ accountId: z.string().optional() }),
    output: listOf(retrospective),
    scope: 'read',
    effect: 'read',
    async handler(context, { at, limit, cursor, accountId }) {
      const offset = offsetOf(cursor);
      const account = accountId === undefined ? undefined : await resolveAccountId(context, accountId);
      return pageOf(await readRetrospectives(context, asOf(at, context.clock).day, account, { limit, offset }), offset);
    },
  });
}

/** Every operation on signals. */
export function signalOperations(deps: SignalDeps): AnyOperation[] {
  return [signalList(deps), signalShow, signalAct, signalBatch, signalAcknowledge, signalTypes, signalReport, signalRetrospective(deps)];
}
