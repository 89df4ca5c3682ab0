import type { AccountEdit } from '../../contract/account-column.ts';
import type { Clock } from '../../lib/clock.ts';
import { fault } from '../../lib/fault.ts';
import { newId } from '../../lib/ids.ts';
import { bookCondition, type Principal } from '../../platform/operation/context.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { markDirty } from './mark-dirty.ts';
import { ensureManualSource, manualSourceId } from './reassign-accounts.ts';

export type FieldValue = AccountEdit['value'];
type Actor = { db: Db; clock: Clock; principal: Principal };

/** SQL of a field's present value as jsonb, `a` being the account. `field` has passed the contract's pattern. */
function valueSql(field: string): string {
  return field.startsWith('custom.') ? `coalesce(a.custom -> '${field.slice(7)}', 'null'::jsonb)` : `coalesce(to_jsonb(a.${field}), 'null'::jsonb)`;
}

/** SQL that sets a field to the jsonb expression `value`; null takes a custom attribute away. */
function assignment(field: string, value: string): string {
  if (!field.startsWith('custom.')) return `${field} = ${value} #>> '{}'`;
  const name = field.slice(7);
  return `custom = case when ${value} = 'null'::jsonb then a.custom - '${name}' else jsonb_set(a.custom, array['${name}'], ${value}) end`;
}

/** Locks the accounts; Fault `notFound` when one of them is not in the caller's book. */
async function lockAccounts(tx: Db, principal: Principal, accountIds: readonly string[]): Promise<void> {
  const params: unknown[] = [accountIds];
  const seen = await tx.query<{ id: string }>(`select a.id from account a where a.id = any($1) and a.merged_into is null and ${bookCondition(principal, 'a', params)} order by a.id for update`, params);
  if (seen.length === accountIds.length) return;
  const known = new Set(seen.map((row) => row.id));
  const missing = accountIds.filter((id) => !known.has(id));
  throw fault('notFound', 'account', missing.length === 1 ? 'One of these accounts is not there, or not yours to change.' : `${missing.length} of these accounts are not yours to change.`, { remedy: 'Load the list again; nothing was changed.' });
}

async function finish(tx: Db, clock: Clock, accountIds: readonly string[]): Promise<void> {
  await markDirty(tx, clock, accountIds, 'edit');
  await tx.query(`insert into change_feed (topic, entity_id) select 'account', unnest($1::text[])`, [accountIds]);
}

/**
 * Sets one field of accounts to one value, as a person's word: a version with source and time, kept against later loads. All accounts or none,
 * in a number of statements that does not grow with them. `revertEdit` takes it back.
 */
export async function editAccounts({ db, clock, principal }: Actor, edit: { accountIds: readonly string[]; field: string; value: FieldValue }): Promise<AccountEdit> {
  const accountIds = [...new Set(edit.accountIds)];
  const id = newId('edt', clock.wall().getTime());
  const value = JSON.stringify(edit.value === '' ? null : edit.value);
  await db.tx(async (tx) => {
    await ensureManualSource(tx, clock.wall());
    await lockAccounts(tx, principal, accountIds);
    await tx.query('insert into account_edit (id, at, by_id, by_name, field, value) values ($1, $2, $3, $4, $5, $6::jsonb)', [id, clock.wall(), principal.id, principal.name, edit.field, value]);
    const changed = await tx.query<{ id: string }>(
      `with item as (
         insert into account_edit_item (edit_id, account_id, from_value, from_source)
         select $1, a.id, ${valueSql(edit.field)}, coalesce(v.source_id, a.source_id) from account a
         left join lateral (select source_id from field_version f where f.entity = 'account' and f.entity_id = a.id and f.field = $4 order by f.known_at desc limit 1) v on true
         where a.id = any($2) and ${valueSql(edit.field)} is distinct from $3::jsonb returning account_id),
       version as (
         insert into field_version (entity, entity_id, field, value, source_id, happened_at, known_at) select 'account', account_id, $4, $3::jsonb, $5, null, $6 from item
         on conflict (entity, entity_id, field, source_id, known_at) do update set value = excluded.value)
       update account a set ${assignment(edit.field, '$3::jsonb')} from item where a.id = item.account_id returning a.id`,
      [id, accountIds, value, edit.field, manualSourceId, clock.wall()],
    );
    await finish(tx, clock, changed.map((row) => row.id));
  });
  const done = await readEdit(db, id);
  return { ...done, unchanged: accountIds.length - done.changed };
}

/**
 * Takes an edit back: each account gets the value it had, as its earlier source's word again. An account whose field was changed since stays as it is.
 * Faults: `notFound` for an unknown edit or accounts out of the caller's book, `conflict` when it was taken back already.
 */
export async function revertEdit({ db, clock, principal }: Actor, id: string): Promise<AccountEdit> {
  const edit = await readEdit(db, id);
  if (edit.undone) throw fault('conflict', 'edit_undone', 'This edit was taken back already.');
  let back = 0;
  await db.tx(async (tx) => {
    await lockAccounts(tx, principal, edit.accounts.map((row) => row.accountId));
    const taken = await tx.maybe('update account_edit set undone_at = $2 where id = $1 and undone_at is null returning id', [id, clock.wall()]);
    if (!taken) throw fault('conflict', 'edit_undone', 'This edit was taken back already.');
    const changed = await tx.query<{ id: string }>(
      `with item as (
         select i.account_id, i.from_value, i.from_source from account_edit_item i join account_edit e on e.id = i.edit_id join account a on a.id = i.account_id
         where i.edit_id = $1 and ${valueSql(edit.field)} = e.value),
       version as (
         insert into field_version (entity, entity_id, field, value, source_id, happened_at, known_at) select 'account', account_id, $2, from_value, coalesce(from_source, $3), null, $4 from item
         on conflict (entity, entity_id, field, source_id, known_at) do update set value = excluded.value)
       update account a set ${assignment(edit.field, 'item.from_value')} from item where a.id = item.account_id returning a.id`,
      [id, edit.field, manualSourceId, clock.wall()],
    );
    back = changed.length;
    await finish(tx, clock, changed.map((row) => row.id));
  });
  return { ...(await readEdit(db, id)), changed: back, unchanged: edit.accounts.length - back };
}

async function readEdit(db: Db, id: string): Promise<AccountEdit> {
  const row = await db.maybe<Omit<AccountEdit, 'changed' | 'unchanged'>>(
    `select e.id, e.field, e.value, e.undone_at is not null as undone,
       coalesce((select jsonb_agg(jsonb_build_object('accountId', account_id, 'before', from_value) order by account_id) from account_edit_item where edit_id = e.id), '[]') as accounts
     from account_edit e where e.id = $1`,
    [id],
  );
  if (!row) throw fault('notFound', 'edit', 'There is no such edit.');
  return { ...row, changed: row.accounts.length, unchanged: 0 };
}
