import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { computeFacts } from '../src/insight/fact/compute-facts.ts';
import { monotonicMs, toDate } from '../src/lib/clock.ts';
import { asOfEnd } from '../src/lib/period.ts';
import type { Analytics } from '../src/platform/analytics/analytics.ts';
import { openChdb } from '../src/platform/analytics/chdb.ts';
import { migrateAnalytics } from '../src/platform/analytics/migrate-analytics.ts';
import type { Db } from '../src/platform/postgres/database.ts';
import { machine, type BenchResult } from './result.ts';
import { loadUsage, type LoadShape } from './usage-load.ts';

const lastDay = '2025-06-30';
const shapeOf = (events: number): LoadShape => ({ events, accounts: 10_000, features: 60, days: 180, lastDay });
const bareScan = "select count() as n, sum(group_hash) % 1000 as a, sum(user_hash) % 1000 as b, sum(toUInt16(day)) as c, countIf(name = 'feature_1') as d from event";

interface Measured {
  rows: number;
  scanCpuSeconds: number;
  cpuSeconds: number;
  wallSeconds: number;
  peakRssMb: number;
  vectors: number;
}

/** CPU of this process with all the engine's threads, and wall time, of one piece of work. */
async function cost(work: () => Promise<unknown>): Promise<{ cpu: number; wall: number }> {
  const before = process.cpuUsage();
  const start = monotonicMs();
  await work();
  const used = process.cpuUsage(before);
  return { cpu: (used.user + used.system) / 1e6, wall: (monotonicMs() - start) / 1000 };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number;
}

/** Stands in for the operational store: accounts without any record, so that usage alone is measured. */
function accountsOnly(accounts: number): Db {
  const knownAt = toDate('2024-01-01T00:00:00Z');
  const profiles = Array.from({ length: accounts }, (_, i) => ({ id: `account-${i + 1}`, num: i + 1, customerSince: '2024-01-01', knownAt, seats: 50, segment: null, versions: null }));
  return { query: async (text: string) => (text.includes('from account a') ? profiles : []) } as unknown as Db;
}

/** Alternates bare scans and full re-scores, after one unmeasured round of each. */
async function measure(analytics: Analytics, shape: LoadShape, rounds: number): Promise<Measured> {
  const db = accountsOnly(shape.accounts);
  let vectors = 0;
  const scan = () => analytics.query(bareScan, { lane: 'bulk' });
  const rescore = async () => {
    vectors = (await computeFacts({ db, analytics }, { dates: [{ day: lastDay, until: asOfEnd(lastDay) }] })).length;
  };
  await scan();
  await rescore();
  const scans: { cpu: number; wall: number }[] = [];
  const scores: { cpu: number; wall: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    scans.push(await cost(scan));
    scores.push(await cost(rescore));
  }
  const [row] = await analytics.query<{ n: number }>('select count() as n from event');
  return {
    rows: row?.n ?? 0, vectors, scanCpuSeconds: median(scans.map(({ cpu }) => cpu)), cpuSeconds: median(scores.map(({ cpu }) => cpu)),
    wallSeconds: median(scores.map(({ wall }) => wall)), peakRssMb: Math.round(process.resourceUsage().maxRSS / 1024),
  };
}

// Loading and measuring are processes of their own, so that the memory of one is not counted in the other.
async function inProcess(step: 'load' | 'measure', dir: string, events: number): Promise<Measured> {
  const { stdout } = await promisify(execFile)(process.execPath, [import.meta.filename, step, dir, String(events)], { maxBuffer: 1 << 24 });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}') as Measured;
}

async function measureSize(events: number): Promise<Measured> {
  const dir = await mkdtemp(join(tmpdir(), 'mainstay-bench-'));
  try {
    await inProcess('load', dir, events);
    return await inProcess('measure', dir, events);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

const rounded = (value: number) => Math.round(value * 100) / 100;

/**
 * Full re-score of 10,000 accounts over 20 M and 100 M events: CPU as a multiple of the engine's bare scan of the columns it needs.
 * `--small` runs on 0.5 M and 2 M events only to show that it works; `--20m` leaves out the large size.
 */
export async function run(args: readonly string[]): Promise<BenchResult> {
  const small = args.includes('--small');
  const first = await measureSize(small ? 500_000 : 20_000_000);
  const second = args.includes('--20m') ? undefined : await measureSize(small ? 2_000_000 : 100_000_000);
  const figures: Record<string, number> = { ratioToScan20M: rounded(first.cpuSeconds / first.scanCpuSeconds), cpuSeconds20M: rounded(first.cpuSeconds), wallSeconds20M: rounded(first.wallSeconds), scanCpuSeconds20M: rounded(first.scanCpuSeconds), rows20M: first.rows };
  if (second) Object.assign(figures, { ratioToScan100M: rounded(second.cpuSeconds / second.scanCpuSeconds), cpuSeconds100M: rounded(second.cpuSeconds), wallSeconds100M: rounded(second.wallSeconds), scanCpuSeconds100M: rounded(second.scanCpuSeconds), rows100M: second.rows });
  figures['peakRssMb'] = Math.max(first.peakRssMb, second?.peakRssMb ?? 0);
  figures['accounts'] = first.vectors;
  return { name: 'rescore', figures, limits: { ratioToScan100M: { most: 6 } }, machine: { ...machine(), small } };
}

async function step(name: string, dir: string, events: number): Promise<unknown> {
  const analytics = openChdb(dir);
  const shape = shapeOf(events);
  if (name === 'load') {
    await migrateAnalytics(analytics, new URL('../src/platform/analytics/migrations', import.meta.url).pathname);
    return { rows: await loadUsage(analytics, shape) };
  }
  await analytics.exec('system stop merges');
  return measure(analytics, shape, events > 50_000_000 ? 2 : 3);
}

if (process.argv[1] === import.meta.filename && (process.argv[2] === 'load' || process.argv[2] === 'measure')) {
  const answer = await step(process.argv[2], String(process.argv[3]), Number(process.argv[4]));
  process.stdout.write(`${JSON.stringify(answer)}\n`);
  process.exit(0);
}
