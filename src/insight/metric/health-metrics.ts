import { notesOf, ratioFigure, sumOf, unavailableFigure, type Figure, type Part } from './figure.ts';

/** One account's score at the end of a day. */
export interface HealthOfAccount {
  score: number | null;
  coverage: number;
}
export type HealthOfDay = ReadonlyMap<string, HealthOfAccount>;

const noHealth = 'No health was computed for this day.';

function covered(health: HealthOfAccount | undefined, floor: number): health is HealthOfAccount & { score: number } {
  return health !== undefined && health.score !== null && health.coverage >= floor;
}

/** Mean score over accounts in scope at or above the coverage floor, weighted by ARR in a variant. */
export function healthAverageFigure(day: HealthOfDay, scope: readonly string[], floor: number, arrMinorOf: ReadonlyMap<string, number>): Figure {
  if (day.size === 0) return unavailableFigure(noHealth);
  const parts = scope.flatMap((accountId): Part[] => {
    const health = day.get(accountId);
    return covered(health, floor) ? [{ accountId, numerator: health.score, denominator: 1, note: null }] : [];
  });
  const weight = (part: Part) => Math.max(0, arrMinorOf.get(part.accountId) ?? 0);
  const total = sumOf(parts, weight);
  return ratioFigure(parts, {
    n: parts.length,
    emptyReason: 'No account reaches the coverage floor.',
    variants: [{ id: 'arrWeighted', label: 'Weighted by ARR', value: total > 0 ? sumOf(parts, (part) => weight(part) * part.numerator) / total : null, n: parts.filter((part) => weight(part) > 0).length }],
    notes: notesOf(scope.length > parts.length && `${scope.length - parts.length} of ${scope.length} accounts are below the coverage floor of ${Math.round(floor * 100)} %.`),
  });
}

/** Accounts at or above the coverage floor over accounts in scope. */
export function healthCoverageFigure(day: HealthOfDay, scope: readonly string[], floor: number): Figure {
  if (day.size === 0) return unavailableFigure(noHealth);
  const parts = scope.map((accountId): Part => {
    const health = day.get(accountId);
    return { accountId, numerator: covered(health, floor) ? 1 : 0, denominator: 1, note: health === undefined ? 'no score' : covered(health, floor) ? null : `coverage ${Math.round(health.coverage * 100)} %` };
  });
  return ratioFigure(parts, { n: parts.length, emptyReason: 'No account is in scope.' });
}
