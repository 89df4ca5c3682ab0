import { z } from 'zod';
import { listOf, pageInput } from '../../../contract/listing.ts';
import { inboundKind, replyItem } from '../../../contract/reply.ts';
import { fault } from '../../../lib/fault.ts';
import type { Context } from '../../../platform/operation/context.ts';
import { defineOperation, type AnyOperation } from '../../../platform/operation/operation.ts';
import { byWhom } from '../change-actions.ts';
import { readReplies } from '../inbound/read-replies.ts';
import type { ActionOperationDeps } from './action-operations.ts';

const ids = z.array(z.string()).min(1).max(500);
const changed = z.object({ changed: z.number().int().describe('Replies whose state changed.') });

async function mark(context: Context, given: readonly string[], settled: boolean): Promise<{ changed: number }> {
  const { items } = await readReplies(context, { open: false, ids: given, limit: given.length, offset: 0 });
  const missing = given.find((id) => !items.some((item) => item.id === id));
  if (missing !== undefined) throw fault('notFound', 'reply', `There is no reply "${missing}" in your book.`, { remedy: 'See "reply list".' });
  const rows = await context.db.query<{ account_id: string }>(
    `update inbound_mail set settled_at = $2, settled_by = $3 where id = any($1) and (settled_at is null) = $4 returning account_id`, [given, settled ? context.clock.now() : null, settled ? byWhom(context) : null, settled]);
  await context.db.query("insert into change_feed (topic, entity_id) select distinct 'account', id from unnest($1::text[]) id", [rows.map((row) => row.account_id)]);
  return { changed: rows.length };
}

/** What customers answered to e-mail that left, and what mail servers reported of it. */
export function replyOperations({ visibleAccount }: Pick<ActionOperationDeps, 'visibleAccount'>): AnyOperation[] {
  return [
    defineOperation({
      id: 'reply.list', summary: 'Answers of customers to e-mail that left through the outbox', scope: 'read', effect: 'read', output: listOf(replyItem),
      input: pageInput.extend({ state: z.enum(['open', 'all']).default('open').describe('"open": nobody reached out afterwards, or marked it as dealt with.'), account: z.string().optional().describe('The account: its id, an external id, or its domain.'), limit: z.coerce.number().int().min(1).max(500).default(100) }),
      async handler(context, { state, account, limit, cursor }) {
        const offset = /^\d{1,9}$/.test(cursor ?? '0') ? Number(cursor ?? 0) : 0;
        const { items, total } = await readReplies(context, { open: state === 'open', accountId: account === undefined ? undefined : await visibleAccount(context, account), limit, offset });
        return { items, total, next: items.length > 0 && offset + items.length < total ? String(offset + items.length) : null };
      },
    }),
    defineOperation({ id: 'reply.settle', summary: 'Mark replies as dealt with', scope: 'write', effect: 'change', positional: ['ids...'], input: z.object({ ids }), output: changed, entity: (input) => input.ids[0], handler: (context, input) => mark(context, input.ids, true) }),
    defineOperation({ id: 'reply.reopen', summary: 'Take back that replies were dealt with', scope: 'write', effect: 'change', positional: ['ids...'], input: z.object({ ids }), output: changed, entity: (input) => input.ids[0], handler: (context, input) => mark(context, input.ids, false) }),
    defineOperation({
      id: 'reply.status', summary: 'What came back on mail in the last 30 days, by kind, and when the last came', scope: 'oversee', effect: 'read', input: z.object({}),
      output: z.object({ lastAt: z.string().nullable(), kinds: z.array(z.object({ kind: inboundKind, count: z.number().int() })) }),
      async handler({ db, clock }) {
        const kinds = await db.query<{ kind: z.infer<typeof inboundKind>; count: number; last: Date }>(`select kind, count(*)::int as count, max(received_at) as last from inbound_mail where received_at > $1::timestamptz - interval '30 days' group by kind order by count(*) desc, kind`, [clock.now()]);
        const last = await db.one<{ at: Date | null }>('select max(received_at) as at from inbound_mail');
        return { lastAt: last.at?.toISOString() ?? null, kinds: kinds.map(({ kind, count }) => ({ kind, count })) };
      },
    }),
  ];
}
