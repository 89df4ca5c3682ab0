import { z } from 'zod';
import { day, listOf, pageInput } from '../../contract/listing.ts';
import { recurrence, taskChanged, taskDetail, taskItem, taskPriority, taskStatus, taskStatuses } from '../../contract/task.ts';
import { memberOf } from '../../customer/account/reassign-operations.ts';
import { toDate } from '../../lib/clock.ts';
import { fault } from '../../lib/fault.ts';
import { dayOf } from '../../lib/period.ts';
import type { Context } from '../../platform/operation/context.ts';
import { defineOperation, type AnyOperation } from '../../platform/operation/operation.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { addTasks } from './add-tasks.ts';
import { addBusinessDays } from './business-day.ts';
import { readCalendar } from './calendar-setting.ts';
import { isClosed, nextTask, type Ordered } from './dependency.ts';
import { getTask, readComments, readDependsOn, readTasks, taskIds } from './read-tasks.ts';
import { setTaskStatus } from './set-task-status.ts';
import { changeTasks, undoChange } from './task-change.ts';
import { linkTasks } from './link-tasks.ts';
import type { Assignment, Due, TaskListener } from './task.ts';

/** What the operations on tasks need of the floors around them; joined in main. */
export interface TaskDeps {
  /** The account that an id, external id or domain means, within the caller's book. */
  visibleAccount(context: Context, reference: string): Promise<string>;
  /** Who waits for closed tasks. */
  listeners: readonly TaskListener[];
}

const reference = z.string().trim().min(1).describe('A task: its number, such as 15 or 15.2, or its id.');
const many = z.array(z.string()).min(1).max(5000).describe('Tasks: numbers or ids.');
const versions = z.array(z.coerce.number().int()).optional().describe('The versions that were seen, in the order of the tasks; another one is a conflict.');
const dueInput = {
  due: day.optional().describe('The day it is due.'), dueAt: z.iso.datetime({ offset: true }).optional().describe('The instant it is due.'), dueIn: z.coerce.number().int().min(0).max(1000).optional().describe('Due in so many business days.'),
};
const fields = {
  description: z.string().max(4000).optional(), details: z.string().max(20_000).optional(), testStrategy: z.string().max(4000).optional().describe('How to tell that it is done well.'), priority: taskPriority.optional(), recurrence: recurrence.nullable().optional().describe('{"every":"week","count":2}: comes again when it is done.'),
};

function dueOf({ due, dueAt, dueIn }: { due?: string | undefined; dueAt?: string | undefined; dueIn?: number | undefined }): Due | null {
  if (dueAt !== undefined) return { at: toDate(dueAt) };
  if (due !== undefined) return { on: due };
  return dueIn === undefined ? null : { businessDays: dueIn };
}

/** What a change answers, with the tasks as the caller now meets them. */
export async function changed(context: Context, made: { changeId: string; created: readonly string[] }, ids: readonly string[]): Promise<z.input<typeof taskChanged>> {
  const { items } = await readTasks(context, { ids: [...ids, ...made.created] });
  return { changeId: made.changeId, items, created: [...made.created] };
}

async function assignmentOf(db: Db, who: string | undefined): Promise<Assignment | undefined> {
  if (who === undefined) return undefined;
  if (who === 'owner' || who === 'fewest_accounts' || who === 'round_robin') return who;
  return who === 'nobody' ? null : { memberId: await memberOf(db, who) };
}

const assigneeHelp = 'owner, fewest_accounts, round_robin, nobody, or a colleague: id, name or e-mail address.';

function reading({ visibleAccount }: TaskDeps): AnyOperation[] {
  return [
    defineOperation({
      id: 'task.list', summary: 'Tasks that you may open, by number.', scope: 'read', effect: 'read', output: listOf(taskItem),
      input: pageInput.extend({
        status: z.enum([...taskStatuses, 'open', 'all']).default('open').describe('"open" is everything but done and cancelled.'), accountId: z.string().optional().describe('The account: its id, an external id, or its domain.'),
        assignee: z.string().optional().describe('A colleague: id, name or e-mail address; "nobody" for open ones.'), tag: z.string().optional(), search: z.string().optional(), parent: z.string().optional().describe('The subtasks of this task; "none" for whole tasks only.'), dueBefore: day.optional(),
      }),
      async handler(context, input) {
        const accountId = input.accountId === undefined ? undefined : await visibleAccount(context, input.accountId);
        const parentId = input.parent === undefined ? undefined : input.parent === 'none' ? null : (await taskIds(context, [input.parent]))[0];
        const assigneeId = input.assignee === undefined ? undefined : input.assignee === 'nobody' ? null : await memberOf(context.db, input.assignee);
        const offset = input.cursor === undefined ? 0 : /^\d{1,9}$/.test(input.cursor) ? Number(input.cursor) : Number.NaN;
        if (Number.isNaN(offset)) throw fault('invalid', 'cursor', 'This cursor is not one of ours.', { remedy: 'Start again without a cursor.' });
        const { items, total } = await readTasks(context, { status: input.status, accountId, parentId, assigneeId, tag: input.tag, search: input.search, dueBefore: input.dueBefore }, { limit: input.limit, offset });
        const next = offset + items.length;
        return { items, total, next: items.length > 0 && next < total ? String(next) : null };
      },
    }),
    defineOperation({
      id: 'task.show', summary: 'One task with its subtasks, what it waits for, and its comments.', scope: 'read', effect: 'read', faults: ['notFound'], positional: ['id'], input: z.object({ id: reference }), output: taskDetail,
      async handler(context, { id }) {
        const task = await getTask(context, id);
        const [subtasks, dependsOn, comments] = await Promise.all([readTasks(context, { parentId: task.id }), readDependsOn(context, task.id), readComments(context, task.id)]);
        return { task, subtasks: subtasks.items, dependsOn, comments };
      },
    }),
    defineOperation({
      id: 'task.next', summary: 'The task to do next: nothing before it is open, by priority and day.', scope: 'read', effect: 'read', output: z.object({ task: taskItem.nullable(), why: z.string() }),
      input: z.object({ accountId: z.string().optional(), assignee: z.string().optional().describe('A colleague: id, name or e-mail address.'), tag: z.string().optional() }),
      async handler(context, input) {
        const accountId = input.accountId === undefined ? undefined : await visibleAccount(context, input.accountId);
        const assigneeId = input.assignee === undefined ? undefined : await memberOf(context.db, input.assignee);
        const { items } = await readTasks(context, { status: 'all', accountId, tag: input.tag });
        const today = dayOf(context.clock.now());
        const settled = new Set(items.filter(({ status }) => isClosed(status)).map(({ number }) => number));
        const parents = new Map(items.map((item) => [item.id, item]));
        const rest = items.filter((item) => item.subtasks.total === item.subtasks.done && (item.snoozedUntil === null || item.snoozedUntil <= today) && (assigneeId === undefined || item.assigneeId === assigneeId));
        const known = new Set(items.map(({ number }) => number));
        const leaves = rest.map((item): Ordered => ({ ...item, dependsOn: [...item.dependencies, ...(parents.get(item.parentId ?? '')?.dependencies ?? [])].filter((number) => known.has(number)) }));
        const found = nextTask(leaves, settled);
        const task = items.find(({ id }) => id === found?.id) ?? null;
        return { task, why: task === null ? 'Nothing can begin: no open task is free of open dependencies.' : `${task.status === 'in-progress' ? 'It is in progress' : `Its priority is ${task.priority}`}${task.dueOn ? `, it is due on ${task.dueOn}` : ''}, and nothing before it is open.` };
      },
    }),
  ];
}

function adding({ visibleAccount }: TaskDeps): AnyOperation[] {
  return [
    defineOperation({
      id: 'task.add', summary: 'Add a task, or a subtask of one.', scope: 'write', effect: 'change', faults: ['notFound', 'conflict'], positional: ['title'], output: taskChanged, entity: ({ accountId }) => (accountId ? `account:${accountId}` : undefined),
      input: z.object({
        title: z.string().trim().min(1).max(300), ...fields, ...dueInput, accountId: z.string().optional().describe('The account: its id, an external id, or its domain.'), assignee: z.string().optional().describe(assigneeHelp),
        parent: reference.optional().describe('Make it a subtask of this task.'), dependsOn: z.array(z.string()).optional().describe('Tasks that come first.'), status: taskStatus.optional(), tag: z.string().trim().min(1).max(60).optional(),
      }),
      async handler(context, input) {
        const parent = input.parent === undefined ? null : await getTask(context, input.parent);
        if (parent?.parentId) throw fault('invalid', 'parent', 'A subtask has no subtasks of its own.', { fields: [{ path: 'parent', message: 'Give a whole task.' }] });
        const accountId = parent ? parent.accountId : input.accountId === undefined ? null : await visibleAccount(context, input.accountId);
        const first = input.dependsOn?.length ? await taskIds(context, input.dependsOn) : [];
        const assign = (await assignmentOf(context.db, input.assignee)) ?? (parent?.assigneeId ? { memberId: parent.assigneeId } : undefined);
        const made = await context.db.tx((tx) => changeTasks(context, tx, { what: 'add', ids: [] }, async () => {
          const [task] = await addTasks(context, tx, [{
            title: input.title, accountId, parentId: parent?.id ?? null, tag: parent?.tag ?? input.tag ?? 'master', origin: { kind: 'person', id: context.principal.id, why: null }, due: dueOf(input),
            ...(assign === undefined ? {} : { assign }), ...(input.status ? { status: input.status } : {}), ...(input.priority ? { priority: input.priority } : {}), description: input.description ?? '', details: input.details ?? '', testStrategy: input.testStrategy ?? '', recurrence: input.recurrence ?? null,
          }]);
          if (task) await linkTasks(tx, task.id, first);
          return task ? [task.id] : [];
        }));
        return changed(context, made, []);
      },
    }),
    defineOperation({
      id: 'task.expand', summary: 'Split a task into subtasks: those given, or the list that stands in its details.', scope: 'write', effect: 'change', faults: ['notFound', 'conflict'], positional: ['id', 'subtasks...'], output: taskChanged, entity: ({ id }) => `task:${id}`,
      description: 'Without titles the lines of the details that begin with "-", "*" or a number become subtasks. Subtasks that are there stay; the same title is not made twice.',
      input: z.object({ id: reference, subtasks: z.array(z.string().trim().min(1).max(300)).max(100).optional() }),
      async handler(context, { id, subtasks }) {
        const task = await getTask(context, id);
        if (task.parentId) throw fault('invalid', 'parent', 'A subtask has no subtasks of its own.', { fields: [{ path: 'id', message: 'Give a whole task.' }] });
        const titles = subtasks ?? stepsIn(task.details);
        if (titles.length === 0) throw fault('invalid', 'subtasks', 'There is nothing to split it into.', { fields: [{ path: 'subtasks', message: 'Give the titles, or write a list into the details.' }] });
        const there = new Set((await readTasks(context, { parentId: task.id })).items.map(({ title }) => title));
        const made = await context.db.tx((tx) => changeTasks(context, tx, { what: 'expand', ids: [], touched: [task.id] }, async () => {
          const drafts = [...new Set(titles)].filter((title) => !there.has(title)).map((title) => ({ title, parentId: task.id, accountId: task.accountId, tag: task.tag, origin: { kind: 'person' as const, id: context.principal.id, why: null }, assign: task.assigneeId ? { memberId: task.assigneeId } : null }));
          return (await addTasks(context, tx, drafts)).map((one) => one.id);
        }));
        return changed(context, made, [task.id]);
      },
    }),
  ];
}

/** The steps a text lists: its lines that begin with "-", "*", "[ ]" or a number. Pure. */
export function stepsIn(details: string): string[] {
  return details.split('\n').flatMap((line) => /^\s*(?:[-*•]|\d+[.)])\s+(?:\[[ x]?\]\s*)?(\S.*)$/.exec(line)?.[1]?.trim().slice(0, 300) ?? []);
}

type Fields = { title?: string | undefined; description?: string | undefined; details?: string | undefined; testStrategy?: string | undefined; priority?: string | undefined; recurrence?: unknown; tag?: string | undefined };

/** SQL assignments of the fields that are given. */
function assignments(given: Fields, params: unknown[]): string[] {
  const columns = { title: 'title', description: 'description', details: 'details', testStrategy: 'test_strategy', priority: 'priority', recurrence: 'recurrence', tag: 'tag' } as const;
  return Object.entries(columns).flatMap(([name, column]) => {
    const value = given[name as keyof Fields];
    if (value === undefined) return [];
    return [`${column} = $${params.push(column === 'recurrence' && value !== null ? JSON.stringify(value) : value)}`];
  });
}

/** Changes the same columns of tasks in one statement; what it sets is written as SQL with `$n` in `params` from $3 on. */
async function setColumns(context: Context, what: string, given: { ids: readonly string[]; versions: readonly number[] | undefined }, sets: readonly string[], params: readonly unknown[]): Promise<z.input<typeof taskChanged>> {
  const made = await context.db.tx((tx) => changeTasks(context, tx, { what, ...given }, async () => {
    await tx.query(`update task set ${[...sets, 'version = version + 1', 'updated_at = $2'].join(', ')} where id = any($1)`, params);
    return [];
  }));
  return changed(context, made, given.ids);
}

function changing({ visibleAccount, listeners }: TaskDeps): AnyOperation[] {
  return [
    defineOperation({
      id: 'task.update', summary: 'Change what a task says, when it is due and which account it is about.', scope: 'write', effect: 'change', faults: ['notFound', 'conflict'], positional: ['id'], output: taskChanged, entity: ({ id }) => `task:${id}`,
      input: z.object({ id: reference, version: z.coerce.number().int().optional().describe('The version that was seen; another one is a conflict.'), title: z.string().trim().min(1).max(300).optional(), ...fields, ...dueInput, noDue: z.boolean().optional().describe('Take the day away.'), accountId: z.string().optional(), tag: z.string().trim().min(1).max(60).optional() }),
      async handler(context, input) {
        const task = await getTask(context, input.id);
        const accountId = input.accountId === undefined ? undefined : await visibleAccount(context, input.accountId);
        const params: unknown[] = [[task.id], context.clock.now()];
        const sets = assignments(input, params);
        const due = input.noDue ? null : dueOf(input);
        if (due !== null || input.noDue) {
          const on = due === null ? null : 'at' in due ? dayOf(due.at) : 'on' in due ? due.on : addBusinessDays(dayOf(context.clock.now()), due.businessDays, await readCalendar(context.db));
          sets.push(`due_on = $${params.push(on)}`, `due_at = $${params.push(due && 'at' in due ? due.at : null)}`);
        }
        if (accountId !== undefined) sets.push(`account_id = $${params.push(accountId)}`);
        if (sets.length === 0) throw fault('invalid', 'input', 'Nothing is to be changed.', { fields: [{ path: '(input)', message: 'Give a field to change.' }] });
        return setColumns(context, 'update', { ids: [task.id], versions: input.version === undefined ? undefined : [input.version] }, sets, params);
      },
    }),
    defineOperation({
      id: 'task.set-status', summary: 'Set the state of tasks. Subtasks and the whole follow; what recurs comes again.', scope: 'write', effect: 'change', faults: ['notFound', 'conflict'], positional: ['status', 'ids...'], output: taskChanged, entity: ({ ids }) => (ids.length === 1 ? `task:${ids[0]}` : undefined),
      input: z.object({ status: taskStatus, ids: many, versions }),
      async handler(context, input) {
        const ids = await taskIds(context, input.ids);
        const made = await context.db.tx((tx) => setTaskStatus(context, tx, listeners, { ids, versions: input.versions, status: input.status }));
        return changed(context, made, ids);
      },
    }),
    defineOperation({
      id: 'task.assign', summary: 'Give tasks to a colleague.', scope: 'write', effect: 'change', faults: ['notFound', 'conflict'], positional: ['assignee', 'ids...'], output: taskChanged,
      input: z.object({ assignee: z.string().describe('A colleague: id, name or e-mail address; "nobody" leaves them open.'), ids: many, versions }),
      async handler(context, input) {
        const ids = await taskIds(context, input.ids);
        const memberId = input.assignee === 'nobody' ? null : await memberOf(context.db, input.assignee);
        return setColumns(context, 'assign', { ids, versions: input.versions }, ['assignee_id = $3'], [ids, context.clock.now(), memberId]);
      },
    }),
    defineOperation({
      id: 'task.snooze', summary: 'Put tasks off until a day; without one they show again.', scope: 'write', effect: 'change', faults: ['notFound', 'conflict'], positional: ['until', 'ids...'], output: taskChanged,
      input: z.object({ until: z.union([day, z.literal('now')]).describe('The first day on which they show again; "now" wakes them.'), ids: many, versions }),
      async handler(context, input) {
        const ids = await taskIds(context, input.ids);
        const until = input.until === 'now' ? null : input.until;
        if (until !== null && until <= dayOf(context.clock.now())) throw fault('invalid', 'until', 'Give a later day.', { fields: [{ path: 'until', message: 'Give a day after today.' }] });
        return setColumns(context, 'snooze', { ids, versions: input.versions }, ['snoozed_until = $3'], [ids, context.clock.now(), until]);
      },
    }),
    defineOperation({
      id: 'task.remove', summary: 'Remove tasks with their subtasks. "task undo" brings them back.', scope: 'write', effect: 'change', faults: ['notFound', 'conflict'], positional: ['ids...'], output: taskChanged, input: z.object({ ids: many, versions }),
      async handler(context, input) {
        const ids = await taskIds(context, input.ids);
        const near = await context.db.query<{ id: string }>('select id from task where parent_id = any($1) union select task_id from task_dependency where depends_on = any($1)', [ids]);
        const { changeId } = await context.db.tx((tx) => changeTasks(context, tx, { what: 'remove', ids, touched: near.map(({ id }) => id), versions: input.versions }, async () => {
          await tx.query('delete from task where id = any($1)', [ids]);
          return [];
        }));
        return { changeId, items: [], created: [], removed: ids.length };
      },
    }),
    defineOperation({
      id: 'task.undo', summary: 'Take a change of tasks back, while nobody went on with them.', scope: 'write', effect: 'change', faults: ['notFound', 'conflict'], positional: ['changeId'], input: z.object({ changeId: z.string() }), output: z.object({ items: z.array(taskItem), removed: z.number().int() }),
      async handler(context, { changeId }) {
        const { ids, removed } = await context.db.tx((tx) => undoChange(context, tx, changeId));
        return { items: (await readTasks(context, { ids })).items, removed };
      },
    }),
  ];
}

/** The operations on single tasks and sets of them. */
export function taskOperations(deps: TaskDeps): AnyOperation[] {
  return [...reading(deps), ...adding(deps), ...changing(deps)];
}
