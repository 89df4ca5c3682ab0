import { drainBlock } from '../source/tracking/drain-batches.ts';
import { pruneTracking, resolveUsageIdentities } from '../source/tracking/keep-tracking.ts';
import { monotonicMs, type Clock } from '../lib/clock.ts';
import { dayOf } from '../lib/period.ts';
import type { Mailer } from '../platform/mail/mailer.ts';
import type { Db } from '../platform/postgres/database.ts';
import { announceApprovals } from '../practice/action/announce-approvals.ts';
import { proposeActions } from '../practice/action/propose-actions.ts';
import { engagementNews } from '../agent/engagement/engagement-news.ts';
import { sendActions, type SendDeps } from '../practice/action/send-actions.ts';
import { advanceRuns } from '../practice/playbook/advance-runs.ts';
import { matchTriggers } from '../practice/playbook/match-triggers.ts';
import { sendDigests } from '../practice/notification/send-digests.ts';
import { forgetOld, teller } from '../practice/notification/tell.ts';
import { addTasks } from '../practice/task/add-tasks.ts';
import type { Engines } from './open-engines.ts';
import { repeat, type Repeating } from './repeat.ts';
import { pendingHistory } from './pending-history.ts';
import { touchedAccounts } from '../source/sync/import-store.ts';
import { liveStages, type LiveStages } from './stages.ts';

const batchSize = 500;
/** Up to so many accounts of one batch are told to open pages although their score stands. */
const toldAccounts = 50;
const tickMs = 250;
const dueEveryMs = 30_000;
const sendTickMs = 1000;
const matchTickMs = 1000;
const runTickMs = 500;
const announceTickMs = 2000;
const tellTickMs = 1500;
const digestTickMs = 20_000;
const keepEveryMs = 6 * 3_600_000;

/** Re-scores the accounts marked dirty, longest waiting first; returns how many. One marked again meanwhile goes to the end of the queue. */
export async function rescoreDirty(db: Db, clock: Clock, stages: Pick<LiveStages, 'rescore'>): Promise<number> {
  const rows = await db.query<{ account_id: string; marks: number; cause: string }>('select account_id, marks, cause from dirty_account order by since limit $1', [batchSize]);
  if (rows.length === 0) return 0;
  const begun = clock.wall();
  for (const [cause, marked] of Map.groupBy(rows, (row) => row.cause)) await stages.rescore(marked.map((row) => row.account_id), cause);
  await db.query(
    `with seen as (select * from unnest($1::text[], $2::int[]) s(account_id, marks)),
       done as (delete from dirty_account d using seen where d.account_id = seen.account_id and d.marks = seen.marks returning d.account_id)
     update dirty_account d set since = $3 from seen where d.account_id = seen.account_id and d.marks <> seen.marks`,
    [rows.map((row) => row.account_id), rows.map((row) => row.marks), begun],
  );
  // A score that stood still tells no page of the new records behind it. In a flood the moved scores are enough.
  if (rows.length <= toldAccounts) await db.query("insert into change_feed (topic, entity_id) select 'account', unnest($1::text[])", [rows.map((row) => row.account_id)]);
  return rows.length;
}

/** Moves accepted events into the usage store, and wakes the scoring. Events newer than a reading day end the reading of the archive. */
function startDrainer({ db, analytics, clock, log }: Engines, onDrained: () => void): Repeating {
  let keptMs = Number.NEGATIVE_INFINITY;
  return repeat('storing events', tickMs, log, async () => {
    if (monotonicMs() - keptMs > keepEveryMs) {
      await resolveUsageIdentities(db, analytics, clock);
      await pruneTracking(db, clock);
      keptMs = monotonicMs();
    }
    const drained = await drainBlock({ db, analytics, clock });
    if (!drained) return false;
    const reading = clock.readingDay();
    if (reading !== null && drained.newestAt && dayOf(drained.newestAt) > reading) await clock.setReadingDay(null);
    onDrained();
    return true;
  });
}

function startScoring({ db, clock, log }: Engines, stages: LiveStages): Repeating {
  let lastDueMs = Number.NEGATIVE_INFINITY;
  return repeat('scoring', tickMs, log, async () => {
    const worked = await rescoreDirty(db, clock, stages);
    if (monotonicMs() - lastDueMs > dueEveryMs) {
      lastDueMs = monotonicMs();
      const due = await stages.dueAccounts();
      if (due.length) await stages.rescore(due, 'due');
      // While the whole history is being closed, the days that ended are part of it.
      if (!(await pendingHistory(db))) await stages.closeEndedDays();
    }
    return worked === batchSize;
  });
}

/** What playbooks work through. */
export const playbookEffects = { addTasks, proposeActions };

/** Lets accounts enter playbooks, and takes the runs that are due further. */
function startPlaybooks({ db, analytics, clock, log }: Engines): { stop(): Promise<void>; parts: Repeating[] } {
  const runs = repeat('advancing playbooks', runTickMs, log, () => advanceRuns({ db, clock, effects: playbookEffects }));
  const matching = repeat('matching playbooks', matchTickMs, log, () => matchTriggers({ db, analytics, clock }));
  return {
    parts: [matching, runs],
    async stop() {
      await matching.stop();
      await runs.stop();
    },
  };
}

/** Whether files are loaded or history is closed, so that what follows from records is not settled. An import notes the accounts it touches until their closing is marked. */
async function loadingOf(db: Db): Promise<{ whole: boolean } | null> {
  const pending = await pendingHistory(db);
  if (pending) return { whole: pending.accountIds === null };
  const running = await db.maybe("select 1 from import where state = 'running'");
  return running || (await touchedAccounts(db)).length ? { whole: false } : null;
}

/** Tells people what concerns them, in the app and, where mail can leave, in a summary by mail. */
function startTelling({ db, clock, log }: Engines, mailer: Mailer | undefined, linkBase: () => string | null): { stop(): Promise<void>; parts: Repeating[] } {
  const tell = teller({ db, clock, loading: () => loadingOf(db), more: [engagementNews] });
  let keptMs = Number.NEGATIVE_INFINITY;
  const telling = repeat('telling people', tellTickMs, log, async () => {
    if (monotonicMs() - keptMs > keepEveryMs) {
      await forgetOld({ db, clock });
      keptMs = monotonicMs();
    }
    await tell();
    return false;
  });
  const digests = mailer && repeat('sending summaries', digestTickMs, log, async () => {
    await sendDigests({ db, clock, mailer, linkBase });
    return false;
  });
  return {
    parts: digests ? [telling, digests] : [telling],
    async stop() {
      await digests?.stop();
      await telling.stop();
    },
  };
}

/** What runs behind a serving process. */
export interface Work {
  eventsArrived(): void;
  accountsChanged(): void;
  /** Lets everything rest after what is in hand, until the answer is called: somebody else does the work meanwhile. */
  hold(): Promise<() => void>;
  stop(): Promise<void>;
}

/** Everything that runs behind a serving process: the drainer, the live scoring, the daily closes, playbooks, the outbox and what people are told. `closeHistorySoon` closes the whole history beside them. */
export function startWork(engines: Engines, { mailer, ...outbox }: Omit<SendDeps, 'db' | 'clock'> & { mailer?: Mailer | undefined }, closeHistorySoon: () => Promise<void>): Work {
  const scoring = startScoring(engines, liveStages(engines, closeHistorySoon));
  const drainer = startDrainer(engines, () => scoring.wake());
  const sender = repeat('sending actions', sendTickMs, engines.log, () => sendActions({ db: engines.db, clock: engines.clock, ...outbox }));
  const announcing = repeat('telling of approvals', announceTickMs, engines.log, async () => { await announceApprovals({ db: engines.db, clock: engines.clock, linkBase: outbox.linkBase }); return false; });
  const playbooks = startPlaybooks(engines);
  const telling = startTelling(engines, mailer, outbox.linkBase);
  const parts = [drainer, scoring, sender, announcing, ...playbooks.parts, ...telling.parts];
  return {
    async hold() {
      const releases = await Promise.all(parts.map((part) => part.hold()));
      return () => releases.forEach((release) => release());
    },
    eventsArrived: () => drainer.wake(),
    accountsChanged: () => scoring.wake(),
    async stop() {
      await telling.stop();
      await playbooks.stop();
      await announcing.stop();
      await sender.stop();
      await drainer.stop();
      await scoring.stop();
    },
  };
}
