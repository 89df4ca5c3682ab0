import { fault } from '../../lib/fault.ts';
import type { Db } from '../../platform/postgres/database.ts';

/**
 * Makes a task wait for others. Within the lock of {@link lockTasks}. Fault `conflict` where that would close a circle, also through a whole and
 * its subtasks: a whole is done when its subtasks are, so neither may wait for the other.
 */
export async function linkTasks(tx: Db, taskId: string, first: readonly string[]): Promise<void> {
  if (first.length === 0) return;
  const circle = await tx.maybe<{ title: string }>(
    `with recursive edge as (select task_id as id, depends_on as needs from task_dependency union all select parent_id, id from task where parent_id is not null union all select s.id, d.depends_on from task s join task_dependency d on d.task_id = s.parent_id),
     reach as (select unnest($2::text[]) as id union select e.needs from reach r join edge e on e.id = r.id)
     select t.title from reach r join task t on t.id = r.id where r.id = $1`, [taskId, first]);
  const family = await tx.maybe('select 1 from task where (id = $1 and parent_id = any($2)) or (id = any($2) and parent_id = $1)', [taskId, first]);
  if (circle || family || first.includes(taskId)) throw fault('conflict', 'task_circle', 'These tasks would wait for each other.', { remedy: 'Leave one of the dependencies out.' });
  await tx.query('insert into task_dependency (task_id, depends_on) select $1, id from unnest($2::text[]) id on conflict do nothing', [taskId, first]);
}
