import { z } from 'zod';
import { businessCalendar, taskChanged, taskComment } from '../../contract/task.ts';
import { fault } from '../../lib/fault.ts';
import { newId } from '../../lib/ids.ts';
import { isDay } from '../../lib/period.ts';
import { defineOperation, type AnyOperation } from '../../platform/operation/operation.ts';
import { tellTasks } from './add-tasks.ts';
import { readCalendar, writeCalendar } from './calendar-setting.ts';
import { findCycle, isClosed } from './dependency.ts';
import { findMentions, type Mentionable } from './find-mentions.ts';
import { linkTasks } from './link-tasks.ts';
import { getTask, readComments, readTasks, taskIds } from './read-tasks.ts';
import { changeTasks } from './task-change.ts';
import { changed } from './task-operations.ts';
import { authorOf } from './task-condition.ts';

const reference = z.string().trim().min(1).describe('A task: its number, such as 15 or 15.2, or its id.');
const link = z.object({ id: reference, dependsOn: reference.describe('The task that comes first.') });

/** What comes before what: linking, unlinking, and looking for what cannot work. */
function dependencies(): AnyOperation[] {
  const relink = (id: string, summary: string, isAdded: boolean) => defineOperation({
    id, summary, scope: 'write', effect: 'change', faults: ['notFound', 'conflict'], positional: ['id', 'dependsOn'], entity: (input) => `task:${input.id}`, input: link, output: taskChanged,
    async handler(context, input) {
      const [task = '', first = ''] = [(await taskIds(context, [input.id]))[0], (await taskIds(context, [input.dependsOn]))[0]];
      const made = await context.db.tx((tx) => changeTasks(context, tx, { what: isAdded ? 'link' : 'unlink', ids: [task] }, async () => {
        if (isAdded) await linkTasks(tx, task, [first]);
        else await tx.query('delete from task_dependency where task_id = $1 and depends_on = $2', [task, first]);
        await tx.query('update task set version = version + 1, updated_at = $2 where id = $1', [task, context.clock.now()]);
        return [];
      }));
      return changed(context, made, [task]);
    },
  });
  return [
    relink('task.add-dependency', 'Let a task wait for another. A circle is refused.', true),
    relink('task.remove-dependency', 'Let a task no longer wait for another.', false),
    defineOperation({
      id: 'task.validate', summary: 'Look for dependencies that cannot work.', scope: 'read', effect: 'read', input: z.object({ tag: z.string().optional() }),
      output: z.object({ valid: z.boolean(), tasks: z.number().int(), problems: z.array(z.object({ task: z.string(), title: z.string(), problem: z.string() })) }),
      async handler(context, { tag }) {
        const { items } = await readTasks(context, { status: 'all', tag });
        const byNumber = new Map(items.map((item) => [item.number, item]));
        const problems = items.filter(({ status }) => !isClosed(status)).flatMap((item) => item.dependencies.flatMap((number) => {
          const first = byNumber.get(number);
          if (first?.status === 'cancelled') return [{ task: item.number, title: item.title, problem: `It waits for ${number}, which was cancelled.` }];
          return first?.status === 'deferred' ? [{ task: item.number, title: item.title, problem: `It waits for ${number}, which was deferred.` }] : [];
        }));
        const circle = findCycle(new Map(items.map((item) => [item.number, item.dependencies])));
        if (circle) problems.push({ task: circle[0] ?? '', title: byNumber.get(circle[0] ?? '')?.title ?? '', problem: `They wait for each other: ${circle.join(' -> ')}.` });
        return { valid: problems.length === 0, tasks: items.length, problems };
      },
    }),
  ];
}

function comments(): AnyOperation {
  return defineOperation({
    id: 'task.comment', summary: 'Write a comment on a task. "@name" names a colleague.', scope: 'write', effect: 'change', faults: ['notFound'], positional: ['id', 'body'], entity: ({ id }) => `task:${id}`,
    input: z.object({ id: reference, body: z.string().trim().min(1).max(10_000) }), output: z.object({ items: z.array(taskComment) }),
    async handler(context, { id, body }) {
      const task = await getTask(context, id);
      await context.db.tx(async (tx) => {
        const members = await tx.query<Mentionable>('select m.id, m.name, coalesce(m.email, u.email) as email from member m left join app_user u on u.id = m.user_id');
        await tx.query('insert into task_comment (id, task_id, author, author_name, body, mentions, at) values ($1, $2, $3, $4, $5, $6, $7)', [newId('tco', context.clock.wall().getTime()), task.id, authorOf(context.principal), context.principal.name, body, findMentions(body, members), context.clock.now()]);
        await tellTasks(tx, [task.id]);
      });
      return { items: await readComments(context, task.id) };
    },
  });
}

function calendar(): AnyOperation[] {
  return [
    defineOperation({ id: 'calendar.show', summary: 'The days on which nobody works.', scope: 'read', effect: 'read', reach: 'none', input: z.object({}), output: businessCalendar, handler: (context) => readCalendar(context.db) }),
    defineOperation({
      id: 'calendar.set', summary: 'State the weekend and the holidays by which business days are counted.', scope: 'admin', effect: 'change', input: businessCalendar, output: businessCalendar,
      async handler(context, input) {
        const wrong = input.holidays.find((holiday) => !isDay(holiday));
        if (wrong !== undefined) throw fault('invalid', 'holidays', `"${wrong}" is no day of the calendar.`, { fields: [{ path: 'holidays', message: 'Write days as YYYY-MM-DD.' }] });
        await writeCalendar(context.db, context.clock.wall(), input);
        return readCalendar(context.db);
      },
    }),
  ];
}

/** Dependencies, comments, and the calendar that days are counted by. */
export function planOperations(): AnyOperation[] {
  return [...dependencies(), comments(), ...calendar()];
}
