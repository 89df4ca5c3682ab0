import type { TaskComment, TaskItem } from '../../contract/task.ts';
import { fault } from '../../lib/fault.ts';
import type { Context } from '../../platform/operation/context.ts';
import type { Day } from '../../lib/period.ts';
import { taskCondition } from './task-condition.ts';
import type { TaskFilter } from './task.ts';

type Reader = Pick<Context, 'db' | 'principal'>;

const iso = (column: string): string => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;
const numberSql = (alias: string, parent: string): string => `coalesce(${parent}.number || '.', '') || ${alias}.number`;

const columns = `t.id, ${numberSql('t', 'p')} as number, t.tag, t.parent_id as "parentId", t.account_id as "accountId", a.name as "accountName", t.title, t.description, t.details, t.test_strategy as "testStrategy",
  t.status, t.priority, t.assignee_id as "assigneeId", m.name as assignee, coalesce(u.name, t.author) as author, t.due_on as "dueOn", ${iso('t.due_at')} as "dueAt", t.snoozed_until as "snoozedUntil", t.origin, t.key, t.recurrence, t.template,
  (select coalesce(array_agg(${numberSql('d', 'dp')} order by dp.number, d.number), '{}') from task_dependency e join task d on d.id = e.depends_on left join task dp on dp.id = d.parent_id where e.task_id = t.id) as dependencies,
  (select jsonb_build_object('total', count(*), 'done', count(*) filter (where s.status in ('done', 'cancelled'))) from task s where s.parent_id = t.id) as subtasks,
  (select count(*)::int from task_comment c where c.task_id = t.id) as comments, t.version, ${iso('t.created_at')} as "createdAt", ${iso('t.updated_at')} as "updatedAt", ${iso('t.closed_at')} as "closedAt"`;
const source = 'task t left join task p on p.id = t.parent_id left join account a on a.id = t.account_id left join member m on m.id = t.assignee_id left join app_user u on u.id = t.author';

function conditionsOf(filter: TaskFilter, params: unknown[]): string[] {
  const bind = (value: unknown) => `$${params.push(value)}`;
  const conditions = ['true'];
  if (filter.status === 'open') conditions.push("t.status not in ('done', 'cancelled')");
  else if (filter.status && filter.status !== 'all') conditions.push(`t.status = ${bind(filter.status)}`);
  if (filter.accountId !== undefined) conditions.push(`t.account_id = ${bind(filter.accountId)}`);
  if (filter.assigneeId !== undefined) conditions.push(`t.assignee_id is not distinct from ${bind(filter.assigneeId)}`);
  if (filter.tag !== undefined) conditions.push(`t.tag = ${bind(filter.tag)}`);
  if (filter.ids !== undefined) conditions.push(`t.id = any(${bind(filter.ids)})`);
  if (filter.parentId !== undefined) conditions.push(`t.parent_id is not distinct from ${bind(filter.parentId)}`);
  if (filter.dueBefore !== undefined) conditions.push(`t.due_on < ${bind(filter.dueBefore)}`);
  if (filter.search) conditions.push(`position(lower(${bind(filter.search)}) in lower(t.title || ' ' || t.description || ' ' || coalesce(a.name, ''))) > 0`);
  return conditions;
}

/** Tasks that the caller meets, by number, with how many there are in all. */
export async function readTasks({ db, principal }: Reader, filter: TaskFilter, page: { limit: number; offset: number } = { limit: 50_000, offset: 0 }): Promise<{ items: TaskItem[]; total: number }> {
  const params: unknown[] = [];
  const conditions = [...conditionsOf(filter, params), taskCondition(principal, params)];
  params.push(page.limit, page.offset);
  const rows = await db.query<TaskItem & { all: number }>(
    `select ${columns}, count(*) over ()::int as "all" from ${source} where ${conditions.join(' and ')} order by coalesce(p.number, t.number), t.parent_id is not null, t.number limit $${params.length - 1} offset $${params.length}`, params);
  return { items: rows.map(({ all: _all, ...item }) => item), total: rows[0]?.all ?? 0 };
}

const missing = (reference: string) => fault('notFound', 'task', `There is no task "${reference}" that you may open.`, { remedy: '"task list" shows them.' });

/** The ids that references mean, in their order: an id, or a number such as 15 or 15.2. Fault `notFound` names the first that the caller does not meet. */
export async function taskIds({ db, principal }: Reader, references: readonly string[]): Promise<string[]> {
  const params: unknown[] = [references];
  const rows = await db.query<{ id: string; number: string }>(
    `select t.id, ${numberSql('t', 'p')} as number from ${source} where (t.id = any($1) or ${numberSql('t', 'p')} = any($1)) and ${taskCondition(principal, params)}`, params);
  const known = new Map(rows.flatMap(({ id, number }) => [[id, id], [number, id]]));
  return [...new Set(references.map((reference) => {
    const id = known.get(reference);
    if (id === undefined) throw missing(reference);
    return id;
  }))];
}

/** One task by id or number; Fault `notFound` when the caller does not meet it. */
export async function getTask(context: Reader, reference: string): Promise<TaskItem> {
  const [id = ''] = await taskIds(context, [reference]);
  const { items } = await readTasks(context, { ids: [id] });
  if (!items[0]) throw missing(reference);
  return items[0];
}

/** The comments of a task in order, with the members they name. */
export function readComments({ db }: Reader, taskId: string): Promise<TaskComment[]> {
  return db.query<TaskComment>(
    `select c.id, c.author_name as author, c.body, ${iso('c.at')} as at,
       (select coalesce(jsonb_agg(jsonb_build_object('id', m.id, 'name', m.name) order by m.name), '[]') from member m where m.id = any(c.mentions)) as mentions
     from task_comment c where c.task_id = $1 order by c.at, c.id`, [taskId]);
}

/** The tasks a task waits for. */
export async function readDependsOn(context: Reader, taskId: string): Promise<TaskItem[]> {
  const rows = await context.db.query<{ id: string }>('select depends_on as id from task_dependency where task_id = $1', [taskId]);
  return rows.length ? (await readTasks(context, { ids: rows.map(({ id }) => id) })).items : [];
}

/** Open tasks with the day they are due, for calendars and reports: those of one member, the earliest first. A task put off shows when it returns. */
export async function openTasksAt(context: Reader, { assigneeId, today }: { assigneeId: string; today: Day }): Promise<TaskItem[]> {
  const { items } = await readTasks(context, { status: 'open', assigneeId });
  return items.filter((task) => task.snoozedUntil === null || task.snoozedUntil <= today || task.dueOn !== null).toSorted((a, b) => (a.dueOn ?? '9999').localeCompare(b.dueOn ?? '9999'));
}
