import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CockpitItem } from '../../contract/cockpit.ts';
import type { Driver } from '../../contract/health.ts';
import type { SignalItem } from '../../contract/signal.ts';
import { gatherCandidates, type PlanMaterial } from './gather-candidates.ts';
import { expectedOf, rankSteps, type Candidate } from './rank-steps.ts';
import { actionOfSignal, stepKinds } from './step-kinds.ts';

const today = '2026-06-01';
const signal = (id: string, more: Partial<SignalItem> = {}): SignalItem => ({ id, accountId: 'a', accountName: 'A', type: 'usage_drop', label: 'Usage drop', family: 'risk', severity: 'medium', state: 'open', stakeMinor: 1_000_000, currency: 'EUR', confidence: 1, openedOn: today, closedOn: null, provisional: false, why: 'Usage fell.', evidence: [], assignee: null, snoozedUntil: null, version: 1, ...more });
const item = (kind: CockpitItem['kind'], more: Partial<CockpitItem> = {}): CockpitItem => ({ kind, id: `${kind}1`, accountId: 'a', title: 'Something', why: 'Because.', impactMinor: 1_000_000, currency: 'EUR', urgencyDays: 0, confidence: 1, link: '/', dueOn: today, version: 1, ...more });
const driver = (id: string, d90: number | null, more: Partial<Driver> = {}): Driver => ({ id, group: null, label: id, weight: 0.1, score: 50, points: 5, value: 1, unit: null, text: `${id} text`, unknownReason: null, stale: false, moved: { d7: null, d28: null, d90 }, sparkline: [], evidence: [], ...more });
const health = (drivers: Driver[], band: 'good' | 'watch' | 'risk' | 'unknown' = 'watch') => ({ accountId: 'a', band, drivers, confidence: 1, good: 68, arrMinor: 1_000_000, currency: 'EUR' });
const material = (more: Partial<PlanMaterial>): PlanMaterial => ({ today, signals: [], work: [], running: new Set(), playbooks: [], health: null, moneyOf: ({ impactMinor }) => (impactMinor === null ? null : impactMinor / 100), ...more });
const planned = (more: Partial<PlanMaterial>) => rankSteps(gatherCandidates(material(more)));

describe('what comes first', () => {
  it.each([
    ['the graver signal is the more pressing', { signals: [signal('a'), signal('b', { severity: 'critical' })] }, { signalId: 'b' }],
    ['the dearer signal', { signals: [signal('a'), signal('b', { stakeMinor: 9_000_000, type: 'champion_left' })] }, { action: 'find_champion', signalId: 'b' }],
    ['the surer signal', { signals: [signal('a', { confidence: 0.4 }), signal('b', { type: 'detractor' })] }, { signalId: 'b' }],
    ['the smaller effort at the same worth', { signals: [signal('a', { type: 'settle', severity: 'medium' }), signal('b', { type: 'went_silent' }), signal('c', { type: 'tickets_escalated' })] }, { action: 'make_contact' }],
    ['what no playbook is at yet', { signals: [signal('a', { type: 'detractor' }), signal('b', { type: 'usage_drop' })], playbooks: [{ id: 'p', label: 'P', types: ['detractor'], renewals: false }], running: new Set(['p a']) }, { signalId: 'b' }],
    ['a type without an action of its own is looked into', { signals: [signal('a', { type: 'something_new' })] }, { action: 'review_signal' }],
    ['a term that ends', { work: [item('renewal')] }, { rule: 'renewal', action: 'agree_renewal' }],
    ['an overdue task of weight', { work: [item('task', { impactMinor: 90_000_000, urgencyDays: -10, title: 'Call them' })], signals: [signal('a')] }, { rule: 'task', title: 'Call them' }],
    ['the costliest line', { health: health([driver('x', -4), driver('y', -9), driver('z', 8)]) }, { rule: 'driver', driverId: 'y', reason: 'y text' }],
    ['an unknown account needs data', { health: health([], 'unknown') }, { rule: 'unknown', action: 'gather_data' }],
  ] as const)('%s', (_name, given, expected) => expect(planned(given as never)[0]?.step).toMatchObject(expected));

  it.each([
    ['what is snoozed or in play waits', { signals: [signal('a', { state: 'snoozed' }), signal('b', { state: 'in_play' })] }],
    ['a small loss is no step', { health: health([driver('x', -2.9)]) }],
    ['a line that is good itself only lost weight', { health: health([driver('x', -7, { score: 76 })]) }],
    ['a signal of the work list is not counted twice', { work: [item('signal')] }],
  ] as const)('%s', (_name, given) => expect(planned(given as never)).toEqual([]));

  it('the same step is asked for once, with the records of all who ask', () => {
    const [first, ...rest] = planned({ signals: [signal('a', { type: 'notice_given' }), signal('b', { type: 'cancel_words', label: 'Cancel words', confidence: 0.5 })], work: [item('renewal')] });
    expect([first?.step.signalId, first?.also, rest.length]).toEqual(['a', ['Cancel words'], 0]);
    expect(first?.step.evidence.map(({ id }) => id)).toEqual(['a', 'b']);
  });
});

it('states the expected value: stake × share × confidence, halved in play, unknown where the money is', () => {
  const of = (more: Partial<Candidate>) => expectedOf({ action: 'save_call', stake: 10_000, confidence: 0.5, playbook: null, ...more });
  expect([of({}), of({ playbook: { id: 'p', label: 'P', running: true } }), of({ stake: null }), of({ action: 'gather_data' })]).toEqual([1500, 750, null, null]);
});

it('every action that a signal asks for is a kind of step', () => {
  expect(Object.values(actionOfSignal).filter((action) => !(action in stepKinds))).toEqual([]);
});

const signals = fc.uniqueArray(fc.record({ id: fc.uuid(), accountId: fc.constantFrom('a', 'b', 'c'), type: fc.constantFrom('usage_drop', 'notice_given', 'detractor', 'new_one'), severity: fc.constantFrom('critical', 'low'), stakeMinor: fc.option(fc.integer({ min: 0, max: 1e9 })), confidence: fc.integer({ min: 1, max: 100 }).map((n) => n / 100) }), { maxLength: 30, selector: ({ id }) => id });

it('the order does not depend on the order of the input, every score is finite, and nothing is lost or invented', () => {
  fc.assert(fc.property(signals, (drawn) => {
    const given = drawn.map(({ id, ...more }) => signal(id, more as Partial<SignalItem>));
    const [there, back] = [planned({ signals: given }), planned({ signals: given.toReversed() })];
    expect(back.map(({ step }) => step.ref)).toEqual(there.map(({ step }) => step.ref));
    expect(there.every(({ score, expected, step }) => Number.isFinite(score) && score >= 0 && (expected === null) === (step.stake === null))).toBe(true);
    expect(there.every(({ score }, at) => at === 0 || (there[at - 1]?.score ?? 0) >= score)).toBe(true);
    const told = there.flatMap(({ step }) => step.evidence.filter(({ kind }) => kind === 'signal').map(({ id }) => id)).toSorted();
    expect(told).toEqual([...new Set(given.map(({ id }) => id))].toSorted());
  }));
});

it('more money at stake never lowers a step', () => {
  fc.assert(fc.property(signals.filter((drawn) => drawn.length > 1), fc.integer({ min: 2, max: 50 }), (drawn, factor) => {
    const given = drawn.map(({ id, ...more }) => signal(id, { ...more, accountId: `a_${id}`, stakeMinor: more.stakeMinor ?? 1 } as Partial<SignalItem>));
    const [first] = given as [SignalItem];
    const placeOf = (all: SignalItem[]) => planned({ signals: all }).findIndex(({ step }) => step.signalId === first.id);
    expect(placeOf(given.map((one) => (one.id === first.id ? { ...one, stakeMinor: (one.stakeMinor ?? 0) * factor } : one)))).toBeLessThanOrEqual(placeOf(given));
  }));
});
