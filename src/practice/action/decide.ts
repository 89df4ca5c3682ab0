import { toDate } from '../../lib/clock.ts';
import { findActionType, type Autonomy } from './action-type.ts';
import { earliestSlot } from './cadence.ts';
import type { Policy } from './policy.ts';
import { nextOpen } from './quiet-hours.ts';

/** A person an action is meant for, as the records stand now. */
export interface Recipient {
  personId: string;
  /** Whose person it is; null when the record names no account. */
  accountId: string | null;
  name: string | null;
  address: string | null;
  left: boolean;
  /** Time zones in which the person may be; at least one. */
  zones: readonly string[];
  suppressed: boolean;
}

/** What the guard looks at. */
export interface GuardDraft {
  type: string;
  accountId: string;
  /** Ids asked for; one that no record answers to is a stranger. */
  personIds: readonly string[];
  recipients: readonly Recipient[];
  /** Untrusted text had a part in the content or in the choice. */
  tainted: boolean;
  /** It puts the question of a survey, and not as a reminder. */
  asks: boolean;
  /** What is wrong with the content; null when it can be sent as it is. */
  problem: string | null;
  notBefore: Date | null;
}

/** What was done before and is planned. Times are milliseconds of business time. */
export interface GuardHistory {
  stopped: boolean;
  byPerson: ReadonlyMap<string, readonly number[]>;
  byAccount: readonly number[];
  /** When people were asked by a survey, whichever it was. */
  asked: ReadonlyMap<string, readonly number[]>;
  /** Sent or planned in the last 24 hours, to customers and outside systems. */
  day: readonly number[];
  /** Done by the same playbook, rule or agent without a person in the last 24 hours. */
  originDay: number;
}

/** Why a decision fell as it did; stable words that pages translate. */
export type Rule =
  | 'unknown_type' | 'off' | 'no_recipient' | 'stranger' | 'left' | 'no_address' | 'suppressed' | 'content' | 'asked'
  | 'suggest' | 'draft' | 'tainted' | 'approve' | 'stopped' | 'origin_budget' | 'cadence' | 'quiet_hours' | 'auto_undo' | 'auto';

export interface Decision {
  outcome: 'refused' | 'draft' | 'waiting' | 'scheduled';
  rule: Rule;
  /** One sentence for people. */
  reason: string;
  /** Business time at which it goes out; only when scheduled. */
  dueAt: Date | null;
}

const dayMs = 86_400_000;

function refused(rule: Rule, reason: string): Decision {
  return { outcome: 'refused', rule, reason, dueAt: null };
}

function held(outcome: 'draft' | 'waiting', rule: Rule, reason: string): Decision {
  return { outcome, rule, reason, dueAt: null };
}

/** Why this may never go out as it is; undefined when it may. Pure. */
export function refusalOf(draft: GuardDraft, policy: Policy): Decision | undefined {
  const type = findActionType(draft.type);
  if (!type) return refused('unknown_type', `Mainstay knows no action "${draft.type.slice(0, 60)}".`);
  if (autonomyOf(draft.type, policy) === 'off') return refused('off', 'The policy has switched this kind of action off.');
  if (type.toPeople) {
    if (draft.personIds.length === 0) return refused('no_recipient', 'It is addressed to nobody.');
    for (const personId of draft.personIds) {
      const person = draft.recipients.find((one) => one.personId === personId);
      if (!person || person.accountId !== draft.accountId) return refused('stranger', 'A recipient is not one of the people of this account.');
      const name = person.name ?? 'The recipient';
      if (person.left) return refused('left', `${name} has left the company.`);
      if (!person.address) return refused('no_address', `${name} has no usable e-mail address.`);
      if (person.suppressed) return refused('suppressed', `${name} does not want these messages.`);
    }
  } else if (draft.personIds.length > 0) return refused('stranger', 'This kind of action is not addressed to people.');
  if (draft.problem !== null) return refused('content', draft.problem);
  return undefined;
}

/** The level of a type; a type that the policy does not name is off. */
export function autonomyOf(type: string, policy: Policy): Autonomy {
  return Object.hasOwn(policy.autonomy, type) ? (policy.autonomy[type] ?? 'off') : 'off';
}

/**
 * The earliest moment from `from` on that keeps cadence, quiet hours and the day's budget, and which of them moved it last; null when there is none
 * within the days that a policy waits. Pure.
 */
export function earliestSend(draft: Pick<GuardDraft, 'type' | 'recipients' | 'asks'>, policy: Policy, history: GuardHistory, from: Date): { at: Date; moved: 'cadence' | 'quiet_hours' | null } | null {
  const type = findActionType(draft.type);
  let [at, moved] = [from.getTime(), null as 'cadence' | 'quiet_hours' | null];
  const last = from.getTime() + policy.cadence.deferDays * dayMs;
  const toPeople = type?.toPeople ?? true;
  for (let round = 0; round < 100 && at <= last; round++) {
    const before = at;
    const lists = toPeople
      ? [...draft.recipients.map(({ personId }) => [history.byPerson.get(personId) ?? [], policy.cadence.person] as const), [history.byAccount, policy.cadence.account] as const,
        ...(draft.asks ? draft.recipients.map(({ personId }) => [history.asked.get(personId) ?? [], policy.cadence.survey] as const) : [])]
      : [];
    for (const [times, limits] of type?.effect === 'internal' ? lists : [...lists, [history.day, [{ most: policy.budgets.perDay, days: 1 }]] as const]) {
      const slot = earliestSlot(times, at, limits);
      if (slot === null) return null;
      if (slot > at) [at, moved] = [slot, 'cadence'];
    }
    if (toPeople) {
      const open = nextOpen(toDate(at), draft.recipients.flatMap(({ zones }) => zones), policy.quietHours);
      if (open === null) return null;
      if (open.getTime() > at) [at, moved] = [open.getTime(), 'quiet_hours'];
    }
    if (at === before) return { at: toDate(at), moved };
  }
  return null;
}

/** What happens to a draft: refused, kept as a draft, left to a person, or planned. The one gate to the outside; pure. */
export function decide(draft: GuardDraft, policy: Policy, history: GuardHistory, now: Date): Decision {
  const refusal = refusalOf(draft, policy);
  if (refusal) return refusal;
  // Nobody is bothered with deciding about a question that may not be put.
  const weary = draft.asks ? draft.recipients.find(({ personId }) => !hasRest(history.asked.get(personId) ?? [], policy, now)) : undefined;
  if (weary) return refused('asked', `${weary.name ?? 'The recipient'} was asked by a survey lately, and the policy allows ${policy.cadence.survey.map(({ most, days }) => `${most} in ${days} days`).join(' and ')}.`);
  const autonomy = autonomyOf(draft.type, policy);
  if (autonomy === 'suggest') return held('draft', 'suggest', 'The policy allows an idea only; a person writes it out.');
  if (autonomy === 'draft') return held('draft', 'draft', 'The policy allows a draft only; a person sends it.');
  if (draft.tainted) return held('waiting', 'tainted', 'Untrusted text had a part in it, so a person decides.');
  if (autonomy === 'approve') return held('waiting', 'approve', 'The policy asks for a person.');
  if (history.stopped) return held('waiting', 'stopped', 'Everything is stopped, so a person decides.');
  if (history.originDay >= policy.budgets.perOriginPerDay) return held('waiting', 'origin_budget', 'What started this has used up its budget for the day, so a person decides.');
  const undoMs = autonomy === 'auto_undo' ? policy.undoMinutes * 60_000 : 0;
  const from = toDate(Math.max(now.getTime() + undoMs, draft.notBefore?.getTime() ?? 0));
  const slot = earliestSend(draft, policy, history, from);
  if (!slot) return refused('cadence', `There is no room for it within ${policy.cadence.deferDays} days.`);
  return { outcome: 'scheduled', rule: slot.moved ?? (autonomy === 'auto' ? 'auto' : 'auto_undo'), reason: slotReason(slot.moved), dueAt: slot.at };
}

function hasRest(times: readonly number[], { cadence }: Policy, now: Date): boolean {
  const slot = earliestSlot(times, now.getTime(), cadence.survey);
  return slot !== null && slot <= now.getTime() + cadence.deferDays * dayMs;
}

function slotReason(moved: 'cadence' | 'quiet_hours' | null): string {
  if (moved === 'cadence') return 'It goes out once the limits of contact allow it.';
  return moved === 'quiet_hours' ? 'It goes out after the quiet hours of who receives it.' : 'The policy lets it go out.';
}
