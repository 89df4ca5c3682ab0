import { monotonicMs } from '../src/lib/clock.ts';
import { startTestEngines } from '../src/platform/testing/test-engines.ts';
import { readPolicy } from '../src/practice/action/judge-actions.ts';
import { judgeYear, type Breaches } from './judge-year.ts';
import { beginYear } from './live-year.ts';

/** What a year came to. Every number of `breaches`, and `failed` and `late`, must be 0. */
export interface YearOutcome {
  weeks: number;
  accounts: number;
  runsStarted: number;
  runsEnded: number;
  failed: number;
  late: number;
  steps: number;
  messages: number;
  /** Messages whose arrival nobody confirmed. */
  uncertain: number;
  silenced: number;
  /** Surveys that were answered, and reminders of them that left. */
  answered: number;
  reminded: number;
  breaches: Record<keyof Breaches, number>;
}

/** Runs of each playbook, by id. */
export type RunsBy = Record<string, number>;

/** Lets a sample company live for so many weeks with all shipped playbooks at work, and judges everything that left. */
export async function liveYear({ weeks, accounts, everyDays, note }: { weeks: number; accounts: number; everyDays: number; note: (text: string) => void }): Promise<{ outcome: YearOutcome; breaches: Breaches; runs: RunsBy }> {
  const engines = await startTestEngines();
  try {
    const begun = monotonicMs();
    const year = await beginYear(engines, { today: '2026-03-02', accounts, everyDays, seed: 5 });
    for (let week = 1; week <= weeks; week++) {
      await year.pass(7);
      if (week % 4 === 0 || week === weeks) note(`week ${week}: ${year.arrived.length} messages (${Math.round((monotonicMs() - begun) / 1000)} s)`);
    }
    const { db } = engines;
    const breaches = await judgeYear(db, (await readPolicy(db, year.clock)).policy, year.arrived, year.silenced);
    const runs = await db.one<Pick<YearOutcome, 'runsStarted' | 'runsEnded' | 'failed' | 'late' | 'steps' | 'uncertain'>>(
      `select count(*)::int as "runsStarted", count(*) filter (where status in ('completed', 'exited'))::int as "runsEnded", count(*) filter (where status = 'failed')::int as failed,
         count(*) filter (where status = 'running' and due_at < $1)::int as late, (select count(*)::int from playbook_step) as steps, (select count(*)::int from action_delivery where state = 'uncertain') as uncertain from playbook_run`, [year.clock.now()]);
    const surveys = await db.one<Pick<YearOutcome, 'answered' | 'reminded'>>('select count(answered_at)::int as answered, count(reminds)::int as reminded from survey_invitation');
    const by = await db.query<{ id: string; n: number }>('select playbook_id as id, count(*)::int as n from playbook_run group by 1 order by 1');
    const counted = Object.fromEntries(Object.entries(breaches).map(([rule, some]) => [rule, some.length])) as Record<keyof Breaches, number>;
    return { breaches, runs: Object.fromEntries(by.map(({ id, n }) => [id, n])), outcome: { weeks, accounts, ...runs, messages: year.arrived.length, silenced: year.silenced.size, ...surveys, breaches: counted } };
  } finally {
    await engines.stop();
  }
}
