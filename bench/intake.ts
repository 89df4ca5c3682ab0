import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Sent, SendPlan } from './event-sender.ts';
import { killDuringIntake } from './intake-kill.ts';
import { startServer } from './server-process.ts';
import { countStored, untilDrained } from './stored-events.ts';
import { machine, type BenchResult } from './result.ts';

const rounded = (value: number) => Math.round(value * 10) / 10;

/** Runs the sender in a process of its own, so that its work is not the server's. */
export async function sendFrom(plan: SendPlan): Promise<Sent> {
  const { stdout } = await promisify(execFile)(process.execPath, [path.join(import.meta.dirname, 'event-sender.ts'), JSON.stringify(plan)], { maxBuffer: 1 << 24 });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '{}') as Sent;
}

async function measureIntake(dataDir: string, seconds: number): Promise<Record<string, number>> {
  const server = await startServer(dataDir);
  try {
    const { key } = await server.call<{ key: string }>('key.create', { name: 'bench', scope: ['track'] });
    const plan = { url: server.url, writeKey: key, batchSize: 100, lanes: 16, accounts: 10_000 };
    await sendFrom({ ...plan, seconds: 2, label: 'warm' });
    await untilDrained(server);
    const cpuBefore = server.cpuSeconds();
    const sent = await sendFrom({ ...plan, seconds, label: 'run' });
    const drainSeconds = await untilDrained(server);
    return {
      acceptedPerSecond: Math.round(sent.accepted / sent.seconds), refused: sent.refused, answerP50Ms: sent.p50Ms, answerP95Ms: sent.p95Ms,
      storedPerSecond: Math.round(sent.accepted / (sent.seconds + drainSeconds)), drainedAfterSeconds: rounded(drainSeconds),
      serverCpuSecondsPerMillion: rounded(((server.cpuSeconds() - cpuBefore) / sent.accepted) * 1e6),
    };
  } finally {
    await server.stop();
  }
}

/**
 * Events accepted durably per second over HTTP, in batches of 100 in the shape of a stock SDK, sent by another process while the
 * drainer works; then kill -9 under load, and what is counted. `--seconds N` (20), `--kills N` (3).
 */
export async function run(args: readonly string[]): Promise<BenchResult> {
  const option = (name: string, otherwise: number) => (args.includes(name) ? Number(args[args.indexOf(name) + 1]) : otherwise);
  const dir = await mkdtemp(path.join(tmpdir(), 'mainstay-intake-'));
  try {
    const figures = await measureIntake(path.join(dir, 'rate'), option('--seconds', 20));
    const kills = option('--kills', 3);
    if (kills > 0) {
      const outcome = await killDuringIntake(path.join(dir, 'kill'), { kills, laneCount: 4, batchSize: 100 });
      const stored = await countStored(path.join(dir, 'kill'));
      Object.assign(figures, { kills, killAcknowledged: outcome.acknowledged, killStoredRows: stored.rows, killLost: outcome.acknowledged - stored.events, killRepeated: stored.rows - stored.events, killSentAgain: outcome.sentAgain });
    }
    return { name: 'intake', figures, limits: { acceptedPerSecond: { least: 20_000 }, storedPerSecond: { least: 20_000 } }, machine: machine() };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
