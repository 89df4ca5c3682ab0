import type { ActionContent, SurveyAsk } from '../../contract/action.ts';
import type { BusinessCalendar } from '../../contract/task.ts';
import { addDays, dayOf } from '../../lib/period.ts';
import { addBusinessDays } from '../task/business-day.ts';
import type { ActionDraft } from '../action/propose-actions.ts';
import type { AskedByRun } from '../action/survey/invitation-store.ts';
import type { NewTask } from '../task/task.ts';
import { textValues, type AccountMaterial, type AccountPerson } from './account-material.ts';
import { instantOf, localOf, plainHours } from './business-time.ts';
import type { CompiledPlaybook } from './compile-playbook.ts';
import { renderText, type Rendered, type TextValues } from './liquid-text.ts';
import type { Step } from './playbook.ts';
import type { EffectRequest, Run } from './run.ts';
import { scaleOf, type Survey } from './survey.ts';
import type { MessageTemplate } from './template.ts';

/** What an effect is written from. */
export interface PrepareInput {
  playbook: CompiledPlaybook;
  run: Run;
  material: AccountMaterial;
  templates: ReadonlyMap<string, MessageTemplate>;
  surveys: ReadonlyMap<string, { body: Survey; version: number }>;
  /** Questions that runs have put, newest first. */
  asked: readonly AskedByRun[];
  calendar: BusinessCalendar;
  now: Date;
}

/** An effect ready to be handed over, or why there is nothing to hand over. */
export type Prepared =
  | { kind: 'task'; key: string; task: NewTask; subtasks: readonly string[] }
  | { kind: 'action'; key: string; action: ActionDraft }
  | { kind: 'start'; key: string; playbookId: string }
  | { kind: 'nothing'; key: string; outcome: 'nobody' | 'unfilled' | 'answered'; reason: string };

type Of<K extends Step['do']> = Extract<Step, { do: K }>;

/** Writes the effect of a step. Pure: the same run and material give the same effect. */
export function prepareEffect(request: EffectRequest, input: PrepareInput): Prepared {
  const { step, key } = request;
  switch (step.do) {
    case 'task': return prepareTask(step, key, input);
    case 'approval': return { kind: 'task', key, ...questionTask(step, key, input) };
    case 'email': case 'meeting': return prepareMessage(step, key, input);
    case 'survey': return prepareSurvey(step, key, input);
    case 'reminder': return prepareReminder(step, key, input);
    case 'playbook': return { kind: 'start', key, playbookId: step.start };
    case 'chat': return prepareRecord('post_chat', step.text, {}, key, step, input);
    case 'crm': return prepareRecord(`crm_${step.as}`, step.text, { subject: step.title, fields: { ...dayField(step, input.now), ...step.fields } }, key, step, input);
    case 'ticket': return prepareRecord('ticket_note', step.text, { fields: step.fields }, key, step, input);
    case 'webhook': return prepareRecord('webhook', step.text, { fields: step.fields, endpoint: step.endpoint }, key, step, input);
    default: throw new Error(`A step "${step.do}" has no effect.`);
  }
}

function valuesOf({ material, run, now }: PrepareInput, person?: AccountPerson): TextValues {
  return textValues(material, run, now, person);
}

/** People can work with a text that has a gap, when it says so. */
function forPeople(text: string, values: TextValues, instead: string): string {
  const rendered = renderText(text, values);
  return rendered.ok ? rendered.text : `${instead} (${rendered.missing} is not known)`;
}

function taskFor(step: Of<'task'> | Of<'approval'>, key: string, { playbook, run, material }: PrepareInput): Pick<NewTask, 'key' | 'accountId' | 'origin' | 'description' | 'assign'> {
  const assign = (step.do === 'task' ? step.assign : undefined) ?? playbook.definition.assign;
  return { key, accountId: material.accountId, origin: { kind: 'playbook', id: run.id, why: `${playbook.definition.label}: ${step.why}` }, description: step.why, assign };
}

function prepareTask(step: Of<'task'>, key: string, input: PrepareInput): Prepared {
  const values = valuesOf(input);
  return {
    kind: 'task', key, subtasks: step.subtasks.map((one) => forPeople(one, values, step.label)),
    task: { ...taskFor(step, key, input), title: forPeople(step.title, values, step.label).slice(0, 300), details: step.details === undefined ? '' : forPeople(step.details, values, step.label), priority: step.priority, due: { businessDays: step.dueBusinessDays } },
  };
}

// Its own key: that the task is closed decides nothing, the answer does.
function questionTask(step: Of<'approval'>, key: string, input: PrepareInput): { task: NewTask; subtasks: readonly string[] } {
  const title = forPeople(step.question, valuesOf(input), step.label).slice(0, 300);
  return { subtasks: [], task: { ...taskFor(step, key, input), key: `${key}:question`, title, details: `Answer it on the run's page: /playbooks/runs/${input.run.id}`, priority: 'high', due: { businessDays: 1 } } };
}

/** Whom a message goes to: the first wanted role that somebody with an address has, who was heard of last first. The respondent is nobody else. */
export function recipientOf(people: readonly AccountPerson[], roles: readonly string[], respondentId?: string | null): AccountPerson | undefined {
  const fits = (one: AccountPerson, role: string) => (role === 'respondent' ? one.id === respondentId : one.role === role);
  return roles.flatMap((role) => people.filter((one) => one.hasAddress && fits(one, role)))[0];
}

function knownAs(person: AccountPerson, roles: readonly string[], respondentId: string | null | undefined): string {
  const role = roles.find((one) => (one === 'respondent' ? person.id === respondentId : person.role === one)) ?? 'contact';
  return role === 'respondent' ? 'gave the answer' : `is known as ${role.replaceAll('_', ' ')}`;
}

function prepareMessage(step: Of<'email'> | Of<'meeting'>, key: string, input: PrepareInput): Prepared {
  const person = addresseeOf(step, input);
  if (!person) return nobody(step, key);
  const template = input.templates.get(step.template);
  if (!template) return { kind: 'nothing', key, outcome: 'unfilled', reason: `There is no template "${step.template}".` };
  const values = valuesOf(input, person);
  const texts = { subject: renderText(template.subject, values, template.language), body: renderText(template.body, values, template.language) };
  const gap = missingOf(texts);
  if (gap !== null) return { kind: 'nothing', key, outcome: 'unfilled', reason: `"${gap}" is not known, and the template "${template.label}" needs it.` };
  const content = { subject: textOf(texts.subject), body: textOf(texts.body), ...(step.do === 'meeting' ? meetingTimes(step, input) : {}) };
  return { kind: 'action', key, action: { ...actionFor(step, key, input, texts), type: step.do === 'meeting' ? 'invite' : 'send_email', personIds: [person.id], content, why: whyPerson(step, person, input) } };
}

function addresseeOf({ to }: { to: readonly string[] }, { material, run }: PrepareInput): AccountPerson | undefined {
  return recipientOf(material.people, to, run.trigger.personId);
}

function nobody({ to }: { to: readonly string[] }, key: string): Prepared {
  return { kind: 'nothing', key, outcome: 'nobody', reason: `Nobody with an address is known as ${to.map((role) => role.replaceAll('_', ' ')).join(' or ')}.` };
}

function whyPerson({ why, to }: { why: string; to: readonly string[] }, person: AccountPerson, { run }: PrepareInput): string {
  return `${why} ${person.name ?? 'The recipient'} ${knownAs(person, to, run.trigger.personId)}.`.slice(0, 500);
}

function prepareSurvey(step: Of<'survey'>, key: string, input: PrepareInput): Prepared {
  const person = addresseeOf(step, input);
  return person ? askPerson(step, key, input, { surveyId: step.survey, person, why: whyPerson(step, person, input) }) : nobody(step, key);
}

function prepareReminder(step: Of<'reminder'>, key: string, input: PrepareInput): Prepared {
  const asking = input.playbook.steps.get(step.of)?.step;
  const asked = input.asked.find(({ runId, stepId }) => runId === input.run.id && stepId === step.of);
  const person = input.material.people.find(({ id, hasAddress }) => hasAddress && id === asked?.personId);
  if (asking?.do !== 'survey' || !asked || !person) return { kind: 'nothing', key, outcome: 'nobody', reason: asked ? 'Who was asked cannot be written to any more.' : 'Nobody was asked.' };
  const name = person.name ?? 'The recipient';
  if (asked.answered) return { kind: 'nothing', key, outcome: 'answered', reason: `${name} has answered.` };
  return askPerson(step, key, input, { surveyId: asking.survey, person, why: `${step.why} ${name} was asked and has not answered.`.slice(0, 500), reminds: asked.invitationId });
}

function askPerson(step: Step, key: string, input: PrepareInput, { surveyId, person, why, reminds }: { surveyId: string; person: AccountPerson; why: string; reminds?: string }): Prepared {
  const survey = input.surveys.get(surveyId);
  if (!survey) return { kind: 'nothing', key, outcome: 'unfilled', reason: `There is no survey "${surveyId}".` };
  const { content, missing: [gap], tainted } = askOf(survey, valuesOf(input, person), reminds !== undefined);
  if (gap !== undefined) return { kind: 'nothing', key, outcome: 'unfilled', reason: `"${gap}" is not known, and the survey "${survey.body.label}" needs it.` };
  const ask = { ...content.survey, ...(reminds === undefined ? {} : { reminds }) };
  return { kind: 'action', key, action: { ...actionFor(step, key, input, {}), taint: taintOf(tainted), type: 'send_survey', personIds: [person.id], content: { ...content, survey: ask }, why } };
}

/** The question of a survey, or its reminder, filled in; what is not known stays as written and is named. */
export function askOf({ body, version }: { body: Survey; version: number }, values: TextValues, reminder: boolean): { content: ActionContent & { survey: SurveyAsk }; missing: string[]; tainted: string | null } {
  const { language } = body;
  const { subject, body: words } = reminder ? body.reminder : body;
  const given = { subject, words, question: body.question, low: body.low, high: body.high, followUp: body.followUp, thanks: body.thanks, closing: body.closing };
  const rendered = Object.entries(given).map(([name, text]) => [name, text, renderText(text, values, language)] as const);
  const texts = Object.fromEntries(rendered.map(([name, text, one]) => [name, one.ok ? one.text : text])) as typeof given;
  return {
    content: { subject: texts.subject.slice(0, 300), body: texts.words, survey: { id: body.id, version, kind: body.kind, language, ...scaleOf(body), question: texts.question, low: texts.low, high: texts.high, followUp: texts.followUp, thanks: texts.thanks, closing: texts.closing, openDays: body.openDays } },
    missing: rendered.flatMap(([, , one]) => (one.ok ? [] : [one.missing])), tainted: rendered.map(([, , one]) => (one.ok ? one.tainted : null)).find((one) => one !== null) ?? null,
  };
}

function meetingTimes(step: Of<'meeting'>, { playbook, calendar, now }: PrepareInput): Pick<ActionContent, 'startAt' | 'endAt' | 'location'> {
  const zone = (playbook.definition.hours ?? plainHours).timeZone;
  const [hours = 0, minutes = 0] = step.at.split(':').map(Number);
  const day = addBusinessDays(localOf(now, zone).day, step.inBusinessDays, calendar);
  const at = (minute: number) => instantOf(day, minute, zone).toISOString();
  return { startAt: at(hours * 60 + minutes), endAt: at(hours * 60 + minutes + step.minutes), ...(step.location === undefined ? {} : { location: step.location }) };
}

const usualCloseDays = 60;

function dayField({ as, dueInDays }: Of<'crm'>, now: Date): Record<string, string> {
  if (as === 'opportunity') return { close_on: addDays(dayOf(now), dueInDays ?? usualCloseDays) };
  return as === 'task' && dueInDays !== undefined ? { due: addDays(dayOf(now), dueInDays) } : {};
}

function prepareRecord(type: string, text: string, more: { subject?: string | undefined; fields?: Record<string, string> | undefined; endpoint?: string | undefined }, key: string, step: Step, input: PrepareInput): Prepared {
  const values = valuesOf(input);
  const texts: Record<string, Rendered> = { text: renderText(text, values), ...(more.subject === undefined ? {} : { subject: renderText(more.subject, values) }), ...Object.fromEntries(Object.entries(more.fields ?? {}).map(([name, value]) => [`field ${name}`, renderText(value, values)])) };
  const gap = missingOf(texts);
  if (gap !== null) return { kind: 'nothing', key, outcome: 'unfilled', reason: `"${gap}" is not known.` };
  const fields = more.fields && Object.fromEntries(Object.keys(more.fields).map((name) => [name, textOf(texts[`field ${name}`])]));
  const content: ActionContent = { body: textOf(texts.text), ...(texts.subject ? { subject: textOf(texts.subject).slice(0, 300) } : {}), ...(fields && Object.keys(fields).length ? { fields } : {}), ...(more.endpoint === undefined ? {} : { endpoint: more.endpoint }) };
  return { kind: 'action', key, action: { ...actionFor(step, key, input, texts), type, personIds: [], content, why: step.why } };
}

function actionFor(step: Step, key: string, { playbook, material }: PrepareInput, texts: Readonly<Record<string, Rendered>>): Pick<ActionDraft, 'key' | 'accountId' | 'taint' | 'origin'> {
  const by = Object.values(texts).map((one) => (one.ok ? one.tainted : null)).find((one) => one !== null);
  return { key, accountId: material.accountId, taint: taintOf(by ?? null), origin: { kind: 'playbook', id: playbook.definition.id, step: step.id } };
}

function taintOf(by: string | null): ActionDraft['taint'] {
  return by === null ? { tainted: false } : { tainted: true, by };
}

function missingOf(texts: Readonly<Record<string, Rendered>>): string | null {
  const gap = Object.values(texts).find((one) => !one.ok);
  return gap && !gap.ok ? gap.missing : null;
}

function textOf(rendered: Rendered | undefined): string {
  return rendered?.ok ? rendered.text : '';
}
