import type { Recurrence, TaskStatus } from '../../contract/task.ts';
import { dayOf, type Day } from '../../lib/period.ts';
import type { Context } from '../../platform/operation/context.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { addTasks, lockTasks } from './add-tasks.ts';
import { readCalendar } from './calendar-setting.ts';
import { isClosed } from './dependency.ts';
import { nextDue } from './recurrence.ts';
import { changeTasks } from './task-change.ts';
import type { NewTask, TaskListener } from './task.ts';

interface Row {
  id: string;
  parentId: string | null;
  status: TaskStatus;
  key: string | null;
  accountId: string | null;
}

/**
 * The state of every task after some are set: a closed task closes its open subtasks, the last subtask done makes its task done, and a subtask
 * that opens again opens its task. Answers only what moves. Pure.
 */
export function statusesAfter(rows: readonly Row[], ids: ReadonlySet<string>, status: TaskStatus): Map<string, TaskStatus> {
  const after = new Map(rows.map((row) => [row.id, row.status]));
  const children = Map.groupBy(rows.filter(({ parentId }) => parentId !== null), ({ parentId }) => parentId as string);
  for (const { id } of rows) if (ids.has(id)) after.set(id, status);
  for (const { id } of rows) {
    if (!ids.has(id) || !isClosed(status)) continue;
    for (const child of children.get(id) ?? []) if (!isClosed(after.get(child.id) ?? 'pending')) after.set(child.id, status);
  }
  for (const [parent, own] of children) {
    const before = after.get(parent);
    if (before === undefined || ids.has(parent)) continue;
    const states = own.map(({ id }) => after.get(id) ?? 'pending');
    if (!own.some(({ id }) => ids.has(id))) continue;
    if (!isClosed(before) && states.every(isClosed) && states.includes('done')) after.set(parent, 'done');
    else if (isClosed(before) && !states.every(isClosed)) after.set(parent, 'in-progress');
  }
  return new Map([...after].filter(([id, state]) => rows.find((row) => row.id === id)?.status !== state));
}

/** What comes again after tasks were done, once for each of them. */
async function followUps(context: Pick<Context, 'clock' | 'principal'>, tx: Db, doneIds: readonly string[]): Promise<string[]> {
  const rows = await tx.query<{ id: string; title: string; description: string; details: string; testStrategy: string; priority: NewTask['priority']; tag: string; accountId: string | null; assigneeId: string | null; dueOn: Day | null; recurrence: Recurrence; origin: NewTask['origin']; steps: string[]; template: string | null }>(
    `select t.id, t.title, t.description, t.details, t.test_strategy as "testStrategy", t.priority, t.tag, t.account_id as "accountId", t.assignee_id as "assigneeId", t.due_on as "dueOn", t.recurrence, t.origin, t.template,
       (select coalesce(array_agg(s.title order by s.number), '{}') from task s where s.parent_id = t.id) as steps
     from task t where t.id = any($1) and t.recurrence is not null and t.recurrence <> 'null' and t.parent_id is null`, [doneIds]);
  if (rows.length === 0) return [];
  const calendar = await readCalendar(tx);
  const today = dayOf(context.clock.now());
  const made = await addTasks(context, tx, rows.map(({ id, assigneeId, dueOn, steps: _steps, ...row }): NewTask => ({ ...row, key: `${id}:next`, assign: assigneeId === null ? null : { memberId: assigneeId }, due: { on: nextDue(row.recurrence, dueOn, today, calendar) } })));
  const parents = made.map(({ id, created }, index) => ({ id, created, row: rows[index] })).filter(({ created }) => created);
  const subtasks = await addTasks(context, tx, parents.flatMap(({ id, row }) => (row?.steps ?? []).map((title): NewTask => ({ title, parentId: id, accountId: row?.accountId ?? null, tag: row?.tag ?? 'master', origin: row?.origin ?? { kind: 'person', id: null, why: null }, assign: row?.assigneeId ? { memberId: row.assigneeId } : null }))));
  return [...parents.map(({ id }) => id), ...subtasks.map(({ id }) => id)];
}

/**
 * Sets the state of tasks, with what follows for their subtasks and their whole, makes what comes again, and tells the listeners what was closed.
 * Answers the id that takes it back. Fault `conflict` for a version other than the one seen.
 */
export async function setTaskStatus(
  context: Pick<Context, 'clock' | 'principal'>, tx: Db, listeners: readonly TaskListener[], given: { ids: readonly string[]; versions?: readonly number[] | undefined; status: TaskStatus },
): Promise<{ changeId: string; created: string[] }> {
  await lockTasks(tx);
  const rows = await tx.query<Row>(
    `with near as (select id, parent_id from task where id = any($1) or parent_id = any($1))
     select id, parent_id as "parentId", status, key, account_id as "accountId" from task where id in (select id from near union select parent_id from near where parent_id is not null) or parent_id in (select parent_id from near where parent_id is not null)`, [given.ids]);
  const after = statusesAfter(rows, new Set(given.ids), given.status);
  return changeTasks(context, tx, { what: `status ${given.status}`, ids: given.ids, touched: [...after.keys()], versions: given.versions }, async () => {
    await tx.query(
      `update task t set status = n.status, version = t.version + 1, updated_at = $2, closed_at = case when n.status in ('done', 'cancelled') then coalesce(t.closed_at, $2) end, snoozed_until = case when n.status in ('done', 'cancelled') then null else t.snoozed_until end
       from jsonb_to_recordset($1::jsonb) n(id text, status text) where t.id = n.id`, [JSON.stringify([...after].map(([id, status]) => ({ id, status }))), context.clock.now()]);
    const closed = rows.filter(({ id, status }) => isClosed(after.get(id) ?? 'pending') && !isClosed(status)).map(({ id, key, accountId }) => ({ id, key, accountId, status: after.get(id) ?? given.status }));
    if (closed.length) for (const listener of listeners) await listener.closed(tx, closed);
    return followUps(context, tx, closed.filter(({ status }) => status === 'done').map(({ id }) => id));
  });
}
