import type { Measure } from '../../contract/measure.ts';
import type { Standing } from './read-standings.ts';

const bounded = (value: number) => Math.max(-1, Math.min(1, value));

/**
 * What one account's window came to: 1 or 0 for `retained` (of accounts with a paid line at the start) and `returned` (of those without), the points of
 * score it moved for `health`, where a customer that has left ends at 0, and the change of annual revenue relative to the start for `revenue`, no more
 * than its doubling. Undefined where the start or the end is not known, or the measure does not apply. Pure.
 */
export function outcomeOf(measure: Measure, base: Standing | undefined, end: Standing | undefined): number | undefined {
  if (!base || !end) return undefined;
  const stays = end.lines > 0;
  if (measure === 'returned') return base.lines > 0 ? undefined : Number(stays);
  if (base.lines === 0) return undefined;
  if (measure === 'retained') return Number(stays);
  if (measure === 'health') return base.score === null ? undefined : stays ? (end.score === null ? undefined : end.score - base.score) : -base.score;
  if (base.arrMinor === null || base.arrMinor <= 0) return undefined;
  if (!stays) return -1;
  return end.arrMinor === null || end.currency !== base.currency ? undefined : bounded(end.arrMinor / base.arrMinor - 1);
}

/** The smallest effect worth telling: five accounts in a hundred, five points of score, five percent of revenue. */
export const noticeable: Readonly<Record<Measure, number>> = { retained: 0.05, returned: 0.05, health: 5, revenue: 0.05 };

/** Whether a measure is a share of accounts. */
export const isShare = (measure: Measure) => measure === 'retained' || measure === 'returned';
