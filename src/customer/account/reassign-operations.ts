import { z } from 'zod';
import { listOf, pageInput } from '../../contract/listing.ts';
import { memberItem, reassignment } from '../../contract/reassign.ts';
import { fault } from '../../lib/fault.ts';
import { bookCondition } from '../../platform/operation/context.ts';
import { defineOperation, type AnyOperation } from '../../platform/operation/operation.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { reassignAccounts, undoReassignment } from './reassign-accounts.ts';

const member = z.string().describe('A colleague or user: id, name or e-mail address.');

/** The member that an id, a name, an address or a user means; Fault notFound otherwise. */
export async function memberOf(db: Db, reference: string): Promise<string> {
  const rows = await db.query<{ id: string }>(
    'select m.id from member m left join app_user u on u.id = m.user_id where $1 in (m.id, m.user_id) or lower($1) in (lower(m.email), lower(u.email), lower(m.name)) order by (m.id = $1) desc, m.id limit 2', [reference]);
  if (rows.length === 2 && rows[0]?.id !== reference) throw fault('conflict', 'member_ambiguous', `"${reference}" means several colleagues.`, { remedy: 'Use the id that "member list" shows.' });
  if (!rows[0]) throw fault('notFound', 'member', `There is no colleague "${reference}".`, { remedy: '"member list" shows those who may own accounts.' });
  return rows[0].id;
}

/** Handing accounts over, taking it back, and who may own them. */
export function reassignOperations(): AnyOperation[] {
  return [
    defineOperation({
      id: 'account.reassign', summary: 'Hand accounts over to another owner, with a note on each timeline. All of them or none.', scope: 'assign', effect: 'change',
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
      id: 'account.unassign', summary: 'Take a hand-over back: owners as before, notes gone. An account that was given on meanwhile stays where it is.', scope: 'assign', effect: 'change', positional: ['id'],
      entity: (input) => input.id, input: z.object({ id: z.string().describe('The hand-over, as "account reassign" answered it.') }), output: reassignment,
      handler: (context, input) => undoReassignment(context, input.id),
    }),
    defineOperation({
      id: 'user.handover', summary: 'Hand all accounts of a colleague over to another, with a note on each timeline.', description: 'Taken back by "account unassign".', scope: 'assign', effect: 'change', reach: 'company', positional: ['from', 'to'], entity: (input) => `member:${input.from}`,
      input: z.object({ from: member, to: member, note: z.string().trim().max(4000).optional().describe('What the new owner should know.') }), output: reassignment,
      async handler(context, input) {
        const [from, to] = [await memberOf(context.db, input.from), await memberOf(context.db, input.to)];
        if (from === to) throw fault('invalid', 'to', 'Accounts are handed over to somebody else.', { fields: [{ path: 'to', message: 'Choose another colleague.' }] });
        const accounts = await context.db.query<{ id: string }>('select id from account where owner_id = $1 and merged_into is null', [from]);
        if (accounts.length === 0) throw fault('conflict', 'no_accounts', 'This colleague owns no account.');
        return reassignAccounts(context, { accountIds: accounts.map((row) => row.id), ownerId: to, note: input.note || null });
      },
    }),
    defineOperation({
      id: 'member.list', summary: 'Colleagues who may own accounts, with how many they own.', scope: 'read', effect: 'read', input: pageInput, output: listOf(memberItem),
      async handler(context, input) {
        const params: unknown[] = [];
        const items = await context.db.query<z.input<typeof memberItem>>(
          `select m.id, m.name, m.email, m.user_id as "userId", u.id is not null as active, count(a.id)::int as accounts
           from member m left join app_user u on u.id = m.user_id and u.disabled_at is null and u.accepted_at is not null left join account a on a.owner_id = m.id and a.merged_into is null and ${bookCondition(context.principal, 'a', params)}
           group by m.id, u.id order by lower(m.name), m.id`, params);
        const start = input.cursor === undefined ? 0 : Math.max(0, items.findIndex((item) => item.id === input.cursor));
        return { items: items.slice(start, start + input.limit), total: items.length, next: items[start + input.limit]?.id ?? null };
      },
    }),
  ];
}
