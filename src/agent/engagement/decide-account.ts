import type { EngagementFacts, GoalReading } from '../../contract/engagement.ts';
import type { Evidence } from '../../contract/listing.ts';
import type { PlanStep } from '../../contract/plan.ts';
import { daysBetween, type Day } from '../../lib/period.ts';

type Step = Pick<PlanStep, 'rule' | 'action' | 'title' | 'subject' | 'reason' | 'evidence' | 'confidence' | 'effortHours' | 'dueOn' | 'ref' | 'playbook' | 'expectedMinor'>;

/** What is decided from about one account: a small copy of what the operations answered. No addresses of people are in it. */
export interface AccountMaterial {
  today: Day;
  aim: GoalReading['aim'];
  byBand: boolean;
  /** Kinds of steps that the goal's own words ask for; they come before others. */
  wanted: readonly string[];
  account: { id: string; name: string; segment: string | null; ownerId: string | null; stage: string | null; arrMinor: number | null; currency: string | null; renewalOn: string | null; score: number | null; band: string; coverage: number; confidence: number };
  bands: { good: number; watch: number } | null;
  pulse: { value: string; at: string } | null;
  terms: readonly { id: string; product: string | null; termEnd: string | null }[];
  people: readonly { id: string; name: string | null; role: string | null; lastContactOn: string | null; hasAddress: boolean; level: number | null }[];
  steps: readonly Step[];
  newestRecordOn: string | null;
}

/** An assumption before it is stored. */
export interface NewAssumption {
  kind: string;
  facts: EngagementFacts;
  evidence: readonly Evidence[];
  deciding: boolean;
  answer: 'none' | 'option' | 'day' | 'days';
  options: readonly { value: string; label: string }[];
}

export interface AccountDecision {
  outcome: 'act' | 'nothing';
  /** Why nothing is done, else why this. */
  reason: string;
  step: Pick<Step, 'action' | 'title' | 'subject' | 'reason' | 'evidence' | 'confidence' | 'effortHours' | 'dueOn'> | null;
  /** Steps that were not taken, and why. */
  passedOver: { action: string; why: 'in_play' | 'not_the_aim' | 'standing_work' | 'less_value' }[];
  template: string | null;
  personId: string | null;
  personName: string | null;
  renewalOn: string | null;
  assumptions: NewAssumption[];
}

/** The rule by which accounts are decided; a step names it. */
export const accountRule = 'account-1';
/** A pulse older than this does not count as known. */
export const pulseDays = 60;
/** Points from the limit of a band within which one answer could change the band. */
export const nearPoints = 3;
/** A person who was in contact within so many days is known to answer. */
export const contactDays = 90;
/** Days without any record after which silence may be the source's. */
export const silentDays = 14;

/** The approved template of a message for a kind of step; `smb` where small customers get another. A step without one becomes a task alone. */
const templates: Readonly<Record<string, { usual: string; smb?: string }>> = {
  save_call: { usual: 'at-risk-check-in' }, make_contact: { usual: 'at-risk-check-in' }, review_usage: { usual: 'at-risk-check-in' }, call_unhappy: { usual: 'detractor-thanks' }, agree_renewal: { usual: 'renewal-opening', smb: 'renewal-opening-smb' },
  find_champion: { usual: 'champion-introduction' }, offer_expansion: { usual: 'growth-conversation' }, train_feature: { usual: 'adoption-tips' }, clear_invoice: { usual: 'payment-reminder' },
};
const decisionMakers = new Set(['champion', 'executive_sponsor', 'economic_buyer']);
const roleOrder = ['champion', 'executive_sponsor', 'economic_buyer', 'admin', 'user'];
const referenceStep = 'ask_reference';
const standing = new Set(['task', 'approval', 'none']);

function isOfAim({ rule, action }: Step, aim: GoalReading['aim']): boolean {
  if (aim === 'growth') return rule === 'chance' && action !== referenceStep;
  if (aim === 'advocacy') return action === referenceStep;
  // Who is about to leave is not offered more.
  return aim !== 'risk' && aim !== 'renewal' ? true : rule !== 'chance' || action === 'agree_renewal';
}

function choose({ steps, aim, wanted }: AccountMaterial): { step: Step | null; passedOver: AccountDecision['passedOver'] } {
  const passedOver: AccountDecision['passedOver'] = [];
  const fitting = steps.filter((step) => {
    const why = standing.has(step.rule) ? 'standing_work' : step.playbook?.running ? 'in_play' : isOfAim(step, aim) ? null : 'not_the_aim';
    if (why) passedOver.push({ action: step.action, why });
    return why === null;
  });
  const step = fitting.find(({ action }) => wanted.includes(action)) ?? fitting[0] ?? null;
  // One step an account: the least that the outcome needs.
  return { step, passedOver: [...passedOver, ...fitting.filter((one) => one !== step).map(({ action }) => ({ action, why: 'less_value' as const }))] };
}

function reachable({ people }: AccountMaterial) {
  const rank = (role: string | null) => { const at = roleOrder.indexOf(role ?? ''); return at < 0 ? roleOrder.length : at; };
  return people.filter(({ hasAddress }) => hasAddress).toSorted((a, b) => rank(a.role) - rank(b.role) || (b.level ?? 0) - (a.level ?? 0) || (b.lastContactOn ?? '').localeCompare(a.lastContactOn ?? '') || (a.id < b.id ? -1 : 1));
}

const own = ({ account: { id, name } }: AccountMaterial): Evidence[] => [{ kind: 'account', id, label: name }];
const assumed = (kind: string, facts: EngagementFacts, evidence: readonly Evidence[], more: Partial<Pick<NewAssumption, 'deciding' | 'answer' | 'options'>> = {}): NewAssumption => ({ kind, facts, evidence, deciding: false, answer: 'none', options: [], ...more });

function ofTerms(material: AccountMaterial, decides: boolean): NewAssumption[] {
  const { terms, account: { renewalOn } } = material;
  const ends = [...new Set(terms.flatMap(({ termEnd }) => termEnd ?? []))].toSorted();
  if (renewalOn === null || (ends.length < 2 && terms.every(({ termEnd }) => termEnd !== null))) return [];
  const line = terms.find(({ termEnd }) => termEnd === renewalOn);
  return [assumed('renewal_date', { day: renewalOn, product: line?.product ?? null, others: ends.filter((day) => day !== renewalOn).length }, terms.map(({ id, product, termEnd }) => ({ kind: 'agreement_line', id, label: product ?? id, at: termEnd })), {
    deciding: decides, answer: 'day', options: ends.map((day) => ({ value: day, label: day })),
  })];
}

function ofPulse(material: AccountMaterial): NewAssumption[] {
  const { pulse, today, account: { score, band, id }, bands, byBand } = material;
  if (pulse && daysBetween(pulse.at.slice(0, 10), today) <= pulseDays) return [];
  const gap = score === null || bands === null ? null : Math.min(Math.abs(score - bands.good), Math.abs(score - bands.watch));
  const isNear = byBand && gap !== null && gap <= nearPoints;
  return [assumed('pulse_unknown', { days: pulseDays, band, points: gap === null ? null : Math.round(gap * 10) / 10 }, [{ kind: 'health', id, label: 'Health' }], isNear ? { deciding: true, answer: 'option', options: ['good', 'watch', 'risk'].map((value) => ({ value, label: value })) } : {})];
}

function ofRecipient(material: AccountMaterial, chosen: AccountMaterial['people'][number]): NewAssumption[] {
  const isSure = decisionMakers.has(chosen.role ?? '') && chosen.lastContactOn !== null && daysBetween(chosen.lastContactOn, material.today) <= contactDays;
  const options = [...reachable(material).slice(0, 6).map(({ id, name, role }) => ({ value: id, label: `${name ?? id}${role ? `, ${role.replaceAll('_', ' ')}` : ''}` })), { value: 'none', label: 'nobody' }];
  return [assumed('recipient', { person: chosen.name ?? chosen.id, role: chosen.role, lastContactOn: chosen.lastContactOn }, [{ kind: 'person', id: chosen.id, label: chosen.name ?? chosen.id }], { deciding: !isSure, answer: 'option', options })];
}

function commonAssumptions(material: AccountMaterial): NewAssumption[] {
  const { account, newestRecordOn, today } = material;
  const silent = newestRecordOn === null ? null : daysBetween(newestRecordOn.slice(0, 10), today);
  return [
    ...(account.arrMinor === null ? [assumed('revenue_unknown', {}, own(material))] : []), ...(account.ownerId === null ? [assumed('owner_missing', {}, own(material))] : []),
    ...(silent !== null && silent > silentDays ? [assumed('silence', { days: silent }, own(material))] : []),
  ];
}

/** What is to be done for an account, and what that takes for true. `answers` are what people said to earlier assumptions, by kind. Pure. */
export function decideAccount(material: AccountMaterial, answers: Readonly<Record<string, string>>): AccountDecision {
  const { account } = material;
  const none = (reason: string, rest: Partial<AccountDecision> = {}): AccountDecision => ({ outcome: 'nothing', reason, step: null, passedOver: [], template: null, personId: null, personName: null, renewalOn: account.renewalOn, assumptions: [], ...rest });
  const pulse = ofPulse(material);
  if (answers.pulse_unknown === 'good') return none('said_well', { assumptions: pulse });
  const { step, passedOver } = choose(material);
  if (!step) return none(passedOver.some(({ why }) => why === 'in_play') ? 'in_play' : passedOver.some(({ why }) => why === 'not_the_aim') ? 'not_the_aim' : 'no_step', { passedOver });
  const renews = step.action === 'agree_renewal';
  const renewalOn = answers.renewal_date ?? account.renewalOn;
  const kind = templates[step.action];
  const template = kind ? (account.segment === 'smb' ? (kind.smb ?? kind.usual) : kind.usual) : null;
  const people = reachable(material);
  const chosen = answers.recipient === 'none' ? undefined : (people.find(({ id }) => id === answers.recipient) ?? people[0]);
  // The template would say the date of the record, which a person said is wrong.
  const isMisdated = renews && answers.renewal_date !== undefined && answers.renewal_date !== account.renewalOn;
  const writes = template !== null && chosen !== undefined && !isMisdated;
  const { action, title, subject, reason, evidence, confidence, effortHours, dueOn } = step;
  return {
    outcome: 'act', reason: 'first_step', step: { action, title, subject, reason, evidence, confidence, effortHours, dueOn: renews ? (dueOn ?? renewalOn) : dueOn }, passedOver,
    template: writes ? template : null, personId: writes ? chosen.id : null, personName: writes ? chosen.name : null, renewalOn,
    assumptions: [...commonAssumptions(material), ...pulse, ...ofTerms(material, renews || material.aim === 'renewal'), ...(writes || (template !== null && answers.recipient === 'none') ? ofRecipient(material, people.find(({ id }) => id === answers.recipient) ?? (people[0] as AccountMaterial['people'][number])) : [])],
  };
}
