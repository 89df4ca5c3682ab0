import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import type { FactValues } from '../../program/definition/expression.ts';
import { readDefinitions } from '../../program/definition/read-definitions.ts';
import { factCatalogue } from '../fact/fact-catalogue.ts';
import { observeSignal, portraySignal } from './observe-signal.ts';
import { compileSignal, signalKind, type SignalDefinition, type SignalRule } from './signal-rule.ts';

const calm: FactValues = {
  'account.stage': 'established', 'account.age_days': 400, 'usage.events_28d': 900, 'usage.active_users_28d': 20, 'usage.active_days_28d': 20, 'usage.days_since_last': 0, 'usage.feature_breadth': 0.65,
  'usage.licence_utilisation': 0.6, 'usage.baseline_ratio': 1, 'usage.abandoned_features': 0, 'usage.abandoned_feature': null, 'usage.power_users_28d': 2, 'usage.new_users_28d': 1,
  'support.urgent_open': 0, 'support.tickets_28d': 2, 'support.ticket_ratio': 1, 'support.reopened_28d': 0, 'support.escalated_open': 0, 'support.csat_90d': 0.9, 'support.tone_90d': 0.3, 'support.tone_change_90d': 0,
  'survey.nps_latest': 8, 'survey.detractors_90d': 0, 'survey.promoters_180d': 0, 'payment.overdue_days': 0, 'payment.overdue_minor': 0, 'contract.arr_minor': 1_200_000, 'contract.currency': 'USD', 'contract.arr_change_90d': 0,
  'contract.days_to_end': 200, 'contract.days_to_opt_out': 140, 'contract.seats': 30, 'contract.seats_change_90d': 0, 'contract.notice_given': false, 'people.champions': 1, 'people.champion_left_90d': 0, 'people.sponsor_left_180d': 0,
  'people.single_threaded': false, 'engagement.days_since_contact': 10, 'business.change_90d': null, 'business.funding_180d': false, 'text.competitor_90d': 0, 'text.cancel_90d': 0, 'peer.feature_breadth': 0.65, 'peer.baseline_ratio': 1, 'peer.power_user_share': 0.2, 'peer.new_user_share': 0.02,
};

/** Per signal type: what turns the calm account into one that raises it. */
const cases: Record<string, FactValues> = {
  usage_drop: { 'usage.baseline_ratio': 0.4 },
  feature_abandoned: { 'usage.abandoned_features': 1, 'usage.abandoned_feature': 'automation_run' },
  went_silent: { 'usage.days_since_last': 20 },
  champion_left: { 'people.champion_left_90d': 1, 'people.champions': 0 },
  sponsor_left: { 'people.sponsor_left_180d': 1 },
  contact_silent: { 'engagement.days_since_contact': 100 },
  single_threaded: { 'people.single_threaded': true },
  ticket_spike: { 'support.ticket_ratio': 4, 'support.tickets_28d': 9 },
  tickets_reopened: { 'support.reopened_28d': 3 },
  tickets_escalated: { 'support.escalated_open': 1 },
  tone_turning: { 'support.tone_90d': -0.3, 'support.tone_change_90d': -0.6 },
  detractor: { 'survey.detractors_90d': 1 },
  low_csat: { 'support.csat_90d': 0.3 },
  invoice_overdue: { 'payment.overdue_days': 40, 'payment.overdue_minor': 50_000 },
  seats_shrinking: { 'contract.seats_change_90d': -0.35 },
  downgrade: { 'contract.arr_change_90d': -0.25 },
  onboarding_stalled: { 'account.stage': 'onboarding', 'account.age_days': 50, 'usage.licence_utilisation': 0.1 },
  opt_out_near: { 'contract.days_to_opt_out': 20, 'contract.days_to_end': 80, 'engagement.days_since_contact': 50 },
  competitor_words: { 'text.competitor_90d': 1 },
  cancel_words: { 'text.cancel_90d': 1 },
  business_change: { 'business.change_90d': 'layoffs' },
  notice_given: { 'contract.notice_given': true },
  seats_near_limit: { 'usage.licence_utilisation': 0.97 },
  power_users_emerging: { 'usage.power_users_28d': 14 },
  feature_gap: { 'usage.feature_breadth': 0.3, 'usage.licence_utilisation': 0.7 },
  happy_and_wide: { 'survey.promoters_180d': 2, 'survey.nps_latest': 9.5, 'usage.feature_breadth': 0.9, 'usage.licence_utilisation': 0.8 },
  funding: { 'business.funding_180d': true },
  new_users_surge: { 'usage.new_users_28d': 9 },
  promoter_with_results: { 'survey.promoters_180d': 1, 'survey.nps_latest': 9.5, 'usage.licence_utilisation': 0.8, 'usage.feature_breadth': 0.8 },
};

let rules: SignalRule[] = [];
const ruleOf = (type: string) => rules.find(({ definition }) => definition.id === type) as SignalRule;

beforeAll(async () => {
  const facts = new Set(factCatalogue.map(({ id }) => id));
  const drafts = await readDefinitions(fileURLToPath(new URL('../../../definitions', import.meta.url)), [signalKind], facts);
  rules = drafts.map((draft) => compileSignal(draft.body as SignalDefinition, 1));
});

describe('shipped signals', () => {
  it('have a case here each', () => expect(rules.map(({ definition }) => definition.id).sort()).toEqual(Object.keys(cases).sort()));

  it('stay quiet for a calm account', () => {
    expect(rules.filter((rule) => observeSignal(rule, calm).open === true).map(({ definition }) => definition.id)).toEqual([]);
  });

  it.each(Object.keys(cases))('%s opens when it should, stays while it holds, and says why', (type) => {
    const values = { ...calm, ...cases[type] };
    expect(observeSignal(ruleOf(type), values)).toEqual({ open: true, stay: true });
    expect(portraySignal(ruleOf(type), values).why).not.toContain('unknown');
  });

  it.each(Object.keys(cases))('%s is unknown, not false, without its facts', (type) => {
    const empty = Object.fromEntries(Object.keys(calm).map((fact) => [fact, fact === 'account.stage' && type === 'onboarding_stalled' ? 'onboarding' : null]));
    expect(observeSignal(ruleOf(type), empty).open).not.toBe(true);
    if (type !== 'business_change') expect(observeSignal(ruleOf(type), empty).open).toBe('unknown');
  });

  it('apply to no customer that has left, but for money still owed', () => {
    const open = rules.filter((rule) => observeSignal(rule, { ...calm, ...cases[rule.definition.id], 'account.stage': 'churned' }).open === true);
    expect(open.map(({ definition }) => definition.id)).toEqual(['invoice_overdue']);
  });

  it('names severity, money and confidence', () => {
    expect(portraySignal(ruleOf('invoice_overdue'), { ...calm, ...cases.invoice_overdue })).toMatchObject({ severity: 'high', stakeMinor: 50_000, currency: 'USD', why: '$500.00 are unpaid, the oldest for 40 days past its due date.' });
    expect(portraySignal(ruleOf('downgrade'), { ...calm, ...cases.downgrade })).toMatchObject({ severity: 'medium', stakeMinor: 300_000 });
    expect(portraySignal(ruleOf('usage_drop'), { ...calm, ...cases.usage_drop })).toMatchObject({ severity: 'high', stakeMinor: 1_200_000, confidence: 0.8 });
  });
});

describe('signalKind', () => {
  const body = { id: 'x', label: 'X', family: 'risk', description: 'x', applies: 'true', open: 'usage.nonsense > 1', openAfter: 1, closeAfter: 1, expireDays: 1, severity: [{ when: 'usage.events_28d > 1', level: 'low' }], stake: 'arr', confidence: 1, why: '{usage.other}', evidence: [] } as const;
  it('refuses facts that do not exist and severities without a last word', () => {
    const facts = new Set(['usage.events_28d']);
    expect(signalKind.check?.(body as never, facts)?.[0]?.message).toContain('usage.nonsense');
    expect(signalKind.check?.({ ...body, open: 'usage.events_28d > 1' } as never, facts)?.map(({ path }) => path)).toEqual(['why', 'severity']);
  });
});
