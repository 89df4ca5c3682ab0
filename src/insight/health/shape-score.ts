import type { FactValue, FactValues } from '../../program/definition/expression.ts';
import { peerKey, percentileOf, type Distribution, type Peers } from './peer-distribution.ts';
import type { Shape } from './shape.ts';

/** What a shape needs beside the value: the account's facts (customer age, segment, stage) and its peers. */
export interface ShapeContext {
  values: FactValues;
  peers: Peers;
  /** What is measured, as named in the peer distributions. */
  measured: string;
}

/** A score 0..100 with what it was held against, or why there is none. */
export type ShapeScore = { score: number; against: string | null } | { unknown: string };

/** Straight line between points by rising x, flat outside. */
export function interpolate(points: readonly (readonly [number, number])[], x: number): number {
  const first = points[0] as readonly [number, number];
  if (x <= first[0]) return first[1];
  for (let i = 1; i < points.length; i++) {
    const [x1, y1] = points[i] as readonly [number, number];
    const [x0, y0] = points[i - 1] as readonly [number, number];
    if (x <= x1) return y0 + ((y1 - y0) * (x - x0)) / (x1 - x0);
  }
  return (points.at(-1) as readonly [number, number])[1];
}

function percentileScore(given: Shape & { type: 'percentile' }, value: number, context: ShapeContext): ShapeScore {
  const own = given.group === 'all' ? null : context.values[`account.${given.group}`];
  const groups = [...(typeof own === 'string' ? [`${given.group}:${own}`] : []), 'all'];
  for (const group of groups) {
    const distribution = context.peers.get(peerKey(context.measured, group));
    if (!distribution || distribution.n < given.minimumPeers || isAlike(distribution, value)) continue;
    const rank = percentileOf(distribution, value);
    const good = given.direction === 'up' ? rank : 1 - rank;
    const among = group === 'all' ? 'all customers' : `${group.slice(group.indexOf(':') + 1)} customers`;
    return { score: interpolate(given.curve, good), against: Math.round(good * 100) === 0 ? `the lowest of ${among}` : `better than ${Math.round(good * 100)} % of ${among}` };
  }
  return { unknown: `fewer than ${given.minimumPeers} peers to compare with, or peers that are all alike` };
}

/** Peers of one and the same value say of another only that it differs, not by how much it should matter. */
function isAlike({ quantiles }: Distribution, value: number): boolean {
  return quantiles[0] === quantiles.at(-1) && Math.fround(value) !== quantiles[0];
}

function inWords(value: Exclude<FactValue, null>): string {
  return typeof value === 'boolean' ? (value ? '"yes"' : '"no"') : `"${value}"`;
}

/** Scores a value by its shape. Never scores what it cannot compare: those answers are unknown with the reason. */
export function shapeScore(given: Shape, value: Exclude<FactValue, null>, context: ShapeContext): ShapeScore {
  if (given.type === 'category') {
    const found = given.scores[String(value)] ?? given.otherwise;
    return found === undefined ? { unknown: `the scorecard names no score for ${inWords(value)}` } : { score: found, against: null };
  }
  const number = typeof value === 'boolean' ? Number(value) : value;
  if (typeof number !== 'number') return { unknown: `${inWords(value)} is not a number` };
  switch (given.type) {
    case 'threshold':
      return { score: given.steps.findLast((step) => step.at <= number)?.score ?? given.below, against: null };
    case 'linear':
      return { score: interpolate(given.points, number), against: null };
    case 'bounded':
      return { score: interpolate(given.low === given.high ? [[given.min, 0], [given.low, 100], [given.max, 0]] : [[given.min, 0], [given.low, 100], [given.high, 100], [given.max, 0]], number), against: null };
    case 'target': {
      const age = context.values[given.age];
      if (typeof age !== 'number') return { unknown: 'the age of the customer is unknown' };
      const target = interpolate(given.points, age);
      const share = (number / target - given.zeroAt) / (1 - given.zeroAt);
      return { score: Math.min(1, Math.max(0, share)) * 100, against: `${Math.round((number / target) * 100)} % of the target at this age` };
    }
    case 'percentile':
      return percentileScore(given, number, context);
  }
}
