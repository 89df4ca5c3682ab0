import { z } from 'zod';

/** One figure. Ratios are fractions (0.86); money is minor units with `unit` the currency code; an empty denominator gives value null. */
export const metricItem = z.object({
  id: z.string(),
  label: z.string(),
  value: z.number().nullable(),
  unit: z.string().describe('fraction | points | hours | count | a currency code (minor units)'),
  numerator: z.number().nullable(),
  denominator: z.number().nullable(),
  window: z.object({ from: z.string(), to: z.string() }),
  n: z.number().int().describe('Units in the denominator.'),
  definitionVersion: z.number().int(),
  definition: z.string().describe('The formula in words.'),
  target: z.object({ op: z.enum(['>', '<']), value: z.number(), met: z.boolean().nullable() }).nullable(),
  unavailable: z.string().nullable().describe('Why there is no value.'),
  variants: z.array(z.object({ id: z.string(), label: z.string(), value: z.number().nullable(), n: z.number().int() })),
  notes: z.array(z.string()),
});
export type MetricItem = z.infer<typeof metricItem>;

/** One account's part of a figure; numerators and denominators add up to the figure's. */
export const metricPart = z.object({
  accountId: z.string(),
  accountName: z.string(),
  numerator: z.number(),
  denominator: z.number(),
  note: z.string().nullable(),
});
export type MetricPart = z.infer<typeof metricPart>;

/** A figure of the targets board with its trend: values at past dates, oldest first. */
export const boardItem = metricItem.extend({
  trend: z.array(z.object({ day: z.string(), value: z.number().nullable() })),
});
export type BoardItem = z.infer<typeof boardItem>;

/** A revenue waterfall: `opening` plus every step is `closing`. Minor units. */
export const movementBridge = z.object({
  window: z.object({ from: z.string(), to: z.string() }),
  currency: z.string(),
  openingMinor: z.number(),
  closingMinor: z.number(),
  steps: z.array(z.object({ id: z.string(), label: z.string(), minor: z.number(), n: z.number().int() })),
});
export type MovementBridge = z.infer<typeof movementBridge>;
