import { z } from 'zod';
import { measures, mostHeldOutPercent } from './measure.ts';
import { playbookStatus } from './playbook.ts';

/** Who is held out of a playbook, and who chose so. */
export const holdOutItem = z.object({
  percent: z.number(), floor: z.number().nullable().describe('Annual revenue from which on nobody is held out, in whole units of the account\'s own currency; null: no floor.'),
  byWhom: z.string().nullable(), reason: z.string().nullable(), at: z.string().nullable(), version: z.number().int().describe('Give it back when you change it; 0 before the first time.'),
});
export type HoldOutItem = z.infer<typeof holdOutItem>;

export const holdOutInput = z.object({
  id: z.string(), percent: z.coerce.number().min(0).max(mostHeldOutPercent).describe('Of the accounts that would enter, 0 to 50. 0 ends it.'),
  floor: z.coerce.number().positive().nullable().optional().describe('From this annual revenue on nobody is held out, in whole units of the account\'s own currency. Default: as it is.'),
  reason: z.string().trim().min(10, 'Say in a sentence why.').max(500), version: z.coerce.number().int().min(0).optional().describe('The version that was read; another one is a conflict.'),
});
export const holdOutChange = z.object({ holdOut: holdOutItem, before: holdOutItem.describe('What to set again to undo it.') });
export type HoldOutChange = z.infer<typeof holdOutChange>;

export const verdict = z.enum(['too_early', 'works', 'harms', 'no_effect', 'unclear']);
export const method = z.enum(['randomised', 'observational', 'none']);
const interval = z.object({ estimate: z.number(), low: z.number(), high: z.number() });

/** What a playbook did, as far as can be told. */
export const outcomeItem = z.object({
  id: z.string(), label: z.string(), status: playbookStatus, measure: z.enum(measures), windowDays: z.number().int(),
  method: method.describe('Randomised: against accounts held out by lot. Observational: against accounts alike that never entered, which proves nothing by itself.'),
  effect: interval.nullable().describe('Treated less compared, with its 95 % interval: a share (0.1 is ten points of a hundred), points of score, or relative change of annual revenue.'), noticeable: z.number().describe('The smallest effect worth telling, in the same unit.'), verdict,
  treated: z.object({ n: z.number().int(), mean: z.number().nullable() }), compared: z.object({ n: z.number().int(), mean: z.number().nullable() }),
  waiting: z.number().int().describe('Accounts whose window is not over.'), nextOn: z.string().nullable().describe('When the next window is over.'),
  leftOut: z.object({ notKnown: z.number().int(), noMatch: z.number().int(), otherShare: z.number().int() }).describe('Not known or no such customer at the start, nobody alike, drawn under another share.'),
  money: z.array(z.object({ currency: z.string(), treatedMinor: z.number().int().describe('Annual revenue of the treated at the start.'), estimateMinor: z.number().int(), lowMinor: z.number().int(), highMinor: z.number().int() })).describe('The effect times the annual revenue of the treated, by currency.'),
  holdOut: holdOutItem, heldOut: z.number().int().describe('Accounts held out so far.'), how: z.string().describe('How it was computed.'),
});
export type OutcomeItem = z.infer<typeof outcomeItem>;

/** One account of a comparison. */
export const outcomeAccount = z.object({ accountId: z.string(), accountName: z.string(), arm: z.enum(['treated', 'held_out']), enteredOn: z.string(), baseOn: z.string(), endOn: z.string(), state: z.enum(['counted', 'waiting', 'not_known', 'no_match', 'other_share']), value: z.number().nullable(), matches: z.array(z.string()).describe('Names of the accounts it was compared with.') });
export const outcomeDetail = z.object({ outcome: outcomeItem, accounts: z.array(outcomeAccount), total: z.number().int() });
export type OutcomeDetail = z.infer<typeof outcomeDetail>;
