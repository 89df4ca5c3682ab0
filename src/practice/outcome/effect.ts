import { studentQuantile } from './student.ts';

/** One account's value; accounts of one family share a cluster. */
export interface Unit {
  clusterId: string;
  value: number;
  /** How much it counts, where some stand for several (matches that are used more than once). Default 1. */
  weight?: number;
}

/** A difference with its 95 % interval. */
export interface Effect {
  estimate: number;
  low: number;
  high: number;
}

const confidence = 0.975;
const weightOf = ({ weight = 1 }: Unit) => weight;
const weightIn = (units: readonly Unit[]) => units.reduce((sum, unit) => sum + weightOf(unit), 0);
const mean = (units: readonly Unit[]) => units.reduce((sum, unit) => sum + weightOf(unit) * unit.value, 0) / weightIn(units);

/** Variance of a weighted mean, robust to families that move together (Liang and Zeger 1986, with the small-sample factor G/(G-1)). */
function varianceOfMean(units: readonly Unit[]): { variance: number; clusters: number } {
  const [centre, all] = [mean(units), weightIn(units)];
  const sums = new Map<string, number>();
  for (const unit of units) sums.set(unit.clusterId, (sums.get(unit.clusterId) ?? 0) + (weightOf(unit) / all) * (unit.value - centre));
  const clusters = sums.size;
  return { variance: clusters < 2 ? Number.NaN : (clusters / (clusters - 1)) * [...sums.values()].reduce((total, one) => total + one * one, 0), clusters };
}

/**
 * Difference of means, first less second, with a 95 % interval: cluster-robust variances and Welch's degrees of freedom over clusters. Undefined
 * with fewer than two clusters on a side, and where no value differs from another, which tells nothing about how far they could. Pure.
 */
export function differenceOfMeans(first: readonly Unit[], second: readonly Unit[]): Effect | undefined {
  const [a, b] = [varianceOfMean(first), varianceOfMean(second)];
  if (a.clusters < 2 || b.clusters < 2) return undefined;
  const estimate = mean(first) - mean(second);
  const variance = a.variance + b.variance;
  if (variance === 0) return undefined;
  const df = variance ** 2 / (a.variance ** 2 / (a.clusters - 1) + b.variance ** 2 / (b.clusters - 1));
  const half = studentQuantile(confidence, Math.max(1, df)) * Math.sqrt(variance);
  return { estimate, low: estimate - half, high: estimate + half };
}

const z = 1.959963984540054;

/** Wilson's score interval of a proportion, `n` possibly reduced for families. */
function wilson(p: number, n: number): { low: number; high: number } {
  const [centre, spread] = [p + (z * z) / (2 * n), z * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))];
  const scale = 1 + (z * z) / n;
  return { low: Math.max(0, (centre - spread) / scale), high: Math.min(1, (centre + spread) / scale) };
}

/** How many independent accounts a proportion is worth: fewer where families move together or some count for several (the design effect, at least 1). */
function effectiveN(units: readonly Unit[], p: number): number {
  const most = Math.min(weightIn(units) ** 2 / units.reduce((sum, unit) => sum + weightOf(unit) ** 2, 0), units.length);
  const { variance, clusters } = varianceOfMean(units);
  if (clusters < 2) return 1;
  return variance === 0 ? Math.min(most, clusters) : Math.min(most, (p * (1 - p)) / variance);
}

/**
 * Difference of proportions (values 0 and 1), first less second, with the 95 % hybrid score interval of Newcombe (1998, method 10): it stays honest
 * where nobody or everybody left, and for small numbers. Undefined when a side is empty. Pure.
 */
export function differenceOfShares(first: readonly Unit[], second: readonly Unit[]): Effect | undefined {
  if (first.length === 0 || second.length === 0) return undefined;
  const [p1, p2] = [mean(first), mean(second)];
  const [one, two] = [wilson(p1, effectiveN(first, p1)), wilson(p2, effectiveN(second, p2))];
  const estimate = p1 - p2;
  return { estimate, low: estimate - Math.sqrt((p1 - one.low) ** 2 + (two.high - p2) ** 2), high: estimate + Math.sqrt((one.high - p1) ** 2 + (p2 - two.low) ** 2) };
}

/** What can be said of a playbook. */
export type Verdict = 'too_early' | 'works' | 'harms' | 'no_effect' | 'unclear';

/** Fewest accounts on a side before anything is said; and from how many on a narrow interval around nothing counts as no effect. */
export const fewestUnits = 10;
const enoughUnits = 50;

/**
 * The plain reading of an effect. "No effect" is said only where the interval is narrow (no wider than `noticeable` to either side of nothing);
 * an interval that holds nothing and more is "unclear". Pure.
 */
export function verdictOf(effect: Effect | undefined, n: { treated: number; compared: number }, noticeable: number): Verdict {
  if (!effect || Math.min(n.treated, n.compared) < fewestUnits) return 'too_early';
  if (effect.low > 0) return 'works';
  if (effect.high < 0) return 'harms';
  return Math.min(n.treated, n.compared) >= enoughUnits && effect.high <= noticeable && effect.low >= -noticeable ? 'no_effect' : 'unclear';
}
