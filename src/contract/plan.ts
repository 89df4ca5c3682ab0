import { z } from 'zod';
import { evidence } from './listing.ts';

/** Where a step comes from. `unknown`: too little is known to judge; `none`: nothing needs doing. */
export const stepRule = z.enum(['signal', 'driver', 'chance', 'renewal', 'task', 'approval', 'unknown', 'none']);
export type StepRule = z.infer<typeof stepRule>;

const common = {
  rule: stepRule.describe('signal: an open risk signal; chance: an open growth or advocacy signal; renewal: a term that can be left or ends soon; driver: the line of the score that lost most; task; approval; unknown: too little is known; none.'),
  action: z.string().describe('What kind of step it is, for example "save_call".'),
  title: z.string(),
  subject: z.string().nullable().describe('The signal, task or line it follows from.'),
  reason: z.string().nullable(),
  evidence: z.array(evidence),
  signalId: z.string().nullable(),
  driverId: z.string().nullable(),
  expectedMinor: z.number().int().nullable().describe('What the step is expected to bring, annual, in minor units of `baseCurrency`. null: the money is unknown.'),
  baseCurrency: z.string(),
  effortHours: z.number().nullable(),
  confidence: z.number().nullable().describe('0 to 1: how sure it is that the reason holds.'),
};

/** The one thing to do next for an account: the first step of its plan. */
export const nextStep = z.object(common);
export type NextStep = z.infer<typeof nextStep>;

export const planStep = z.object({
  ...common,
  rank: z.number().int(), accountId: z.string(), accountName: z.string(),
  effortHours: z.number(), confidence: z.number(),
  also: z.array(z.string()).describe('What else asks for the same step.'),
  stakeMinor: z.number().nullable(), currency: z.string().nullable().describe('Of the stake.'),
  share: z.number().nullable().describe('Share of the stake that a step of this kind is taken to move.'),
  urgency: z.number(), score: z.number().describe('Expected value × urgency ÷ (1 + effort hours), see `formula`.'),
  dueOn: z.string().nullable(), link: z.string(), ref: z.string().nullable().describe('The task, approval or signal itself.'),
  playbook: z.object({ id: z.string(), label: z.string(), running: z.boolean() }).nullable().describe('The playbook for this, and whether it is already at it.'),
});
export type PlanStep = z.infer<typeof planStep>;

/** What to do next, ranked: for one account or the whole book. */
export const plan = z.object({ account: z.string().nullable(), asOf: z.string(), items: z.array(planStep), total: z.number().int(), formula: z.string() });
export type Plan = z.infer<typeof plan>;
