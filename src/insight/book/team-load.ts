import type { OwnerLoad, TeamAccount, TeamLoad, TeamRule } from '../../contract/team.ts';
import { countBands, meanScore, sumArr } from '../health/spread.ts';

/** The rule until a leader states another. */
export const defaultRule: TeamRule = { accounts: 60, signals: 40, renewals: 20, touchesPerWeek: 25, cadenceDays: 45, cadenceBySegment: { enterprise: 21, 'mid-market': 30 } };

/** Renewals within this many days count as load; contacts of this many days make the weekly rate. */
export const renewalDays = 90;
export const touchDays = 28;

/** How often an account is to be spoken with, days. */
export function cadenceOf(rule: TeamRule, segment: string | null): number {
  return (segment === null ? undefined : rule.cadenceBySegment[segment]) ?? rule.cadenceDays;
}

const sum = (rows: readonly TeamAccount[], of: (row: TeamAccount) => number) => rows.reduce((total, row) => total + of(row), 0);
const round = (value: number) => Math.round(value * 10) / 10;

/** The load of a set of accounts; every figure adds up over its accounts. */
export function loadOf(rows: readonly TeamAccount[]): TeamLoad['whole'] {
  const renewing = rows.filter((row) => row.renewalOn !== null);
  const contacted = rows.filter((row) => row.pastCadence !== null);
  return {
    accounts: rows.length, arr: sumArr(rows), bands: countBands(rows), mean: meanScore(rows), riskArr: sumArr(rows.filter((row) => row.band === 'risk')),
    signals: sum(rows, (row) => row.signals), graveSignals: sum(rows, (row) => row.graveSignals),
    renewals: renewing.length, renewalArr: sumArr(renewing), renewalRiskArr: sumArr(renewing.filter((row) => row.band === 'risk')),
    touchesPerWeek: rows.some((row) => row.touches28d !== null) ? round(sum(rows, (row) => row.touches28d ?? 0) / (touchDays / 7)) : null,
    wantedPerWeek: round(sum(rows, (row) => 7 / row.cadenceDays)),
    pastCadence: contacted.length || rows.length === 0 ? contacted.filter((row) => row.pastCadence).length : null,
  };
}

/** Shares of the limits that one person's load takes. What the cadence asks for is held against the contacts a week. */
function sharesOf(load: TeamLoad['whole'], rule: TeamRule): { limit: OwnerLoad['over'][number]; share: number }[] {
  const of = (limit: OwnerLoad['over'][number], value: number, most: number | null) => (most === null ? [] : [{ limit, share: value / most }]);
  return [...of('accounts', load.accounts, rule.accounts), ...of('signals', load.signals, rule.signals), ...of('renewals', load.renewals, rule.renewals), ...of('touches', load.wantedPerWeek, rule.touchesPerWeek)];
}

/** Load per owner, the fullest first; accounts without an owner come last and have no capacity. */
export function teamOf(rows: readonly TeamAccount[], rule: TeamRule): OwnerLoad[] {
  return [...Map.groupBy(rows, (row) => row.ownerId)].map(([ownerId, own]): OwnerLoad => {
    const load = loadOf(own);
    const shares = ownerId === null ? [] : sharesOf(load, rule);
    return { ownerId, owner: own[0]?.owner ?? null, ...load, used: shares.length ? Math.max(...shares.map(({ share }) => share)) : null, over: shares.filter(({ share }) => share > 1).map(({ limit }) => limit) };
  }).sort((a, b) => Number(a.ownerId === null) - Number(b.ownerId === null) || (b.used ?? 0) - (a.used ?? 0) || ((a.owner ?? '') < (b.owner ?? '') ? -1 : 1));
}

/** Figures of the load that open to their accounts. */
export const loadFigures = ['accounts', 'risk', 'signals', 'renewals', 'pastCadence'] as const;

const largest = (a: TeamAccount, b: TeamAccount) => (b.arrMinor ?? 0) - (a.arrMinor ?? 0) || (a.accountName < b.accountName ? -1 : 1);

/** The accounts behind one figure, what matters most first. */
export function behind(rows: readonly TeamAccount[], figure: (typeof loadFigures)[number]): TeamAccount[] {
  switch (figure) {
    case 'accounts': return rows.toSorted(largest);
    case 'risk': return rows.filter((row) => row.band === 'risk').sort(largest);
    case 'signals': return rows.filter((row) => row.signals > 0).sort((a, b) => b.graveSignals - a.graveSignals || b.signals - a.signals || largest(a, b));
    case 'renewals': return rows.filter((row) => row.renewalOn !== null).sort((a, b) => ((a.renewalOn ?? '') < (b.renewalOn ?? '') ? -1 : (a.renewalOn ?? '') > (b.renewalOn ?? '') ? 1 : largest(a, b)));
    case 'pastCadence': return rows.filter((row) => row.pastCadence === true).sort((a, b) => (b.daysSinceContact ?? 0) - b.cadenceDays - ((a.daysSinceContact ?? 0) - a.cadenceDays) || largest(a, b));
  }
}
