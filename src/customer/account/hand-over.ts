import type { HandoverItem } from '../../contract/user.ts';
import type { Clock } from '../../lib/clock.ts';
import { fault } from '../../lib/fault.ts';
import { newId } from '../../lib/ids.ts';
import type { Db } from '../../platform/postgres/database.ts';

/** The source of what people write in the product itself. */
export const manualSourceId = 'manual';

const items = `select h.id, h.from_member as "fromMember", coalesce(f.name, h.from_member) as "fromName", h.to_member as "toMember", coalesce(t.name, h.to_member) as "toName", h.note, h.by, h.at,
  (select count(*) from handover_account a where a.handover_id = h.id)::int as accounts, h.undone_at as "undoneAt"
  from handover h left join member f on f.id = h.from_member left join member t on t.id = h.to_member`;

/** Hand-overs, newest first, or one of them. */
export async function readHandovers(db: Db, id?: string): Promise<HandoverItem[]> {
  const rows = await db.query<Omit<HandoverItem, 'at' | 'undoneAt'> & { at: Date; undoneAt: Date | null }>(`${items} where $1::text is null or h.id = $1 order by h.at desc limit 200`, [id ?? null]);
  return rows.map((row) => ({ ...row, at: row.at.toISOString(), undoneAt: row.undoneAt?.toISOString() ?? null }));
}

// Owner, its kept version, the note in the timeline and the word to open pages: one statement for all accounts.
const moveStatement = `with moved as (
    update account a set owner_id = $2 where a.owner_id = $1 and a.merged_into is null returning a.id
  ), versions as (
    insert into field_version (entity, entity_id, field, value, source_id, happened_at, known_at) select 'account', id, 'owner_id', to_jsonb($2::text), $3, $4, $5 from moved
    on conflict (entity, entity_id, field, source_id, known_at) do update set value = excluded.value
  ), notes as (
    insert into activity (id, account_id, kind, at, subject, body, author, custom, source_id, known_at)
    select md5($6 || id)::uuid::text, id, 'note', $4, $7, $8, $9, jsonb_build_object('handover', $6::text), $3, $5 from moved
  ), kept as (
    insert into handover_account (handover_id, account_id, activity_id) select $6, id, md5($6 || id)::uuid::text from moved
  ), told as (
    insert into change_feed (topic, entity_id) select 'account', id from moved union all select 'book', unnest(array[$1, $2]) union all select 'metric', 'all'
  ) select count(*)::int as accounts from moved`;

/** Gives all accounts of one member to another, with a note in each timeline. Returns the hand-over, which can be undone. */
export async function handOver(db: Db, clock: Clock, given: { from: string; to: string; note: string | null; by: string }): Promise<HandoverItem> {
  if (given.from === given.to) throw fault('invalid', 'to', 'Accounts are handed over to somebody else.', { fields: [{ path: 'to', message: 'Choose another team member.' }] });
  const id = newId('hnd', clock.wall().getTime());
  await db.tx(async (tx) => {
    const names = new Map((await tx.query<{ id: string; name: string }>('select id, name from member where id = any($1)', [[given.from, given.to]])).map((row) => [row.id, row.name]));
    for (const [path, memberId] of [['from', given.from], ['to', given.to]] as const) if (!names.has(memberId)) throw fault('notFound', 'member', `There is no team member "${memberId}".`, { remedy: 'See "member list".', fields: [{ path, message: 'Choose a team member.' }] });
    await tx.query("insert into source (id, kind, name, created_at) values ($1, 'manual', 'Entered here', $2) on conflict do nothing", [manualSourceId, clock.wall()]);
    await tx.query('insert into handover (id, from_member, to_member, note, by, at) values ($1, $2, $3, $4, $5, $6)', [id, given.from, given.to, given.note, given.by, clock.wall()]);
    const { accounts } = await tx.one<{ accounts: number }>(moveStatement, [given.from, given.to, manualSourceId, clock.now(), clock.wall(), id, `Handed over from ${names.get(given.from)} to ${names.get(given.to)}`, given.note, given.by]);
    if (accounts === 0) throw fault('conflict', 'no_accounts', `${names.get(given.from)} owns no account.`);
  });
  return (await readHandovers(db, id))[0] as HandoverItem;
}

/** Takes a hand-over back: the accounts that are still with the receiver return, and the notes go. Once. */
export async function undoHandOver(db: Db, clock: Clock, id: string): Promise<HandoverItem & { returned: number }> {
  const returned = await db.tx(async (tx) => {
    const found = await tx.maybe<{ from: string; to: string }>('update handover set undone_at = $2 where id = $1 and undone_at is null returning from_member as "from", to_member as "to"', [id, clock.wall()]);
    if (!found) throw fault('conflict', 'handover', 'There is no such hand-over, or it was undone already.', { remedy: 'See "handover list".' });
    const { accounts } = await tx.one<{ accounts: number }>(
      `with back as (
         update account a set owner_id = $2 from handover_account h where h.handover_id = $1 and h.account_id = a.id and a.owner_id = $3 returning a.id
       ), versions as (
         insert into field_version (entity, entity_id, field, value, source_id, happened_at, known_at) select 'account', id, 'owner_id', to_jsonb($2::text), $4, $5, $6 from back
         on conflict (entity, entity_id, field, source_id, known_at) do update set value = excluded.value
       ), notes as (
         delete from activity c using handover_account h, back where h.handover_id = $1 and h.account_id = back.id and c.id = h.activity_id
       ), told as (
         insert into change_feed (topic, entity_id) select 'account', id from back union all select 'book', unnest(array[$2, $3]) union all select 'metric', 'all'
       ) select count(*)::int as accounts from back`,
      [id, found.from, found.to, manualSourceId, clock.now(), clock.wall()],
    );
    return accounts;
  });
  return { ...((await readHandovers(db, id))[0] as HandoverItem), returned };
}

/** The member that an id, a name, an address or a user means; Fault notFound otherwise. */
export async function memberOf(db: Db, reference: string): Promise<string> {
  const rows = await db.query<{ id: string }>(
    'select m.id from member m left join app_user u on u.id = m.user_id where $1 in (m.id, m.user_id) or lower($1) in (lower(m.email), lower(u.email), lower(m.name)) order by (m.id = $1) desc, m.id limit 2', [reference]);
  if (rows.length === 2 && rows[0]?.id !== reference) throw fault('conflict', 'member_ambiguous', `"${reference}" means several team members.`, { remedy: 'Use the id that "member list" shows.' });
  if (!rows[0]) throw fault('notFound', 'member', `There is no team member "${reference}".`, { remedy: 'See "member list".' });
  return rows[0].id;
}
