import { fault } from '../../../lib/fault.ts';
import type { Context } from '../../../platform/operation/context.ts';
import type { VendorField } from '../../../source/connector/write.ts';
import { getConnection, type ConnectionRow } from '../../../source/sync/connection/connection-store.ts';
import type { SyncDeps } from '../../../source/sync/connection/run-sync.ts';
import { expireAccess, readWrite, type MappedField, type WriteRow } from '../../../source/sync/connection/write-store.ts';
import { appendAudit } from '../action-audit.ts';
import { byWhom } from '../change-actions.ts';
import { readPolicy } from '../judge-actions.ts';
import { fitProblem, ownValueNames, type OwnValueName } from './own-value.ts';
import { mappingDigest, standingRefusal } from './standing.ts';

async function change(context: Context, connection: ConnectionRow, event: string, version: number | null, work: (write: WriteRow, tx: Context['db']) => Promise<{ detail: Record<string, unknown>; set: string; params: unknown[] }>): Promise<void> {
  const { db, clock } = context;
  await db.tx(async (tx) => {
    const write = await readWrite(tx, connection.source_id, true);
    if (version !== null && write.version !== version) throw fault('conflict', 'version', 'Somebody else changed this meanwhile.', { remedy: 'Read it again and repeat.' });
    const { detail, set, params } = await work(write, tx);
    await tx.query(`update connection_write set ${set}, version = version + 1 where source_id = $1`, [connection.source_id, ...params]);
    await appendAudit(tx, clock.now(), [{ actionId: null, event, byWhom: byWhom(context), detail: { vendor: connection.vendor, ...detail } }]);
    await tx.query("insert into change_feed (topic, entity_id) values ('source', $1)", [connection.source_id]);
  });
}

/** Why a mapping cannot be, by value; empty when it can. Pure. */
export function mappingProblems(wish: Readonly<Partial<Record<OwnValueName, string>>>, fields: readonly VendorField[]): { path: string; message: string }[] {
  return ownValueNames.flatMap((name) => {
    const wanted = wish[name];
    if (wanted === undefined) return [];
    const field = fields.find((one) => one.name === wanted);
    const twice = ownValueNames.some((other) => other !== name && wish[other] === wanted);
    const message = !field ? `There is no field "${wanted}".` : twice ? `"${field.label}" is chosen twice.` : fitProblem(name, field);
    return message === null ? [] : [{ path: `map.${name}`, message }];
  });
}

/** Says which fields of the vendor's are Mainstay's own. Each is held against the vendor's own description. Sending by the mapping before ends: the new one is approved anew. */
export async function mapFields(context: Context, connection: ConnectionRow, fields: readonly VendorField[], { map: wish, version }: { map: Readonly<Partial<Record<OwnValueName, string>>>; version: number }): Promise<void> {
  const wrong = mappingProblems(wish, fields);
  if (wrong.length) throw fault('invalid', 'mapping', wrong.map(({ message }) => message).join(' '), { fields: wrong, remedy: 'Choose fields of your own that Mainstay alone writes.' });
  const map: Record<string, MappedField> = Object.fromEntries(ownValueNames.flatMap((name) => {
    const field = fields.find((one) => one.name === wish[name]);
    return field ? [[name, { field: field.name, label: field.label, type: field.type, length: field.length }]] : [];
  }));
  await change(context, connection, 'write_back_mapped', version, async () => ({ detail: { map: wish }, set: 'map = $2, approved_digest = null, approved_by = null, approved_at = null, swept_at = null, last_error = null', params: [JSON.stringify(map)] }));
}

/** Gives the standing approval to write changed values, for exactly the mapping that was looked at. Only an approver of the policy gives it. */
export async function startSending(context: Context, deps: Pick<SyncDeps, 'box'>, connection: ConnectionRow, digest: string): Promise<void> {
  const { db, clock, principal } = context;
  const { policy } = await readPolicy(db, clock);
  if (!policy.approvers.roles.some((role) => role === principal.role)) throw fault('forbidden', 'approver', 'The policy does not name you as an approver.', { remedy: `It names: ${policy.approvers.roles.join(', ')}.` });
  await change(context, connection, 'write_back_started', null, async (write, tx) => {
    if (Object.keys(write.map).length === 0) throw fault('invalid', 'no_mapping', 'No field is mapped.', { remedy: 'Choose fields first.' });
    const now = mappingDigest(connection, write.map);
    if (now !== digest) throw fault('conflict', 'changed', 'It is not the mapping that you looked at.', { remedy: 'Look at the preview again.' });
    const held = await standingRefusal(tx, clock, { ...connection, state: 'active' }, { ...write, approved_digest: now });
    if (held) throw fault('conflict', 'sending_held', held.message, { remedy: held.remedy });
    return { detail: { digest: now, map: Object.fromEntries(Object.entries(write.map).map(([name, { field }]) => [name, field])) }, set: 'approved_digest = $2, approved_by = $3, approved_at = $4, swept_at = null, due_at = null, last_error = null', params: [now, principal.userId, clock.now()] };
  });
  await letWrite(context, deps, connection);
}

/** Takes the standing approval back: nothing more is written from the next batch on. */
export async function stopSending(context: Context, connection: ConnectionRow): Promise<void> {
  await change(context, connection, 'write_back_stopped', null, async () => ({ detail: {}, set: 'approved_digest = null, approved_by = null, approved_at = null, last_error = null', params: [] }));
}

/** Lets tasks, opportunities, notes and single field values go out by this connection, or not. Each of them still passes the guard. */
export async function switchRecords(context: Context, deps: Pick<SyncDeps, 'box'>, connection: ConnectionRow, on: boolean): Promise<void> {
  await change(context, connection, on ? 'write_back_records_on' : 'write_back_records_off', null, async () => ({ detail: {}, set: 'records = $2', params: [on] }));
  if (on) await letWrite(context, deps, connection);
}

// The permission to write is asked for once it is needed, not before.
async function letWrite({ db }: Context, { box }: Pick<SyncDeps, 'box'>, connection: ConnectionRow): Promise<void> {
  const first = await db.maybe('update connection set writes = true where source_id = $1 and not writes returning 1', [connection.source_id]);
  if (first) await expireAccess(db, box(), await getConnection(db, connection.vendor));
}
