import { z } from 'zod';

const score = z.number().min(0).max(100);
const direction = z.enum(['up', 'down']).describe('up: more is better; down: less is better.');
const point = z.tuple([z.number(), score]);

/** How a measure's value becomes 0..100. */
export const shape = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('threshold'), direction, below: score.describe('Below the first step.'), steps: z.array(z.strictObject({ at: z.number(), score })).min(1) }),
  z.strictObject({ type: z.literal('linear'), points: z.array(point).min(2).describe('[value, score] pairs by rising value; straight between them, flat outside.') }),
  z.strictObject({ type: z.literal('bounded'), min: z.number(), low: z.number(), high: z.number(), max: z.number().describe('100 from low to high, falling to 0 at min and max.') }),
  z.strictObject({
    type: z.literal('target'), age: z.string().default('account.age_days'), zeroAt: z.number().min(0).max(0.99).default(0).describe('Share of the target that scores 0.'),
    points: z.array(z.tuple([z.number().min(0), z.number().positive()])).min(1).describe('[customer age in days, target] pairs.'),
  }),
  z.strictObject({
    type: z.literal('percentile'), group: z.enum(['all', 'segment', 'stage']).default('all'), direction, minimumPeers: z.number().int().min(3).default(12),
    curve: z.array(point).min(2).default([[0, 0], [0.1, 20], [0.3, 60], [0.5, 80], [0.8, 100]]).describe('[percentile 0..1, score] pairs.'),
  }),
  z.strictObject({ type: z.literal('category'), scores: z.record(z.string(), score), otherwise: score.optional() }),
]);
export type Shape = z.infer<typeof shape>;

function isRising(values: readonly number[]): boolean {
  return values.every((value, index) => index === 0 || value > (values[index - 1] as number));
}

/** What is wrong with a shape beyond its types; undefined when sound. */
export function shapeFault(given: Shape): string | undefined {
  switch (given.type) {
    case 'threshold': {
      if (!isRising(given.steps.map((step) => step.at))) return 'the steps must rise';
      const scores = [given.below, ...given.steps.map((step) => step.score)];
      const sound = scores.every((value, index) => index === 0 || (given.direction === 'up' ? value >= (scores[index - 1] as number) : value <= (scores[index - 1] as number)));
      return sound ? undefined : `the scores must ${given.direction === 'up' ? 'rise' : 'fall'} with direction "${given.direction}"`;
    }
    case 'linear':
      return isRising(given.points.map(([value]) => value)) ? undefined : 'the values of the points must rise';
    case 'bounded':
      return given.min < given.low && given.low <= given.high && given.high < given.max ? undefined : 'min < low <= high < max must hold';
    case 'target':
      return isRising(given.points.map(([age]) => age)) ? undefined : 'the ages must rise';
    case 'percentile': {
      const scores = given.curve.map(([, value]) => value);
      if (!isRising(given.curve.map(([value]) => value))) return 'the percentiles must rise';
      return scores.every((value, index) => index === 0 || value >= (scores[index - 1] as number)) ? undefined : 'the scores of the curve must not fall';
    }
    case 'category':
      return undefined;
  }
}
