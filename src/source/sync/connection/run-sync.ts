import { setTimeout as rest } from 'node:timers/promises';
import type { MergeDeps } from '../../../customer/identity/merge-accounts.ts';
import { mirrorUsageIdentity } from '../../../customer/identity/usage-identity.ts';
import { toDate } from '../../../lib/clock.ts';
import { Fault, fault, toFault } from '../../../lib/fault.ts';
import { newId } from '../../../lib/ids.ts';
import { openGuardedClient } from '../../../platform/guarded-client.ts';
import type { Context } from '../../../platform/operation/context.ts';
import type { SecretBox } from '../../../platform/secret-box.ts';
import { activeDefinition } from '../../../program/definition/definition-store.ts';
import type { Connector, Cursor } from '../../connector/connector.ts';
import type { ObjectMapping, VendorMapping } from '../../connector/mapping.ts';
import { vendorClient, type VendorClient } from '../../connector/vendor-client.ts';
import { connectorOf } from '../../connector/vendors.ts';
import type { FileRun, RowCounts } from '../import-run.ts';
import { filesOf, planOf } from '../import-store.ts';
import { beginImport, endImport, touchSource } from '../run-import.ts';
import { findConnection, getConnection, openCredentials, openTokens, saveTokens, type ConnectionRow } from './connection-store.ts';
import { planOfObject } from './map-page.ts';
import { syncObject, type ObjectProgress } from './sync-object.ts';
import { ownFields } from './write-store.ts';

/** What reading needs of the floors around it; joined in main. */
export interface SyncDeps {
  box(): SecretBox;
  /** Hosts of the own network that may be called. */
  allowHosts: readonly string[];
  merge: MergeDeps;
  /** Called after rows were loaded: scores what they touch. */
  loaded(context: Context): Promise<void>;
  /** Other waits for tests; default: real ones. */
  sleep?: (ms: number) => Promise<void>;
  /** Called after each page is stored, with its object. */
  onPage?: (object: string) => void;
  timeoutMs?: number;
  /** Uniform in [0, 1). */
  chance?: () => number;
}

/** Longer than the longest wait between two pages. */
const leaseMs = 15 * 60_000;

/** Opens a client for a connection; the host of its own address counts as allowed where a private network was allowed for it. */
export function openVendor({ db, clock, signal }: Context, deps: SyncDeps, row: ConnectionRow, attempts?: number, beforeTokens?: () => Promise<unknown>): { client: VendorClient; connector: Connector; sleep(ms: number): Promise<void>; close(): void } {
  const connector = connectorOf(row.vendor);
  const own = row.sandbox && row.base_url ? [hostOf(row.base_url)] : [];
  const http = openGuardedClient([...deps.allowHosts, ...own]);
  const box = deps.box();
  const sleep = deps.sleep ?? (async (ms: number) => void (await rest(ms, undefined, signal ? { signal } : {}).catch((cause: unknown) => Promise.reject(stopped(cause)))));
  const client = vendorClient(connector, openCredentials(box, row), row.base_url, {
    http, clock, sleep, chance: deps.chance ?? Math.random, writes: row.writes,
    tokens: {
      last: openTokens(box, row), save: async (tokens) => (await beforeTokens?.(), saveTokens(db, box, row.source_id, tokens, toDate)),
      // Reading and sending back use one pair: with refresh tokens that are void after one use only one of them may ask.
      alone: (work) => db.tx(async (tx) => {
        await tx.query("select pg_advisory_xact_lock(hashtext('connection_tokens:' || $1))", [row.source_id]);
        const newest = row.tokens === null ? undefined : await findConnection(tx, row.vendor);
        return work(newest ? openTokens(box, newest) : null);
      }),
    }, ...(deps.timeoutMs ? { timeoutMs: deps.timeoutMs } : {}), ...(attempts ? { attempts } : {}),
  });
  return { client, connector, sleep, close: () => http.close() };
}

function stopped(cause?: unknown): Fault {
  return fault('conflict', 'connection_stopped', 'Reading was stopped; it goes on where it was.', {}, cause);
}

function hostOf(address: string): string {
  const url = new URL(address);
  return `${url.hostname}:${url.port || (url.protocol === 'https:' ? '443' : '80')}`;
}

/** The approved mapping of a vendor, its objects in the order in which the connector reads them: what others refer to comes first. */
export async function mappingOf({ db, clock }: Pick<Context, 'db' | 'clock'>, vendor: string): Promise<VendorMapping> {
  const { body } = await activeDefinition<VendorMapping>(db, 'mapping', vendor, clock.wall());
  const { objects: known, write } = connectorOf(vendor);
  // What Mainstay wrote there itself is nothing that the customer says.
  const own = write?.fields ? (await ownFields(db, vendor)).map(write.fields.place) : [];
  const objects = known.flatMap(({ id }) => {
    const mapping = body.objects[id];
    return mapping ? [[id, id === write?.fields?.object ? { ...mapping, leave: [...mapping.leave, ...own] } : mapping] as const] : [];
  });
  return { ...body, objects: Object.fromEntries(objects) };
}

/**
 * Reads everything that changed at the vendor since the last round, or goes on with a round that was cut off. One reader at a time: `conflict` while
 * another reads. What goes wrong is noted with the connection, and the next try waits.
 */
export async function runSync(context: Context, deps: SyncDeps, vendor: string, { since }: { since?: Date } = {}): Promise<RowCounts> {
  const { db, clock } = context;
  const row = await getConnection(db, vendor);
  const now = clock.wall();
  const leased = await db.maybe("update connection set leased_until = $2 where source_id = $1 and state = 'active' and (leased_until is null or leased_until < $3) returning 1", [row.source_id, toDate(now.getTime() + leaseMs), now]);
  if (!leased) throw row.state === 'paused' ? fault('conflict', 'connection_paused', 'This source is paused.', { remedy: `Go on with "source resume ${vendor}".` }) : fault('conflict', 'connection_running', 'This source is being read already.', { remedy: `See "source status ${vendor}".` });
  let open: ReturnType<typeof openVendor> | undefined;
  try {
    open = openVendor(context, deps, row);
    if (since) await goBack(context, row, since);
    const { counts, refused } = await readAll(context, deps, since ? { ...row, since } : row, open.client, open.connector);
    await db.query('update connection set last_sync_at = $2, last_error = null, failures = 0, due_at = $3 where source_id = $1', [row.source_id, clock.wall(), dueAfter(context, row)]);
    if (counts.inserted + counts.updated > 0) await deps.loaded(context);
    if (refused) throw refused;
    return counts;
  } catch (error) {
    const failure = toFault(error);
    if (failure.code !== 'connection_stopped') await noteFailure(context, row, failure);
    throw failure;
  } finally {
    open?.close();
    await db.query('update connection set leased_until = null, rates = coalesce($2, rates) where source_id = $1', [row.source_id, open ? JSON.stringify(open.client.rates()) : null]);
    await db.query("insert into change_feed (topic, entity_id) values ('source', $1)", [row.source_id]);
  }
}

function dueAfter({ clock }: Context, row: ConnectionRow): Date {
  return toDate(clock.wall().getTime() + row.every_minutes * 60_000);
}

/** Failures in a row make the next try wait longer, up to six hours; a vendor that names a time is asked again then. */
async function noteFailure({ db, clock, log }: Context, row: ConnectionRow, failure: Fault): Promise<void> {
  const now = clock.wall();
  const waitMs = failure.code === oneRefused ? row.every_minutes * 60_000 : failure.details.retryAfterSeconds ? failure.details.retryAfterSeconds * 1000 : Math.min(6 * 3_600_000, 60_000 * 2 ** Math.min(row.failures, 9));
  const error = { code: failure.code, message: failure.message, remedy: failure.details.remedy ?? null, at: now.toISOString() };
  if (failure.kind === 'internal') log.error({ err: failure.cause ?? failure }, `reading ${row.vendor} failed`);
  await db.query('update connection set last_error = $2, failures = failures + 1, due_at = $3 where source_id = $1', [row.source_id, JSON.stringify(error), toDate(now.getTime() + waitMs)]);
}

/** Reads everything since a date again, from the next round on. `conflict` while a round is under way. */
export async function goBackTo(context: Context, vendor: string, since: Date): Promise<void> {
  const row = await getConnection(context.db, vendor);
  if (row.leased_until && row.leased_until > context.clock.wall()) throw fault('conflict', 'connection_running', 'This source is being read.', { remedy: 'Pause it first, and wait for the page in hand.' });
  await goBack(context, row, since);
}

/** Forgets where reading stood, so that everything since a date is read again. A round that was cut off is dropped with what it had not applied. */
async function goBack({ db }: Context, row: ConnectionRow, since: Date): Promise<void> {
  await db.tx(async (tx) => {
    const open = (await tx.query<{ id: string }>("select id from import where source_id = $1 and connected and state <> 'done'", [row.source_id])).map(({ id }) => id);
    for (const table of ['load_row', 'load_item']) await tx.query(`delete from ${table} where file_id in (select id from import_file where import_id = any($1))`, [open]);
    await tx.query(`update import_file set state = 'done', rows = inserted + updated + unchanged + duplicate + quarantined where import_id = any($1) and state <> 'done'`, [open]);
    await tx.query(`update import set state = 'failed', error = 'It was begun anew from a date.' where id = any($1)`, [open]);
    await tx.query('delete from connection_object where source_id = $1', [row.source_id]);
    await tx.query('update connection set since = $2 where source_id = $1', [row.source_id, since]);
  });
}

/** The code of a round in which one object was refused while the others were read. */
const oneRefused = 'vendor_object_refused';

/** Leaves an object out of a round; it is read again in the next one, from where its last good round ended. */
async function leaveOut({ db }: Context, fileId: string): Promise<void> {
  await db.tx(async (tx) => {
    for (const table of ['load_row', 'load_item']) await tx.query(`delete from ${table} where file_id = $1`, [fileId]);
    await tx.query(`update import_file set state = 'done', rows = inserted + updated + unchanged + duplicate + quarantined where id = $1`, [fileId]);
  });
}

async function readAll(context: Context, deps: SyncDeps, row: ConnectionRow, client: VendorClient, connector: Connector): Promise<{ counts: RowCounts; refused: Fault | null }> {
  const { db, clock } = context;
  const mapping = await mappingOf(context, row.vendor);
  const found = await openRound(context, row, mapping);
  const knownAt = await beginImport(context, found);
  const cursors = new Map((await db.query<{ object: string; cursor: Cursor }>('select object, cursor from connection_object where source_id = $1', [row.source_id])).map((one) => [one.object, one.cursor]));
  const goOn = async () => {
    const live = await db.maybe("update connection set leased_until = $2, rates = $3 where source_id = $1 and state = 'active' returning 1", [row.source_id, toDate(clock.wall().getTime() + leaseMs), JSON.stringify(client.rates())]);
    if (!live || context.signal?.aborted) throw stopped();
  };
  const times: string[] = [];
  let refused: Fault | null = null;
  try {
    for (const file of await filesOf(db, found.id)) {
      const object = connector.objects.find(({ id }) => id === file.path);
      const how = mapping.objects[file.path];
      if (file.state === 'done' || !object || !how) continue;
      const progress: ObjectProgress = { phase: 'load', row: 0, item: 0, newest: null, ...file.progress };
      const run: FileRun = { importId: found.id, fileId: file.id, path: file.path, sourceId: row.source_id, knownAt, plan: planOfObject(how, planOf(file).answers.currency) };
      try {
        await syncObject(context, { run, stored: () => deps.onPage?.(object.id), object, mapping: how, cursor: cursors.get(object.id) ?? null, since: row.since?.toISOString() ?? null, progress, client, merge: deps.merge, goOn, pause: deps.sleep ?? ((ms) => rest(ms)) });
      } catch (error) {
        // What a permission lacks for one object holds up none of the others.
        if (!(error instanceof Fault) || error.code !== 'vendor_refused') throw error;
        await leaveOut(context, file.id);
        refused = fault('unavailable', oneRefused, `${how.label}: ${error.message}`, { remedy: `${error.details.remedy ?? ''} Or leave the object out; the others are read.`.trim() }, error);
        continue;
      }
      if (progress.newest !== null) times.push(progress.newest);
    }
  } catch (error) {
    await db.query("update import set state = 'interrupted', error = $2 where id = $1", [found.id, error instanceof Fault ? error.message : 'It goes on where it stopped.']);
    throw error;
  }
  await mirrorUsageIdentity(db, context.analytics);
  return { counts: await closeRound(context, { id: found.id, source_id: row.source_id }, knownAt, times.toSorted().at(-1) ?? null), refused };
}

/** The round that was cut off, or a new one with a file for each chosen object, in the mapping's order. */
async function openRound({ db, clock, principal }: Context, row: ConnectionRow, mapping: VendorMapping): Promise<{ id: string; known_at: Date | null }> {
  const cut = await db.maybe<{ id: string; known_at: Date | null }>("select id, known_at from import where source_id = $1 and connected and state in ('running', 'interrupted', 'staged') order by created_at limit 1", [row.source_id]);
  if (cut) return cut;
  const at = clock.wall();
  const id = newId('imp', at.getTime());
  const setting = await db.maybe<{ value: unknown }>(`select value from setting where key = 'currency'`);
  const currency = typeof setting?.value === 'string' ? setting.value : 'USD';
  const objects = Object.entries(mapping.objects).filter(([object]) => row.objects.includes(object));
  await db.tx(async (tx) => {
    await tx.query(`insert into import (id, source_id, state, created_at, created_by, connected) values ($1, $2, 'staged', $3, $4, true)`, [id, row.source_id, at, principal.id]);
    for (const [position, [object, how]] of objects.entries()) await addFile(tx, { importId: id, object, how, currency, position, id: newId('fil', at.getTime() + position) });
  });
  return { id, known_at: null };
}

async function addFile(tx: Context['db'], { importId, object, how, currency, position, id }: { importId: string; object: string; how: ObjectMapping; currency: string; position: number; id: string }): Promise<void> {
  const plan = planOfObject(how, currency);
  const dialect = { dialect: plan.dialect, also: [], columns: plan.columns, answers: plan.answers };
  await tx.query('insert into import_file (id, import_id, path, bytes, position, kind, dialect, mapping, preview) values ($1, $2, $3, 0, $4, $5, $6, $7, $8)', [id, importId, object, position, plan.kind, JSON.stringify(dialect), JSON.stringify(plan.mapping), '{}']);
}

/** Ends a round. One that brought nothing leaves no trace. */
async function closeRound(context: Context, found: { id: string; source_id: string }, knownAt: string, newest: string | null): Promise<RowCounts> {
  const { db } = context;
  await touchSource(context, found.source_id, newest);
  await endImport(context, found, knownAt);
  const counts = await db.one<RowCounts>(`select ${['rows', 'inserted', 'updated', 'unchanged', 'duplicate', 'quarantined'].map((name) => `coalesce(sum(${name}), 0)::int as ${name}`).join(', ')} from import_file where import_id = $1`, [found.id]);
  if (counts.rows === counts.unchanged && !(await db.maybe('select 1 from quarantine q join import_file f on f.id = q.import_file_id where f.import_id = $1 limit 1', [found.id])) && !(await db.maybe('select 1 from import_account where import_id = $1 limit 1', [found.id]))) {
    await db.query('delete from import_file where import_id = $1', [found.id]);
    await db.query('delete from import where id = $1', [found.id]);
  }
  return counts;
}
