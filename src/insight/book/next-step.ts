import type { NextStep } from '../../contract/account-page.ts';
import type { Band, Driver } from '../../contract/health.ts';
import type { SignalItem } from '../../contract/signal.ts';

/** Points a line must have lost in 90 days (28 where there is no older score) before it is worth a step of its own. */
export const worthPoints = 3;

const actions: Readonly<Record<string, string>> = {
  usage_drop: 'review_usage', went_silent: 'make_contact', feature_abandoned: 'train_feature', feature_gap: 'train_feature', champion_left: 'find_champion', sponsor_left: 'find_sponsor', single_threaded: 'widen_contacts',
  contact_silent: 'make_contact', ticket_spike: 'settle_tickets', tickets_escalated: 'settle_tickets', tickets_reopened: 'settle_tickets', tone_turning: 'call_unhappy', detractor: 'call_unhappy', low_csat: 'call_unhappy',
  invoice_overdue: 'clear_invoice', seats_shrinking: 'save_call', downgrade: 'save_call', notice_given: 'save_call', cancel_words: 'save_call', competitor_words: 'save_call', onboarding_stalled: 'restart_onboarding',
  opt_out_near: 'agree_renewal', business_change: 'confirm_goals', seats_near_limit: 'offer_expansion', new_users_surge: 'offer_expansion', power_users_emerging: 'offer_expansion', funding: 'offer_expansion',
  happy_and_wide: 'ask_reference', promoter_with_results: 'ask_reference',
};

const titles: Readonly<Record<string, string>> = {
  review_usage: 'Ask what changed in how they work, with the usage chart at hand', make_contact: 'Get in touch: call somebody who has answered before', train_feature: 'Offer a session on the feature they do not use', find_champion: 'Find and win a new champion',
  find_sponsor: 'Meet the new executive sponsor', widen_contacts: 'Bring a second person into the relationship', settle_tickets: 'Settle the tickets with support and tell the customer', call_unhappy: 'Call the person who is unhappy', clear_invoice: 'Clear the overdue invoice with their finance team',
  save_call: 'Speak with the decision maker about staying', restart_onboarding: 'Set a new date for the stalled onboarding step', agree_renewal: 'Agree on the renewal before the opt-out date', confirm_goals: 'Confirm goals and contacts after the change', offer_expansion: 'Offer the next step up',
  ask_reference: 'Ask for a reference', review_signal: 'Look into this signal', review_driver: 'Look into what costs the most points', gather_data: 'Bring in data: too little is known to judge', keep_going: 'Nothing needs doing now',
};

const severities = ['critical', 'high', 'medium', 'low', 'info'];
const waiting = new Set(['open', 'acknowledged']);

type Signal = Pick<SignalItem, 'id' | 'type' | 'label' | 'family' | 'severity' | 'state' | 'stakeMinor' | 'openedOn' | 'why' | 'evidence'>;

function step(rule: NextStep['rule'], action: string, more: Partial<NextStep> = {}): NextStep {
  return { rule, action, title: titles[action] ?? action, subject: null, reason: null, evidence: [], signalId: null, driverId: null, ...more };
}

function ofSignal(rule: 'signal' | 'chance', signal: Signal): NextStep {
  return step(rule, actions[signal.type] ?? 'review_signal', { subject: signal.label, reason: signal.why, evidence: signal.evidence, signalId: signal.id });
}

function gravest(signals: readonly Signal[]): Signal | undefined {
  return signals.toSorted((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity) || (b.stakeMinor ?? 0) - (a.stakeMinor ?? 0) || a.openedOn.localeCompare(b.openedOn) || a.id.localeCompare(b.id))[0];
}

/**
 * The one thing to do next. First the open or acknowledged risk signal of the highest severity (then the most money, then the oldest); else the line of the
 * score that lost at least three points and is not good by itself (a good one only lost weight); else such a growth or advocacy signal; else, where the band is unknown, to gather data. Pure.
 */
export function nextStep(account: { signals: readonly Signal[]; drivers: readonly Driver[]; band: Band; good: number }): NextStep {
  const open = account.signals.filter((signal) => waiting.has(signal.state));
  const risk = gravest(open.filter((signal) => signal.family === 'risk'));
  if (risk) return ofSignal('signal', risk);
  const lost = (driver: Driver) => driver.moved.d90 ?? driver.moved.d28 ?? 0;
  const costly = account.drivers.filter((driver) => driver.score !== null && driver.score < account.good && lost(driver) <= -worthPoints).toSorted((a, b) => lost(a) - lost(b) || a.id.localeCompare(b.id))[0];
  if (costly) return step('driver', 'review_driver', { subject: costly.label, reason: costly.text, evidence: costly.evidence, driverId: costly.id });
  const chance = gravest(open.filter((signal) => signal.family !== 'risk'));
  if (chance) return ofSignal('chance', chance);
  return account.band === 'unknown' ? step('unknown', 'gather_data') : step('none', 'keep_going');
}
