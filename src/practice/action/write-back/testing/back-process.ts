import { manualClock, toDate } from '../../../../lib/clock.ts';
import type { Context } from '../../../../platform/operation/context.ts';
import { openDatabase } from '../../../../platform/postgres/database.ts';
import { secretBox } from '../../../../platform/secret-box.ts';
import type { SyncDeps } from '../../../../source/sync/connection/run-sync.ts';
import type { ActionChannel } from '../../channel.ts';
import { sendActions } from '../../send-actions.ts';
import { sendFields } from '../send-fields.ts';
import { vendorChannel } from '../vendor-channel.ts';

// A sender of its own, to be killed at any moment. Its settings come as JSON in the first argument.
const { postgres, key, vendor, at } = JSON.parse(process.argv[2] ?? '{}') as { postgres: object; key: string; vendor: string; at: string };
const db = openDatabase({ ...postgres, max: 4 });
const clock = manualClock(toDate(at));
const context: Context = { db, clock, analytics: undefined as never, log: { info() {}, warn() {}, error() {}, debug() {} } as never, principal: { kind: 'system', id: 'sender', name: 'Sender', scopes: new Set(['admin']), book: 'all' } };
const deps: SyncDeps = { box: () => secretBox(() => [Buffer.from(key, 'hex')]), allowHosts: [], merge: { records: [], keyed: [], forget: async () => {} }, loaded: async () => {}, sleep: async () => {} };
const channels = new Map<'vendor', ActionChannel>([['vendor', vendorChannel(() => context, deps)]]);
while (await sendActions({ db, clock, channels, linkBase: () => 'https://cs.vendor.example', listeners: [] }));
await sendFields(context, deps, vendor);
await db.close();
