import { z } from 'zod';
import { listOf } from '../../contract/listing.ts';
import { handoverItem, memberItem, type MemberItem } from '../../contract/user.ts';
import { bookCondition } from '../../platform/operation/context.ts';
import { defineOperation, type AnyOperation } from '../../platform/operation/operation.ts';
import { handOver, memberOf, readHandovers, undoHandOver } from './hand-over.ts';

const member = z.string().describe('A team member or user: id, name or e-mail address.');

/** Team members who own accounts, and accounts that go from one to another at once. */
export function memberOperations(): AnyOperation[] {
  return [
    defineOperation({
      id: 'member.list', summary: 'Team members who own accounts.', scope: 'read', effect: 'read', input: z.object({}), output: listOf(memberItem),
      async handler({ db, principal }) {
        const params: unknown[] = [];
        const visible = bookCondition(principal, 'a', params);
        const items = await db.query<MemberItem>(
          `select m.id, m.name, m.email, m.user_id as "userId", u.id is not null as active, (select count(*) from account a where a.owner_id = m.id and a.merged_into is null and ${visible})::int as accounts
           from member m left join app_user u on u.id = m.user_id and u.disabled_at is null and u.accepted_at is not null order by lower(m.name), m.id`, params);
        return { items, total: items.length, next: null };
      },
    }),
    defineOperation({
      id: 'user.handover', summary: 'Hand all accounts of a team member over to another, with a note in each timeline.', scope: 'assign', effect: 'change', reach: 'company', positional: ['from', 'to'], entity: (input) => `member:${input.from}`,
      input: z.object({ from: member, to: member, note: z.string().trim().max(2000).optional().describe('What the new owner should know.') }), output: handoverItem,
      async handler(context, input) {
        const [from, to] = [await memberOf(context.db, input.from), await memberOf(context.db, input.to)];
        return handOver(context.db, context.clock, { from, to, note: input.note || null, by: context.principal.name });
      },
    }),
    defineOperation({
      id: 'handover.list', summary: 'Hand-overs of books, newest first.', scope: 'assign', effect: 'read', reach: 'company', input: z.object({}), output: listOf(handoverItem),
      async handler({ db }) {
        const items = await readHandovers(db);
        return { items, total: items.length, next: null };
      },
    }),
    defineOperation({
      id: 'handover.undo', summary: 'Take a hand-over back: accounts still with the receiver return.', scope: 'assign', effect: 'change', reach: 'company', positional: ['id'], entity: (input) => input.id,
      input: z.object({ id: z.string() }), output: handoverItem.extend({ returned: z.number().int().describe('Accounts that went back.') }),
      handler: (context, input) => undoHandOver(context.db, context.clock, input.id),
    }),
  ];
}
