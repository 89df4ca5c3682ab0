import { monotonicMs } from '../lib/clock.ts';
import type { Log } from '../platform/log/log.ts';
import type { Db } from '../platform/postgres/database.ts';

/** What the live loop drives; joined in compose. Each stage works on sets of accounts. */
export interface LiveStages {
  /** Facts, score, ledger and provisional signals of these accounts, now. */
  rescore(accountIds: readonly string[], cause: string): Promise<void>;
  /** Accounts whose present value expires by itself by now: overrides, pulses, stale inputs. */
  dueAccounts(): Promise<readonly string[]>;
  /** Closes every day that ended since the last close. */
  closeEndedDays(): Promise<void>;
}

export interface LiveLoop {
  /** Looks for work at once instead of at the next tick. */
  wake(): void;
  /** Ends after the work in hand. */
  stop(): Promise<void>;
}

const batchSize = 500;
const tickMs = 250;
const dueEveryMs = 30_000;

/** Re-scores the accounts marked dirty; returns how many. A mark made meanwhile has a newer `since` and stays. */
export async function drainDirty(db: Db, stages: Pick<LiveStages, 'rescore'>): Promise<number> {
  const rows = await db.query<{ account_id: string; since: string; cause: string }>('select account_id, since::text, cause from dirty_account order by since limit $1', [batchSize]);
  if (rows.length === 0) return 0;
  for (const [cause, marked] of Map.groupBy(rows, (row) => row.cause)) await stages.rescore(marked.map((row) => row.account_id), cause);
  await db.query('delete from dirty_account d using unnest($1::text[], $2::timestamptz[]) seen(account_id, since) where d.account_id = seen.account_id and d.since = seen.since', [rows.map((row) => row.account_id), rows.map((row) => row.since)]);
  return rows.length;
}

/** Runs the live path until stopped: dirty accounts at once, expiring values and day closes on their tick. A failure is logged and tried again. */
export function startLiveLoop(db: Db, stages: LiveStages, log: Log): LiveLoop {
  let stopped = false;
  let wakeUp = () => {};
  let lastDueMs = 0;
  const turn = async () => {
    const worked = await drainDirty(db, stages);
    if (monotonicMs() - lastDueMs > dueEveryMs) {
      lastDueMs = monotonicMs();
      const due = await stages.dueAccounts();
      if (due.length) await stages.rescore(due, 'due');
      await stages.closeEndedDays();
    }
    return worked;
  };
  const run = async () => {
    while (!stopped) {
      let worked = 0;
      try {
        worked = await turn();
      } catch (error) {
        log.error({ err: error }, 'live re-score failed; it will be tried again');
      }
      if (worked < batchSize && !stopped) await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, tickMs);
        wakeUp = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  };
  const running = run();
  return {
    wake: () => wakeUp(),
    stop: async () => {
      stopped = true;
      wakeUp();
      await running;
    },
  };
}
