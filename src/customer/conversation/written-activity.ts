import type { ActivityInput, WrittenActivity } from '../../contract/activity.ts';
import { toDate, type Clock } from '../../lib/clock.ts';
import { fault } from '../../lib/fault.ts';
import { newId } from '../../lib/ids.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { markDirty } from '../account/mark-dirty.ts';
import { isoTimes } from '../account/account-records.ts';
import { notePersonSource, personSourceId } from './person-source.ts';

const columns = `id, account_id as "accountId", kind, at, direction, subject, body as text, person_ids as participants, author, version`;

/** One that a person wrote, if there is such a one; records of other sources are theirs to change. */
export async function findWritten(db: Db, id: string): Promise<WrittenActivity | undefined> {
  const row = await db.maybe<WrittenActivity>(`select ${columns} from activity where id = $1 and source_id = $2`, [id, personSourceId]);
  return row && (isoTimes(row as unknown as Record<string, unknown>) as unknown as WrittenActivity);
}

async function checkContent(tx: Db, clock: Clock, accountId: string, input: ActivityInput): Promise<void> {
  if (toDate(input.at) > clock.now()) throw fault('invalid', 'future', 'This has not happened yet.', { fields: [{ path: 'at', message: 'Give a moment that has passed.' }] });
  const known = await tx.query<{ id: string }>('select id from person where account_id = $1 and id = any($2)', [accountId, input.participants]);
  const stranger = input.participants.find((id) => !known.some((person) => person.id === id));
  if (stranger) throw fault('invalid', 'participant', `"${stranger}" is not one of this account's people.`, { fields: [{ path: 'participants', message: 'Choose people of this account.' }] });
}

function valuesOf(input: ActivityInput): unknown[] {
  return [input.kind, input.at, input.kind === 'note' ? null : (input.direction ?? null), input.subject, input.text?.trim() || null, input.participants[0] ?? null, [...new Set(input.participants)]];
}

async function followUp(tx: Db, clock: Clock, accountId: string, at: string): Promise<void> {
  await notePersonSource(tx, clock, toDate(at));
  await markDirty(tx, clock, [accountId], 'event');
  await tx.query("insert into change_feed (topic, entity_id) values ('account', $1)", [accountId]);
}

/** Keeps a note, call or meeting under the source of people; the account is scored anew. */
export async function addWritten(db: Db, clock: Clock, accountId: string, input: ActivityInput, author: string): Promise<string> {
  const id = newId('act', clock.wall().getTime());
  await db.tx(async (tx) => {
    await checkContent(tx, clock, accountId, input);
    await notePersonSource(tx, clock, toDate(input.at));
    await tx.query(
      `insert into activity (id, account_id, author, source_id, known_at, kind, at, direction, subject, body, person_id, person_ids) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
      [id, accountId, author, personSourceId, clock.now(), ...valuesOf(input)],
    );
    await followUp(tx, clock, accountId, input.at);
  });
  return id;
}

/** Changes one that a person wrote; another version than the stored one is a conflict. */
export async function changeWritten(db: Db, clock: Clock, { id, accountId, version }: { id: string; accountId: string; version: number }, input: ActivityInput): Promise<void> {
  await db.tx(async (tx) => {
    await checkContent(tx, clock, accountId, input);
    const rows = await tx.query(
      'update activity set version = version + 1, kind = $3, at = $4, direction = $5, subject = $6, body = $7, person_id = $8, person_ids = $9 where id = $1 and version = $2 returning id',
      [id, version, ...valuesOf(input)],
    );
    if (rows.length === 0) throw staleVersion();
    await followUp(tx, clock, accountId, input.at);
  });
}

/** Takes one away; the whole record is kept so that it can be put back. */
export async function removeWritten(db: Db, clock: Clock, { id, accountId, version }: { id: string; accountId: string; version: number }, by: string): Promise<void> {
  await db.tx(async (tx) => {
    const rows = await tx.query<{ at: Date }>(
      `with gone as (delete from activity where id = $1 and version = $2 returning *)
       insert into removed_activity (id, account_id, record, removed_at, removed_by) select id, account_id, to_jsonb(gone), $3, $4 from gone returning removed_at as at`,
      [id, version, clock.wall(), by],
    );
    if (rows.length === 0) throw staleVersion();
    await followUp(tx, clock, accountId, clock.now().toISOString());
  });
}

/** The account of one that was taken away. */
export async function removedAccount(db: Db, id: string): Promise<string | undefined> {
  return (await db.maybe<{ accountId: string }>('select account_id as "accountId" from removed_activity where id = $1', [id]))?.accountId;
}

/** Puts back what was taken away, as it was. */
export async function restoreWritten(db: Db, clock: Clock, id: string, accountId: string): Promise<void> {
  await db.tx(async (tx) => {
    const rows = await tx.query<{ at: Date }>(
      `with back as (delete from removed_activity where id = $1 returning record)
       insert into activity select r.* from back, jsonb_populate_record(null::activity, back.record) r returning at`,
      [id],
    );
    if (!rows[0]) throw fault('notFound', 'activity', 'This entry is not among those taken away.');
    await followUp(tx, clock, accountId, rows[0].at.toISOString());
  });
}

function staleVersion() {
  return fault('conflict', 'version', 'Somebody else changed this entry meanwhile.', { remedy: 'Read it again and repeat.' });
}
