const root = '/work/wt/import/src/';
const { startEmbeddedPostgres } = await import(root + 'platform/postgres/embedded-postgres.ts');
const { openDatabase } = await import(root + 'platform/postgres/database.ts');
const { migrate } = await import(root + 'platform/postgres/migrate.ts');
const { openChdb } = await import(root + 'platform/analytics/chdb.ts');
const { migrateAnalytics } = await import(root + 'platform/analytics/migrate-analytics.ts');
const { importOperations } = await import(root + 'source/sync/operations/import-operations.ts');
const { execute } = await import(root + 'platform/operation/execute.ts');
const { createLog } = await import(root + 'platform/log/log.ts');
const { systemClock } = await import(root + 'lib/clock.ts');
import { mkdtemp, rm } from 'node:fs/promises';
const dir = await mkdtemp('/tmp/imp-bench-');
const server = await startEmbeddedPostgres({ dir: dir + '/pg', unsafeFast: process.env.SAFE ? false : true });
const admin = openDatabase({ ...server.config, max: 1 });
await admin.query('create database m'); 
const db = openDatabase({ ...server.config, database: 'm' });
await migrate(db, root + 'platform/postgres/migrations');
const analytics = openChdb(dir + '/ch'); await migrateAnalytics(analytics, root + 'platform/analytics/migrations');
let last = performance.now(); let peak = 0;
const timer = setInterval(() => { peak = Math.max(peak, process.memoryUsage().rss); }, 100);
const context = { db, analytics, clock: systemClock(), log: createLog('silent'), principal: { kind: 'local', id: 't', name: 't', scopes: new Set(['admin', 'import', 'read']), book: 'all' },
  progress: process.env.V ? (d: number, t: number, n: string) => { const now = performance.now(); console.log(Math.round(now - last), 'ms', n.slice(-60)); last = now; } : undefined };
const table = new Map(importOperations({ spoolDir: () => dir }).map((o: any) => [o.id, o]));
try {
for (let turn = 0; turn < Number(process.env.TURNS ?? 1); turn++) {
  const t0 = performance.now(); const c0 = process.cpuUsage();
  const r: any = await execute(table.get('import.files'), context as any, { paths: process.argv.slice(2) });
  const s = (performance.now() - t0) / 1000; const c = process.cpuUsage(c0);
  for (const f of r.files) console.log(f.path.split('/').pop(), f.kind, JSON.stringify({ rows: f.rows, ins: f.inserted, upd: f.updated, unch: f.unchanged, dup: f.duplicate, quar: f.quarantined }));
  if (process.env.D) for (const d of r.doubts) console.log('   ', d.code, d.file?.split('/').pop(), d.field, d.count, JSON.stringify(d.example)?.slice(0, 140), d.choice);
  console.log(JSON.stringify({ rows: r.totals.rows, seconds: +s.toFixed(1), rowsPerSecond: Math.round(r.totals.rows / s), nodeCpuS: (c.user + c.system) / 1e6, peakRssMb: Math.round(peak / 1048576) }));
}
if (process.env.Q) console.log(await db.query(process.env.Q));
} catch (e) { console.error(e); }
clearInterval(timer); await db.close(); await admin.close(); await analytics.close(); await server.stop(); await rm(dir, { recursive: true, force: true });
