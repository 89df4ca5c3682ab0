import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { monotonicMs, systemClock } from '../src/lib/clock.ts';
import { poster, sdkEvent, type Post } from './event-sender.ts';
import { sendFrom } from './intake.ts';
import { startServer, type ServerProcess } from './server-process.ts';
import { machine, type BenchResult } from './result.ts';

const accounts = 10_000;
const probeAccounts = 40;
const probeEveryMs = 1_000;
const pollMs = 50;
const giveUpMs = 120_000;

/** The values behind an account's score, as REST shows them now. */
async function shownValues(server: ServerProcess, account: string): Promise<string> {
  const { drivers } = await server.call<{ drivers: { id: string; value: unknown }[] }>('health.show', { id: account });
  return JSON.stringify(drivers.map(({ id, value }) => [id, value]));
}

/**
 * Sends one batch for an account nobody else writes to, and waits until REST shows other values than before. Milliseconds from the
 * answer that the batch is safe; undefined when it took more than two minutes.
 */
async function probe(server: ServerProcess, post: Post, number: number): Promise<number | undefined> {
  const account = `account-${accounts + 1 + (number % probeAccounts)}`;
  const before = await shownValues(server, account);
  const at = systemClock().wall().toISOString();
  const batch = Array.from({ length: 5 }, (_, i) => ({ ...sdkEvent(`probe-${number}-${i}`, 0, `probe-user-${number}`, at, `feature_${number % 7}`), context: { groupId: `probe-${1 + (number % probeAccounts)}` } }));
  if ((await post(JSON.stringify({ batch, sentAt: at }))) !== 200) return undefined;
  const accepted = monotonicMs();
  while (monotonicMs() - accepted < giveUpMs) {
    if ((await shownValues(server, account)) !== before) return monotonicMs() - accepted;
    await sleep(pollMs);
  }
  return undefined;
}

async function measureLive(server: ServerProcess, seconds: number, rate: number): Promise<Record<string, number>> {
  const { key } = await server.call<{ key: string }>('key.create', { name: 'live', scope: ['track'] });
  const { post, close } = poster(server.url, key, 8);
  // The first look scores every account once; measuring begins when a probe comes through.
  await probe(server, post, 0);
  const cpuBefore = server.cpuSeconds();
  const start = monotonicMs();
  const sending = sendFrom({ url: server.url, writeKey: key, batchSize: Math.min(100, Math.max(1, Math.round(rate / 10))), lanes: 4, seconds, accounts, rate, label: 'live' });
  const probes: Promise<number | undefined>[] = [];
  for (let number = 1; monotonicMs() - start < seconds * 1000; number++) {
    // An account is asked again only when its last probe is over.
    await probes[number - probeAccounts];
    probes.push(probe(server, post, number));
    await sleep(probeEveryMs);
  }
  const [sent, answers] = await Promise.all([sending, Promise.all(probes)]);
  close();
  const waits = answers.filter((ms) => ms !== undefined).toSorted((a, b) => a - b);
  const quantile = (q: number) => Math.round(waits[Math.floor(q * (waits.length - 1))] ?? 0);
  return {
    eventsPerSecond: Math.round(sent.accepted / sent.seconds), refused: sent.refused, probes: answers.length, unseen: answers.length - waits.length,
    visibleP50Ms: quantile(0.5), visibleP95Ms: quantile(0.95), visibleMaxMs: quantile(1), answerP95Ms: sent.p95Ms,
    serverCpuShare: Math.round(((server.cpuSeconds() - cpuBefore) / ((monotonicMs() - start) / 1000)) * 100) / 100,
  };
}

/**
 * From the answer that a batch is safe to the score that REST shows, while events for 10,000 accounts by Zipf's law arrive at a
 * steady rate. `--seconds N` (600), `--rate N` events per second (1000), `--history N` events before (20 million).
 */
export async function run(args: readonly string[]): Promise<BenchResult> {
  const option = (name: string, otherwise: number) => (args.includes(name) ? Number(args[args.indexOf(name) + 1]) : otherwise);
  const [seconds, rate, history] = [option('--seconds', 600), option('--rate', 1000), option('--history', 20_000_000)];
  const dir = await mkdtemp(path.join(tmpdir(), 'mainstay-live-'));
  const dataDir = path.join(dir, 'data');
  try {
    await promisify(execFile)(process.execPath, [path.join(import.meta.dirname, 'live-history.ts'), dataDir, String(accounts), String(history), String(probeAccounts)], { maxBuffer: 1 << 24 });
    const server = await startServer(dataDir);
    try {
      const figures = await measureLive(server, seconds, rate);
      return { name: 'live', figures: { seconds, history, ...figures }, limits: { visibleP95Ms: { most: 5000 } }, machine: machine() };
    } finally {
      await server.stop();
    }
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
