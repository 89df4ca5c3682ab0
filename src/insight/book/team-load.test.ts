import { describe, expect, it } from 'vitest';
import type { TeamAccount } from '../../contract/team.ts';
import { behind, cadenceOf, defaultRule, loadFigures, loadOf, teamOf } from './team-load.ts';

let n = 0;
const account = (rest: Partial<TeamAccount>): TeamAccount => ({
  accountId: `a${++n}`, accountName: `A${n}`, ownerId: 'm1', owner: 'Ann', segment: null, score: 70, band: 'good', arrMinor: 100_00, currency: 'USD', renewalOn: null, signals: 0, graveSignals: 0,
  lastContactOn: null, daysSinceContact: 10, cadenceDays: 28, pastCadence: false, touches28d: 2, ...rest,
});
const rule = { ...defaultRule, accounts: 2, signals: 10, renewals: null, touchesPerWeek: 1 };
const rows = [
  account({}), account({ band: 'risk', score: 20, renewalOn: '2026-07-01', signals: 3, graveSignals: 1, pastCadence: true }), account({ cadenceDays: 7, currency: 'EUR' }),
  account({ ownerId: 'm2', owner: 'Ben', touches28d: 4 }), account({ ownerId: null, owner: null, arrMinor: null }),
];

describe('team load', () => {
  const team = teamOf(rows, rule);

  it('lists the fullest first, and who has no owner last and without a capacity', () => {
    expect(team.map(({ owner, accounts, used, over }) => ({ owner, accounts, used, over }))).toEqual([
      { owner: 'Ann', accounts: 3, used: 1.5, over: ['accounts', 'touches'] }, { owner: 'Ben', accounts: 1, used: 0.5, over: [] }, { owner: null, accounts: 1, used: null, over: [] },
    ]);
    expect(team[0]).toMatchObject({ signals: 3, graveSignals: 1, renewals: 1, renewalArr: [{ currency: 'USD', minor: 100_00 }], riskArr: [{ currency: 'USD', minor: 100_00 }], touchesPerWeek: 1.5, wantedPerWeek: 1.5, pastCadence: 1, arr: [{ currency: 'USD', minor: 200_00 }, { currency: 'EUR', minor: 100_00 }] });
  });

  it('adds up to the whole, and every figure opens to its accounts', () => {
    const whole = loadOf(rows);
    for (const figure of ['accounts', 'signals', 'renewals', 'pastCadence'] as const) expect(team.reduce((sum, owner) => sum + (owner[figure] ?? 0), 0)).toBe(whole[figure]);
    expect(loadFigures.map((figure) => behind(rows, figure).length)).toEqual([whole.accounts, whole.bands.risk, 1, whole.renewals, whole.pastCadence]);
  });

  it('contact is unknown, not bad, where nothing is recorded', () => {
    const unknown = [account({ daysSinceContact: null, pastCadence: null, touches28d: null })];
    expect(loadOf(unknown)).toMatchObject({ pastCadence: null, touchesPerWeek: null });
  });

  it('takes the cadence of the segment', () => expect([cadenceOf(defaultRule, 'enterprise'), cadenceOf(defaultRule, 'other'), cadenceOf(defaultRule, null)]).toEqual([21, 45, 45]));
});
