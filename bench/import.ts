import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { monotonicMs } from '../src/lib/clock.ts';
import { createRng } from '../src/lib/rng.ts';
import { machine, type BenchResult } from './result.ts';

interface Measured {
  rowsPerSecond: number;
  peakRssMb: number;
}

/** A usage file of `rows` events by 2,000 accounts over half a year, and the accounts beside it. */
async function writeFiles(dir: string, rows: number): Promise<void> {
  await mkdir(dir, { recursive: true });
  const rng = createRng(7);
  const accounts = Array.from({ length: 2000 }, (_, i) => `A${String(i + 1).padStart(5, '0')},Customer ${i + 1},2024-01-01\n`);
  await pipeline(Readable.from(['account_id,account_name,signup_date\n', ...accounts]), createWriteStream(path.join(dir, 'accounts.csv')));
  const start = Date.UTC(2025, 0, 1);
  function* lines(): Generator<string> {
    yield 'event_id,account_id,user_id,event_name,occurred_at,duration_seconds\n';
    for (let from = 0; from < rows; from += 1000) {
      let block = '';
      for (let i = from; i < Math.min(rows, from + 1000); i++) {
        const account = rng.int(1, 2000);
        block += `e${i},A${String(account).padStart(5, '0')},U${account}-${rng.int(1, 20)},feature_${rng.int(1, 40)},${new Date(start + Math.floor((i / rows) * 180 * 86_400_000)).toISOString()},${rng.int(1, 600)}\n`;
      }
      yield block;
    }
  }
  await pipeline(Readable.from(lines()), createWriteStream(path.join(dir, 'events.csv')));
}

/** Runs the command as a user would, and watches the most memory that its process held. Linux. */
async function importOnce(dir: string, rows: number): Promise<Measured> {
  const files = path.join(dir, `files-${rows}`);
  await writeFiles(files, rows);
  const start = monotonicMs();
  const child = spawn(process.execPath, [path.join(import.meta.dirname, '../src/main/cli-main.ts'), 'import', files, '--yes', '--json', '--data', path.join(dir, `data-${rows}`)], { stdio: ['ignore', 'pipe', 'ignore'] });
  let peakKb = 0;
  const watch = setInterval(() => {
    try {
      peakKb = Math.max(peakKb, Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0));
    } catch {
      // The process has just ended.
    }
  }, 50);
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  const [code] = (await once(child, 'close')) as [number];
  clearInterval(watch);
  const seconds = (monotonicMs() - start) / 1000;
  const { totals } = JSON.parse(out) as { totals: { rows: number; inserted: number } };
  if (code !== 0 || totals.rows !== rows + 2000 || totals.inserted !== rows + 2000) throw new Error(`The import of ${rows} rows ended with ${code}: ${JSON.stringify(totals)}`);
  return { rowsPerSecond: Math.round(totals.rows / seconds), peakRssMb: Math.round(peakKb / 1024) };
}

/**
 * Import of a file of 1 M events, and of 100,000, each into an empty store: rows per second of the whole command, with engines started,
 * history closed and accounts scored, and the peak memory of one against the other. `--small` reads a tenth of each.
 */
export async function run(args: readonly string[]): Promise<BenchResult> {
  const small = args.includes('--small');
  const dir = await mkdtemp(path.join(tmpdir(), 'mainstay-import-'));
  try {
    const tenth = await importOnce(dir, small ? 10_000 : 100_000);
    const whole = await importOnce(dir, small ? 100_000 : 1_000_000);
    const figures = {
      rowsPerSecond1M: whole.rowsPerSecond, rowsPerSecond100k: tenth.rowsPerSecond, peakRssMb1M: whole.peakRssMb, peakRssMb100k: tenth.peakRssMb,
      rssRatio: Math.round((whole.peakRssMb / tenth.peakRssMb) * 100) / 100,
    };
    return { name: 'import', figures, limits: { rssRatio: { most: 1.2 } }, machine: { ...machine(), small } };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
