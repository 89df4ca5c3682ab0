import { z } from 'zod';

const pair = z.object({ now: z.number().int(), draft: z.number().int() });

/** How the past would have looked under a draft, beside how it looks under the version in force, from facts at past dates. */
export const lookBackResult = z.object({
  measure: z.enum(['bands', 'opened', 'entered']).describe('Accounts per band at the end of each month, signals that would have opened, or accounts that would have entered.'),
  from: z.string(), to: z.string().describe('The first and the last day looked at.'),
  everyDays: z.number().int().nullable().describe('Days between two looks; null: the middle and the end of each month.'),
  looks: z.number().int(), accounts: z.number().int().describe('Accounts that were judged at least once.'),
  months: z.array(z.object({ month: z.string(), now: z.record(z.string(), z.number().int()).nullable().describe('Null where nothing was in force before.'), draft: z.record(z.string(), z.number().int()) })),
  warning: z.object({
    left30: z.number().int().describe('Customers that left and were looked at 30 days or more before.'), lead30: pair.describe('Those of them that were at risk at that look.'),
    left60: z.number().int(), lead60: pair,
    judged: pair.describe('Alarms after which 180 days have passed or the customer left.'), falseAlarms: pair.describe('Those after which the customer stayed for 180 days.'),
  }).nullable().describe('Null where a draft is no warning.'),
  notShown: z.array(z.string()).describe('Triggers that the past cannot show.'),
  seconds: z.number().describe('What computing it took.'),
});
export type LookBackResult = z.infer<typeof lookBackResult>;

/** How far the look back at a proposal is. */
export const lookBack = z.object({
  state: z.enum(['waiting', 'running', 'done', 'failed']), done: z.number().int(), total: z.number().int(), askedAt: z.string(), finishedAt: z.string().nullable(), message: z.string().nullable().describe('Why it failed.'), result: lookBackResult.nullable(),
});
export type LookBack = z.infer<typeof lookBack>;
