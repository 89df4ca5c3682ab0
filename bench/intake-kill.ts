import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../src/lib/clock.ts';
import { poster, sdkEvent, type Post } from './event-sender.ts';
import { startServer, type ServerProcess } from './server-process.ts';
import { untilDrained } from './stored-events.ts';

export interface KillPlan {
  kills: number;
  laneCount: number;
  batchSize: number;
}

export interface KillOutcome {
  /** Events whose batch was answered with 200, each counted once. */
  acknowledged: number;
  /** Batches that had no good answer and were sent again, in new batches with other times. */
  sentAgain: number;
}

/**
 * Kills the server with SIGKILL again and again while events arrive; senders repeat what was not acknowledged, as SDKs do.
 * Ends when everything is acknowledged and stored and the server is stopped.
 */
export async function killDuringIntake(dataDir: string, plan: KillPlan): Promise<KillOutcome> {
  let server = await startServer(dataDir);
  const { key } = await server.call<{ key: string }>('key.create', { name: 'kill', scope: ['track'] });
  let current: { post: Post; close(): void } | undefined = poster(server.url, key, plan.laneCount);
  const outcome: KillOutcome = { acknowledged: 0, sentAgain: 0 };
  let over = false;
  const lanes = Array.from({ length: plan.laneCount }, (_, lane) => sendLane(lane, plan, () => current?.post, () => over, outcome));
  for (let kill = 0; kill < plan.kills; kill++) {
    await sleep(700 + Math.random() * 1500);
    await server.kill();
    current?.close();
    current = undefined;
    server = await startServer(dataDir);
    current = poster(server.url, key, plan.laneCount);
  }
  await sleep(500);
  over = true;
  await Promise.all(lanes);
  current?.close();
  await finish(server);
  return outcome;
}

async function finish(server: ServerProcess): Promise<void> {
  await untilDrained(server);
  await server.stop();
}

async function sendLane(lane: number, plan: KillPlan, post: () => Post | undefined, over: () => boolean, outcome: KillOutcome): Promise<void> {
  const clock = systemClock();
  for (let batch = 0; !over(); batch++) {
    for (let attempt = 0; ; attempt++) {
      const at = clock.wall().toISOString();
      const events = Array.from({ length: plan.batchSize }, (_, i) => sdkEvent(`kill-${lane}-${batch}-${i}`, 1 + (i % 50), `u${i}`, at, 'Killed'));
      const status = (await post()?.(JSON.stringify({ batch: attempt % 2 ? events.toReversed() : events, sentAt: at }))) ?? 0;
      if (status === 200) break;
      if (status >= 400 && status < 500 && status !== 429) throw new Error(`A transient failure was answered with ${status}.`);
      outcome.sentAgain++;
      await sleep(50);
    }
    outcome.acknowledged += plan.batchSize;
  }
}
