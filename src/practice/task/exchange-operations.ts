import { readFile, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { fault } from '../../lib/fault.ts';
import { bookCondition, type Context } from '../../platform/operation/context.ts';
import { defineOperation, type AnyOperation } from '../../platform/operation/operation.ts';
import { takeTaskFile, toTaskFile } from './exchange-tasks.ts';
import type { TaskListener } from './task.ts';
import { readTasksJson, writeTasksJson } from './tasks-json.ts';

const taken = z.object({ changeId: z.string().describe('Takes it back with "task undo".'), created: z.number().int(), changed: z.number().int() });
const tag = z.string().trim().min(1).optional().describe('Only this tag.');

async function take(context: Context, content: unknown, listeners: readonly TaskListener[]): Promise<z.infer<typeof taken>> {
  const params: unknown[] = [];
  const accounts = await context.db.query<{ id: string }>(`select a.id from account a where a.merged_into is null and ${bookCondition(context.principal, 'a', params)}`, params);
  const { changeId, created, changed } = await takeTaskFile(context, readTasksJson(content), new Set(accounts.map(({ id }) => id)), listeners);
  return { changeId, created: created.length, changed: changed.length };
}

async function contentOf(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => { throw fault('notFound', 'file', `The file ${file} cannot be read (${error.code ?? 'error'}).`, { remedy: 'Check the path.' }); });
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw fault('invalid', 'tasks_json', `${file} is not JSON.`, { remedy: 'Give a tasks.json.' });
  }
}

/** Tasks out as a tasks.json and in again: as documents over the network, as files on the command line. */
export function exchangeOperations({ listeners }: { listeners: readonly TaskListener[] }): AnyOperation[] {
  return [
    defineOperation({ id: 'task.document', summary: 'Your tasks as the document that a tasks.json holds.', scope: 'read', effect: 'read', input: z.object({ tag }), output: z.record(z.string(), z.unknown()), handler: async (context, input) => writeTasksJson(await toTaskFile(context, input.tag)) }),
    defineOperation({
      id: 'task.receive', summary: 'Take the tasks of a tasks.json document: what is known is changed, the rest is added.', scope: 'write', effect: 'change', faults: ['conflict'], input: z.object({ document: z.record(z.string(), z.unknown()) }), output: taken,
      handler: (context, { document }) => take(context, document, listeners),
    }),
    defineOperation({
      id: 'task.export', summary: 'Write your tasks to a tasks.json.', scope: 'read', effect: 'read', transport: 'cli', positional: ['file'], input: z.object({ file: z.string().min(1), tag }), output: z.object({ file: z.string(), tasks: z.number().int() }),
      async handler(context, input) {
        const document = writeTasksJson(await toTaskFile(context, input.tag));
        await writeFile(input.file, `${JSON.stringify(document, null, 2)}\n`).catch((error: NodeJS.ErrnoException) => { throw fault('invalid', 'file', `The file ${input.file} cannot be written (${error.code ?? 'error'}).`, { remedy: 'Check the path and its rights.' }); });
        return { file: input.file, tasks: Object.values(document).reduce((sum, { tasks }) => sum + tasks.length, 0) };
      },
    }),
    defineOperation({
      id: 'task.import', summary: 'Take the tasks of a tasks.json.', scope: 'write', effect: 'change', transport: 'cli', faults: ['notFound', 'conflict'], positional: ['file'], input: z.object({ file: z.string().min(1) }), output: taken,
      handler: async (context, { file }) => take(context, await contentOf(file), listeners),
    }),
  ];
}
