import type { TaskItem, TaskStatus } from '../../contract/task.ts';
import { fault } from '../../lib/fault.ts';
import { stableUuid } from '../../lib/ids.ts';
import type { Context } from '../../platform/operation/context.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { addTasks } from './add-tasks.ts';
import { findCycle, isClosed } from './dependency.ts';
import { readTasks } from './read-tasks.ts';
import { changeTasks } from './task-change.ts';
import { authorOf, taskCondition } from './task-condition.ts';
import type { NewTask, TaskListener } from './task.ts';
import { resolveDependency, type FileSubtask, type FileTask, type TaskFile } from './tasks-json.ts';

/** What we keep in a task's metadata so that a file that comes back finds its tasks. */
interface Own {
  id: string;
  accountId: string | null;
  assigneeId: string | null;
  dueOn: string | null;
}

const ownKey = 'mainstay';

function ownOf(metadata: Record<string, unknown>): Own | undefined {
  const own = metadata[ownKey] as Partial<Own> | undefined;
  return typeof own?.id === 'string' ? { id: own.id, accountId: own.accountId ?? null, assigneeId: own.assigneeId ?? null, dueOn: own.dueOn ?? null } : undefined;
}

function subtaskOf(item: TaskItem, metadata: Record<string, unknown>): FileSubtask {
  const own: Own = { id: item.id, accountId: item.accountId, assigneeId: item.assigneeId, dueOn: item.dueOn };
  return { id: Number(item.number.split('.').at(-1)), title: item.title, description: item.description, status: item.status, dependencies: item.dependencies, details: item.details, metadata: { ...metadata, [ownKey]: own } };
}

/** The tasks that the caller meets as a tasks.json; a task that waits for one the caller does not meet is written without that. */
export async function toTaskFile(context: Pick<Context, 'db' | 'principal' | 'clock'>, tag?: string): Promise<TaskFile> {
  const { items } = await readTasks(context, { status: 'all', tag });
  const extra = new Map((await context.db.query<{ id: string; metadata: Record<string, unknown> }>('select id, metadata from task where id = any($1)', [items.map(({ id }) => id)])).map((row) => [row.id, row.metadata]));
  const numbers = new Set(items.map(({ number }) => number));
  const met = items.map((item) => ({ ...item, dependencies: item.dependencies.filter((number) => numbers.has(number)) }));
  const children = Map.groupBy(met.filter(({ parentId }) => parentId !== null), ({ parentId }) => parentId ?? '');
  const file: TaskFile = {};
  for (const item of met) {
    if (item.parentId !== null) continue;
    const subtasks = (children.get(item.id) ?? []).map((child) => subtaskOf(child, extra.get(child.id) ?? {}));
    file[item.tag] ??= { tasks: [], metadata: { updated: context.clock.now().toISOString(), description: 'Tasks of Mainstay' } };
    file[item.tag]?.tasks.push({ ...subtaskOf(item, extra.get(item.id) ?? {}), priority: item.priority, testStrategy: item.testStrategy, subtasks });
  }
  return file;
}

interface Entry {
  path: string;
  task: FileSubtask & Partial<Pick<FileTask, 'priority' | 'testStrategy'>>;
  parent: Entry | null;
  tag: string;
  key: string;
  needs: string[];
}

/** The tasks of a file in order, wholes before their subtasks, with what each waits for; Fault for a dependency on nothing and for a circle. */
function entriesOf(file: TaskFile, by: string): Entry[] {
  const entries: Entry[] = [];
  for (const [tag, { tasks }] of Object.entries(file)) {
    for (const whole of tasks) {
      const path = (id: number, sub: number | null) => `${tag} ${id}${sub === null ? '' : `.${sub}`}`;
      const needsOf = (one: FileSubtask, parent: FileTask | null) => one.dependencies.map((reference) => {
        const to = resolveDependency(reference, parent);
        if (!to) throw fault('invalid', 'tasks_json', `"${reference}" of "${one.title}" is no task.`, { remedy: 'Name tasks by number, such as 3 or 3.1.' });
        return path(...to);
      });
      const entry: Entry = { path: path(whole.id, null), task: whole, parent: null, tag, key: `tasks.json:${stableUuid(by, tag, whole.id, whole.title)}`, needs: needsOf(whole, null) };
      entries.push(entry, ...whole.subtasks.map((one): Entry => ({ path: path(whole.id, one.id), task: one, parent: entry, tag, key: `tasks.json:${stableUuid(by, tag, whole.id, one.id, one.title)}`, needs: needsOf(one, whole) })));
    }
  }
  const known = new Set(entries.map(({ path }) => path));
  const tags = Object.keys(file);
  // A number means the task of the same tag; where that has none, the one other tag that does.
  for (const entry of entries) {
    entry.needs = entry.needs.map((need) => {
      if (known.has(need)) return need;
      const number = need.slice(entry.tag.length + 1);
      const found = tags.map((tag) => `${tag} ${number}`).filter((path) => known.has(path));
      return found.length === 1 ? (found[0] ?? need) : need;
    });
  }
  const lost = entries.flatMap((entry) => entry.needs.filter((need) => !known.has(need)).map((need) => ({ path: entry.path, message: `It waits for ${need.split(' ').at(-1)}, which is not in the file.` })));
  if (lost[0]) throw fault('invalid', 'tasks_json', `${lost[0].path}: ${lost[0].message}`, { fields: lost });
  const circle = findCycle(new Map(entries.map(({ path, needs }) => [path, needs])));
  if (circle) throw fault('conflict', 'task_circle', `These tasks wait for each other: ${circle.join(' -> ')}.`, { remedy: 'Take one of the dependencies out of the file.' });
  return entries;
}

// Tasks that the file knows by our id, or that an earlier reading of it made; only those that the caller may change.
async function knownOf(context: Pick<Context, 'principal'>, tx: Db, entries: readonly Entry[]): Promise<Map<Entry, string>> {
  const params: unknown[] = [entries.flatMap(({ task }) => ownOf(task.metadata)?.id ?? []), entries.map(({ key }) => key)];
  const rows = await tx.query<{ id: string; key: string | null }>(`select t.id, t.key from task t left join account a on a.id = t.account_id where (t.id = any($1) or t.key = any($2)) and ${taskCondition(context.principal, params)}`, params);
  const ids = new Set(rows.map(({ id }) => id));
  const keys = new Map(rows.map(({ id, key }) => [key, id]));
  return new Map(entries.flatMap((entry): [Entry, string][] => {
    const own = ownOf(entry.task.metadata)?.id;
    const id = own !== undefined && ids.has(own) ? own : keys.get(entry.key);
    return id === undefined ? [] : [[entry, id]];
  }));
}

async function updateKnown(tx: Db, known: ReadonlyMap<Entry, string>, now: Date, listeners: readonly TaskListener[]): Promise<void> {
  const before = await tx.query<{ id: string; key: string | null; accountId: string | null; status: TaskStatus }>('select id, key, account_id as "accountId", status from task where id = any($1)', [[...known.values()]]);
  const rows = [...known].map(([{ task, tag }, id]) => ({ id, tag, title: task.title, description: task.description, details: task.details, status: task.status, priority: task.priority ?? null, test_strategy: task.testStrategy ?? null, due_on: ownOf(task.metadata)?.dueOn ?? null, has_due: ownOf(task.metadata) !== undefined, metadata: task.metadata }));
  await tx.query(
    `update task t set title = n.title, description = n.description, details = n.details, status = n.status, priority = coalesce(n.priority, t.priority), test_strategy = coalesce(n.test_strategy, t.test_strategy), tag = n.tag, metadata = n.metadata - '${ownKey}',
       due_on = case when n.has_due then n.due_on else t.due_on end, closed_at = case when n.status in ('done', 'cancelled') then coalesce(t.closed_at, $2) end, version = t.version + 1, updated_at = $2
     from jsonb_to_recordset($1::jsonb) n(id text, tag text, title text, description text, details text, status text, priority text, test_strategy text, due_on date, has_due boolean, metadata jsonb) where t.id = n.id`, [JSON.stringify(rows), now]);
  const after = new Map([...known].map(([{ task }, id]) => [id, task.status]));
  const closed = before.filter(({ id, status }) => !isClosed(status) && isClosed(after.get(id) ?? 'pending')).map((task) => ({ ...task, status: after.get(task.id) ?? task.status }));
  if (closed.length) for (const listener of listeners) await listener.closed(tx, closed);
}

function draftOf({ task, tag, key, parent }: Entry, parentId: string | null, accounts: ReadonlySet<string>, members: ReadonlySet<string>): NewTask {
  const own = ownOf(task.metadata);
  const { [ownKey]: _own, ...metadata } = task.metadata;
  return {
    key, tag, title: task.title, description: task.description, details: task.details, status: task.status, number: task.id, parentId, metadata, testStrategy: task.testStrategy ?? '', ...(task.priority ? { priority: task.priority } : {}),
    accountId: own?.accountId && accounts.has(own.accountId) ? own.accountId : null, ...(own?.assigneeId && members.has(own.assigneeId) ? { assign: { memberId: own.assigneeId } } : parent ? { assign: null } : {}), ...(own?.dueOn ? { due: { on: own.dueOn } } : {}),
    origin: { kind: 'person', id: null, why: 'It came with a tasks.json.' },
  };
}

/**
 * Takes the tasks of a tasks.json: those that came from here or from an earlier reading are changed, others are made, all or nothing. Numbers are
 * kept where they are free. `accounts` are those the caller may change; a task of another account comes without one.
 */
export async function takeTaskFile(context: Pick<Context, 'db' | 'clock' | 'principal'>, file: TaskFile, accounts: ReadonlySet<string>, listeners: readonly TaskListener[]): Promise<{ changeId: string; created: string[]; changed: string[] }> {
  const entries = entriesOf(file, authorOf(context.principal));
  return context.db.tx(async (tx) => {
    const known = await knownOf(context, tx, entries);
    const members = new Set((await tx.query<{ id: string }>('select id from member')).map(({ id }) => id));
    const ids = new Map<Entry, string>(known);
    const made = await changeTasks(context, tx, { what: 'import', ids: [], touched: [...known.values()] }, async () => {
      await updateKnown(tx, known, context.clock.now(), listeners);
      const created: string[] = [];
      for (const isSubtask of [false, true]) {
        const fresh = entries.filter((entry) => !known.has(entry) && (entry.parent !== null) === isSubtask);
        const answers = await addTasks(context, tx, fresh.map((entry) => draftOf(entry, entry.parent ? (ids.get(entry.parent) ?? null) : null, accounts, members)));
        fresh.forEach((entry, index) => ids.set(entry, answers[index]?.id ?? ''));
        created.push(...answers.filter((answer) => answer.created).map(({ id }) => id));
      }
      await relink(tx, entries, ids);
      return created;
    });
    return { ...made, changed: [...known.values()] };
  });
}

async function relink(tx: Db, entries: readonly Entry[], ids: ReadonlyMap<Entry, string>): Promise<void> {
  const byPath = new Map(entries.map((entry) => [entry.path, ids.get(entry) ?? '']));
  await tx.query('delete from task_dependency where task_id = any($1)', [[...byPath.values()]]);
  const edges = entries.flatMap((entry) => entry.needs.map((need) => ({ task_id: ids.get(entry), depends_on: byPath.get(need) })));
  await tx.query('insert into task_dependency select * from jsonb_populate_recordset(null::task_dependency, $1::jsonb) on conflict do nothing', [JSON.stringify(edges)]);
}
