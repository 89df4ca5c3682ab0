import { z } from 'zod';
import { templateItem, templatePreview } from '../../../contract/playbook.ts';
import { fault } from '../../../lib/fault.ts';
import { defineOperation, type AnyOperation } from '../../../platform/operation/operation.ts';
import { activeDefinitions } from '../../../program/definition/definition-store.ts';
import { readMaterial, textValues } from '../account-material.ts';
import { liquidProblems, renderText, variablesOf, type Rendered } from '../liquid-text.ts';
import type { Playbook } from '../playbook.ts';
import { recipientOf } from '../prepare-effects.ts';
import { findVariable, templateVariables } from '../template-variable.ts';
import type { MessageTemplate } from '../template.ts';
import type { PlaybookOperationDeps } from './playbook-operations.ts';

const preferred = ['champion', 'executive_sponsor', 'economic_buyer', 'admin', 'user'];
const shown = ({ text }: { text: string }, rendered: Rendered) => (rendered.ok ? rendered.text : text);

/** Operations on the texts that go to customers. */
export function messageTemplateOperations({ visibleAccount }: PlaybookOperationDeps): AnyOperation[] {
  return [
    defineOperation({
      id: 'message.list', summary: 'Templates of messages to customers, and which playbooks send them', scope: 'read', effect: 'read', reach: 'none', input: z.object({}), output: z.object({ items: z.array(templateItem) }),
      async handler({ db, clock }) {
        const [templates, playbooks] = [await activeDefinitions<MessageTemplate>(db, 'template', clock.wall()), await activeDefinitions<Playbook>(db, 'playbook', clock.wall())];
        const users = (id: string) => playbooks.filter(({ body }) => body.steps.some((step) => 'template' in step && step.template === id)).map((one) => one.id);
        return { items: templates.map(({ id, body, version }) => ({ ...body, id, version, usedBy: users(id) })) };
      },
    }),
    defineOperation({ id: 'message.variables', summary: 'What a text may name', scope: 'read', effect: 'read', reach: 'none', input: z.object({}), output: z.object({ items: z.array(z.object({ name: z.string(), label: z.string(), trust: z.enum(['plain', 'name', 'words']), person: z.boolean() })) }), handler: async () => ({ items: templateVariables.map((one) => ({ ...one, person: one.person ?? false })) }) }),
    defineOperation({
      id: 'message.preview', summary: 'A text as it would read for one account, with what is not known', scope: 'read', effect: 'read', positional: ['account'],
      input: z.object({ account: z.string().describe('The account: its id, an external id, or its domain.'), template: z.string().optional(), subject: z.string().max(200).default(''), body: z.string().max(8000).default(''), person: z.string().optional().describe('Id of the person it is written to; default: a champion, else whoever is known.') }), output: templatePreview,
      async handler(context, { account, template, person: personId, ...text }) {
        const { db, clock } = context;
        const accountId = await visibleAccount(context, account);
        const material = (await readMaterial(db, [accountId], clock.now())).get(accountId);
        if (!material) throw fault('notFound', 'account', 'There is no such account.');
        const stored = template === undefined ? undefined : (await activeDefinitions<MessageTemplate>(db, 'template', clock.wall())).find((one) => one.id === template)?.body;
        if (template !== undefined && !stored) throw fault('notFound', 'template', `There is no template "${template}".`, { remedy: '"message list" shows them.' });
        const { subject, body, language } = stored ?? { ...text, language: 'en' };
        const problems = [...liquidProblems(subject, { person: true, language }), ...liquidProblems(body, { person: true, language })];
        if (problems.length) throw fault('invalid', 'template', problems.map(({ message }) => message).join(' '), { fields: problems.map(({ message, remedy }) => ({ path: 'body', message, remedy })) });
        const person = personId === undefined ? recipientOf(material.people, preferred) : material.people.find((one) => one.id === personId);
        const values = textValues(material, { trigger: { kind: 'manual', type: null, label: 'By hand', reason: 'A preview.' }, startedAt: clock.now() }, clock.now(), person);
        const rendered = { subject: renderText(subject, values, language), body: renderText(body, values, language) };
        const missing = Object.values(rendered).flatMap((one) => (one.ok ? [] : [one.missing]));
        const names = [...new Set([...variablesOf(subject, language), ...variablesOf(body, language)])];
        return {
          ready: missing.length === 0 && person !== undefined, subject: shown({ text: subject }, rendered.subject), body: shown({ text: body }, rendered.body), to: person?.name ?? null, missing,
          tainted: Object.values(rendered).map((one) => (one.ok ? one.tainted : null)).find((one) => one !== null) ?? null, values: names.map((name) => ({ name, label: findVariable(name)?.label ?? name, value: values[name] === null || values[name] === undefined ? null : String(values[name]) })),
        };
      },
    }),
  ];
}
