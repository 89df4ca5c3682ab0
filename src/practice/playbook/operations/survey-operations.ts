import { z } from 'zod';
import { listOf, pageInput } from '../../../contract/listing.ts';
import { surveyAnswerItem, surveyItem, surveyPreview } from '../../../contract/survey.ts';
import { toDate } from '../../../lib/clock.ts';
import { fault } from '../../../lib/fault.ts';
import { defineOperation, type AnyOperation } from '../../../platform/operation/operation.ts';
import { activeDefinitions } from '../../../program/definition/definition-store.ts';
import { findActionType, type ActionType } from '../../action/action-type.ts';
import { readPolicy } from '../../action/judge-actions.ts';
import { renderMessages } from '../../action/render-action.ts';
import { readResults, readSurveyAnswers } from '../../action/survey/read-answers.ts';
import { readMaterial, textValues } from '../account-material.ts';
import type { Playbook } from '../playbook.ts';
import { askOf, recipientOf } from '../prepare-effects.ts';
import { readSurveys } from '../read-program.ts';
import { scaleOf } from '../survey.ts';
import type { PlaybookOperationDeps } from './playbook-operations.ts';

const preferred = ['champion', 'admin', 'user', 'executive_sponsor', 'economic_buyer'];
const none = { asked: 0, reminded: 0, answered: 0, rate: null, score: null, counts: [], lastAnsweredAt: null };
const dayMs = 86_400_000;

/** Operations on surveys: what there are, how they read, and what was answered. */
export function surveyOperations({ visibleAccount }: PlaybookOperationDeps): AnyOperation[] {
  return [
    defineOperation({
      id: 'survey.list', summary: 'Surveys, which playbooks put them, and what was answered', scope: 'read', effect: 'read',
      input: z.object({ days: z.coerce.number().int().min(1).max(3650).optional().describe('Only questions put in so many days; default: all.') }), output: z.object({ items: z.array(surveyItem) }),
      async handler(context, { days }) {
        const { db, clock } = context;
        const [surveys, playbooks, results] = [await readSurveys(db, clock.wall()), await activeDefinitions<Playbook>(db, 'playbook', clock.wall()), await readResults(context, days === undefined ? null : toDate(clock.now().getTime() - days * dayMs))];
        const users = (id: string) => playbooks.filter(({ body }) => body.steps.some((step) => step.do === 'survey' && step.survey === id)).map((one) => one.id);
        return { items: [...surveys].map(([id, { body, version }]) => ({ ...none, ...results.get(id), id, label: body.label, description: body.description, kind: body.kind, language: body.language, version, question: body.question, ...scaleOf(body), usedBy: users(id) })) };
      },
    }),
    defineOperation({
      id: 'survey.answers', summary: 'Answers to surveys with their words, newest first', scope: 'read', effect: 'read', positional: ['survey'],
      input: pageInput.extend({ survey: z.string().optional().describe('The survey; default: all.'), limit: z.coerce.number().int().min(1).max(500).default(100) }), output: listOf(surveyAnswerItem),
      async handler(context, { survey, limit, cursor }) {
        const offset = /^\d{1,9}$/.test(cursor ?? '0') ? Number(cursor ?? 0) : 0;
        const { items, total } = await readSurveyAnswers(context, survey ?? null, { limit, offset });
        return { items, total, next: items.length > 0 && offset + items.length < total ? String(offset + items.length) : null };
      },
    }),
    defineOperation({
      id: 'survey.preview', summary: 'A survey as its e-mail would read for one account, with what is not known', scope: 'read', effect: 'read', positional: ['survey', 'account'],
      input: z.object({ survey: z.string(), account: z.string().describe('The account: its id, an external id, or its domain.'), person: z.string().optional().describe('Id of the person who is asked; default: a champion, else whoever is known.'), reminder: z.boolean().default(false).describe('The reminder in place of the first question.') }), output: surveyPreview,
      async handler(context, { survey: id, account, person: personId, reminder }) {
        const { db, clock } = context;
        const accountId = await visibleAccount(context, account);
        const [material, survey, { policy }] = [(await readMaterial(db, [accountId], clock.now())).get(accountId), (await readSurveys(db, clock.wall())).get(id), await readPolicy(db, clock)];
        if (!material) throw fault('notFound', 'account', 'There is no such account.');
        if (!survey) throw fault('notFound', 'survey', `There is no survey "${id}".`, { remedy: '"survey list" shows them.' });
        const person = personId === undefined ? recipientOf(material.people, preferred) : material.people.find((one) => one.id === personId);
        const values = textValues(material, { trigger: { kind: 'manual', type: null, label: 'By hand', reason: 'A preview.' }, startedAt: clock.now() }, clock.now(), person);
        const { content, missing, tainted } = askOf(survey, values, reminder);
        const [message] = renderMessages({ id: 'preview', type: findActionType('send_survey') as ActionType, content, recipients: [{ personId: person?.id ?? '', name: person?.name ?? null, address: null }], owner: null, accountName: material.name, createdAt: clock.now(), policy });
        return { ready: missing.length === 0 && person?.hasAddress === true, to: person?.name ?? null, subject: message?.subject ?? '', text: message?.text ?? '', html: message?.html ?? '', missing, tainted };
      },
    }),
  ];
}
