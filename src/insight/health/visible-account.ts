import { fault } from '../../lib/fault.ts';
import { bookCondition, type Context } from '../../platform/operation/context.ts';

/** The account an id, external id or domain means, within the caller's book; `notFound` otherwise, `conflict` when it means several. */
export async function visibleAccount(context: Context, reference: string): Promise<string> {
  const params: unknown[] = [reference];
  const rows = await context.db.query<{ id: string }>(
    `select a.id from account a where a.merged_into is null and ${bookCondition(context.principal, 'a', params)}
       and (a.id = $1 or lower(a.domain) = lower($1) or a.id in (select entity_id from external_id where entity = 'account' and value = $1)) limit 3`,
    params,
  );
  const exact = rows.find((row) => row.id === reference) ?? (rows.length === 1 ? rows[0] : undefined);
  if (exact) return exact.id;
  if (rows.length > 1) throw fault('conflict', 'account_ambiguous', `"${reference}" means ${rows.length} accounts.`, { remedy: 'Use the id that "account list" shows.' });
  throw fault('notFound', 'account', `There is no account "${reference}" in your book.`, { remedy: 'List them with "account list".' });
}

/** Ids and names of the accounts in the caller's book. */
export function visibleAccounts(context: Context): Promise<{ id: string; name: string; parentId: string | null }[]> {
  const params: unknown[] = [];
  return context.db.query(`select a.id, a.name, a.parent_id as "parentId" from account a where a.merged_into is null and ${bookCondition(context.principal, 'a', params)} order by a.name, a.id`, params);
}
