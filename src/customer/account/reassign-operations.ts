import { z } from 'zod';
import { listOf, pageInput } from '../../contract/listing.ts';
import { memberItem, reassignment } from '../../contract/reassign.ts';
import { bookCondition } from '../../platform/operation/context.ts';
import { defineOperation, type AnyOperation } from '../../platform/operation/operation.ts';
import { reassignAccounts, undoReassignment } from './reassign-accounts.ts';

/** Handing accounts over, taking it back, and who may own them. */
export function reassignOperations(): AnyOperation[] {
  return [
    defineOperation({
      id: 'account.reassign', summary: 'Hand accounts over to another owner, with a note on each timeline. All of them or none.', scope: 'write', effect: 'change',
      entity: (input) => (input.accountIds.length === 1 ? input.accountIds[0] : undefined),
      input: z.object({
        accountIds: z.array(z.string()).min(1).max(50_000).describe('The accounts, by id.'),
        ownerId: z.string().nullable().describe('The new owner, a member; null leaves them without one.'),
        note: z.string().trim().max(4000).optional().describe('What the new owner should know.'),
      }),
      output: reassignment,
      handler: (context, input) => reassignAccounts(context, { accountIds: input.accountIds, ownerId: input.ownerId, note: input.note || null }),
    }),
    defineOperation({
      id: 'account.unassign', summary: 'Take a hand-over back: owners as before, notes gone. An account that was given on meanwhile stays where it is.', scope: 'write', effect: 'change', positional: ['id'],
      entity: (input) => input.id, input: z.object({ id: z.string().describe('The hand-over, as "account reassign" answered it.') }), output: reassignment,
      handler: (context, input) => undoReassignment(context, input.id),
    }),
    defineOperation({
      id: 'member.list', summary: 'Colleagues who may own accounts, with how many they own.', scope: 'read', effect: 'read', input: pageInput, output: listOf(memberItem),
      async handler(context, input) {
        const params: unknown[] = [];
        const items = await context.db.query<z.input<typeof memberItem>>(
          `select m.id, m.name, m.email, count(a.id)::int as accounts from member m left join account a on a.owner_id = m.id and a.merged_into is null and ${bookCondition(context.principal, 'a', params)}
           group by m.id order by lower(m.name), m.id`, params);
        const start = input.cursor === undefined ? 0 : Math.max(0, items.findIndex((item) => item.id === input.cursor));
        return { items: items.slice(start, start + input.limit), total: items.length, next: items[start + input.limit]?.id ?? null };
      },
    }),
  ];
}
