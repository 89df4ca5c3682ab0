import type { BookRow } from '../../contract/account.ts';
import type { GoalReading } from '../../contract/engagement.ts';
import type { SignalItem } from '../../contract/signal.ts';
import { addDays, type Day } from '../../lib/period.ts';

/** An account as the choice looks at it. */
export type GoalRow = Pick<BookRow, 'id' | 'name' | 'ownerId' | 'segment' | 'industry' | 'stage' | 'score' | 'band' | 'renewalOn' | 'arrMinor' | 'currency'>;
/** A row with its money in the base currency (whole units), its live signals and whether the caller may have it worked on. */
export interface GoalCandidate extends GoalRow { stake: number | null; signals: readonly Pick<SignalItem, 'type' | 'family' | 'severity'>[]; allowed: boolean }

export interface Picked { accountId: string; because: string[]; stake: number | null }
export interface PickResult { picked: Picked[]; left: { accountId: string; reason: 'limit' | 'not_yours'; stake: number | null }[] }

/** The rule by which accounts are picked; a step names it. */
export const pickRule = 'pick-1';

/** What people answered to the doubts about a goal, worked into its reading. Pure. */
export function withAnswers(reading: GoalReading, answers: Readonly<Record<string, string>>, today: Day): GoalReading {
  const bySignals = answers.goal_risk === 'signals';
  const days = Number(answers.goal_renewal_days);
  return {
    ...reading, ...(bySignals ? { bands: reading.bands.filter((band) => band !== 'risk'), families: [...new Set([...reading.families, 'risk' as const])] } : {}),
    ...(reading.renewal && Number.isInteger(days) && days > 0 ? { renewal: { from: today, to: addDays(today, days) } } : {}),
  };
}

const grave = new Set(['high', 'critical']);

/** Why an account belongs to a goal, one code for each line of it; null when one line does not fit. */
function fits(reading: GoalReading, row: GoalCandidate): string[] | null {
  const tests: readonly (readonly [string, boolean, boolean])[] = [
    ['account', reading.accounts.length > 0, reading.accounts.some(({ id }) => id === row.id)],
    ['band', reading.bands.length > 0, reading.bands.includes(row.band)],
    ['segment', reading.segment !== null, row.segment === reading.segment],
    ['industry', reading.industry !== null, row.industry === reading.industry],
    ['owner', reading.owner !== null, row.ownerId === reading.owner?.id],
    ['signal', reading.signals.length > 0, row.signals.some(({ type }) => reading.signals.some(({ id }) => id === type))],
    ['family', reading.families.length > 0, row.signals.some(({ family, severity }) => reading.families.includes(family) && (family !== 'risk' || grave.has(severity)))],
    ['renewal', reading.renewal !== null, row.renewalOn !== null && row.renewalOn >= (reading.renewal?.from ?? '') && row.renewalOn <= (reading.renewal?.to ?? '')],
  ];
  const asked = tests.filter(([, isAsked]) => isAsked);
  return asked.every(([, , holds]) => holds) ? asked.map(([kind]) => kind) : null;
}

/** The accounts of a goal, those with most money first; what is beyond the limit or not the caller's to change is left, with the reason. Pure. */
export function pickAccounts(reading: GoalReading, rows: readonly GoalCandidate[], mostAccounts: number): PickResult {
  const most = Math.min(mostAccounts, reading.most ?? mostAccounts);
  // An account that left is worked on only when it is named.
  const standing = rows.filter(({ stage, id }) => stage !== 'churned' || reading.accounts.some((one) => one.id === id));
  const fitting = standing.flatMap((row) => { const because = fits(reading, row); return because ? [{ row, because }] : []; });
  const ranked = fitting.toSorted((a, b) => (b.row.stake ?? -1) - (a.row.stake ?? -1) || (a.row.score ?? 101) - (b.row.score ?? 101) || (a.row.id < b.row.id ? -1 : 1));
  const allowed = ranked.filter(({ row }) => row.allowed);
  return {
    picked: allowed.slice(0, most).map(({ row, because }) => ({ accountId: row.id, because, stake: row.stake })),
    left: [...allowed.slice(most).map(({ row }) => ({ accountId: row.id, reason: 'limit' as const, stake: row.stake })), ...ranked.filter(({ row }) => !row.allowed).map(({ row }) => ({ accountId: row.id, reason: 'not_yours' as const, stake: row.stake }))],
  };
}
