import type { Reassignment } from '../../contract/reassign.ts';
import { fault } from '../../lib/fault.ts';
import { newId } from '../../lib/ids.ts';
import type { Clock } from '../../lib/clock.ts';
import { bookCondition, type Principal } from '../../platform/operation/context.ts';
import type { Db } from '../../platform/postgres/database.ts';

/** What people enter themselves is kept under this source. */
export const manualSourceId = 'manual';

/** Makes sure that the source of what people enter exists. */
export async function ensureManualSource(db: Db, wall: Date): Promise<void> {
  await db.query(`insert into source (id, kind, name, created_at) values ($1, 'manual', 'Entered by people', $2) on conflict (id) do nothing`, [manualSourceId, wall]);
}

/** Who gives accounts to whom. `ownerId` null leaves them without an owner. */
export interface ReassignRequest {
  accountIds: readonly string[];
  ownerId: string | null;
  note: string | null;
}

type Actor = { db: Db; clock: Clock; principal: Pick<Principal, 'name' | 'book' | 'userId'> };

async function ownerName(db: Db, ownerId: string | null): Promise<string> {
  if (ownerId === null) return 'nobody';
  const member = await db.maybe<{ name: string }>('select name from member where id = $1', [ownerId]);
  if (!member) throw fault('notFound', 'member', `There is no colleague "${ownerId}".`, { remedy: '"member list" shows those who may own accounts.' });
  return member.name;
}

/**
 * Gives accounts to another owner: owner, field version, hand-over note on each timeline and the record that undoes it, in one statement for all
 * accounts. All or none: Fault `notFound` when one of them is not in the caller's book. Facts do not read owners, so nothing is scored again.
 */
export async function reassignAccounts({ db, clock, principal }: Actor, request: ReassignRequest): Promise<Reassignment> {
  const accountIds = [...new Set(request.accountIds)];
  const to = await ownerName(db, request.ownerId);
  const id = newId('rea', clock.wall().getTime());
  await db.tx(async (tx) => {
    await ensureManualSource(tx, clock.wall());
    const params: unknown[] = [accountIds];
    const seen = await tx.query<{ id: string }>(`select a.id from account a where a.id = any($1) and a.merged_into is null and ${bookCondition(principal as Principal, 'a', params)} order by a.id for update`, params);
    if (seen.length < accountIds.length) {
      const known = new Set(seen.map((row) => row.id));
      const missing = accountIds.filter((one) => !known.has(one));
      throw fault('notFound', 'account', `${missing.length === 1 ? `There is no account "${missing[0]}"` : `${missing.length} of these accounts are not`} in your book.`, { remedy: 'Load the list again; nothing was handed over.' });
    }
    await tx.query('insert into reassignment (id, at, by, owner_id, note, by_user_id) values ($1, $2, $3, $4, $5, $6)', [id, clock.now(), principal.name, request.ownerId, request.note, principal.userId ?? null]);
    await tx.query(
      `with moved as (
         insert into reassignment_account (reassignment_id, account_id, from_owner_id)
         select $1, a.id, a.owner_id from account a where a.id = any($2) and a.owner_id is distinct from $3::text returning account_id, from_owner_id),
       owned as (update account a set owner_id = $3 from moved where a.id = moved.account_id),
       version as (
         insert into field_version (entity, entity_id, field, value, source_id, happened_at, known_at)
         select 'account', account_id, 'owner_id', coalesce(to_jsonb($3::text), 'null'::jsonb), $4, $5, $6 from moved
         on conflict (entity, entity_id, field, source_id, known_at) do update set value = excluded.value),
       told as (
         insert into activity (id, account_id, kind, at, subject, body, author, source_id, known_at)
         select 'act_' || md5($1 || account_id), moved.account_id, 'note', $5, 'Handed over from ' || coalesce(m.name, 'nobody') || ' to ' || $7::text, $8, $9, $4, $6
         from moved left join member m on m.id = moved.from_owner_id)
       insert into change_feed (topic, entity_id) select 'account', account_id from moved
         union all select 'book', owner from (select from_owner_id as owner from moved union select $3) o where owner is not null and exists (select 1 from moved)`,
      [id, accountIds, request.ownerId, manualSourceId, clock.now(), clock.wall(), to, request.note, principal.name],
    );
  });
  return { ...(await readReassignment(db, id)), unchanged: accountIds.length - (await movedCount(db, id)) };
}

async function movedCount(db: Db, id: string): Promise<number> {
  return (await db.one<{ n: number }>('select count(*)::int as n from reassignment_account where reassignment_id = $1', [id])).n;
}

/** A hand-over by its id; Fault `notFound` when there is none. */
export async function readReassignment(db: Db, id: string): Promise<Reassignment> {
  const row = await db.maybe<{ at: Date; by: string; ownerId: string | null; owner: string | null; note: string | null; undone: boolean; accounts: Reassignment['accounts'] }>(
    `select r.at, r.by, r.owner_id as "ownerId", m.name as owner, r.note, r.undone_at is not null as undone,
       coalesce((select jsonb_agg(jsonb_build_object('accountId', account_id, 'fromOwnerId', from_owner_id) order by account_id) from reassignment_account where reassignment_id = r.id), '[]') as accounts
     from reassignment r left join member m on m.id = r.owner_id where r.id = $1`,
    [id],
  );
  if (!row) throw fault('notFound', 'reassignment', `There is no hand-over "${id}".`);
  return {
    id, at: row.at.toISOString(), by: row.by, owner: row.ownerId === null ? null : { id: row.ownerId, name: row.owner ?? row.ownerId }, note: row.note,
    moved: row.accounts.length, unchanged: 0, undone: row.undone, accounts: row.accounts,
  };
}

/**
 * Takes a hand-over back: owners as before and the notes gone, in one statement. An account that was given on meanwhile keeps its newer owner.
 * Faults: `notFound` for an unknown one or accounts outside the caller's book, `conflict` when it was taken back before.
 */
export async function undoReassignment({ db, clock, principal }: Actor, id: string): Promise<Reassignment> {
  await db.tx(async (tx) => {
    const row = await tx.maybe<{ undone: boolean }>('select undone_at is not null as undone from reassignment where id = $1 for update', [id]);
    if (!row) throw fault('notFound', 'reassignment', `There is no hand-over "${id}".`);
    if (row.undone) throw fault('conflict', 'undone', 'This hand-over was taken back before.', { remedy: 'Load the list again.' });
    const params: unknown[] = [id];
    const hidden = await tx.one<{ n: number }>(`select count(*)::int as n from reassignment_account r join account a on a.id = r.account_id where r.reassignment_id = $1 and not (${bookCondition(principal as Principal, 'a', params)} or r.from_owner_id is not distinct from ${ownBook(principal, params)})`, params);
    if (hidden.n > 0) throw fault('notFound', 'account', 'Some of these accounts are not in your book.');
    await tx.query(
      `with back as (
         select r.account_id, r.from_owner_id from reassignment_account r join reassignment b on b.id = r.reassignment_id join account a on a.id = r.account_id
         where r.reassignment_id = $1 and a.owner_id is not distinct from b.owner_id),
       owned as (update account a set owner_id = back.from_owner_id from back where a.id = back.account_id),
       version as (
         insert into field_version (entity, entity_id, field, value, source_id, happened_at, known_at)
         select 'account', account_id, 'owner_id', coalesce(to_jsonb(from_owner_id), 'null'::jsonb), $2, $3, $4 from back
         on conflict (entity, entity_id, field, source_id, known_at) do update set value = excluded.value),
       untold as (delete from activity where id in (select 'act_' || md5($1 || account_id) from back)),
       done as (update reassignment set undone_at = $3, undone_by = $5 where id = $1)
       insert into change_feed (topic, entity_id) select 'account', account_id from back
         union all select 'book', owner from (select from_owner_id as owner from back union select owner_id from reassignment where id = $1) o where owner is not null and exists (select 1 from back)`,
      [id, manualSourceId, clock.now(), clock.wall(), principal.name],
    );
  });
  return readReassignment(db, id);
}

/** The member whose book it is, as a parameter: what was handed away from one's own book may be taken back. */
function ownBook(principal: Pick<Principal, 'book'>, params: unknown[]): string {
  params.push(typeof principal.book === 'object' && 'ownerId' in principal.book ? principal.book.ownerId : null);
  return `$${params.length}::text`;
}
