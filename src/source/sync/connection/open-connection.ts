import { fault, toFault } from '../../../lib/fault.ts';
import type { Context } from '../../../platform/operation/context.ts';
import type { Connector, Credentials } from '../../connector/connector.ts';
import { connectorOf } from '../../connector/vendors.ts';
import { readBaseUrl } from './base-url.ts';
import { findConnection, getConnection, sealCredentials, sourceIdOf } from './connection-store.ts';
import { mappingOf, openVendor, type SyncDeps } from './run-sync.ts';
import { probe } from './sample-connection.ts';

/** What a person decides about a connection. */
export interface ConnectionWish {
  vendor: string;
  credentials: Credentials;
  baseUrl?: string | undefined;
  sandbox: boolean;
  /** Default: all that the mapping knows. */
  objects?: readonly string[] | undefined;
  everyMinutes: number;
  /** The first reading goes back to here. */
  since?: Date | undefined;
  /** Reading begins at once. */
  start: boolean;
}

/** Refuses credentials that cannot be right, naming every wrong one. */
function checkCredentials(connector: Connector, credentials: Credentials): void {
  const missing = connector.fields.filter(({ name, optional }) => !optional && !credentials[name]?.trim()).map(({ name }) => ({ path: `credentials.${name}`, message: `${name} is needed.` }));
  const unknown = Object.keys(credentials).filter((name) => !connector.fields.some((field) => field.name === name)).map((name) => ({ path: `credentials.${name}`, message: `${connector.name} knows no "${name}".` }));
  const wrong = [...missing, ...unknown, ...(missing.length ? [] : connector.check(credentials))];
  if (wrong.length) throw fault('invalid', 'credentials', wrong.map(({ message }) => message).join(' '), { fields: [...wrong], remedy: `It takes: ${connector.fields.map(({ name, optional }) => (optional ? `${name} (optional)` : name)).join(', ')}.` });
}

/**
 * Connects a vendor: checks and seals the credentials, and tries them. What does not answer is not kept. A vendor that was disconnected with its data
 * goes on where it stood, as long as it is the same account there.
 */
export async function openConnection(context: Context, deps: SyncDeps, wish: ConnectionWish): Promise<void> {
  const { db, clock, principal } = context;
  const connector = connectorOf(wish.vendor);
  checkCredentials(connector, wish.credentials);
  const address = connector.address(wish.credentials);
  const objects = await chosenObjects(context, connector, wish.objects);
  const baseUrl = wish.baseUrl === undefined ? null : readBaseUrl(wish.baseUrl, { sandbox: wish.sandbox, allowHosts: deps.allowHosts });
  const before = await findConnection(db, connector.vendor);
  if (before && before.state !== 'disconnected') throw fault('conflict', 'connection_there', `${connector.name} is connected already.`, { remedy: `Change it with "source set ${connector.vendor}", or disconnect it with "source remove ${connector.vendor}".` });
  if (before && before.address !== address) throw fault('conflict', 'connection_other', `The data that is here comes from ${before.address}; ids of two accounts would be mixed.`, { remedy: `Remove it first: "source remove ${connector.vendor} --confirm '${connector.name}'".` });
  const sourceId = sourceIdOf(connector.vendor);
  const at = clock.wall();
  await db.query(`insert into source (id, kind, name, created_at) values ($1, $2, $3, $4) on conflict (id) do update set kind = excluded.kind`, [sourceId, connector.vendor, connector.name, at]);
  await db.query(
    `insert into connection (source_id, vendor, state, address, base_url, sandbox, credentials, objects, every_minutes, since, due_at, created_at, created_by) values ($1, $2, 'paused', $3, $4, $5, $6, $7, $8, $9, null, $10, $11)
     on conflict (source_id) do update set state = 'paused', base_url = excluded.base_url, sandbox = excluded.sandbox, credentials = excluded.credentials, tokens = null, objects = excluded.objects, every_minutes = excluded.every_minutes, last_error = null, failures = 0, rates = '[]'`,
    [sourceId, connector.vendor, address, baseUrl, wish.sandbox, sealCredentials(deps.box(), sourceId, wish.credentials), objects, wish.everyMinutes, wish.since ?? null, at, principal.id],
  );
  await tryOrForget(context, deps, connector.vendor);
  if (wish.start) await db.query("update connection set state = 'active', due_at = $2 where source_id = $1", [sourceId, at]);
}

async function chosenObjects(context: Context, connector: Connector, wanted: readonly string[] | undefined): Promise<string[]> {
  const known = Object.keys((await mappingOf(context, connector.vendor)).objects);
  const unknown = wanted?.find((id) => !known.includes(id));
  if (unknown !== undefined) throw fault('invalid', 'objects', `${connector.name} has no object "${unknown}".`, { remedy: `It has: ${known.join(', ')}.`, fields: [{ path: 'objects', message: `Choose of ${known.join(', ')}.` }] });
  return wanted ? [...wanted] : known;
}

// Once tokens were given the connection stays: a pair that replaced the one a person entered must not be lost.
async function tryOrForget(context: Context, deps: SyncDeps, vendor: string): Promise<void> {
  const { db } = context;
  const row = await getConnection(db, vendor);
  const open = openVendor(context, { ...deps, timeoutMs: 20_000 }, row, 2);
  try {
    await probe(open.client, open.connector);
  } catch (error) {
    const kept = (await getConnection(db, vendor)).tokens !== null;
    if (!kept && row.last_sync_at === null) {
      await db.query('delete from connection where source_id = $1', [row.source_id]);
      await db.query(`delete from source s where id = $1 and not exists (select 1 from source_record r where r.source_id = s.id) and not exists (select 1 from import i where i.source_id = s.id)`, [row.source_id]);
    } else if (!kept) await db.query("update connection set state = 'disconnected', credentials = null where source_id = $1", [row.source_id]);
    throw toFault(error);
  } finally {
    open.close();
  }
}

/** Changes of a connection: other credentials are tried before they replace the old ones. */
export async function changeConnection(context: Context, deps: SyncDeps, vendor: string, change: { credentials?: Credentials | undefined; objects?: readonly string[] | undefined; everyMinutes?: number | undefined; since?: Date | undefined }): Promise<void> {
  const { db, clock } = context;
  const row = await getConnection(db, vendor);
  const connector = connectorOf(row.vendor);
  const objects = change.objects ? await chosenObjects(context, connector, change.objects) : row.objects;
  if (change.credentials) {
    checkCredentials(connector, change.credentials);
    if (connector.address(change.credentials) !== row.address) throw fault('conflict', 'connection_other', `This connection reads ${row.address}; ids of two accounts would be mixed.`, { remedy: 'Remove the connection with its data, and connect the other account.' });
    const sealed = sealCredentials(deps.box(), row.source_id, change.credentials);
    const open = openVendor(context, { ...deps, timeoutMs: 20_000 }, { ...row, credentials: sealed, tokens: null }, 2, () => db.query('update connection set credentials = $2 where source_id = $1', [row.source_id, sealed]));
    try {
      await probe(open.client, open.connector);
    } finally {
      open.close();
    }
  }
  await db.query("update connection set objects = $2, every_minutes = $3, due_at = case when state = 'active' then $4::timestamptz else due_at end, last_error = case when $5 then null else last_error end, since = coalesce($6, since) where source_id = $1", [row.source_id, objects, change.everyMinutes ?? row.every_minutes, clock.wall(), change.credentials !== undefined, change.since ?? null]);
}
