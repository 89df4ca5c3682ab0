import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { monotonicMs, systemClock } from '../src/lib/clock.ts';

export interface SendPlan {
  url: string;
  writeKey: string;
  batchSize: number;
  /** Requests under way at once. */
  lanes: number;
  seconds: number;
  accounts: number;
  /** Events per second; absent: as fast as they are accepted. */
  rate?: number;
  /** Begins every message id, so that two runs never meet. */
  label: string;
}

export interface Sent {
  accepted: number;
  refused: number;
  seconds: number;
  /** Milliseconds from sending a batch to its answer. */
  p50Ms: number;
  p95Ms: number;
}

/** One answer of the server: its status, or 0 when there was none. */
export type Post = (body: string) => Promise<number>;

/** A client that keeps its connections, as the SDK's transport does. */
export function poster(url: string, writeKey: string, lanes: number): { post: Post; close(): void } {
  const agent = new Agent({ keepAlive: true, maxSockets: lanes });
  const headers = { authorization: `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}`, 'content-type': 'application/json' };
  const post: Post = (body) =>
    new Promise((resolve) => {
      const call = request(`${url}/v1/batch`, { method: 'POST', agent, headers: { ...headers, 'content-length': Buffer.byteLength(body) } }, (response) => {
        response.resume();
        response.on('end', () => resolve(response.statusCode ?? 0));
        response.on('error', () => resolve(0));
      });
      call.on('error', () => resolve(0));
      call.end(body);
    });
  return { post, close: () => agent.destroy() };
}

/** One track event in the shape the stock Node SDK sends. */
export function sdkEvent(messageId: string, account: number, user: string, at: string, name = 'Report opened'): object {
  return {
    type: 'track', event: name, userId: user, messageId, timestamp: at, integrations: {},
    properties: { report: 'weekly', rows: 120, filtered: true }, context: { groupId: `acct-${account}`, library: { name: '@segment/analytics-node', version: '3.1.0' } },
    _metadata: { nodeVersion: '24.21.0', jsRuntime: 'node' },
  };
}

/** An account number from 1 with weight 1/number: few are busy, most are quiet. */
export function zipf(accounts: number, uniform: number): number {
  return Math.min(accounts, Math.max(1, Math.floor(Math.exp(uniform * Math.log(accounts + 1)))));
}

/** Sends batches until the time is over; a refused batch is counted and not sent again. */
export async function sendEvents(plan: SendPlan): Promise<Sent> {
  const { post, close } = poster(plan.url, plan.writeKey, plan.lanes);
  const clock = systemClock();
  const start = monotonicMs();
  const end = start + plan.seconds * 1000;
  const waits: number[] = [];
  let accepted = 0;
  let refused = 0;
  let batches = 0;
  const lane = async () => {
    while (monotonicMs() < end) {
      const number = batches++;
      const due = plan.rate ? start + (number * plan.batchSize * 1000) / plan.rate : 0;
      if (due >= end) return;
      if (due > monotonicMs()) await sleep(due - monotonicMs());
      const at = clock.wall().toISOString();
      const batch = Array.from({ length: plan.batchSize }, (_, i) => {
        const account = zipf(plan.accounts, Math.random());
        return sdkEvent(`node-next-${plan.label}-${number}-${i}`, account, `acct-${account}-user-${i % 20}`, at);
      });
      const sentMs = monotonicMs();
      const status = await post(JSON.stringify({ batch, writeKey: plan.writeKey, sentAt: at }));
      waits.push(monotonicMs() - sentMs);
      if (status === 200) accepted += plan.batchSize;
      else refused += plan.batchSize;
    }
  };
  await Promise.all(Array.from({ length: plan.lanes }, lane));
  close();
  const sorted = waits.toSorted((a, b) => a - b);
  const quantile = (q: number) => Math.round((sorted[Math.floor(q * (sorted.length - 1))] ?? 0) * 10) / 10;
  return { accepted, refused, seconds: (monotonicMs() - start) / 1000, p50Ms: quantile(0.5), p95Ms: quantile(0.95) };
}

if (process.argv[1] === import.meta.filename) {
  const sent = await sendEvents(JSON.parse(process.argv[2] ?? '{}') as SendPlan);
  process.stdout.write(`${JSON.stringify(sent)}\n`);
}
