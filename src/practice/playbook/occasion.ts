import type { BusinessCalendar } from '../../contract/task.ts';
import { addDays, dayStart, daysBetween, type Day } from '../../lib/period.ts';
import { dayAfter } from './business-time.ts';
import { durationOf } from './duration.ts';
import type { Playbook, Trigger } from './playbook.ts';
import type { TriggerRecord } from './run.ts';

/** Something on which an account may enter a playbook. The same key is the same occasion. */
export interface Occasion {
  accountId: string;
  key: string;
  at: Date;
  trigger: TriggerRecord;
}

/** A signal as triggers see it. */
export interface SignalSeen {
  signalId: string;
  accountId: string;
  type: string;
  label: string;
  severity: string;
  why: string;
  at: Date;
}

/** An answer to a survey as triggers see it; points are of ten. */
export interface AnswerSeen {
  id: string;
  accountId: string;
  personId: string | null;
  survey: string;
  points: number;
  at: Date;
}

/** Days of an account that triggers count from; null where none is known. */
export interface AnchorDays {
  accountId: string;
  customer_since: Day | null;
  term_start: Day | null;
  term_end: Day | null;
  opt_out: Day | null;
  ended: Day | null;
}

const severities = ['info', 'low', 'medium', 'high', 'critical'];
const anchorLabels: Record<keyof Omit<AnchorDays, 'accountId'>, string> = { customer_since: 'First day as a customer', term_start: 'Beginning of the term', term_end: 'End of the term', opt_out: 'Last day to give notice', ended: 'Day of leaving' };
/** What is older than so many days starts nothing. */
export const staleDays = 7;

function of<K extends Trigger['on']>(playbook: Playbook, on: K): { trigger: Extract<Trigger, { on: K }>; at: number }[] {
  return playbook.triggers.flatMap((trigger, at) => (trigger.on === on ? [{ trigger: trigger as Extract<Trigger, { on: K }>, at }] : []));
}

/** Occasions that signals give. A signal is one occasion, from the moment on at which it is grave enough. */
export function signalOccasions(playbook: Playbook, signals: readonly SignalSeen[]): Occasion[] {
  const triggers = of(playbook, 'signal');
  return signals.flatMap((signal) => {
    const fits = triggers.some(({ trigger }) => trigger.types.includes(signal.type) && severities.indexOf(signal.severity) >= severities.indexOf(trigger.severity));
    return fits ? [{ accountId: signal.accountId, key: `signal:${signal.signalId}`, at: signal.at, trigger: { kind: 'signal', type: signal.type, label: signal.label, reason: signal.why, severity: signal.severity } }] : [];
  });
}

/** Occasions that answers to surveys give. */
export function surveyOccasions(playbook: Playbook, answers: readonly AnswerSeen[]): Occasion[] {
  const triggers = of(playbook, 'survey');
  return answers.flatMap((answer) => {
    const fits = triggers.some(({ trigger }) => trigger.survey === answer.survey && (trigger.atMost === undefined || answer.points <= trigger.atMost) && (trigger.atLeast === undefined || answer.points >= trigger.atLeast));
    const name = answer.survey.toUpperCase();
    return fits ? [{ accountId: answer.accountId, key: `survey:${answer.id}`, at: answer.at, trigger: { kind: 'survey', type: answer.survey, label: `${name} answer`, reason: `Somebody answered ${Math.round(answer.points * 10) / 10} of 10 (${name}).`, score: answer.points, personId: answer.personId } }] : [];
  });
}

/** Occasions that product events give: one a day for each name and account. */
export function eventOccasions(playbook: Playbook, events: readonly { accountId: string; name: string; day: Day; at: Date }[]): Occasion[] {
  const names = new Set(of(playbook, 'event').map(({ trigger }) => trigger.name));
  return events.flatMap(({ accountId, name, day, at }) => (names.has(name) ? [{ accountId, key: `event:${name}:${day}`, at, trigger: { kind: 'event', type: name, label: `Product event ${name}`, reason: `The product event "${name}" came.` } }] : []));
}

/** Occasions whose day lies in `(after, day]`: so many days before or after a day of the contract. Pure; each day of a contract is one occasion. */
export function dateOccasions(playbook: Playbook, anchors: readonly AnchorDays[], { after, day }: { after: Day; day: Day }, calendar: BusinessCalendar): Occasion[] {
  return of(playbook, 'date').flatMap(({ trigger, at: index }) => anchors.flatMap((one) => {
    const anchor = one[trigger.anchor];
    if (anchor === null) return [];
    const due = dayAfter(anchor, durationOf(trigger.offset), calendar);
    if (due <= after || due > day) return [];
    const away = daysBetween(due, anchor);
    const reason = away === 0 ? `${anchorLabels[trigger.anchor]}: ${anchor}.` : `${anchorLabels[trigger.anchor]} ${away > 0 ? `in ${away} days` : `${-away} days ago`}: ${anchor}.`;
    return [{ accountId: one.accountId, key: `date:${index}:${anchor}`, at: dayStart(due), trigger: { kind: 'date', type: trigger.anchor, label: anchorLabels[trigger.anchor], reason } }];
  }));
}

/** The first day of the period that begins on `day` by a schedule; null when none does. */
export function periodBegun({ every, day: wanted }: Extract<Trigger, { on: 'schedule' }>, day: Day): Day | null {
  const weekday = (dayStart(day).getUTCDay() + 6) % 7 + 1;
  if (every === 'week') return weekday === Math.min(wanted, 7) ? day : null;
  const month = Number(day.slice(5, 7));
  return Number(day.slice(8)) === wanted && (every === 'month' || month % 3 === 1) ? day : null;
}

/** Occasions of the schedules that fall into `(after, day]`, for all of these accounts. */
export function scheduleOccasions(playbook: Playbook, accountIds: readonly string[], { after, day }: { after: Day; day: Day }): Occasion[] {
  return of(playbook, 'schedule').flatMap(({ trigger, at: index }) => {
    const days: Day[] = [];
    for (let one = addDays(after, 1); one <= day; one = addDays(one, 1)) if (periodBegun(trigger, one)) days.push(one);
    const newest = days.at(-1);
    if (newest === undefined) return [];
    const record: TriggerRecord = { kind: 'schedule', type: trigger.every, label: `Every ${trigger.every}`, reason: `It is the day on which this begins every ${trigger.every}.` };
    return accountIds.map((accountId): Occasion => ({ accountId, key: `schedule:${index}:${newest}`, at: dayStart(newest), trigger: record }));
  });
}
