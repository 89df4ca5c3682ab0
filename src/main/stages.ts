import { lastClosedDay } from '../insight/health/close-store.ts';
import { closeDays, endedDays } from '../insight/health/close-days.ts';
import { healthEngines } from '../insight/health/health-program.ts';
import { dueAccounts } from '../insight/health/now-store.ts';
import { rescore } from '../insight/health/run-health.ts';
import { forgetSignals } from '../insight/signal/forget-signals.ts';
import { readSignalRules, runSignals } from '../insight/signal/run-signals.ts';
import { addDays, dayOf, type Day } from '../lib/period.ts';
import { localPrincipal } from '../platform/auth/authenticate.ts';
import { warmTrends } from '../insight/metric/open-reading.ts';
import { pendingHistory } from './pending-history.ts';
import type { Context } from '../platform/operation/context.ts';

/** What the live loop drives. Each stage works on sets of accounts. */
export interface LiveStages {
  /** Facts, score, ledger and provisional signals of these accounts, now. */
  rescore(accountIds: readonly string[], cause: string): Promise<void>;
  /** Accounts whose present value expires by itself by now: overrides, pulses, stale inputs. */
  dueAccounts(): Promise<readonly string[]>;
  /** Closes every day that ended since the last close. Where none was ever closed, asks for the whole history. */
  closeEndedDays(): Promise<void>;
}

type StageContext = Pick<Context, 'db' | 'analytics' | 'clock'>;

/** The longest history that a back-fill closes, in days. */
const historyDays = 730;

/** Facts, score, ledger and provisional signals of some accounts, or of all: the live path and the full re-score are this one function. `signals: false` leaves signals to a closing of history under way, whose end evaluates the present. */
export async function rescoreNow({ db, analytics, clock }: StageContext, cause: string, accountIds?: readonly string[], { signals = true } = {}): Promise<number> {
  const { scored, vectors } = await rescore(healthEngines({ db, analytics }), clock, { accountIds, cause });
  const day = dayOf(clock.now());
  if (signals && vectors.length) await runSignals({ db }, { vectors: vectors.map((vector) => ({ ...vector, day })), day, provisional: true, at: clock.now() });
  return scored;
}

/**
 * Closes the days `[from, to)` for all accounts, or for some beside the frozen distributions of all: health, then signals, day by day in order.
 * What machines said about these days before is replaced; what people did stays. Once `ending` is aborted it throws after a day's work; whoever gives it
 * sees to it that the days are closed again.
 */
export async function closeHistory({ db, analytics, clock, ending }: StageContext & { ending?: AbortSignal }, from: Day, to: Day, progress?: (done: number, total: number) => void, accountIds?: readonly string[]): Promise<void> {
  if (from >= to) return;
  const rules = await readSignalRules(db);
  const last = await lastClosedDay(db);
  if (last === null || from <= last) await forgetSignals(db, from, accountIds);
  await closeDays(healthEngines({ db, analytics }), clock, {
    from, to, progress, accountIds,
    async closed(day, vectors) {
      ending?.throwIfAborted();
      await runSignals({ db }, { vectors, day, provisional: false, whole: accountIds === undefined, rules, refresh: day === addDays(to, -1) });
    },
  });
}

/** The first day that history can show: two years back, or the first record's day when that is later. */
export async function historyStart({ db, analytics, clock }: StageContext): Promise<Day | null> {
  const [records, [usage]] = await Promise.all([
    db.one<{ day: Day | null }>(
      `select to_char(min(at), 'YYYY-MM-DD') as day from (
         select min(start_on)::timestamptz as at from agreement_line union all select min(opened_at) from ticket union all select min(at) from activity
         union all select min(answered_at) from survey_answer union all select min(issued_on)::timestamptz from invoice) first`),
    analytics.query<{ day: Day }>("select toString(min(first)) as day from (select min(day) as first from event having count() > 0 union all select min(start_on) as first from usage_period having count() > 0)"),
  ]);
  const first = [records.day, usage?.day].filter((day): day is Day => !!day && day > '1980-01-01').toSorted()[0];
  if (!first) return null;
  const limit = addDays(dayOf(clock.now()), -historyDays);
  return first > limit ? first : limit;
}

/** The stages as the live loop drives them; `closeHistorySoon` closes the whole history beside the loop. */
export function liveStages(context: StageContext & Pick<Context, 'log'>, closeHistorySoon: () => Promise<void>): LiveStages {
  let asked: Day | null = null;
  // A store that events alone fill has no load after which its history would be closed. Asked once a day: there may be no account yet.
  const beginHistory = async (today: Day) => {
    if (asked === today) return;
    asked = today;
    const start = await historyStart(context);
    if (start && start < today) await closeHistorySoon();
  };
  return {
    rescore: async (accountIds, cause) => void (await rescoreNow(context, cause, accountIds, { signals: (await pendingHistory(context.db)) === null })),
    dueAccounts: () => dueAccounts(context.db, context.clock.now()),
    async closeEndedDays() {
      const [last, today] = [await lastClosedDay(context.db), dayOf(context.clock.now())];
      if (last === null) return beginHistory(today);
      const range = endedDays(last, today);
      if (!range) return;
      await closeHistory(context, range.from, range.to);
      await warmTrends({ ...context, principal: localPrincipal });
    },
  };
}
