import { fault } from '../../lib/fault.ts';
import { newId } from '../../lib/ids.ts';
import { bookCondition, type Context } from '../../platform/operation/context.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { lockTasks, tellTasks } from './add-tasks.ts';
import { authorOf } from './task-condition.ts';

interface Snapshot {
  row: { id: string; account_id: string | null };
  dependencies: string[];
  comments: unknown[];
}

/** Reads whole rows with what hangs on them, and locks them until the transaction ends. */
async function snapshot(tx: Db, ids: readonly string[]): Promise<Snapshot[]> {
  await tx.query('select 1 from task where id = any($1) order by id for update', [ids]);
  return tx.query<Snapshot>(
    `select to_jsonb(t) as row, (select coalesce(jsonb_agg(depends_on), '[]') from task_dependency where task_id = t.id) as dependencies,
       (select coalesce(jsonb_agg(to_jsonb(c)), '[]') from task_comment c where c.task_id = t.id) as comments
     from task t where t.id = any($1)`, [ids]);
}

/** What a call saw of a task; another version is a conflict. */
export function checkVersions(ids: readonly string[], versions: readonly number[] | undefined, stored: ReadonlyMap<string, number>): void {
  if (versions === undefined) return;
  if (versions.length !== ids.length) throw fault('invalid', 'versions', 'Give one version for each task.', { fields: [{ path: 'versions', message: 'As many as tasks, in their order.' }] });
  const stale = ids.find((id, index) => stored.get(id) !== versions[index]);
  if (stale !== undefined) throw fault('conflict', 'version', 'Somebody changed this task meanwhile.', { remedy: 'Load it again and repeat your change.', task: stale });
}

/**
 * Does some work on tasks so that it can be taken back. `touched` are all that the work may change, `versions` what the caller saw of `ids`.
 * The work answers the ids of tasks it made. Answers the id of the change.
 */
export async function changeTasks(
  { clock, principal }: Pick<Context, 'clock' | 'principal'>, tx: Db,
  change: { what: string; ids: readonly string[]; touched?: readonly string[]; versions?: readonly number[] | undefined }, work: () => Promise<readonly string[]>,
): Promise<{ changeId: string; created: string[] }> {
  await lockTasks(tx);
  const touched = [...new Set([...change.ids, ...(change.touched ?? [])])];
  const before = await snapshot(tx, touched);
  checkVersions(change.ids, change.versions, new Map(before.map(({ row }) => [row.id, (row as unknown as { version: number }).version])));
  const created = [...(await work())];
  const after = await tx.query<{ id: string; version: number }>('select id, version from task where id = any($1)', [[...touched, ...created]]);
  const changeId = newId('tch', clock.wall().getTime());
  await tx.query('insert into task_change (id, at, by, what, before, after, created) values ($1, $2, $3, $4, $5, $6, $7)', [
    changeId, clock.now(), authorOf(principal), change.what, JSON.stringify(before), JSON.stringify(Object.fromEntries(after.map(({ id, version }) => [id, version]))), created,
  ]);
  await tellTasks(tx, [...touched, ...created]);
  return { changeId, created };
}

const restored = ['tag', 'parent_id', 'number', 'account_id', 'title', 'description', 'details', 'test_strategy', 'status', 'priority', 'assignee_id', 'due_on', 'due_at', 'snoozed_until', 'recurrence', 'template', 'metadata', 'closed_at'];

async function putBack(tx: Db, before: readonly Snapshot[], now: Date): Promise<void> {
  const ids = before.map(({ row }) => row.id);
  await tx.query(
    `insert into task select * from jsonb_populate_recordset(null::task, $1::jsonb) on conflict (id) do update set ${restored.map((column) => `${column} = excluded.${column}`).join(', ')}, version = task.version + 1, updated_at = $2`,
    [JSON.stringify(before.map(({ row }) => row)), now]);
  await tx.query('delete from task_dependency where task_id = any($1)', [ids]);
  const edges = before.flatMap(({ row, dependencies }) => dependencies.map((to) => ({ task_id: row.id, depends_on: to })));
  await tx.query('insert into task_dependency select e.* from jsonb_populate_recordset(null::task_dependency, $1::jsonb) e join task t on t.id = e.depends_on on conflict do nothing', [JSON.stringify(edges)]);
  await tx.query('insert into task_comment select * from jsonb_populate_recordset(null::task_comment, $1::jsonb) on conflict (id) do nothing', [JSON.stringify(before.flatMap(({ comments }) => comments))]);
}

interface Stored {
  by: string;
  before: Snapshot[];
  after: Record<string, number>;
  created: string[];
  undoneAt: Date | null;
}

const unknownChange = (id: string) => fault('notFound', 'task_change', `There is no change "${id}" of yours.`, { remedy: 'Undo takes the id that the change answered.' });

/** Takes a change back: its own author or who may change every account, while nothing it touched moved on. Answers the tasks as put back. */
export async function undoChange({ clock, principal }: Pick<Context, 'clock' | 'principal'>, tx: Db, id: string): Promise<{ ids: string[]; removed: number }> {
  await lockTasks(tx);
  const change = await tx.maybe<Stored>('select by, before, after, created, undone_at as "undoneAt" from task_change where id = $1 for update', [id]);
  if (!change || (change.by !== authorOf(principal) && principal.book !== 'all')) throw unknownChange(id);
  const accounts = [...new Set(change.before.flatMap(({ row }) => row.account_id ?? []))];
  const params: unknown[] = [accounts];
  const mine = await tx.one<{ n: number }>(`select count(*)::int as n from account a where a.id = any($1) and ${bookCondition(principal, 'a', params)}`, params);
  if (mine.n < accounts.length) throw unknownChange(id);
  if (change.undoneAt) throw fault('conflict', 'undone', 'This was taken back already.', { remedy: 'Load the list again.' });
  const now = new Map((await tx.query<{ id: string; version: number }>('select id, version from task where id = any($1) for update', [[...change.before.map(({ row }) => row.id), ...change.created]])).map((row) => [row.id, row.version]));
  const moved = [...now].some(([task, version]) => change.after[task] !== version) || Object.keys(change.after).some((task) => !now.has(task));
  if (moved) throw fault('conflict', 'version', 'Somebody went on with these tasks meanwhile; this cannot be taken back as a whole.', { remedy: 'Change them by hand.' });
  await tx.query('delete from task where id = any($1)', [change.created]);
  await putBack(tx, change.before, clock.now());
  await tx.query('update task_change set undone_at = $2 where id = $1', [id, clock.now()]);
  const ids = change.before.map(({ row }) => row.id);
  await tellTasks(tx, [...ids, ...change.created]);
  return { ids, removed: change.created.length };
}
