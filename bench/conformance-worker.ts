import { systemClock } from '../src/lib/clock.ts';
import type { Analytics } from '../src/platform/analytics/analytics.ts';
import type { Context } from '../src/platform/operation/context.ts';
import { openDatabase } from '../src/platform/postgres/database.ts';
import { readKeys, secretBox } from '../src/platform/secret-box.ts';
import { releaseConnections } from '../src/source/sync/connection/connection-store.ts';
import { runSync } from '../src/source/sync/connection/run-sync.ts';
import type { WorkerSettings } from './conformance.ts';

// A reader of its own, to be killed at any moment or to be measured. Its settings come as JSON in the first argument.
const { postgres, vendor, key } = JSON.parse(process.argv[2] ?? '{}') as WorkerSettings;
const db = openDatabase({ ...postgres, max: 4 });
const log = { info() {}, warn() {}, error() {}, debug() {} } as unknown as Context['log'];
// Vendors bring no usage, so the usage store is never asked.
const analytics = { exec: async () => {}, insert: async () => {}, query: async () => [] } as unknown as Analytics;
const context: Context = { db, analytics, clock: systemClock(), log, principal: { kind: 'system', id: 'bench', name: 'Bench', scopes: new Set(['admin']), book: 'all' } };
const tell = (note: object) => process.send?.(note);

await releaseConnections(db);
const begun = performance.now();
const counts = await runSync(context, {
  box: () => secretBox(() => readKeys(key)), allowHosts: [], merge: { records: [], keyed: [], forget: async () => {} }, loaded: async () => {}, onPage: (object) => tell({ page: object }),
}, vendor);
tell({ done: counts, seconds: (performance.now() - begun) / 1000, peakMb: Math.round(process.resourceUsage().maxRSS / 1024) });
await db.close();
