import { describe, expect, it } from 'vitest';
import type { Driver } from '../../contract/health.ts';
import { nextStep } from './next-step.ts';

type Signal = Parameters<typeof nextStep>[0]['signals'][number];
const signal = (id: string, more: Partial<Signal> = {}): Signal => ({ id, type: 'usage_drop', label: 'Usage drop', family: 'risk', severity: 'medium', state: 'open', stakeMinor: 100, openedOn: '2026-10-01', why: 'Usage fell.', evidence: [], ...more });
const driver = (id: string, d90: number | null, d28: number | null = null): Driver => ({ id, group: null, label: id, weight: 0.1, score: 50, points: 5, value: 1, unit: null, text: `${id} text`, unknownReason: null, stale: false, moved: { d7: null, d28, d90 }, sparkline: [], evidence: [] });

describe('nextStep', () => {
  it.each([
    ['the graver signal wins', { signals: [signal('a'), signal('b', { severity: 'critical', type: 'notice_given' })], drivers: [driver('usage', -20)], band: 'risk' }, { rule: 'signal', action: 'save_call', signalId: 'b' }],
    ['among equals the dearer wins', { signals: [signal('a'), signal('b', { stakeMinor: 900, type: 'champion_left' })], drivers: [], band: 'good' }, { rule: 'signal', action: 'find_champion', signalId: 'b' }],
    ['among equals of one price the older wins', { signals: [signal('b'), signal('a', { openedOn: '2026-11-01' })], drivers: [], band: 'good' }, { signalId: 'b' }],
    ['what is snoozed or in play waits', { signals: [signal('a', { state: 'snoozed' }), signal('b', { state: 'in_play' })], drivers: [], band: 'good' }, { rule: 'none', action: 'keep_going' }],
    ['a type without an action of its own is looked into', { signals: [signal('a', { type: 'something_new' })], drivers: [], band: 'good' }, { action: 'review_signal' }],
    ['without risk signals the costliest line', { signals: [signal('g', { family: 'growth' })], drivers: [driver('a', -4), driver('b', -9), driver('c', 8)], band: 'watch' }, { rule: 'driver', driverId: 'b', reason: 'b text' }],
    ['28 days count where there is no older score', { signals: [], drivers: [driver('a', null, -3)], band: 'watch' }, { rule: 'driver', driverId: 'a' }],
    ['a small loss is no step', { signals: [signal('g', { family: 'growth', type: 'seats_near_limit' })], drivers: [driver('a', -2.9)], band: 'good' }, { rule: 'chance', action: 'offer_expansion', signalId: 'g' }],
    ['a line that is good itself only lost weight', { signals: [], drivers: [{ ...driver('a', -7), score: 76 }], band: 'good' }, { rule: 'none' }],
    ['an unknown account needs data', { signals: [], drivers: [], band: 'unknown' }, { rule: 'unknown', action: 'gather_data' }],
  ] as const)('%s', (_name, account, expected) => expect(nextStep({ good: 68, ...account } as never)).toMatchObject(expected));
});
