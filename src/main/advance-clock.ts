import { toDate } from '../lib/clock.ts';
import { dayOf, daysBetween } from '../lib/period.ts';
import { announceApprovals } from '../practice/action/announce-approvals.ts';
import { sendActions, shortenWaits, type SendDeps } from '../practice/action/send-actions.ts';
import { advanceRuns } from '../practice/playbook/advance-runs.ts';
import { matchTriggers } from '../practice/playbook/match-triggers.ts';
import { drainBlock } from '../source/tracking/drain-batches.ts';
import type { Context } from '../platform/operation/context.ts';
import type { BusinessClock } from '../platform/business-clock.ts';
import { dueNow, nextDue } from './due-times.ts';
import { pendingHistory } from './pending-history.ts';
import { rescoreNow, type LiveStages } from './stages.ts';
import { playbookEffects, rescoreDirty } from './work.ts';

/** What moving the clock works with. */
export interface AdvanceDeps {
  context: Pick<Context, 'db' | 'analytics' | 'progress'> & { clock: Pick<BusinessClock, 'now' | 'wall' | 'moveTo'> };
  stages: LiveStages;
  /** The ways out; null where nothing leaves. */
  outbox: Omit<SendDeps, 'db' | 'clock'> | null;
  /** Brings what outside systems report of the time up to `until`, before it comes; answers how many records. */
  arrive?: (until: Date) => Promise<number>;
  /** Days whose records arrive at once; they count when they happened, whenever they came. Default 7. */
  stretchDays?: number;
  /** Days after which daily closes and all scores are brought up to date; default 1. More is coarser and cheaper. */
  everyDays?: number;
}

/** How much was done on the way. */
export interface Advanced {
  days: number;
  /** Moments at which something was due. */
  stops: number;
  records: number;
}

const dayMs = 86_400_000;
const usualStretchDays = 7;
/** More turns than this at one moment are a loop, not work. */
const mostTurns = 1000;

/**
 * Moves business time on to `to` and does on the way, in order, everything that becomes due: days are closed, what expired is scored again, accounts
 * enter playbooks, runs wake up, actions go out in their windows or expire. The caller keeps the background work at rest meanwhile.
 */
export async function advanceClock(deps: AdvanceDeps, to: Date): Promise<Advanced> {
  const { context: { db, clock, progress } } = deps;
  const [from, stretchMs] = [clock.now(), (deps.stretchDays ?? usualStretchDays) * dayMs];
  const done: Advanced = { days: 0, stops: 0, records: 0 };
  let arrivedUntil = from.getTime();
  await drain(deps, true);
  while (clock.now() < to) {
    if (deps.arrive && arrivedUntil <= clock.now().getTime()) {
      arrivedUntil = Math.min(clock.now().getTime() + stretchMs, to.getTime());
      done.records += await deps.arrive(toDate(arrivedUntil));
    }
    const due = await nextDue(db, clock);
    const at = toDate(Math.min(due.getTime(), to.getTime(), arrivedUntil > clock.now().getTime() ? arrivedUntil : Infinity));
    const before = clock.now();
    await clock.moveTo(at);
    await shortenWaits(db, at.getTime() - before.getTime());
    const dayEnds = dayOf(at) !== dayOf(before);
    if (dayEnds) {
      done.days += 1;
      if (daysBetween('2000-01-01', dayOf(at)) % (deps.everyDays ?? 1) === 0) await endDays(deps);
    }
    await drain(deps, dayEnds);
    done.stops += 1;
    const [passed, whole] = [at.getTime() - from.getTime(), to.getTime() - from.getTime()];
    progress?.(passed, whole, `At ${dayOf(at)}`);
  }
  return done;
}

// Records that were known before may begin to count with a new day, so all accounts are scored.
async function endDays({ context, stages }: AdvanceDeps): Promise<void> {
  if (!(await pendingHistory(context.db))) await stages.closeEndedDays();
  await rescoreNow(context, 'due');
}

/** Works until nothing more follows from what is there. Between the ends of days triggers are matched only where something new is known. */
async function drain({ context: { db, analytics, clock }, stages, outbox }: AdvanceDeps, matching: boolean): Promise<void> {
  let match = matching;
  for (let turns = 0; turns < mostTurns; turns++) {
    const [due, before] = [await dueNow(db, clock), await feedEnd(db)];
    if (due.events) while (await drainBlock({ db, analytics, clock })) { /* until all accepted events are stored */ }
    if (due.scores) await stages.rescore(await stages.dueAccounts(), 'due');
    if (due.events || due.dirty) while ((await rescoreDirty(db, clock, stages)) > 0) { /* until none is marked */ }
    if (match || due.events || due.dirty || due.scores) while (await matchTriggers({ db, analytics, clock })) { /* until nothing new is left */ }
    if (match || due.runs) while (await advanceRuns({ db, clock, effects: playbookEffects })) { /* until none is due */ }
    if (outbox) await announceApprovals({ db, clock, linkBase: outbox.linkBase });
    if (outbox && (match || due.actions)) while (await sendActions({ db, clock, ...outbox })) { /* until none may go */ }
    if (!match && (await feedEnd(db)) === before) return;
    match = false;
  }
}

// Whatever comes about is told to open pages, so a feed that stands still says that nothing did.
async function feedEnd(db: Context['db']): Promise<number> {
  return (await db.one<{ seq: number }>('select coalesce(max(seq), 0)::float8 as seq from change_feed')).seq;
}
