import { z } from 'zod';

/** One figure. Ratios are fractions (0.86); money is minor units with `unit` the currency code; an empty denominator gives value null. */
export const metricItem = z.object({
  id: z.string(),
  label: z.string(),
  value: z.number().nullable(),
  unit: z.string().describe('fraction | points | hours | days | count | a currency code (minor units)'),
  numerator: z.number().nullable(),
  denominator: z.number().nullable(),
  window: z.object({ from: z.string(), to: z.string() }),
  n: z.number().int().describe('Units in the denominator.'),
  nOf: z.enum(['account', 'answer', 'ticket', 'renewal']).describe('What n counts.'),
  few: z.boolean().describe('n is below ten: read with care.'),
  sideUnit: z.string().describe('Unit of numerator and denominator: count, or a currency code (minor units).'),
  definitionVersion: z.number().int(),
  definition: z.string().describe('The formula in words.'),
  target: z.object({ op: z.enum(['>', '<']), value: z.number(), met: z.boolean().nullable(), variant: z.string().nullable().describe('The variant the target is about; null means the value itself.') }).nullable(),
  unavailable: z.string().nullable().describe('Why there is no value.'),
  variants: z.array(z.object({ id: z.string(), label: z.string(), value: z.number().nullable(), n: z.number().int(), unit: z.string().describe('As the unit of the figure; a variant may have another.') })),
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

/** The same metric at one month end; read with what is known at the reading date, so a renewal closed late restates its month. */
export const metricPoint = z.object({ day: z.string(), value: z.number().nullable(), n: z.number().int() });
export type MetricPoint = z.infer<typeof metricPoint>;

/** A figure of the targets board: with its twelve last month ends. Empty when the past cannot be read. */
export const boardItem = metricItem.extend({ trend: z.array(metricPoint) });
export type BoardItem = z.infer<typeof boardItem>;

/** One group's share of a figure; all groups' numerators and denominators add up to the figure's. */
export const metricGroup = z.object({ group: z.string(), value: z.number().nullable(), numerator: z.number(), denominator: z.number(), accounts: z.number().int() });
export type MetricGroup = z.infer<typeof metricGroup>;

/** Accounts that began in one quarter, and what of them was left each quarter of their own age later. Age 0 is their first day: everything. */
export const cohortRow = z.object({
  quarter: z.string().describe('YYYY-Qn of the first paid day.'),
  logos: z.number().int(),
  openingMinor: z.number().int().describe('Revenue on each account\'s own first day, in the base currency.'),
  ages: z.array(z.object({ age: z.number().int().describe('Quarters after each account\'s own first day.'), logos: z.number().int(), minor: z.number().int() })).describe('Only ages that every account of the cohort has reached.'),
});
export const cohortAccount = z.object({ accountId: z.string(), accountName: z.string(), startOn: z.string(), openingMinor: z.number().int(), minor: z.number().int() });
export const cohortTable = z.object({
  currency: z.string(), at: z.string(), items: z.array(cohortRow), total: z.number().int(), next: z.null(),
  accounts: z.array(cohortAccount).describe('The accounts of the asked cohort at the asked age; they add up to its row.'), notes: z.array(z.string()),
});
export type CohortRow = z.infer<typeof cohortRow>;
export type CohortTable = z.infer<typeof cohortTable>;

/** One step of a revenue waterfall, signed minor units. */
export const movementStep = z.object({
  id: z.enum(['new', 'reactivation', 'expansion', 'contraction', 'churn', 'transferIn', 'transferOut', 'fx']),
  label: z.string(),
  minor: z.number().int(),
  n: z.number().int().describe('Accounts.'),
});
export type MovementStep = z.infer<typeof movementStep>;

const waterfallShape = z.object({ window: z.object({ from: z.string(), to: z.string() }), openingMinor: z.number().int(), steps: z.array(movementStep), closingMinor: z.number().int() });

/** How revenue moved between the ends of two days: `opening` plus every step is `closing`. In whole and by month, and why the two differ by kind. */
export const movementBridge = waterfallShape.extend({
  currency: z.string(),
  monthly: z.array(waterfallShape),
  bridge: z.array(z.object({ id: movementStep.shape.id, endPointsMinor: z.number().int(), monthlyMinor: z.number().int(), differenceMinor: z.number().int() })).describe('Movements to and fro inside the period; the differences add up to 0.'),
  accounts: z.array(z.object({
    accountId: z.string(), accountName: z.string(), kind: z.string(), openingMinor: z.number().int(), transferMinor: z.number().int(),
    changeMinor: z.number().int(), fxMinor: z.number().int(), closingMinor: z.number().int(), note: z.string().nullable(),
  })),
  notValued: z.array(z.object({ accountId: z.string(), lineId: z.string(), currency: z.string(), annualMinor: z.number().int() })),
  notes: z.array(z.string()),
});
export type MovementBridge = z.infer<typeof movementBridge>;

/** A dated rate: from `onDay`, one major unit of `currency` is `rate` major units of `base`. */
export const exchangeRateItem = z.object({ currency: z.string(), base: z.string(), onDay: z.string(), rate: z.number(), setBy: z.string(), setAt: z.string() });
