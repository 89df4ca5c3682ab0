import { z } from 'zod';
import { connectionItem, connectionTest, syncResult, vendorItem, type VendorItem } from '../../../contract/connection.ts';
import { listOf } from '../../../contract/listing.ts';
import { toDate } from '../../../lib/clock.ts';
import { fault } from '../../../lib/fault.ts';
import type { Context } from '../../../platform/operation/context.ts';
import { defineOperation, type AnyOperation } from '../../../platform/operation/operation.ts';
import type { SecretKeys } from '../../../platform/secret-box.ts';
import { connectorOf, vendors } from '../../connector/vendors.ts';
import { getConnection, resealAll } from '../connection/connection-store.ts';
import { changeConnection, openConnection } from '../connection/open-connection.ts';
import { readConnections } from '../connection/read-connections.ts';
import { goBackTo, mappingOf, runSync, type SyncDeps } from '../connection/run-sync.ts';
import { sampleConnection } from '../connection/sample-connection.ts';

export interface ConnectionDeps extends SyncDeps {
  secrets(): SecretKeys | undefined;
  /** Seals what others keep sealed with the newest key; answers how many. */
  resealOthers?(db: Context['db'], box: SecretKeys['box']): Promise<number>;
  /** Reading is wanted now. */
  wake(): void;
}

const vendor = z.string().describe('The vendor, as "source vendors" names it.');
const credentials = z.record(z.string(), z.string()).describe('What the vendor asks for, as JSON or a file with it; "source vendors" lists the names. Sealed before it is stored, and never answered.');
const since = z.iso.date().describe('Read what changed since this day (YYYY-MM-DD).');
const everyMinutes = z.coerce.number().int().min(1).max(1440);
const common = { scope: 'admin', entity: ({ vendor: name }: { vendor: string }) => `source:${name}` } as const;

async function oneConnection(context: Context, name: string) {
  const [item] = await readConnections(context, connectorOf(name).vendor);
  if (!item) throw fault('notFound', 'connection', `"${name}" is not connected.`, { remedy: `Connect it with "source add ${name}".` });
  return item;
}

async function vendorItems(context: Context): Promise<VendorItem[]> {
  const connected = new Set((await context.db.query<{ vendor: string }>("select vendor from connection where state <> 'disconnected'")).map((row) => row.vendor));
  return Promise.all(vendors.map(async ({ connector }) => ({
    vendor: connector.vendor, name: connector.name, proof: connector.proof, scopes: [...connector.scopes], steps: [...connector.setUp.en.steps], stepsDe: [...connector.setUp.de.steps],
    fields: connector.fields.map(({ name, secret, optional = false }) => ({ name, secret, optional, label: connector.setUp.en.fields[name] ?? name, labelDe: connector.setUp.de.fields[name] ?? name })),
    objects: Object.entries((await mappingOf(context, connector.vendor)).objects).map(([id, { label, kind }]) => ({ id, label, kind })),
    webhooks: connector.webhook !== null, sendsBack: connector.write !== undefined, connected: connected.has(connector.vendor),
  })));
}

/** Connected vendors: what can be connected, connecting, testing, reading, and how fresh each is. */
export function connectionOperations(deps: ConnectionDeps): AnyOperation[] {
  return [...readings(deps), ...changes(deps), ...running(deps)];
}

function readings(deps: ConnectionDeps): AnyOperation[] {
  return [
    defineOperation({
      id: 'source.vendors', summary: 'Vendors whose systems can be connected, with what each needs.', scope: 'read', effect: 'read', reach: 'company', input: z.object({}), output: listOf(vendorItem),
      async handler(context) {
        const items = await vendorItems(context);
        return { items, total: items.length, next: null };
      },
    }),
    defineOperation({
      id: 'source.status', summary: 'Connected vendors: freshness, progress, rows by outcome, the last error with its remedy, and use of the vendor\'s limits.', scope: 'read', effect: 'read', reach: 'company', positional: ['vendor'], faults: ['notFound'],
      input: z.object({ vendor: vendor.optional() }), output: listOf(connectionItem),
      async handler(context, input) {
        const items = input.vendor === undefined ? await readConnections(context) : [await oneConnection(context, input.vendor)];
        return { items, total: items.length, next: null };
      },
    }),
    defineOperation({
      id: 'source.test', summary: 'Call a connected vendor and show some records of each object as they would be stored. Stores nothing.', ...common, effect: 'read', reach: 'company', positional: ['vendor'], faults: ['notFound', 'unavailable'],
      input: z.object({ vendor }), output: connectionTest,
      handler: async (context, input) => sampleConnection(context, { ...deps, timeoutMs: 20_000 }, await getConnection(context.db, connectorOf(input.vendor).vendor)),
    }),
  ];
}

function changes(deps: ConnectionDeps): AnyOperation[] {
  return [
    defineOperation({
      id: 'source.add', summary: 'Connect a vendor: its credentials are tried, sealed and stored, and reading begins.', ...common, effect: 'change', positional: ['vendor'], faults: ['invalid', 'notFound', 'conflict', 'unavailable'],
      input: z.object({
        vendor, credentials, baseUrl: z.string().optional().describe('Call this address instead of the vendor\'s own.'), sandbox: z.boolean().default(false).describe('The address is a sandbox on this machine.'),
        objects: z.array(z.string()).min(1).optional().describe('Objects to read. Default: all.'), everyMinutes: everyMinutes.default(15).describe('Minutes between two rounds.'), since: since.optional(), start: z.boolean().default(true).describe('Begin to read. Otherwise it waits, paused.'),
      }),
      output: connectionItem,
      async handler(context, { since: from, ...wish }) {
        await openConnection(context, deps, { ...wish, since: from === undefined ? undefined : toDate(`${from}T00:00:00Z`) });
        deps.wake();
        return oneConnection(context, wish.vendor);
      },
    }),
    defineOperation({
      id: 'source.set', summary: 'Change a connection: other credentials (they are tried first), other objects, another interval.', ...common, effect: 'change', positional: ['vendor'], faults: ['invalid', 'notFound', 'conflict', 'unavailable'],
      input: z.object({ vendor, credentials: credentials.optional(), objects: z.array(z.string()).min(1).optional(), everyMinutes: everyMinutes.optional(), since: since.optional().describe('How far back the first reading of an object goes (YYYY-MM-DD).') }), output: connectionItem,
      async handler(context, { vendor: name, since: from, ...change }) {
        await changeConnection(context, deps, connectorOf(name).vendor, { ...change, since: from === undefined ? undefined : toDate(`${from}T00:00:00Z`) });
        deps.wake();
        return oneConnection(context, name);
      },
    }),
    defineOperation({
      id: 'source.rotate-key', summary: 'Make a new key for stored credentials and seal all of them with it; the old key is dropped.', scope: 'admin', effect: 'change', reach: 'company', faults: ['conflict'], input: z.object({}), output: z.object({ sealed: z.number().int() }),
      async handler({ db }) {
        const keys = deps.secrets();
        if (!keys) throw new Error('No store is open.');
        if (!keys.fromEnvironment) keys.add();
        const sealed = (await resealAll(db, keys.box)) + ((await deps.resealOthers?.(db, keys.box)) ?? 0);
        keys.dropOld();
        return { sealed };
      },
    }),
  ];
}

function running(deps: ConnectionDeps): AnyOperation[] {
  const named = { ...common, effect: 'change', positional: ['vendor'], faults: ['notFound', 'conflict'] } as const;
  return [
    defineOperation({
      id: 'source.sync', summary: 'Read what changed at a vendor now, and wait for the end of it.', ...common, effect: 'change', positional: ['vendor'], faults: ['invalid', 'notFound', 'conflict', 'unavailable'],
      input: z.object({ vendor, since: since.optional().describe('Forget where reading stood, and read again what changed since this day (YYYY-MM-DD). Nothing is stored twice.'), wait: z.boolean().default(true).describe('Otherwise the server reads in the background.') }), output: syncResult.nullable(),
      async handler(context, input) {
        const { vendor: name, state } = await getConnection(context.db, connectorOf(input.vendor).vendor);
        const from = input.since === undefined ? undefined : toDate(`${input.since}T00:00:00Z`);
        if (input.wait) return { vendor: name, ...(await runSync(context, deps, name, from ? { since: from } : {})) };
        if (state === 'paused') throw fault('conflict', 'connection_paused', 'This source is paused.', { remedy: `Go on with "source resume ${name}".` });
        if (from) await goBackTo(context, name, from);
        await context.db.query('update connection set due_at = $2 where vendor = $1', [name, context.clock.wall()]);
        deps.wake();
        return null;
      },
    }),
    defineOperation({
      id: 'source.pause', summary: 'Stop reading a vendor after the page in hand; it goes on where it stood.', ...named, input: z.object({ vendor }), output: connectionItem,
      async handler(context, input) {
        const { vendor: name } = await getConnection(context.db, connectorOf(input.vendor).vendor);
        await context.db.query("update connection set state = 'paused', due_at = null where vendor = $1", [name]);
        return oneConnection(context, name);
      },
    }),
    defineOperation({
      id: 'source.resume', summary: 'Read a paused vendor again, from where it stood.', ...named, input: z.object({ vendor }), output: connectionItem,
      async handler(context, input) {
        const { vendor: name } = await getConnection(context.db, connectorOf(input.vendor).vendor);
        await context.db.query("update connection set state = 'active', due_at = $2, last_error = null, failures = 0 where vendor = $1 and state = 'paused'", [name, context.clock.wall()]);
        deps.wake();
        return oneConnection(context, name);
      },
    }),
  ];
}
