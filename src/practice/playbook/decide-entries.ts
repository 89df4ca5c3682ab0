import { addDays, dayOf } from '../../lib/period.ts';
import { holds, type FactValues } from '../../program/definition/expression.ts';
import { annualRevenue, assign, type Assignment, type Lot } from './hold-out.ts';
import type { CompiledPlaybook } from './compile-playbook.ts';
import type { Occasion } from './occasion.ts';

/** What is known of a playbook's runs when entries are decided. */
export interface EntryState {
  /** Accounts that are in it. */
  live: ReadonlySet<string>;
  /** When an account's last run ended. */
  ended: ReadonlyMap<string, Date>;
  ownerOf: ReadonlyMap<string, string | null>;
  running: number;
  enteredToday: number;
  runningOf: ReadonlyMap<string, number>;
  lot: Lot;
}

export type EntryOutcome = 'enter' | 'running' | 'reentry' | 'entry' | 'cap_running' | 'cap_day' | 'cap_owner' | 'held_out' | 'gone';

export interface EntryDecision {
  occasion: Occasion;
  outcome: EntryOutcome;
  reason: string | null;
  /** Where the account falls, when it would enter. */
  assignment?: Assignment;
}

/**
 * Who enters, in the order of the occasions: once at a time, again only after the time the playbook says, when every criterion is known to hold,
 * within the caps, and not held out. Pure.
 */
export function decideEntries(playbook: CompiledPlaybook, occasions: readonly Occasion[], state: EntryState, valuesOf: (occasion: Occasion) => FactValues | undefined, now: Date): EntryDecision[] {
  const { reentry, caps } = playbook.definition;
  const live = new Set(state.live);
  const byOwner = new Map(state.runningOf);
  let [running, today] = [state.running, state.enteredToday];
  const decide = (occasion: Occasion): Omit<EntryDecision, 'occasion'> => {
    const { accountId } = occasion;
    if (live.has(accountId)) return { outcome: 'running', reason: 'The account is in this playbook already.' };
    const ended = state.ended.get(accountId);
    if (ended && reentry === 'never') return { outcome: 'reentry', reason: 'An account goes through this playbook once.' };
    if (ended && reentry !== 'never' && dayOf(now) < addDays(dayOf(ended), reentry.afterDays)) return { outcome: 'reentry', reason: `The last run ended on ${dayOf(ended)}; an account may enter again after ${reentry.afterDays} days.` };
    const values = valuesOf(occasion);
    if (!values) return { outcome: 'gone', reason: 'Nothing is known of the account.' };
    const unmet = playbook.entry.find(({ when }) => !holds(when, values));
    if (unmet) return { outcome: 'entry', reason: `Not known to hold: ${unmet.why}` };
    if (caps.running !== undefined && running >= caps.running) return { outcome: 'cap_running', reason: `${caps.running} accounts are in it, which is the most at once.` };
    if (caps.perDay !== undefined && today >= caps.perDay) return { outcome: 'cap_day', reason: `${caps.perDay} accounts entered today, which is the most in a day.` };
    const owner = state.ownerOf.get(accountId) ?? null;
    if (caps.perOwner !== undefined && owner !== null && (byOwner.get(owner) ?? 0) >= caps.perOwner) return { outcome: 'cap_owner', reason: `The owner has ${caps.perOwner} accounts in it, which is the most at once.` };
    const assignment = assign(state.lot, playbook.definition.id, accountId, annualRevenue(values));
    if (assignment.arm === 'held_out') return { outcome: 'held_out', reason: `Held out: ${Math.round(state.lot.holdOut.share * 100)} % of the accounts are left alone, so that the effect can be measured.`, assignment };
    live.add(accountId);
    [running, today] = [running + 1, today + 1];
    if (owner !== null) byOwner.set(owner, (byOwner.get(owner) ?? 0) + 1);
    return { outcome: 'enter', reason: null, assignment };
  };
  return occasions.map((occasion) => ({ occasion, ...decide(occasion) }));
}
