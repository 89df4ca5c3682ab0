import { compileExpression } from '../../program/definition/expression.ts';
import { isTimeZone } from '../action/policy.ts';
import { endTarget, exitsOf } from './compile-playbook.ts';
import { liquidProblems } from './liquid-text.ts';
import { near } from './near.ts';
import type { Playbook, Step } from './playbook.ts';

/** A wrong place in a definition, what is wrong there and what to do. */
export interface Problem {
  path: string;
  message: string;
  remedy: string;
}

/** What a condition of a playbook may name beyond the facts of an account. `signal.<type>` and `outcome.<step>` are known by their form. */
export const runFacts: readonly string[] = ['run.days', 'run.steps', 'trigger.kind', 'trigger.type', 'trigger.severity', 'trigger.score', 'health.score', 'health.band'];

function conditionsOf(body: Playbook): { path: string; text: string }[] {
  return [
    ...body.triggers.flatMap((one, index) => (one.on === 'fact' ? [{ path: `triggers.${index}.when`, text: one.when }] : [])),
    ...body.entry.map(({ when }, index) => ({ path: `entry.${index}.when`, text: when })),
    ...body.exit.map(({ when }, index) => ({ path: `exit.${index}.when`, text: when })),
    ...body.steps.flatMap((step, index) => [
      ...(step.do === 'wait' && step.until !== undefined ? [{ path: `steps.${index}.until`, text: step.until }] : []),
      ...(step.do === 'branch' ? step.cases.map(({ when }, at) => ({ path: `steps.${index}.cases.${at}.when`, text: when })) : []),
    ]),
  ];
}

function conditionProblems(body: Playbook, facts: ReadonlySet<string>): Problem[] {
  const steps = new Set(body.steps.map(({ id }) => `outcome.${id}`));
  const known = (id: string) => facts.has(id) || runFacts.includes(id) || steps.has(id) || /^signal\.[a-z][a-z0-9_]*$/.test(id);
  return conditionsOf(body).flatMap(({ path, text }) => {
    try {
      const stranger = compileExpression(text).references.find((id) => !known(id));
      return stranger === undefined ? [] : [{ path, message: `"${stranger}" is not known here.`, remedy: `${near(stranger, [...facts, ...runFacts, ...steps])}Use facts of the catalogue, ${runFacts.join(', ')}, signal.<type> or outcome.<step>.` }];
    } catch (error) {
      return [{ path, message: (error as Error).message, remedy: 'Write a CEL condition, for example: usage.days_since_last >= 14 && health.band == "risk".' }];
    }
  });
}

function namedTargets(step: Step): [string, string | undefined][] {
  const more: [string, string | undefined][] = [['next', step.next], ['repeat.then', step.repeat?.then]];
  if (step.do === 'branch') more.push(['otherwise', step.otherwise], ...step.cases.map(({ next }, at): [string, string] => [`cases.${at}.next`, next]));
  if (step.do === 'wait') more.push(['onTimeout', step.onTimeout]);
  if (step.do === 'task' || step.do === 'approval') more.push(['wait.onTimeout', step.wait?.onTimeout]);
  if (step.do === 'approval') more.push(['onRejected', step.onRejected]);
  if ('otherwise' in step && step.do !== 'branch') more.push(['otherwise', step.otherwise]);
  return more;
}

function targetProblems(body: Playbook): Problem[] {
  const ids = body.steps.map(({ id }) => id);
  const known = new Set([...ids, endTarget]);
  return body.steps.flatMap((step, index) => [
    ...(ids.indexOf(step.id) === index ? [] : [{ path: `steps.${index}.id`, message: `Two steps are called "${step.id}".`, remedy: 'Give one of them another id.' }]),
    ...namedTargets(step).filter(([, to]) => to !== undefined && !known.has(to)).map(([path, to]) => ({ path: `steps.${index}.${path}`, message: `There is no step "${to}".`, remedy: `${near(to ?? '', [...known])}Name a step's id, or "end".` })),
  ]);
}

/** Steps that a run can never come to, and loops that would never end. */
function wayProblems(body: Playbook): Problem[] {
  const index = new Map(body.steps.map(({ id }, at) => [id, at]));
  const exits = (step: Step, at: number) => exitsOf(step, body.steps[at + 1]?.id ?? endTarget);
  const seen = new Set<string>();
  const visit = (id: string): void => {
    const at = index.get(id);
    const step = at === undefined ? undefined : body.steps[at];
    if (at === undefined || !step || seen.has(id)) return;
    seen.add(id);
    for (const to of [...exits(step, at), ...(step.repeat ? [step.repeat.then] : [])]) visit(to);
  };
  visit(body.steps[0]?.id ?? endTarget);
  const lost = body.steps.flatMap(({ id }, at) => (seen.has(id) ? [] : [{ path: `steps.${at}`, message: `No way leads to "${id}".`, remedy: 'Lead another step\'s "next" here, or take it out.' }]));
  // A step whose repetitions are used up only has its way out: a circle that remains then would go round for ever.
  const state = new Map<string, 'open' | 'done'>();
  const circle = (id: string): string | undefined => {
    const at = index.get(id);
    const step = at === undefined ? undefined : body.steps[at];
    if (at === undefined || !step || state.get(id) === 'done') return undefined;
    if (state.get(id) === 'open') return id;
    state.set(id, 'open');
    const found = (step.repeat ? [step.repeat.then] : exits(step, at)).map(circle).find((one) => one !== undefined);
    state.set(id, 'done');
    return found;
  };
  const looping = body.steps.map(({ id }) => circle(id)).find((one) => one !== undefined);
  return looping === undefined ? lost : [...lost, { path: `steps.${index.get(looping)}`, message: `The loop through "${looping}" has no end.`, remedy: 'Add "repeat: { most: 3, then: <a step outside of the loop> }" to one of its steps.' }];
}

function reminderProblem(step: Step, path: string, { steps }: Playbook): Problem[] {
  if (step.do !== 'reminder' || steps.some((one) => one.id === step.of && one.do === 'survey')) return [];
  const surveys = steps.filter((one) => one.do === 'survey').map(({ id }) => id);
  return [{ path: `${path}.of`, message: `"${step.of}" puts no question of which it could remind.`, remedy: surveys.length ? `${near(step.of, surveys)}Name a survey step: ${surveys.join(', ')}.` : 'Add a survey step before it.' }];
}

function stepProblems(step: Step, path: string): Problem[] {
  if (step.do === 'wait') {
    const kinds = [step.for, step.until, step.event].filter((one) => one !== undefined).length;
    if (kinds !== 1) return [{ path, message: 'A wait has exactly one of "for", "until" and "event".', remedy: 'Keep one; for several, put waits one after the other.' }];
    if (step.for === undefined && step.most === undefined) return [{ path: `${path}.most`, message: 'A wait for something that may never happen needs a time-out.', remedy: 'Add "most: 14d", and "onTimeout" where it goes then.' }];
  }
  const texts: [string, string | undefined][] = step.do === 'task' ? [['title', step.title], ['details', step.details], ...step.subtasks.map((one, at): [string, string] => [`subtasks.${at}`, one])]
    : step.do === 'approval' ? [['question', step.question]] : step.do === 'crm' ? [['title', step.title], ['text', step.text]] : 'text' in step ? [['text', step.text]] : [];
  const fields = 'fields' in step && step.fields ? Object.entries(step.fields).map(([key, value]): [string, string] => [`fields.${key}`, value]) : [];
  return [...texts, ...fields].flatMap(([at, value]) => (value === undefined ? [] : liquidProblems(value, { person: false }).map((one) => ({ path: `${path}.${at}`, ...one }))));
}

/** Everything that is wrong with a playbook beyond its shape. Empty when it can run. Pure. */
export function playbookProblems(body: Playbook, facts: ReadonlySet<string>): Problem[] {
  const zones = body.hours && !isTimeZone(body.hours.timeZone) ? [{ path: 'hours.timeZone', message: `"${body.hours.timeZone}" is not a time zone.`, remedy: 'Write one such as Europe/Berlin.' }] : [];
  const scores = body.triggers.flatMap((one, index) => (one.on === 'survey' && one.atMost !== undefined && one.atLeast !== undefined && one.atLeast > one.atMost ? [{ path: `triggers.${index}`, message: 'No score is at least the one and at most the other.', remedy: 'Swap atLeast and atMost, or drop one.' }] : []));
  const targets = targetProblems(body);
  return [...zones, ...scores, ...conditionProblems(body, facts), ...targets, ...(targets.length ? [] : wayProblems(body)), ...body.steps.flatMap((step, index) => [...stepProblems(step, `steps.${index}`), ...reminderProblem(step, `steps.${index}`, body)])];
}

/** What playbooks name of other definitions and that is not there: templates, surveys, playbooks to start, types of signal. Pure. */
export function referenceProblems(body: Playbook, known: { templates: ReadonlySet<string>; surveys: ReadonlySet<string>; playbooks: ReadonlySet<string>; signals: ReadonlySet<string> }): Problem[] {
  const missing = (path: string, kind: string, id: string, among: ReadonlySet<string>): Problem[] => (among.has(id) ? [] : [{ path, message: `There is no ${kind} "${id}".`, remedy: `${near(id, [...among])}Approve that ${kind} first, or name another.` }]);
  const live = [...conditionsOf(body)].flatMap(({ path, text }) => compileExpression(text).references.filter((id) => id.startsWith('signal.')).flatMap((id) => missing(path, 'signal', id.slice(7), known.signals)));
  return [
    ...body.triggers.flatMap((one, index) => (one.on === 'signal' ? one.types.flatMap((type, at) => missing(`triggers.${index}.types.${at}`, 'signal', type, known.signals)) : [])),
    ...body.steps.flatMap((step, index) => {
      if (step.do === 'email' || step.do === 'meeting') return missing(`steps.${index}.template`, 'template', step.template, known.templates);
      if (step.do === 'survey') return missing(`steps.${index}.survey`, 'survey', step.survey, known.surveys);
      if (step.do === 'playbook') return missing(`steps.${index}.start`, 'playbook', step.start, known.playbooks);
      return step.do === 'wait' && step.event && 'signal' in step.event ? missing(`steps.${index}.event.signal`, 'signal', step.event.signal, known.signals) : [];
    }),
    ...live,
  ];
}
