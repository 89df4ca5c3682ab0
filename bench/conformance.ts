import { fork, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import type { PoolConfig } from 'pg';
import { systemClock, toDate } from '../src/lib/clock.ts';
import { toFault } from '../src/lib/fault.ts';
import { createRng } from '../src/lib/rng.ts';
import type { Context } from '../src/platform/operation/context.ts';
import { secretBox } from '../src/platform/secret-box.ts';
import { startTestEngines, type TestEngines } from '../src/platform/testing/test-engines.ts';
import { openSimServer } from '../src/source/connector/simulator/sim-server.ts';
import { vendorOf, vendors } from '../src/source/connector/vendors.ts';
import type { RowCounts } from '../src/source/sync/import-run.ts';
import { openConnection } from '../src/source/sync/connection/open-connection.ts';
import { innerChecks, runCheck, type ConformanceRow } from '../src/source/sync/connection/testing/conformance.ts';
import { approveMappings, clearStore, differences } from '../src/source/sync/connection/testing/source-bench.ts';

/** What a reader process is told. */
export interface WorkerSettings {
  postgres: PoolConfig;
  vendor: string;
  /** Seals the credentials, in base64. */
  key: string;
}

const usage = 'Usage: conformance -- sources [--vendor V] [--check ID] [--kills N] [--json] | mcp [--json]';
const mostMb = 400;

type Note = { page: string } | { done: RowCounts; seconds: number; peakMb: number };

async function connect(engines: TestEngines, vendor: string, baseUrl: string, credentials: Readonly<Record<string, string>>): Promise<WorkerSettings> {
  const { db, analytics } = engines;
  const key = randomBytes(32);
  const clock = systemClock();
  const log = { info() {}, warn() {}, error() {}, debug() {} } as unknown as Context['log'];
  await clearStore(engines);
  await approveMappings(db, toDate('2026-01-01T00:00:00Z'));
  const context: Context = { db, analytics, clock, log, principal: { kind: 'system', id: 'bench', name: 'Bench', scopes: new Set(['admin']), book: 'all' } };
  await openConnection(context, { box: () => secretBox(() => [key]), allowHosts: [], merge: { records: [], keyed: [], forget: async () => {} }, loaded: async () => {} }, { vendor, credentials, baseUrl, sandbox: true, everyMinutes: 15, start: true });
  return { postgres: engines.postgres, vendor, key: key.toString('base64') };
}

function startReader(settings: WorkerSettings): ChildProcess {
  return fork(path.join(import.meta.dirname, 'conformance-worker.ts'), [JSON.stringify(settings)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
}

/** Kills a reader again and again, at a random moment after a random page, until it ends by itself; what is stored must be what the vendor has. */
async function killing(engines: TestEngines, vendor: string, kills: number): Promise<ConformanceRow> {
  const clock = systemClock();
  const nowMs = () => clock.wall().getTime() + 120_000;
  const free = { calls: Number.POSITIVE_INFINITY, exports: Number.POSITIVE_INFINITY };
  const sim = await openSimServer(vendorOf(vendor).simulate({ accounts: 120, nowMs, limits: free, pageSize: 20 }), { nowMs });
  const rng = createRng(5);
  try {
    const settings = await connect(engines, vendor, sim.baseUrl, sim.vendor.credentials);
    let [killed, done] = [0, undefined as RowCounts | undefined];
    while (!done) {
      const reader = startReader(settings);
      let pages = killed < kills ? rng.int(1, 3) : Number.POSITIVE_INFINITY;
      reader.on('message', (note: Note) => {
        if ('done' in note) done = note.done;
        else if (--pages === 0) setTimeout(() => reader.kill('SIGKILL'), rng.int(0, 25));
      });
      const [code, signal] = (await once(reader, 'exit')) as [number | null, string | null];
      if (signal === 'SIGKILL') killed += 1;
      else if (code !== 0 || !done) throw new Error(`A reader ended with ${code ?? signal}.`);
    }
    const found = await differences({ vendor, sim, context: engines });
    const total = sim.vendor.world.objects.reduce((sum, { id }) => sum + sim.vendor.world.living(id).length, 0);
    const { rows, inserted, duplicate } = await engines.db.one<RowCounts>('select sum(rows)::int as rows, sum(inserted)::int as inserted, sum(duplicate)::int as duplicate from connection_object');
    const passed = found.length === 0 && killed >= Math.min(kills, 5) && inserted === total && rows === inserted + duplicate;
    return { vendor, check: 'resume-after-kill', passed, detail: `${killed} kills; ${found.length} rows lost or doubled; ${inserted} of ${total} inserted, ${duplicate} delivered twice${found.length ? `: ${found.slice(0, 3).join('; ')}` : ''}` };
  } finally {
    await sim.close();
  }
}

/** Reads 100,000 objects from a simulator of another process, in a process that does nothing else, and watches its memory. */
async function large(engines: TestEngines, vendor: string, wanted: number): Promise<ConformanceRow> {
  const main = path.join(import.meta.dirname, '../src/main/cli-main.ts');
  const each = vendorOf(vendor).simulate({ accounts: 10, nowMs: () => Date.UTC(2026, 0, 1) }).world;
  const accounts = Math.ceil(wanted / (each.objects.reduce((sum, { id }) => sum + each.living(id).length, 0) / 10));
  const sandbox = spawn(process.execPath, [main, 'sandbox', vendor, '--accounts', String(accounts), '--unlimited'], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [line] = (await once(createInterface({ input: sandbox.stdout }), 'line')) as [string];
    const { baseUrl, credentials, objects } = JSON.parse(line) as { baseUrl: string; credentials: Record<string, string>; objects: Record<string, number> };
    const settings = await connect(engines, vendor, baseUrl, credentials);
    const reader = startReader(settings);
    let end: Exclude<Note, { page: string }> | undefined;
    reader.on('message', (note: Note) => { if ('done' in note) end = note; });
    await once(reader, 'exit');
    if (!end) throw new Error('The reader did not end well.');
    const total = Object.values(objects).reduce((sum, n) => sum + n, 0);
    const { done, seconds, peakMb } = end;
    return { vendor, check: '100k-memory', passed: done.inserted === total && peakMb <= mostMb, detail: `${done.inserted} of ${total} objects in ${seconds.toFixed(1)} s (${Math.round(done.rows / seconds)} rows/s); the reader held at most ${peakMb} MB of ${mostMb} allowed` };
  } finally {
    sandbox.kill('SIGTERM');
    await once(sandbox, 'exit');
  }
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { vendor: { type: 'string' }, check: { type: 'string', multiple: true }, kills: { type: 'string', default: '12' }, json: { type: 'boolean', default: false } } });
  if (positionals.join() === 'mcp') return (await import('./conformance-mcp.ts')).conformanceMcp(values.json);
  if (positionals.join() !== 'sources') {
    process.stderr.write(`${usage}\n`);
    return 2;
  }
  const wanted = values.vendor === undefined ? vendors.map(({ connector }) => connector.vendor) : [vendorOf(values.vendor).connector.vendor];
  const special: Record<string, (engines: TestEngines, vendor: string) => Promise<ConformanceRow>> = { 'resume-after-kill': (engines, vendor) => killing(engines, vendor, Number(values.kills)), '100k-memory': (engines, vendor) => large(engines, vendor, 100_000) };
  const ids = ['resume-after-kill', ...innerChecks.filter((id) => !id.startsWith('webhook-')), '100k-memory', ...innerChecks.filter((id) => id.startsWith('webhook-'))].filter((id) => values.check === undefined || values.check.includes(id));
  const engines = await startTestEngines();
  const rows: ConformanceRow[] = [];
  try {
    for (const vendor of wanted) {
      for (const id of ids) {
        const row = await (special[id] ?? ((open: TestEngines, name: string) => runCheck(open, name, id)))(engines, vendor).catch((error: unknown): ConformanceRow => ({ vendor, check: id, passed: false, detail: toFault(error).message }));
        rows.push(row);
        if (!values.json) process.stdout.write(`${row.passed ? 'passed' : 'FAILED'}  ${vendor.padEnd(12)} ${row.check.padEnd(18)} ${row.detail}\n`);
      }
    }
  } finally {
    await engines.stop();
  }
  if (values.json) process.stdout.write(`${JSON.stringify({ rows })}\n`);
  return rows.every(({ passed }) => passed) ? 0 : 1;
}

if (import.meta.filename === process.argv[1]) process.exit(await main().catch((error: unknown) => {
  process.stderr.write(`${toFault(error).message} ${error instanceof Error ? error.stack : ''}\n`);
  return 1;
}));
