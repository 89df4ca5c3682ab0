import { endTarget, type CompiledPlaybook, type CompiledStep } from './compile-playbook.ts';
import { durationOf, roughDays, type Duration } from './duration.ts';
import type { Playbook, Step, Trigger } from './playbook.ts';
import type { Survey } from './survey.ts';
import type { MessageTemplate } from './template.ts';

const unitWords: Record<Duration['unit'], [string, string]> = { minute: ['minute', 'minutes'], hour: ['hour', 'hours'], day: ['day', 'days'], week: ['week', 'weeks'], business_hour: ['working hour', 'working hours'], business_day: ['working day', 'working days'] };

/** A duration in words. */
export function durationWords(text: string): string {
  const { amount, unit } = durationOf(text);
  return `${Math.abs(amount)} ${unitWords[unit][Math.abs(amount) === 1 ? 0 : 1]}`;
}

const spaced = (text: string) => text.replaceAll('_', ' ');

/** A trigger in words. */
export function triggerWords(trigger: Trigger): string {
  switch (trigger.on) {
    case 'signal': return `Signal ${trigger.types.map(spaced).join(', ')}${trigger.severity === 'info' ? '' : `, ${trigger.severity} or graver`}`;
    case 'fact': return `It becomes true that ${trigger.when}`;
    case 'date': return dateWords(trigger);
    case 'stage': return `Stage ${trigger.to.join(' or ')}`;
    case 'survey': return `${trigger.survey.toUpperCase()} answer${trigger.atMost === undefined ? '' : ` of ${trigger.atMost} or less`}${trigger.atLeast === undefined ? '' : ` of ${trigger.atLeast} or more`}`;
    case 'event': return `Product event ${trigger.name}`;
    case 'schedule': return `Every ${trigger.every}, day ${trigger.day}`;
    case 'manual': return 'By hand, for one account';
    case 'bulk': return 'By hand, for many accounts';
  }
}

const anchorWords = { customer_since: 'the first day as a customer', term_start: 'the beginning of the term', term_end: 'the end of the term', opt_out: 'the last day to give notice', ended: 'the day of leaving' } as const;

function dateWords({ anchor, offset }: Extract<Trigger, { on: 'date' }>): string {
  const { amount } = durationOf(offset);
  return amount === 0 ? `On ${anchorWords[anchor]}` : `${durationWords(offset)} ${amount < 0 ? 'before' : 'after'} ${anchorWords[anchor]}`;
}

/** What a step does, in words; `account` stands where the text names the account. */
export function stepWords(step: Step, account = 'the account'): string {
  const filled = (text: string) => text.replaceAll(/\{\{\s*account\.name\s*\}\}/g, account).replaceAll(/\{[{%].*?[}%]\}/gs, '…');
  switch (step.do) {
    case 'task': return `Task "${filled(step.title)}", due in ${durationWords(`${step.dueBusinessDays}bd`)}${step.wait ? `; goes on when it is done, at the latest after ${durationWords(step.wait.most)}` : ''}`;
    case 'email': return `E-mail to the ${step.to.map(spaced).join(', else the ')}`;
    case 'meeting': return `Invitation to the ${step.to.map(spaced).join(', else the ')}: in ${durationWords(`${step.inBusinessDays}bd`)} at ${step.at}, ${step.minutes} minutes`;
    case 'survey': return `Survey ${step.survey} to the ${step.to.map(spaced).join(', else the ')}`;
    case 'reminder': return 'Reminder to who was asked and has not answered';
    case 'chat': return 'Message to the team\'s chat';
    case 'crm': return `${{ task: 'Task', opportunity: 'Opportunity', note: 'Note' }[step.as]} in the CRM: "${filled(step.title)}"`;
    case 'ticket': return 'Internal note on the newest open ticket';
    case 'webhook': return `Webhook${step.endpoint ? ` to ${step.endpoint}` : ''}`;
    case 'wait': return step.for !== undefined ? `Wait ${durationWords(step.for)}` : `Wait until ${step.until ?? happeningWords(step.event)}, at most ${durationWords(step.most ?? '1d')}`;
    case 'branch': return `Decide: ${step.cases.map(({ when, why }) => why?.replace(/\.$/, '') ?? when).join('; ')}; otherwise go on`;
    case 'approval': return `Ask a person: "${filled(step.question)}", at most ${durationWords(step.wait.most)}`;
    case 'playbook': return `Start the playbook ${step.start}`;
    case 'end': return `End: ${step.outcome}`;
  }
}

function happeningWords(event: Extract<Step, { do: 'wait' }>['event']): string {
  if (!event) return 'it is time';
  if ('signal' in event) return `the signal ${spaced(event.signal)} is ${event.becomes === 'open' ? 'there' : 'gone'}`;
  if ('reply' in event) return 'somebody answers an e-mail';
  return 'survey' in event ? `somebody answers (${event.survey.toUpperCase()})` : `the product event ${event.event} comes`;
}

/** What texts of a playbook's steps are read from. */
export interface TextSources {
  templates: ReadonlyMap<string, MessageTemplate>;
  surveys: ReadonlyMap<string, { body: Survey }>;
  steps: readonly Step[];
}

/** What people read of a step: the text of a task, a chat or a question, or its template. */
export function stepText(step: Step, { templates, surveys, steps }: TextSources): { subject: string | null; text: string | null; template: string | null } {
  if (step.do === 'email' || step.do === 'meeting') {
    const template = templates.get(step.template);
    return { subject: template?.subject ?? null, text: template?.body ?? null, template: step.template };
  }
  if (step.do === 'survey' || step.do === 'reminder') {
    const asking = step.do === 'survey' ? step : steps.find((one) => one.id === step.of);
    const survey = asking?.do === 'survey' ? surveys.get(asking.survey)?.body : undefined;
    const written = step.do === 'survey' ? survey : survey?.reminder;
    return { subject: written?.subject ?? null, text: survey && written ? `${written.body}\n${survey.question}` : null, template: survey?.id ?? null };
  }
  if (step.do === 'task') return { subject: step.title, text: [step.details, ...step.subtasks.map((one) => `- ${one}`)].filter((one) => one !== undefined).join('\n') || null, template: null };
  return { subject: step.do === 'crm' ? step.title : null, text: step.do === 'approval' ? step.question : 'text' in step ? step.text : null, template: null };
}

/** Every way out of a step, with when it is taken. */
export function exitWords({ step, next }: CompiledStep): { when: string; to: string }[] {
  const always = { when: 'then', to: next };
  const onTime = (to: string | undefined) => (to === undefined ? [] : [{ when: 'when time runs out', to }]);
  const more = step.repeat ? [{ when: `after ${step.repeat.most} times`, to: step.repeat.then }] : [];
  switch (step.do) {
    case 'end': return [];
    case 'branch': return [...step.cases.map(({ when, next: to, why }) => ({ when: why ?? when, to })), { when: 'otherwise', to: step.otherwise }, ...more];
    case 'wait': return [always, ...onTime(step.onTimeout), ...more];
    case 'task': return [always, ...onTime(step.wait?.onTimeout), ...(step.otherwise ? [{ when: 'when cancelled', to: step.otherwise }] : []), ...more];
    case 'approval': return [{ when: 'when approved', to: next }, { when: 'when rejected', to: step.onRejected }, ...onTime(step.wait.onTimeout), ...more];
    case 'email': case 'meeting': case 'survey': case 'reminder': return [{ when: 'when sent', to: next }, ...(step.otherwise ? [{ when: 'when it could not be sent', to: step.otherwise }] : []), ...more];
    default: return [always, ...more];
  }
}

function stepDays(step: Step): number {
  if (step.do === 'wait') return roughDays(durationOf(step.for ?? step.most ?? '1d'));
  if (step.do === 'task' && step.wait) return roughDays({ amount: step.dueBusinessDays, unit: 'business_day' });
  return step.do === 'approval' ? 1 : 0;
}

/** About how many days the longest way through takes, each step once. */
export function longestDays(playbook: CompiledPlaybook): number {
  const walk = (id: string, seen: ReadonlySet<string>): number => {
    const compiled = playbook.steps.get(id);
    if (!compiled || seen.has(id)) return 0;
    const on = new Set([...seen, id]);
    return stepDays(compiled.step) + Math.max(0, ...exitWords(compiled).map(({ to }) => walk(to, on)));
  };
  return Math.round(walk(playbook.first, new Set()));
}

/** The steps after one, when every wait ends well and every branch takes its last way, up to the end or a loop. */
export function stepsAhead(playbook: CompiledPlaybook, from: string): CompiledStep[] {
  const ahead: CompiledStep[] = [];
  for (let id = nextOf(playbook.steps.get(from)); id !== endTarget && ahead.length < 12;) {
    const compiled = playbook.steps.get(id);
    if (!compiled || ahead.includes(compiled)) break;
    ahead.push(compiled);
    id = nextOf(compiled);
  }
  return ahead;
}

function nextOf(compiled: CompiledStep | undefined): string {
  if (!compiled || compiled.step.do === 'end') return endTarget;
  return compiled.step.do === 'branch' ? compiled.step.otherwise : compiled.next;
}

/** Limits of a playbook in words. */
export function capWords({ caps }: Playbook): string[] {
  return [
    ...(caps.running === undefined ? [] : [`At most ${caps.running} accounts at once`]),
    ...(caps.perDay === undefined ? [] : [`At most ${caps.perDay} entries a day`]),
    ...(caps.perOwner === undefined ? [] : [`At most ${caps.perOwner} accounts of one owner at once`]),
  ];
}
