import { drainBlock } from '../source/tracking/drain-batches.ts';
import { mirrorUsageIdentity } from '../customer/identity/usage-identity.ts';
import { monotonicMs } from '../lib/clock.ts';
import { dayOf } from '../lib/period.ts';
import type { Db } from '../platform/postgres/database.ts';
import type { Engines } from './open-engines.ts';
import { repeat, type Repeating } from './repeat.ts';
import { liveStages, type LiveStages } from './stages.ts';

const batchSize = 500;
const tickMs = 250;
const dueEveryMs = 30_000;

/** Re-scores the accounts marked dirty; returns how many. A mark made meanwhile has a newer `since` and stays. */
export async function rescoreDirty(db: Db, stages: Pick<LiveStages, 'rescore'>): Promise<number> {
  const rows = await db.query<{ account_id: string; since: string; cause: string }>('select account_id, since::text, cause from dirty_account order by since limit $1', [batchSize]);
  if (rows.length === 0) return 0;
  for (const [cause, marked] of Map.groupBy(rows, (row) => row.cause)) await stages.rescore(marked.map((row) => row.account_id), cause);
  await db.query('delete from dirty_account d using unnest($1::text[], $2::timestamptz[]) seen(account_id, since) where d.account_id = seen.account_id and d.since = seen.since', [rows.map((row) => row.account_id), rows.map((row) => row.since)]);
  return rows.length;
}

/** Moves accepted events into the usage store, and wakes the scoring. Events newer than a reading day end the reading of the archive. */
function startDrainer({ db, analytics, clock, log }: Engines, onDrained: () => void): Repeating {
  let mirrored = false;
  return repeat('storing events', tickMs, log, async () => {
    if (!mirrored) await mirrorUsageIdentity(db, analytics);
    mirrored = true;
    const drained = await drainBlock({ db, analytics, clock });
    if (!drained) return false;
    const reading = clock.readingDay();
    if (reading !== null && drained.newestAt && dayOf(drained.newestAt) > reading) await clock.setReadingDay(null);
    onDrained();
    return true;
  });
}

function startScoring({ db, log }: Engines, stages: LiveStages): Repeating {
  let lastDueMs = Number.NEGATIVE_INFINITY;
  return repeat('scoring', tickMs, log, async () => {
    const worked = await rescoreDirty(db, stages);
    if (monotonicMs() - lastDueMs > dueEveryMs) {
      lastDueMs = monotonicMs();
      const due = await stages.dueAccounts();
      if (due.length) await stages.rescore(due, 'due');
      await stages.closeEndedDays();
    }
    return worked === batchSize;
  });
}

/** Everything that runs behind a serving process: the drainer, the live scoring and the daily closes. */
export function startWork(engines: Engines): { eventsArrived(): void; accountsChanged(): void; stop(): Promise<void> } {
  const scoring = startScoring(engines, liveStages(engines));
  const drainer = startDrainer(engines, () => scoring.wake());
  return {
    eventsArrived: () => drainer.wake(),
    accountsChanged: () => scoring.wake(),
    async stop() {
      await drainer.stop();
      await scoring.stop();
    },
  };
}
