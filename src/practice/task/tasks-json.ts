import { z } from 'zod';
import { taskPriorities, taskStatuses, type TaskPriority, type TaskStatus } from '../../contract/task.ts';
import { fault } from '../../lib/fault.ts';

/** A subtask of a tasks.json. `id` counts within its task; a dependency is "3" (a task or a subtask beside it) or "3.1". */
export interface FileSubtask {
  id: number;
  title: string;
  description: string;
  status: TaskStatus;
  dependencies: string[];
  details: string;
  metadata: Record<string, unknown>;
}

export interface FileTask extends FileSubtask {
  priority: TaskPriority;
  testStrategy: string;
  subtasks: FileSubtask[];
}

/** Tasks by tag, as they stand in a tasks.json. */
export type TaskFile = Record<string, { tasks: FileTask[]; metadata: Record<string, unknown> }>;

const spoken: Record<string, TaskStatus> = { completed: 'done', complete: 'done', canceled: 'cancelled', 'in progress': 'in-progress', in_progress: 'in-progress', todo: 'pending' };
const idText = z.union([z.number(), z.string()]).transform(String);
const status = z.string().transform((text) => spoken[text.toLowerCase()] ?? text.toLowerCase()).pipe(z.enum(taskStatuses)).default('pending');
const text = z.string().nullish().transform((value) => value ?? '');
const base = {
  id: z.union([z.number(), z.string()]).transform((value) => Number(String(value).split('.').at(-1))).pipe(z.number().int().positive()),
  title: z.string().trim().min(1), description: text, details: text, status, dependencies: z.array(idText).nullish().transform((value) => value ?? []), metadata: z.record(z.string(), z.unknown()).nullish().transform((value) => value ?? {}),
};
const subtask = z.object(base);
const task = z.object({ ...base, priority: z.string().transform((value) => value.toLowerCase()).pipe(z.enum(taskPriorities)).catch('medium'), testStrategy: text, subtasks: z.array(subtask).nullish().transform((value) => value ?? []) });
const group = z.object({ tasks: z.array(task), metadata: z.record(z.string(), z.unknown()).default({}) });

/** Reads the content of a tasks.json: tagged, or the older form with "tasks" at the top. Fault `invalid` names every wrong field. */
export function readTasksJson(content: unknown): TaskFile {
  const isOld = typeof content === 'object' && content !== null && Array.isArray((content as { tasks?: unknown }).tasks);
  const parsed = z.record(z.string().min(1), group).safeParse(isOld ? { master: content } : content);
  if (!parsed.success) {
    const fields = parsed.error.issues.map((issue) => ({ path: issue.path.join('.') || '(file)', message: issue.message }));
    throw fault('invalid', 'tasks_json', `This is not a tasks.json: ${fields.slice(0, 3).map(({ path, message }) => `${path}: ${message}`).join('; ')}`, { fields, remedy: 'Give a file with {"master": {"tasks": [...]}}.' });
  }
  for (const [tag, { tasks }] of Object.entries(parsed.data)) {
    const ids = tasks.map(({ id }) => id);
    const twice = ids.find((id, index) => ids.indexOf(id) !== index);
    if (twice !== undefined) throw fault('invalid', 'tasks_json', `The tag "${tag}" has two tasks with the id ${twice}.`, { remedy: 'Give each its own id.' });
  }
  return parsed.data;
}

/** A dependency as `[task, subtask | null]`: within a task's subtasks a bare number means the subtask beside it when there is one. */
export function resolveDependency(reference: string, parent: FileTask | null): [number, number | null] | undefined {
  const match = /^(\d+)(?:\.(\d+))?$/.exec(reference.trim());
  if (!match) return undefined;
  const first = Number(match[1]);
  if (match[2] !== undefined) return [first, Number(match[2])];
  return parent?.subtasks.some(({ id }) => id === first) ? [parent.id, first] : [first, null];
}

const emptyOut = (metadata: Record<string, unknown>) => (Object.keys(metadata).length ? { metadata } : {});
const dependencyOut = (reference: string) => (/^\d+$/.test(reference) ? Number(reference) : reference);

/** Writes the content of a tasks.json, so that {@link readTasksJson} reads the same again. */
export function writeTasksJson(file: TaskFile): Record<string, { tasks: unknown[]; metadata: Record<string, unknown> }> {
  const subtaskOut = ({ dependencies, metadata, ...one }: FileSubtask) => ({ ...one, dependencies: dependencies.map(dependencyOut), ...emptyOut(metadata) });
  return Object.fromEntries(Object.entries(file).map(([tag, { tasks, metadata }]) => [tag, {
    tasks: tasks.map(({ subtasks, dependencies, metadata: own, ...one }) => ({ ...one, dependencies: dependencies.map(dependencyOut), subtasks: subtasks.map(subtaskOut), ...emptyOut(own) })), metadata,
  }]));
}
