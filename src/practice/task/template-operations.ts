import { z } from 'zod';
import { taskChanged, taskTemplate, templateStep, type TaskTemplate } from '../../contract/task.ts';
import { fault } from '../../lib/fault.ts';
import { newId } from '../../lib/ids.ts';
import type { Context } from '../../platform/operation/context.ts';
import { defineOperation, type AnyOperation } from '../../platform/operation/operation.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { addTasks } from './add-tasks.ts';
import { linkTasks } from './link-tasks.ts';
import { changeTasks } from './task-change.ts';
import { changed, type TaskDeps } from './task-operations.ts';
import { authorOf } from './task-condition.ts';
import type { NewTask } from './task.ts';

const step = (title: string, afterBusinessDays: number, more: Partial<z.infer<typeof templateStep>> = {}): z.infer<typeof templateStep> => ({ title, description: '', priority: 'medium', afterBusinessDays, after: [], subtasks: [], ...more });

/** The sets of tasks that come with the product; one saved under the same name stands in for it. */
const shipped: readonly TaskTemplate[] = [
  { name: 'kick-off', title: 'Kick-off with a new customer', version: 1, shipped: true, steps: [
    step('Read the hand-over from sales', 1, { description: 'Know what was promised, to whom, and by when.', priority: 'high' }),
    step('Agree on goals and how they are measured', 3, { priority: 'high', after: [1], subtasks: ['Ask each stakeholder for the one result that counts', 'Write baseline and target for each goal', 'Have the customer confirm them in writing'] }),
    step('Hold the kick-off meeting', 5, { priority: 'high', after: [2], subtasks: ['Send the agenda two days ahead', 'Name an owner on both sides for each milestone', 'Send the recap the same day'] }),
    step('Check that first users are active', 10, { after: [3] }),
  ] },
  { name: 'renewal', title: 'Prepare a renewal', version: 1, shipped: true, steps: [
    step('Review health, use and open problems', 1, { priority: 'high' }), step('Gather the value delivered since the last term', 3, { after: [1] }),
    step('Confirm who decides and who signs', 5, { priority: 'high', after: [1] }), step('Send the proposal', 10, { priority: 'high', after: [2, 3] }), step('Agree on terms in writing', 20, { priority: 'critical', after: [4] }),
  ] },
  { name: 'business-review', title: 'Business review', version: 1, shipped: true, steps: [
    step('Agree on date, people and agenda', 2), step('Gather use, results and open points', 5, { after: [1] }), step('Hold the review', 10, { priority: 'high', after: [2] }), step('Send decisions with owner and date', 11, { after: [3] }),
  ] },
];

async function readTemplates(db: Db): Promise<TaskTemplate[]> {
  const saved = await db.query<{ name: string; title: string; steps: TaskTemplate['steps']; version: number }>('select name, title, body as steps, version from task_template order by name');
  const names = new Set(saved.map(({ name }) => name));
  return [...saved.map((template) => ({ ...template, shipped: false })), ...shipped.filter(({ name }) => !names.has(name))].toSorted((a, b) => a.name.localeCompare(b.name));
}

/** Steps that wait for themselves, for a later one or for none there is. */
function wrongSteps(steps: readonly z.infer<typeof templateStep>[]): number[] {
  return steps.flatMap(({ after }, index) => (after.some((place) => place > index || place < 1) ? [index + 1] : []));
}

async function applyTemplate(context: Context, tx: Db, template: TaskTemplate, accountId: string | null): Promise<string[]> {
  const run = newId('tpl', context.clock.wall().getTime());
  const origin = { kind: 'person' as const, id: context.principal.id, why: `It belongs to "${template.title}".` };
  const wholes = await addTasks(context, tx, template.steps.map((one): NewTask => ({ title: one.title, description: one.description, priority: one.priority, due: one.afterBusinessDays === null ? null : { businessDays: one.afterBusinessDays }, accountId, template: template.name, origin, metadata: { templateRun: run } })));
  const assignees = new Map((await tx.query<{ id: string; assigneeId: string | null }>('select id, assignee_id as "assigneeId" from task where id = any($1)', [wholes.map(({ id }) => id)])).map((row) => [row.id, row.assigneeId]));
  const parts = await addTasks(context, tx, template.steps.flatMap((one, index) => one.subtasks.map((title): NewTask => {
    const parentId = wholes[index]?.id ?? null;
    const memberId = assignees.get(parentId ?? '') ?? null;
    return { title, parentId, accountId, template: template.name, origin, assign: memberId === null ? null : { memberId } };
  })));
  for (const [index, { after }] of template.steps.entries()) await linkTasks(tx, wholes[index]?.id ?? '', after.map((place) => wholes[place - 1]?.id ?? ''));
  return [...wholes, ...parts].map(({ id }) => id);
}

/** Ready sets of tasks with days counted from when they are applied. */
export function templateOperations({ visibleAccount }: Pick<TaskDeps, 'visibleAccount'>): AnyOperation[] {
  return [
    defineOperation({ id: 'task.templates', summary: 'Ready sets of tasks.', scope: 'read', effect: 'read', reach: 'none', input: z.object({}), output: z.object({ items: z.array(taskTemplate) }), handler: async ({ db }) => ({ items: await readTemplates(db) }) }),
    defineOperation({
      id: 'task.apply', summary: 'Make the tasks of a template, for an account or for yourself.', scope: 'write', effect: 'change', faults: ['notFound'], positional: ['template', 'accountId'], output: taskChanged,
      input: z.object({ template: z.string(), accountId: z.string().optional().describe('The account: its id, an external id, or its domain.') }),
      async handler(context, input) {
        const accountId = input.accountId === undefined ? null : await visibleAccount(context, input.accountId);
        const template = (await readTemplates(context.db)).find(({ name }) => name === input.template);
        if (!template) throw fault('notFound', 'task_template', `There is no template "${input.template}".`, { remedy: '"task templates" lists them.' });
        const made = await context.db.tx((tx) => changeTasks(context, tx, { what: 'apply', ids: [] }, () => applyTemplate(context, tx, template, accountId)));
        return changed(context, made, []);
      },
    }),
    defineOperation({
      id: 'task.save-template', summary: 'Save a set of tasks under a name.', scope: 'define', effect: 'change', faults: ['conflict'], positional: ['name'], output: taskTemplate,
      input: z.object({ name: z.string().regex(/^[a-z][a-z0-9-]{1,40}$/, 'Use small letters, digits and hyphens.'), title: z.string().trim().min(1).max(200), steps: z.array(templateStep).min(1).max(200), version: z.coerce.number().int().optional().describe('The version that was seen; absent for a new one.') }),
      async handler({ db, clock, principal }, input) {
        const wrong = wrongSteps(input.steps);
        if (wrong.length) throw fault('invalid', 'steps', `Step ${wrong.join(', ')} waits for one that does not come before it.`, { fields: wrong.map((place) => ({ path: `steps.${place - 1}.after`, message: 'Name earlier steps by their place.' })) });
        const rows = await db.query<{ version: number }>(
          `insert into task_template (name, title, body, updated_at, updated_by) values ($1, $2, $3, $4, $5)
           on conflict (name) do update set title = excluded.title, body = excluded.body, version = task_template.version + 1, updated_at = excluded.updated_at, updated_by = excluded.updated_by where task_template.version = $6 returning version`,
          [input.name, input.title, JSON.stringify(input.steps), clock.wall(), authorOf(principal), input.version ?? null]);
        if (!rows[0]) throw fault('conflict', 'version', 'A template of this name is there in another version.', { remedy: 'Load it again and repeat your change.' });
        return { name: input.name, title: input.title, steps: input.steps, version: rows[0].version, shipped: false };
      },
    }),
  ];
}
