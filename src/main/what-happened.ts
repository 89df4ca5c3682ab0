import type { Db } from '../platform/postgres/database.ts';
import type { Day } from '../lib/period.ts';

/** What came about by itself on one business day. */
export interface HappenedDay {
  day: Day;
  /** Signals raised, or raised again. */
  signals: number;
  /** Accounts that entered a playbook. */
  entered: number;
  steps: number;
  /** Runs that came to their end. */
  ended: number;
  tasks: number;
  /** Actions that were proposed to the guard. */
  actions: number;
  /** Messages that left. */
  sent: number;
  /** Actions nobody decided about in time. */
  expired: number;
}

/** What is under way and waits, for a person or for its time. */
export interface Waiting {
  runs: number;
  openTasks: number;
  approvals: number;
  planned: number;
}

/** What came about after `from` and up to `to` (business time), by day; a day on which nothing did is left out. */
export async function whatHappened(db: Db, from: Date, to: Date): Promise<HappenedDay[]> {
  const rows = await db.query<{ day: Day; what: keyof Omit<HappenedDay, 'day'>; n: number }>(
    `select to_char(at at time zone 'UTC', 'YYYY-MM-DD') as day, what, count(*)::int as n from (
       select 'signals' as what, at from signal_event where to_state not in ('resolved', 'expired') and (from_state is null or from_state in ('resolved', 'expired'))
       union all select 'entered', started_at from playbook_run
       union all select 'steps', at from playbook_step
       union all select 'ended', ended_at from playbook_run where ended_at is not null
       union all select 'tasks', created_at from task where parent_id is null
       union all select 'actions', created_at from action
       union all select 'sent', sent_at from action_delivery where state = 'sent'
       union all select 'expired', settled_at from action where status = 'expired') seen
     where at > $1 and at <= $2 group by 1, 2 order by 1`, [from, to]);
  const none = { signals: 0, entered: 0, steps: 0, ended: 0, tasks: 0, actions: 0, sent: 0, expired: 0 };
  return [...Map.groupBy(rows, ({ day }) => day)].map(([day, some]) => ({ day, ...none, ...Object.fromEntries(some.map(({ what, n }) => [what, n])) }));
}

/** What stands open now. */
export function whatWaits(db: Db): Promise<Waiting> {
  return db.one<Waiting>(
    `select (select count(*)::int from playbook_run where status in ('running', 'paused')) as runs, (select count(*)::int from task where parent_id is null and status not in ('done', 'cancelled')) as "openTasks",
       (select count(*)::int from action where status in ('draft', 'waiting')) as approvals, (select count(*)::int from action where status in ('scheduled', 'sending')) as planned`);
}
