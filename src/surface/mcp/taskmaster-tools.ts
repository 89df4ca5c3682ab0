import { z } from 'zod';
import type { TaskChanged, TaskItem } from '../../contract/task.ts';
import { fault } from '../../lib/fault.ts';

/** Runs an operation as whoever asks. */
type Call = (operationId: string, input: unknown) => Promise<unknown>;

/** A tool under the name and in the shape that hosts of Task Master know. */
export interface TaskmasterTool {
  name: string;
  title: string;
  about: string;
  /** Operations it rests on: it is offered to whoever may run all of them. */
  operations: readonly string[];
  input: z.ZodObject;
  run(call: Call, input: never): Promise<unknown>;
}

interface FileTask {
  id: number | string;
  title: string;
  status: string;
  subtasks?: FileTask[];
  details?: string;
}

const statuses = ['pending', 'in-progress', 'done', 'deferred', 'cancelled', 'blocked', 'review'] as const;
const status = z.enum(statuses);
const common = { projectRoot: z.string().optional().describe('Not needed: the tasks are those of this Mainstay.'), file: z.string().optional(), tag: z.string().optional().describe('A list of tasks; default: all that are met.') };
const ids = z.string().min(1).describe('Ids such as "15" or "15.2", comma-separated.');
const listed = (text: string) => text.split(',').map((one) => one.trim()).filter(Boolean);

function tool<S extends z.ZodRawShape>(name: string, title: string, about: string, operations: readonly string[], shape: S, run: (call: Call, input: z.infer<z.ZodObject<S & typeof common>>) => Promise<unknown>): TaskmasterTool {
  return { name, title, about, operations, input: z.object({ ...shape, ...common }), run: run as TaskmasterTool['run'] };
}

async function readAll(call: Call, tag: string | undefined): Promise<FileTask[]> {
  const document = (await call('task.document', tag === undefined ? {} : { tag })) as Record<string, { tasks: FileTask[] }>;
  return Object.values(document).flatMap(({ tasks }) => tasks);
}

function find(tasks: readonly FileTask[], id: string): FileTask {
  const [whole, part] = id.split('.');
  const task = tasks.find((one) => String(one.id) === whole);
  const found = part === undefined ? task : task?.subtasks?.find((one) => String(one.id) === part);
  if (!found) throw fault('notFound', 'task', `There is no task "${id}".`, { remedy: 'get_tasks lists them.' });
  return found;
}

function statsOf(tasks: readonly FileTask[]): Record<string, number> {
  const of = (some: (typeof statuses)[number]) => tasks.filter((one) => one.status === some).length;
  const completed = of('done');
  return { total: tasks.length, completed, inProgress: of('in-progress'), pending: of('pending'), blocked: of('blocked'), deferred: of('deferred'), cancelled: of('cancelled'), review: of('review'), completionPercentage: tasks.length ? Math.round((100 * completed) / tasks.length) : 0 };
}

/** What was given, without what was not. */
const given = (values: Record<string, unknown>) => Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
const numberOf = ({ items }: TaskChanged): string => items.at(-1)?.number ?? '';

/** The words of a prompt as a task: its first line is the title. */
function wordsOf({ prompt, title, description }: { prompt?: string | undefined; title?: string | undefined; description?: string | undefined }): { title: string; description: string } {
  const [first = '', ...rest] = (prompt ?? '').trim().split('\n');
  const name = (title ?? first).trim();
  if (!name) throw fault('invalid', 'title', 'A task needs a title.', { fields: [{ path: 'title', message: 'Give a title, or a prompt whose first line is one.' }] });
  return { title: name.slice(0, 300), description: description ?? rest.join('\n').trim() };
}

const priority = z.enum(['critical', 'high', 'medium', 'low']).optional();
const words = { title: z.string().optional(), description: z.string().optional(), details: z.string().optional() };
const link = { id: z.string().describe('The task that waits.'), dependsOn: z.string().describe('The task that comes first.') };

/** Task Master's tools over the tasks of Mainstay: the names, inputs and answers its hosts know. What needs a model there works by rules here. */
export const taskmasterTools: readonly TaskmasterTool[] = [
  tool('get_tasks', 'Tasks', 'All tasks, or those in a state, with how many are in each.', ['task.document'], { status: z.string().optional().describe('States, comma-separated.'), withSubtasks: z.boolean().optional() }, async (call, input) => {
    const wanted = input.status === undefined || input.status === 'all' ? undefined : new Set(listed(input.status));
    const all = await readAll(call, input.tag);
    const tasks = all.filter((one) => wanted === undefined || wanted.has(one.status)).map(({ subtasks, ...one }) => ({ ...one, id: String(one.id), ...(input.withSubtasks ? { subtasks } : {}) }));
    return { tasks, filter: input.status ?? 'all', stats: { ...statsOf(all), subtasks: statsOf(all.flatMap(({ subtasks }) => subtasks ?? [])) } };
  }),
  tool('get_task', 'Task', 'One task or several, with subtasks.', ['task.document'], { id: ids, status: z.string().optional() }, async (call, { id, tag }) => {
    const all = await readAll(call, tag);
    const found = listed(id).map((one) => find(all, one));
    return found.length === 1 ? found[0] : { tasks: found };
  }),
  tool('next_task', 'Next task', 'The task to do next: nothing before it is open.', ['task.next', 'task.document'], {}, async (call, { tag }) => {
    const { task, why } = (await call('task.next', tag === undefined ? {} : { tag })) as { task: TaskItem | null; why: string };
    return { nextTask: task === null ? null : { ...find(await readAll(call, tag), task.number), id: task.number }, isSubtask: task?.parentId != null, nextSteps: why };
  }),
  tool('set_task_status', 'Set status', 'Set the state of tasks; subtasks and the whole follow.', ['task.set-status', 'task.document'], { id: ids, status }, async (call, { id, status: to, tag }) => {
    const wanted = listed(id);
    const before = await readAll(call, tag);
    const old = wanted.map((one) => find(before, one).status);
    await call('task.set-status', { status: to, ids: wanted });
    return { message: `Set to ${to}: ${wanted.join(', ')}`, tasks: wanted.map((taskId, index) => ({ success: true, oldStatus: old[index], newStatus: to, taskId })) };
  }),
  tool('add_task', 'Add a task', 'Add a task with a title, or with a prompt whose first line is one.', ['task.add'], { ...words, prompt: z.string().optional(), testStrategy: z.string().optional(), dependencies: z.string().optional().describe('Ids that come first, comma-separated.'), priority, research: z.boolean().optional() }, async (call, { prompt, title, description, details, testStrategy, dependencies, priority: rank, tag }) => {
    const made = (await call('task.add', { ...wordsOf({ prompt, title, description }), ...given({ details, testStrategy, priority: rank }), ...(tag === undefined ? {} : { tag }), ...(dependencies ? { dependsOn: listed(dependencies) } : {}) })) as TaskChanged;
    return { taskId: numberOf(made), message: `Added as ${numberOf(made)}.` };
  }),
  tool('add_subtask', 'Add a subtask', 'Add a subtask to a task.', ['task.add'], { id: z.string().describe('The whole task.'), ...words, status: status.optional(), dependencies: z.string().optional(), skipGenerate: z.boolean().optional() }, async (call, { id, title, description, details, dependencies, status: state }) => {
    const made = (await call('task.add', { parent: id, ...wordsOf({ title, description }), ...given({ details, status: state }), ...(dependencies ? { dependsOn: listed(dependencies) } : {}) })) as TaskChanged;
    return { message: `Added to ${id}.`, subtask: made.items.find(({ id: one }) => made.created.includes(one)) ?? null };
  }),
  tool('update_subtask', 'Note on a task', 'Add what was found out to the details of a task or subtask.', ['task.update', 'task.show'], { id: z.string(), prompt: z.string().min(1).max(10_000), research: z.boolean().optional() }, async (call, { id, prompt }) => {
    const { task } = (await call('task.show', { id })) as { task: TaskItem };
    await call('task.update', { id, version: task.version, details: [task.details, prompt].filter(Boolean).join('\n\n') });
    return { message: `Added to ${id}.`, subtask: { id, title: task.title } };
  }),
  tool('expand_task', 'Split a task', 'Split a task into subtasks: the lines of the prompt, else the list in its details.', ['task.expand'], { id: z.string(), num: z.string().optional(), prompt: z.string().optional().describe('One subtask a line.'), research: z.boolean().optional(), force: z.boolean().optional() }, async (call, { id, num, prompt }) => {
    const lines = prompt?.split('\n').map((line) => line.replace(/^\s*(?:[-*]|\d+[.)])\s*/, '').trim()).filter(Boolean).slice(0, num && /^\d+$/.test(num) ? Number(num) : 100);
    const { created } = (await call('task.expand', { id, ...(lines?.length ? { subtasks: lines } : {}) })) as TaskChanged;
    return { message: `${created.length} subtasks of ${id}.`, subtasksAdded: created.length };
  }),
  tool('remove_task', 'Remove tasks', 'Remove tasks or subtasks; a person can take it back.', ['task.remove'], { id: ids, confirm: z.boolean().optional() }, async (call, { id }) => {
    const { removed } = (await call('task.remove', { ids: listed(id) })) as TaskChanged;
    return { message: `Removed: ${listed(id).join(', ')}`, totalTasks: listed(id).length, successful: removed, failed: listed(id).length - removed, removedTasks: listed(id) };
  }),
  tool('add_dependency', 'Add a dependency', 'Let a task wait for another.', ['task.add-dependency'], link, async (call, { id, dependsOn }) => {
    await call('task.add-dependency', { id, dependsOn });
    return { message: `${id} waits for ${dependsOn}.` };
  }),
  tool('remove_dependency', 'Remove a dependency', 'Let a task no longer wait for another.', ['task.remove-dependency'], link, async (call, { id, dependsOn }) => {
    await call('task.remove-dependency', { id, dependsOn });
    return { message: `${id} no longer waits for ${dependsOn}.` };
  }),
  tool('validate_dependencies', 'Check dependencies', 'Dependencies that cannot work.', ['task.validate'], {}, async (call, { tag }) => {
    const { valid, tasks, problems } = (await call('task.validate', tag === undefined ? {} : { tag })) as { valid: boolean; tasks: number; problems: { task: string; problem: string }[] };
    return { message: valid ? 'All dependencies can work.' : problems.map(({ task, problem }) => `${task}: ${problem}`).join('\n'), valid, tasks, problems };
  }),
];
