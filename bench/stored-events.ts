import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { monotonicMs } from '../src/lib/clock.ts';
import { openChdb } from '../src/platform/analytics/chdb.ts';
import type { ServerProcess } from './server-process.ts';

/** Waits until nothing that was accepted waits any more; answers the seconds it took. */
export async function untilDrained(server: ServerProcess, limitSeconds = 600): Promise<number> {
  const start = monotonicMs();
  while ((monotonicMs() - start) / 1000 < limitSeconds) {
    const { waiting } = await server.call<{ waiting: number }>('tracking.status');
    if (waiting === 0) return (monotonicMs() - start) / 1000;
    await sleep(100);
  }
  throw new Error('Accepted events were not stored in time.');
}

/** Rows and distinct events of a store that no process has open. */
export async function countStored(dataDir: string): Promise<{ rows: number; events: number }> {
  const analytics = openChdb(path.join(dataDir, 'usage'));
  const [row] = await analytics.query<{ rows: number; events: number }>('select count() as rows, uniqExact(key) as events from event');
  await analytics.close();
  return row ?? { rows: 0, events: 0 };
}
