import type { PackTopic } from '../../contract/context-pack.ts';
import type { Plan } from '../../contract/plan.ts';
import type { UsageSlices } from '../../contract/account-page.ts';
import type { TimelineEntry } from '../../contract/account.ts';
import { accountBrief, type AccountMaterial } from './account-brief.ts';
import { moneyText } from './brief-words.ts';
import type { PackFact } from './fit-pack.ts';

/** What a pack of one account is made of beside its brief. */
export interface PackMaterial extends AccountMaterial {
  plan: Plan;
  timeline: readonly Pick<TimelineEntry, 'id' | 'kind' | 'at' | 'title' | 'text' | 'author' | 'direction' | 'peopleNames'>[];
  slices: UsageSlices;
  tasks: readonly { id: string; title: string; status: string; dueOn: string | null; assignee: string | null }[];
  runs: readonly { id: string; playbook: string; step: string; next: string; nextAt: string | null }[];
}

const topicOfSection: Readonly<Record<string, PackTopic>> = { Situation: 'situation', Money: 'money', People: 'people', 'What moved': 'health' };
const voices = new Set(['email', 'call', 'meeting', 'chat', 'note', 'nps', 'csat', 'ces', 'custom', 'ticket']);
const recentWeeks = 4;
const mostFeatures = 8;

type Said = Omit<PackFact, 'place' | 'topic'>;

/** Facts of one topic in their order. */
export function factsOf(topic: PackTopic, said: readonly Said[]): PackFact[] {
  return said.map((one, place) => ({ topic, place, ...one }));
}

/** The steps of a plan as facts: what, why, what it should bring. */
export function planFacts({ items }: Pick<Plan, 'items'>, named: boolean): PackFact[] {
  return factsOf('plan', items.map((step) => ({
    text: `${named ? `${step.accountName}: ` : ''}${step.title}.${step.subject ? ` ${step.subject}: ${step.reason ?? ''}` : step.reason ? ` ${step.reason}` : ''} ${step.expectedMinor === null ? 'The value is unknown' : `Expected ${moneyText(step.expectedMinor, step.baseCurrency)} a year`}, about ${step.effortHours} h, ${Math.round(step.confidence * 100)}% certain.`,
    untrusted: false, records: [...(named ? [{ kind: 'account', id: step.accountId }] : []), ...step.evidence],
  })));
}

function usageFacts({ slices }: PackMaterial): Said[] {
  const total = (events: readonly number[], from: number, to?: number) => events.slice(from, to).reduce((sum, one) => sum + one, 0);
  return slices.slices.slice(0, mostFeatures).map(({ id, label, events, lastWeek }) => {
    const [now, before] = [total(events, -recentWeeks), total(events, -2 * recentWeeks, -recentWeeks)];
    const last = lastWeek === null ? ', never used' : now === 0 ? `, last used in the week of ${lastWeek}` : '';
    return { text: `Feature ${label}: ${now} events in 4 weeks, ${before} in the 4 before${last}.`, untrusted: false, records: [{ kind: 'feature', id }] };
  });
}

function voiceFacts({ timeline }: PackMaterial): Said[] {
  return timeline.filter(({ kind, text, direction }) => voices.has(kind) && (text ?? '').trim() !== '' && direction !== 'out').map(({ id, kind, at, title, text, author, peopleNames }) => ({
    text: `${at.slice(0, 10)}, ${kind}${peopleNames.length ? ` with ${peopleNames.join(', ')}` : author ? ` by ${author}` : ''}: ${title}. ${text ?? ''}`, untrusted: true, records: [{ kind: kind === 'ticket' ? 'ticket' : voices.has(kind) && /nps|csat|ces|custom/.test(kind) ? 'survey_answer' : 'activity', id }],
  }));
}

function signalFacts({ signals }: PackMaterial, family: string): Said[] {
  return signals.filter((signal) => signal.family === family).map((signal) => ({
    text: `${signal.label} (${signal.severity}): ${signal.why}${signal.stakeMinor === null ? '' : ` ${moneyText(signal.stakeMinor, signal.currency)} a year at stake.`}`, untrusted: false, records: [{ kind: 'signal', id: signal.id }, ...signal.evidence],
  }));
}

function workFacts({ tasks, runs }: PackMaterial): Said[] {
  return [
    ...runs.map(({ id, playbook, step, next, nextAt }) => ({ text: `Playbook ${playbook} is at "${step}"; next: ${next}${nextAt ? ` on ${nextAt.slice(0, 10)}` : ''}.`, untrusted: false, records: [{ kind: 'playbook_run', id }] })),
    ...tasks.map(({ id, title, status, dueOn, assignee }) => ({ text: `Task "${title}": ${status}${dueOn ? `, due ${dueOn}` : ''}${assignee ? `, ${assignee}` : ''}.`, untrusted: false, records: [{ kind: 'task', id }] })),
  ];
}

/** Everything a pack of one account could say, and what is not known. Pure. */
export function accountFacts(material: PackMaterial, asOf: string): { facts: PackFact[]; unknown: string[] } {
  const { sections, unknown } = accountBrief(material, asOf);
  const ofBrief = sections.flatMap(({ title, lines }) => {
    const topic = topicOfSection[title];
    return topic ? factsOf(topic, lines.map(({ text, records }) => ({ text, records, untrusted: false }))) : [];
  });
  const tickets = sections.filter(({ title }) => title === 'Open tickets').flatMap(({ lines }) => lines.map(({ text, records }) => ({ text, records, untrusted: true })));
  const criteria = (material.health?.drivers ?? []).map(({ id, label, weight, score, text }) => ({ text: `${label} counts ${Math.round(weight * 100)}% of the score: ${score === null ? 'not known' : `${Math.round(score)} of 100`}; ${text}`, untrusted: false, records: [{ kind: 'measure', id }] }));
  return {
    unknown,
    facts: [
      ...ofBrief, ...factsOf('tickets', tickets), ...factsOf('criteria', criteria), ...factsOf('risks', signalFacts(material, 'risk')), ...factsOf('growth', signalFacts(material, 'growth')), ...factsOf('advocacy', signalFacts(material, 'advocacy')),
      ...planFacts(material.plan, false), ...factsOf('usage', usageFacts(material)), ...factsOf('voice', voiceFacts(material)), ...factsOf('work', workFacts(material)),
    ],
  };
}
