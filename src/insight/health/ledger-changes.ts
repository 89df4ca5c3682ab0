import type { FactValue } from '../../program/definition/expression.ts';

/** A driver as the ledger compares it. */
export interface LedgerDriver {
  id: string;
  label?: string;
  score: number | null;
  points: number;
  value: FactValue;
}

/** One measure's part of a change of the score. Points of all changes add up to the change. */
export interface LedgerChange {
  id: string;
  label: string | null;
  points: number;
  fromScore: number | null;
  toScore: number | null;
  fromValue: FactValue;
  toValue: FactValue;
}

/** Differences per measure between two scorings, largest first. A measure that only one of them has counts as 0 points in the other. */
export function ledgerChanges(before: readonly LedgerDriver[], after: readonly LedgerDriver[]): LedgerChange[] {
  const old = new Map(before.map((driver) => [driver.id, driver]));
  const all = [...after, ...before.filter((driver) => !after.some((other) => other.id === driver.id))];
  const fresh = new Map(after.map((driver) => [driver.id, driver]));
  return all
    .map(({ id, label }): LedgerChange => {
      const from = old.get(id);
      const to = fresh.get(id);
      return {
        id, label: label ?? null, points: Math.round(((to?.points ?? 0) - (from?.points ?? 0)) * 100) / 100,
        fromScore: from?.score ?? null, toScore: to?.score ?? null, fromValue: from?.value ?? null, toValue: to?.value ?? null,
      };
    })
    .filter((change) => change.points !== 0)
    .sort((a, b) => Math.abs(b.points) - Math.abs(a.points));
}

/** Whether a change belongs in the ledger: a twentieth of a point, another band, or a score where there was none. */
export function isLedgerChange(before: { score: number | null; band: string } | undefined, after: { score: number | null; band: string }): boolean {
  if (!before) return true;
  if (before.band !== after.band || (before.score === null) !== (after.score === null)) return true;
  return before.score !== null && after.score !== null && Math.abs(after.score - before.score) >= 0.05 - 1e-9;
}
