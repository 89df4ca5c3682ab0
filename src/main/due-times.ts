import { toDate, type Clock } from '../lib/clock.ts';
import { addDays, dayOf, dayStart } from '../lib/period.ts';
import type { Db } from '../platform/postgres/database.ts';

/** The end of the business day that a moment lies in. */
export function dayEnd(at: Date): Date {
  return dayStart(addDays(dayOf(at), 1));
}

/**
 * The next moment of business time after now at which something becomes due by itself: the end of the day, a run's wake-up, an action's window or
 * the end of the time to decide about it, a message that was put off, a score that expires. Business time.
 */
export async function nextDue(db: Db, clock: Clock): Promise<Date> {
  const now = clock.now();
  const { at } = await db.one<{ at: Date | null }>(
    `select min(at) as at from (
       select min(due_at) as at from playbook_run where status = 'running' and due_at > $1
       union all select min(due_at) from action where status = 'scheduled' and due_at > $1
       union all select min(expires_at) from action where status in ('draft', 'waiting') and expires_at > $1
       union all select min(next_at) + ($1::timestamptz - $2::timestamptz) from action_delivery where state = 'ready' and next_at > $2
       union all select min(next_due_at) from health_now where next_due_at > $1) due`, [now, clock.wall()]);
  const midnight = dayEnd(now);
  return at !== null && at < midnight ? toDate(at.getTime()) : midnight;
}

/** Which kinds of work there may be at this moment. */
export interface DueNow {
  events: boolean;
  scores: boolean;
  dirty: boolean;
  runs: boolean;
  actions: boolean;
}

/** What is to be looked at now; one statement. A kind that is named may still have nothing that can be done, such as a message without a way out. */
export function dueNow(db: Db, clock: Clock): Promise<DueNow> {
  return db.one<DueNow>(
    `select exists (select 1 from tracking_batch) as events, exists (select 1 from health_now where next_due_at <= $1) as scores, exists (select 1 from dirty_account) as dirty,
       exists (select 1 from playbook_run where status = 'running' and due_at <= $1 and leased_until <= $2) or exists (select 1 from playbook_heard where not woken) as runs,
       exists (select 1 from action where status = 'scheduled' and due_at <= $1 or status in ('draft', 'waiting') and expires_at <= $1) or exists (select 1 from action_delivery where state = 'ready' and next_at <= $2 or state = 'sending') as actions`, [clock.now(), clock.wall()]);
}
