import type { CockpitItem, CockpitKind } from '../../contract/cockpit.ts';
import type { TaskPriority } from '../../contract/task.ts';
import { readPosition } from '../../customer/agreement/read-position.ts';
import { addDays, dayOf, daysBetween, type Day } from '../../lib/period.ts';
import { bookCondition, type Context } from '../../platform/operation/context.ts';
import { readSignals } from '../../insight/signal/read-signals.ts';
import { taskCondition } from './task-condition.ts';

/** One kind of open work, of the caller's book or of one account of it; in a number of statements that does not grow with the items. */
export interface CockpitSource {
  kind: CockpitKind;
  open(context: Context, accountId?: string): Promise<CockpitItem[]>;
}

/** How far ahead a renewal is work. */
export const renewalWindowDays = 90;
const mostItems = 100_000;
const answerDays: Record<string, number> = { critical: 0, high: 3, medium: 14, low: 45, info: 90 };
/** The share of an account's money that a task of each priority is taken to move. */
const priorityShare: Record<TaskPriority, number> = { critical: 1, high: 0.5, medium: 0.2, low: 0.05 };

interface TaskRow {
  id: string; number: string; accountId: string | null; title: string; description: string; why: string | null; status: string; priority: TaskPriority; assigneeId: string | null; dueOn: Day | null; version: number;
  arrMinor: number | null; currency: string | null; waits: boolean;
}

/** Open tasks that are neither put off nor deferred; subtasks stand with their whole. A task that waits for another counts half. */
export const taskSource: CockpitSource = {
  kind: 'task',
  async open({ db, principal, clock }, accountId) {
    const today = dayOf(clock.now());
    const params: unknown[] = [today, accountId ?? null];
    const rows = await db.query<TaskRow>(
      `select t.id, t.number::text as number, t.account_id as "accountId", t.title, t.description, t.origin ->> 'why' as why, t.status, t.priority, coalesce(t.assignee_id, a.owner_id) as "assigneeId", t.due_on as "dueOn", t.version,
         (f.values ->> 'contract.arr_minor')::float8 as "arrMinor", f.values ->> 'contract.currency' as currency,
         exists (select 1 from task_dependency d join task o on o.id = d.depends_on where d.task_id = t.id and o.status not in ('done', 'cancelled')) as waits
       from task t left join account a on a.id = t.account_id left join account_fact f on f.account_id = t.account_id
       where t.parent_id is null and t.status not in ('done', 'cancelled', 'deferred') and (t.snoozed_until is null or t.snoozed_until <= $1::date) and ($2::text is null or t.account_id = $2) and ${taskCondition(principal, params)}`, params);
    return rows.map((row): CockpitItem => ({
      kind: 'task', id: row.id, accountId: row.accountId, title: row.title, why: row.why ?? row.description.split('\n')[0] ?? '', impactMinor: row.arrMinor === null ? null : Math.round(row.arrMinor * priorityShare[row.priority]), currency: row.currency,
      urgencyDays: row.dueOn === null ? null : daysBetween(today, row.dueOn), confidence: row.waits || row.status === 'blocked' ? 0.5 : 1, link: `/work?task=${row.id}`, dueOn: row.dueOn, version: row.version, assigneeId: row.assigneeId, state: row.status,
    }));
  },
};

/** Days until a signal wants an answer, by its severity; negative when late. Pure. */
export function signalUrgencyDays({ severity, openedOn }: { severity: string; openedOn: Day }, today: Day): number {
  return daysBetween(today, addDays(openedOn, answerDays[severity] ?? 14));
}

/** Live signals that nobody put off. Its severity says within how many days it wants an answer, counted from the day it opened. */
export const signalSource: CockpitSource = {
  kind: 'signal',
  async open(context, accountId) {
    const today = dayOf(context.clock.now());
    const { items } = await readSignals(context, { state: 'live', accountId }, { limit: mostItems, offset: 0 });
    return items.filter(({ state }) => state !== 'snoozed').map((signal): CockpitItem => ({
      kind: 'signal', id: signal.id, accountId: signal.accountId, title: signal.label, why: signal.why, impactMinor: signal.stakeMinor, currency: signal.currency, urgencyDays: signalUrgencyDays(signal, today),
      confidence: signal.confidence, link: `/account/${signal.accountId}?tab=signals`, dueOn: null, version: signal.version, assigneeId: null, state: signal.state,
    }));
  },
};

/** Accounts whose contract can be left, or ends, within {@link renewalWindowDays}: the opt-out day first where there is one ahead. */
export const renewalSource: CockpitSource = {
  kind: 'renewal',
  async open({ db, principal, clock }, accountId) {
    const now = clock.now();
    const today = dayOf(now);
    const params: unknown[] = [];
    const visible = new Map((await db.query<{ id: string; ownerId: string | null }>(`select a.id, a.owner_id as "ownerId" from account a where a.merged_into is null and ${bookCondition(principal, 'a', params)}`, params)).map((row) => [row.id, row.ownerId]));
    const last = addDays(today, renewalWindowDays);
    return (await readPosition(db, { moments: [{ day: today, until: now }], ...(accountId === undefined ? {} : { accountIds: [accountId] }) })).flatMap((row): CockpitItem[] => {
      const end = row.nextEnd?.slice(0, 10) ?? null;
      const optOut = row.optOut?.slice(0, 10) ?? null;
      const dueOn = optOut !== null && optOut >= today ? optOut : end;
      if (!visible.has(row.accountId) || row.lines === 0 || dueOn === null || dueOn < today || dueOn >= last) return [];
      const why = row.noticeGiven ? `Notice was given; the contract ends on ${end ?? dueOn}.` : dueOn === optOut ? `It can be cancelled until ${dueOn}${end ? `; the term ends on ${end}` : ''}.` : `The term ends on ${dueOn}${row.autoRenew ? ' and renews by itself' : ' and does not renew by itself'}.`;
      return [{ kind: 'renewal', id: row.accountId, accountId: row.accountId, title: 'Renewal', why, impactMinor: row.sums[0]?.minor ?? null, currency: row.sums[0]?.currency ?? null, urgencyDays: daysBetween(today, dueOn), confidence: row.noticeGiven ? 1 : row.autoRenew ? 0.6 : 0.9, link: `/account/${row.accountId}?tab=money`, dueOn, version: 1, assigneeId: visible.get(row.accountId) ?? null, state: row.noticeGiven ? 'notice' : dueOn === optOut ? 'opt_out' : row.autoRenew ? 'auto' : 'manual' }];
    });
  },
};
