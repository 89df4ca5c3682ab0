import { z } from 'zod';
import { accountMerge, identityPair } from '../../contract/identity.ts';
import { listOf, pageInput } from '../../contract/listing.ts';
import { fault } from '../../lib/fault.ts';
import { bookCondition, type Context } from '../../platform/operation/context.ts';
import { defineOperation, type AnyOperation } from '../../platform/operation/operation.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { findPairs } from './find-pairs.ts';
import { mergeAccounts, splitAccounts, type MergeDeps } from './merge-accounts.ts';
import { mirrorUsageIdentity } from './usage-identity.ts';

/** What identity needs of the floors around it; joined in main. */
export interface IdentityDeps extends MergeDeps {
  /** The account that an id, external id or domain means, within the caller's book. */
  visibleAccount(context: Context, reference: string): Promise<string>;
  /** Called when the past of accounts changed: scores them and closes their history anew. */
  changed(context: Context, accountIds: readonly string[]): Promise<void>;
}

const account = z.string().describe('The account: its id, an external id, or its domain.');

async function readMerges(db: Db, visible: string, params: unknown[], where = 'true'): Promise<z.infer<typeof accountMerge>[]> {
  const rows = await db.query<Omit<z.infer<typeof accountMerge>, 'at'> & { at: Date }>(
    `select g.id, g.kept_id as "keptId", a.name as kept, g.merged_id as "mergedId", m.name as merged, g.at, g.by, g.undone_at is not null as undone,
       coalesce((select jsonb_object_agg(record, n) from (select record, count(*) as n from account_merge_item i where i.merge_id = g.id group by record) c), '{}') as moved
     from account_merge g join account a on a.id = g.kept_id join account m on m.id = g.merged_id where ${visible} and ${where} order by g.at desc, g.id desc`, params);
  return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
}

async function oneMerge({ db }: Context, id: string): Promise<z.infer<typeof accountMerge>> {
  const [merge] = await readMerges(db, 'true', [id], 'g.id = $1');
  if (!merge) throw fault('notFound', 'account_merge', `There is no merge "${id}".`, { remedy: 'See "identity merges".' });
  return merge;
}

/** Which accounts are one customer: candidates with their reasons, merging, taking it back, and saying that two are two. */
export function identityOperations(deps: IdentityDeps): AnyOperation[] {
  const pair = async (context: Context, one: string, other: string) => [await deps.visibleAccount(context, one), await deps.visibleAccount(context, other)].sort() as [string, string];
  return [
    defineOperation({
      id: 'identity.list', summary: 'Pairs of accounts that may be one customer, with the reasons; the surest first.', scope: 'read', effect: 'read', input: pageInput, output: listOf(identityPair),
      async handler({ db, principal }, { limit, cursor }) {
        const offset = cursor === undefined ? 0 : /^\d{1,9}$/.test(cursor) ? Number(cursor) : Number.NaN;
        if (Number.isNaN(offset)) throw fault('invalid', 'cursor', 'This cursor is not one of ours.', { remedy: 'Start again without a cursor.' });
        const { items, total } = await findPairs(db, principal, { limit, offset });
        return { items, total, next: offset + items.length < total && items.length > 0 ? String(offset + items.length) : null };
      },
    }),
    defineOperation({
      id: 'identity.confirm', summary: 'Make two accounts one: the second becomes part of the first. "identity split" takes it back.', scope: 'define', effect: 'change', reach: 'book', faults: ['notFound', 'conflict'], positional: ['keep', 'merge'], entity: ({ keep }) => keep,
      input: z.object({ keep: account, merge: account }), output: accountMerge,
      async handler(context, input) {
        const [keptId, mergedId] = [await deps.visibleAccount(context, input.keep), await deps.visibleAccount(context, input.merge)];
        const id = await mergeAccounts(context, deps, keptId, mergedId);
        await mirrorUsageIdentity(context.db, context.analytics);
        await deps.changed(context, [keptId]);
        return oneMerge(context, id);
      },
    }),
    defineOperation({
      id: 'identity.split', summary: 'Take a merge back: what moved returns. Records that came after it stay with the account they came to.', scope: 'define', effect: 'change', reach: 'book', faults: ['notFound', 'conflict'], positional: ['merge'], entity: ({ merge }) => merge,
      input: z.object({ merge: z.string().describe('The merge, as "identity merges" lists it.') }), output: accountMerge,
      async handler(context, input) {
        await deps.visibleAccount(context, (await oneMerge(context, input.merge)).keptId);
        const { keptId, mergedId } = await splitAccounts(context, deps, input.merge);
        await mirrorUsageIdentity(context.db, context.analytics);
        await deps.changed(context, [keptId, mergedId]);
        return oneMerge(context, input.merge);
      },
    }),
    defineOperation({
      id: 'identity.merges', summary: 'Accounts that were made one, newest first, with what moved.', scope: 'read', effect: 'read', input: z.object({}), output: listOf(accountMerge),
      async handler({ db, principal }) {
        const params: unknown[] = [];
        const items = await readMerges(db, bookCondition(principal, 'a', params), params);
        return { items, total: items.length, next: null };
      },
    }),
    defineOperation({
      id: 'identity.distinct', summary: 'Say that two accounts are two customers: they are not named as candidates again.', scope: 'define', effect: 'change', reach: 'book', faults: ['notFound'], positional: ['one', 'other'], entity: ({ one }) => one,
      input: z.object({ one: account, other: account, undo: z.boolean().default(false).describe('Take it back.') }), output: z.object({ distinct: z.boolean() }),
      async handler(context, input) {
        const [a, b] = await pair(context, input.one, input.other);
        if (a === b) throw fault('invalid', 'same_account', 'These are the same account.', { fields: [{ path: 'other', message: 'Name another account.' }] });
        if (input.undo) await context.db.query('delete from account_distinct where a_id = $1 and b_id = $2', [a, b]);
        else await context.db.query('insert into account_distinct (a_id, b_id, at, by) values ($1, $2, $3, $4) on conflict do nothing', [a, b, context.clock.wall(), context.principal.name]);
        return { distinct: !input.undo };
      },
    }),
  ];
}
