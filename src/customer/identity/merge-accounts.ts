import { fault } from '../../lib/fault.ts';
import { newId } from '../../lib/ids.ts';
import type { Context } from '../../platform/operation/context.ts';
import type { Db } from '../../platform/postgres/database.ts';

/** Tables whose rows belong to an account by `account_id` and have an `id` of their own. */
const records = ['person', 'agreement_line', 'invoice', 'ticket', 'activity', 'survey_answer', 'business_change'];
/** What the floors above keep about accounts; joined in main. */
export interface MergeDeps {
  /** Further tables with `id` and `account_id` whose rows go with the account. */
  records: readonly string[];
  /** Further tables with at most one row of an account for each key: a row goes with the account unless the kept one has its own. */
  keyed: readonly { table: string; key: string }[];
  /** Forgets what was computed of an account that is none any more. */
  forget(tx: Db, accountId: string): Promise<void>;
}

/** Plain fields that the kept account takes over where it has none. */
const fields = ['domain', 'owner_id', 'industry', 'country', 'region', 'segment', 'tier', 'stage', 'customer_since', 'seats', 'currency', 'parent_id'] as const;

/** SQL that moves rows and notes their keys: $1 the merge, $2 from, $3 to. */
function moving(table: string, key: string, column: string, where = ''): string {
  return `with moved as (update ${table} set ${column} = $3 where ${column} = $2 ${where} returning ${key} as key) insert into account_merge_item (merge_id, record, key) select $1, '${table}', key from moved`;
}

/**
 * Makes `mergedId` part of `keptId`: its records, ids, people and usage keys move, fields that the kept account lacks are taken over, and its own page
 * ends. What moved is noted, so that {@link splitAccounts} puts it back. A Fault `conflict` when one of them is part of another already.
 */
export async function mergeAccounts({ db, clock, principal }: Pick<Context, 'db' | 'clock' | 'principal'>, deps: MergeDeps, keptId: string, mergedId: string): Promise<string> {
  if (keptId === mergedId) throw fault('invalid', 'same_account', 'These are the same account.', { fields: [{ path: 'merge', message: 'Name another account.' }] });
  const id = newId('mrg', clock.wall().getTime());
  await db.tx(async (tx) => {
    const rows = await tx.query<{ id: string; merged_into: string | null }>('select id, merged_into from account where id = any($1) order by id for update', [[keptId, mergedId]]);
    if (rows.length < 2 || rows.some((row) => row.merged_into !== null)) throw fault('conflict', 'account_merged', 'One of these accounts is part of another already.', { remedy: 'List the candidates anew.' });
    const { filled } = await tx.one<{ filled: string[] }>(
      `select array_remove(array[${fields.map((field) => `case when k.${field} is null and m.${field} is not null ${field === 'parent_id' ? 'and m.parent_id <> k.id' : ''} then '${field}' end`).join(', ')}], null) as filled from account k, account m where k.id = $1 and m.id = $2`, [keptId, mergedId]);
    await tx.query('insert into account_merge (id, kept_id, merged_id, at, by, filled) values ($1, $2, $3, $4, $5, $6)', [id, keptId, mergedId, clock.wall(), principal.name, JSON.stringify(filled)]);
    for (const table of [...records, ...deps.records]) await tx.query(moving(table, 'to_jsonb(id)', 'account_id'), [id, mergedId, keptId]);
    for (const { table, key } of deps.keyed) await tx.query(moving(table, `to_jsonb(${key})`, 'account_id', `and not exists (select 1 from ${table} own where own.${key} = ${table}.${key} and own.account_id = $3)`), [id, mergedId, keptId]);
    await tx.query(moving('external_id', `jsonb_build_object('source', source_id, 'value', value)`, 'entity_id', "and entity = 'account'"), [id, mergedId, keptId]);
    await tx.query(moving('usage_identity', `jsonb_build_object('source', source_id, 'kind', kind, 'key', key)`, 'account_id').replace('set account_id = $3', 'set account_id = $3, version = version + 1'), [id, mergedId, keptId]);
    await tx.query(moving('account', 'to_jsonb(id)', 'parent_id', 'and id <> $3'), [id, mergedId, keptId]);
    await tx.query('update account set parent_id = null where id = $2 and parent_id = $1', [mergedId, keptId]);
    for (const field of filled) await tx.query(`update account k set ${field} = m.${field} from account m where k.id = $1 and m.id = $2`, [keptId, mergedId]);
    await tx.query('update account set merged_into = $1 where id = $2 or merged_into = $2', [keptId, mergedId]);
    await deps.forget(tx, mergedId);
  });
  return id;
}

const returning: Record<string, string> = {
  external_id: `update external_id t set entity_id = $2 from account_merge_item i where i.merge_id = $1 and i.record = 'external_id' and t.entity = 'account' and t.source_id = i.key ->> 'source' and t.value = i.key ->> 'value'`,
  usage_identity: `update usage_identity t set account_id = $2, version = t.version + 1 from account_merge_item i where i.merge_id = $1 and i.record = 'usage_identity' and t.source_id = i.key ->> 'source' and t.kind = i.key ->> 'kind' and t.key = i.key ->> 'key'`,
  account: `update account t set parent_id = $2 from account_merge_item i where i.merge_id = $1 and i.record = 'account' and to_jsonb(t.id) = i.key`,
};

/**
 * Takes a merge back: what moved returns, fields taken over are emptied again where nobody changed them since. Records that came after the merge stay
 * with the account they came to. Answers both accounts.
 */
export async function splitAccounts({ db, clock, principal }: Pick<Context, 'db' | 'clock' | 'principal'>, deps: MergeDeps, mergeId: string): Promise<{ keptId: string; mergedId: string }> {
  return db.tx(async (tx) => {
    const merge = await tx.maybe<{ kept_id: string; merged_id: string; filled: string[] }>('update account_merge set undone_at = $2, undone_by = $3 where id = $1 and undone_at is null returning kept_id, merged_id, filled', [mergeId, clock.wall(), principal.name]);
    if (!merge) throw fault('notFound', 'account_merge', `There is no merge "${mergeId}" to take back.`, { remedy: 'See "identity merges".' });
    const { kept_id: keptId, merged_id: mergedId } = merge;
    const { merged_into: into } = await tx.one<{ merged_into: string | null }>('select merged_into from account where id = $1', [mergedId]);
    if (into !== keptId) throw fault('conflict', 'account_merged', 'The account it went into went into another one since.', { remedy: 'Take the later merge back first.' });
    for (const table of [...records, ...deps.records]) await tx.query(`update ${table} t set account_id = $2 from account_merge_item i where i.merge_id = $1 and i.record = '${table}' and to_jsonb(t.id) = i.key`, [mergeId, mergedId]);
    for (const { table, key } of deps.keyed) await tx.query(`update ${table} t set account_id = $2 from account_merge_item i where i.merge_id = $1 and i.record = '${table}' and to_jsonb(t.${key}) = i.key and t.account_id = $3`, [mergeId, mergedId, keptId]);
    for (const statement of Object.values(returning)) await tx.query(statement, [mergeId, mergedId]);
    for (const field of merge.filled.filter((name) => (fields as readonly string[]).includes(name))) await tx.query(`update account k set ${field} = null from account m where k.id = $1 and m.id = $2 and k.${field} = m.${field}`, [keptId, mergedId]);
    await tx.query('update account set merged_into = null where id = $1', [mergedId]);
    return { keptId, mergedId };
  });
}
