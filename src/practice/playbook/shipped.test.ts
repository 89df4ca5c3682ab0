import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { factCatalogue } from '../../insight/fact/fact-catalogue.ts';
import { signalKind } from '../../insight/signal/signal-rule.ts';
import type { DefinitionKind } from '../../program/definition/definition.ts';
import { readDefinitions } from '../../program/definition/read-definitions.ts';
import { referenceProblems } from './check-playbook.ts';
import { compilePlaybook, type CompiledPlaybook } from './compile-playbook.ts';
import { renderText, variablesOf } from './liquid-text.ts';
import { playbookKind } from './playbook-kind.ts';
import { longestDays, stepWords, triggerWords } from './playbook-words.ts';
import type { Playbook, Step } from './playbook.ts';
import { findVariable, templateVariables } from './template-variable.ts';
import { surveyKind, type Survey } from './survey.ts';
import { templateKind, type MessageTemplate } from './template.ts';

const root = join(import.meta.dirname, '../../../definitions');
const facts = new Set(factCatalogue.map(({ id }) => id));
const drafts = await readDefinitions(root, [playbookKind as DefinitionKind, templateKind as DefinitionKind, surveyKind as DefinitionKind, signalKind as DefinitionKind], facts);
const of = <T>(kind: string) => drafts.filter((one) => one.kind === kind).map(({ body }) => body as T);
const playbooks = of<Playbook>('playbook');
const templates = of<MessageTemplate>('template');
const surveys = of<Survey>('survey');
const signals = new Set(drafts.filter(({ kind }) => kind === 'signal').map(({ id }) => id));
const compiled = new Map<string, CompiledPlaybook>(playbooks.map((body) => [body.id, compilePlaybook(body, 1)]));

const people = templateVariables.filter(({ person }) => person).map(({ name }) => name);
const unknown = { 'account.name': 'Northwind' };
const known = Object.fromEntries(templateVariables.map(({ name }) => [name, /date|today/.test(name) ? '2026-09-30' : /currency/.test(name) ? 'EUR' : /name|label|reason|title|email|band|segment|stage/.test(name) ? 'Northwind' : /auto_renew/.test(name) ? true : 12]));

describe('the shipped playbooks', () => {
  test('are the twelve, and each can start', () => {
    expect(playbooks.map(({ id }) => id).toSorted()).toEqual(['adoption', 'at-risk', 'champion-change', 'detractor-follow-up', 'enterprise', 'growth', 'onboarding', 'payment-recovery', 'renewal', 'smb', 'ticket-spike', 'win-back']);
    const among = { playbooks: new Set(playbooks.map(({ id }) => id)), templates: new Set(templates.map(({ id }) => id)), surveys: new Set(surveys.map(({ id }) => id)), signals };
    expect(playbooks.flatMap((body) => referenceProblems(body, among).map(({ path, message }) => `${body.id} ${path}: ${message}`))).toEqual([]);
  });

  test.each(playbooks.map((body) => [body.id, body] as const))('%s gives its reason for every step, and every way comes to an end', (_id, body) => {
    const texts = [...body.steps, ...body.entry, ...body.exit].map(({ why }) => why);
    for (const why of texts) expect(why).toMatch(/\.$/);
    expect(new Set(body.steps.map(({ why }) => why)).size).toBe(body.steps.length);
    expect(body.steps.filter((step) => step.do === 'end').map((step) => step.do === 'end' && step.outcome)).toEqual(expect.arrayContaining([expect.stringMatching(/achieved|done/)]));
    expect(body.exit.length).toBeGreaterThan(0);
    expect(longestDays(compiled.get(body.id) as CompiledPlaybook)).toBeGreaterThan(10);
    expect([...body.triggers.map(triggerWords), ...body.steps.map((step) => stepWords(step))].join()).not.toMatch(/undefined|NaN/);
  });

  test('use every shipped template and survey', () => {
    const used = new Set(playbooks.flatMap(({ steps }) => steps.flatMap((step) => ('template' in step ? [step.template] : []))));
    expect(templates.map(({ id }) => id).filter((id) => !used.has(id))).toEqual([]);
    const asked = new Set(playbooks.flatMap(({ steps }) => steps.flatMap((step) => (step.do === 'survey' ? [step.survey] : []))));
    expect(surveys.map(({ id }) => id).filter((id) => !asked.has(id))).toEqual([]);
  });

  test('treat large and small customers differently in touch and pace', () => {
    for (const id of ['onboarding', 'adoption', 'at-risk', 'renewal']) {
      const playbook = compiled.get(id) as CompiledPlaybook;
      const [large, small] = [walk(playbook, 'enterprise'), walk(playbook, 'smb')];
      const count = (steps: readonly Step[], kinds: string) => steps.filter((step) => kinds.includes(step.do)).length;
      expect(count(large, 'task approval'), id).toBeGreaterThan(count(small, 'task approval'));
      expect(count(large, 'meeting'), id).toBeGreaterThan(0);
      expect(count(small, 'meeting'), id).toBe(0);
    }
    expect((compiled.get('smb') as CompiledPlaybook).definition.steps.some((step) => step.do === 'meeting')).toBe(false);
    expect((compiled.get('enterprise') as CompiledPlaybook).definition.steps.filter((step) => step.do === 'task').length).toBeGreaterThan(4);
  });
});

/** The steps one meets by segment: the branch that the segment decides, else the way that goes on when all goes well. */
function walk(playbook: CompiledPlaybook, segment: string): Step[] {
  const met: Step[] = [];
  for (let id = playbook.first; met.length < 40;) {
    const here = playbook.steps.get(id);
    if (!here || met.includes(here.step)) return met;
    met.push(here.step);
    const decided = here.cases.find(({ when }) => { const outcome = when.evaluate({ 'account.segment': segment, 'trigger.severity': 'high', 'trigger.type': 'x' }); return outcome.known && outcome.value === true; });
    id = here.step.do === 'branch' ? (decided?.next ?? here.step.otherwise) : here.next;
  }
  return met;
}

describe('the shipped templates', () => {
  test.each(templates.map((one) => [one.id, one] as const))('%s reads well whatever is known', (_id, { subject, body, language, id, description }) => {
    for (const name of [...variablesOf(subject, language), ...variablesOf(body, language)]) expect(findVariable(name), name).toBeDefined();
    for (const values of [unknown, known]) for (const text of [subject, body]) {
      const rendered = renderText(text, { ...values, ...(values === known ? {} : Object.fromEntries(people.map((name) => [name, null]))) }, language);
      expect(rendered, id).toMatchObject({ ok: true });
      expect(rendered.ok && rendered.text).not.toMatch(/\{|\}|undefined|null|NaN|Invalid|\n{3}| {2}\S/);
    }
    expect(body).toMatch(/owner\.name/);
    expect(description.length).toBeGreaterThan(30);
  });
});

test.each(surveys.map((one) => [one.id, one] as const))('the survey %s reads well whatever is known', (_id, { language, subject, body, question, low, high, followUp, thanks, closing, reminder, description }) => {
  for (const values of [unknown, known]) for (const text of [subject, body, question, low, high, followUp, thanks, closing, reminder.subject, reminder.body]) {
    const rendered = renderText(text, { ...values, ...(values === known ? {} : Object.fromEntries(people.map((name) => [name, null]))) }, language);
    expect(rendered).toMatchObject({ ok: true });
    expect(rendered.ok && rendered.text).not.toMatch(/\{|\}|undefined|null|NaN|Invalid|\n{3}| {2}\S/);
  }
  expect(closing).toMatch(/owner\.name/);
  expect(reminder.subject).not.toBe(subject);
  expect(description.length).toBeGreaterThan(30);
});
