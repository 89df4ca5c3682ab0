import { z } from 'zod';
import { actionStatus } from './action.ts';
import { band } from './health.ts';
import { evidence } from './listing.ts';
import { taskStatus } from './task.ts';

/** What a run does in turn. */
export const engagementPhase = z.enum(['analyse', 'act', 'report']);
export type EngagementPhase = z.infer<typeof engagementPhase>;
/** `waiting`: a person has to confirm or correct what it assumed. */
export const engagementStatus = z.enum(['running', 'waiting', 'done', 'cancelled', 'failed']);
export type EngagementStatus = z.infer<typeof engagementStatus>;
/** Where an account stands in a run: `asked` waits for an assumption, `held` was stopped by a gate, `nothing` needs no step, `left` was not touched. */
export const engagementAccountState = z.enum(['pending', 'asked', 'ready', 'held', 'acted', 'nothing', 'left', 'failed']);
export type EngagementAccountState = z.infer<typeof engagementAccountState>;

const facts = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]));
export type EngagementFacts = z.infer<typeof facts>;
const named = z.object({ id: z.string(), name: z.string() });

/** What a goal was read as: accounts that fit every line that is given. */
export const goalReading = z.object({
  aim: z.enum(['risk', 'growth', 'advocacy', 'renewal', 'any']).describe('Which steps are looked for.'),
  bands: z.array(band), segment: z.string().nullable(), industry: z.string().nullable(), owner: named.nullable(),
  signals: z.array(named).describe('Open signals of these types.'), families: z.array(z.enum(['risk', 'growth', 'advocacy'])).describe('Open signals of these families; of risk only high and critical ones.'),
  renewal: z.object({ from: z.string(), to: z.string() }).nullable(), accounts: z.array(named), all: z.boolean(), most: z.number().int().nullable(),
  read: z.array(z.object({ words: z.string(), kind: z.string(), facts })).describe('Which words were read as what.'),
  doubts: z.array(z.object({ kind: z.string(), facts, options: z.array(z.string()), answer: z.string() })).describe('Words that could mean something else; they are asked about.'),
});
export type GoalReading = z.infer<typeof goalReading>;

export const assumptionState = z.enum(['open', 'noted', 'confirmed', 'corrected', 'moot']);
/** Something taken for true that no record says. */
export const engagementAssumption = z.object({
  id: z.string(), kind: z.string(), accountId: z.string().nullable(), accountName: z.string().nullable(), text: z.string(), facts, evidence: z.array(evidence),
  deciding: z.boolean().describe('Work that rests on it waits until a person confirmed or corrected it.'), state: assumptionState.describe('noted: it decides nothing and is only recorded. moot: nothing rests on it any more.'),
  answer: z.enum(['none', 'option', 'day', 'days']).describe('By what it can be corrected.'), options: z.array(z.object({ value: z.string(), label: z.string() })), value: z.string().nullable().describe('What it was corrected to.'),
  note: z.string().nullable(), decidedBy: z.string().nullable(), decidedAt: z.string().nullable(), version: z.number().int(),
});
export type EngagementAssumption = z.infer<typeof engagementAssumption>;

/** One check before something is done or a run is closed. */
export const engagementGate = z.object({ gate: z.string(), passed: z.boolean(), waivedBy: z.string().nullable(), facts, records: z.array(z.object({ kind: z.string(), id: z.string() })) });
export type EngagementGate = z.infer<typeof engagementGate>;

export const engagementAccount = z.object({
  accountId: z.string(), accountName: z.string(), state: engagementAccountState, reason: z.string().nullable(), facts, stakeMinor: z.number().nullable(), round: z.number().int(),
  step: z.object({ action: z.string(), title: z.string(), subject: z.string().nullable(), reason: z.string().nullable() }).nullable(),
  taskId: z.string().nullable(), task: z.object({ title: z.string(), status: taskStatus }).nullable(), actionId: z.string().nullable(), action: z.object({ subject: z.string().nullable(), status: actionStatus }).nullable(), gates: z.array(engagementGate).describe('Those that failed, waived or not; the steps have them all.'), version: z.number().int(),
});
export type EngagementAccount = z.infer<typeof engagementAccount>;

/** How far a run is. The rest is an estimate from what it took so far; null before there is anything to go by. */
export const engagementProgress = z.object({
  phase: engagementPhase, done: z.number().int(), total: z.number().int(), account: z.string().nullable().describe('The account that is worked on.'), startedAt: z.string(), secondsLeft: z.number().int().nullable(),
});

/** What came of a run, counted from records. */
export const engagementReport = z.object({
  tasks: z.number().int(), approvalsWaiting: z.number().int(), actionsSent: z.number().int(), actionsOther: z.number().int(), drafts: z.number().int(),
  accounts: z.number().int(), touched: z.number().int(), stakeMinor: z.number().describe('Annual revenue of the accounts that were touched.'), stakeUnknown: z.number().int(), baseCurrency: z.string(),
  untouched: z.array(z.object({ state: engagementAccountState, reason: z.string(), count: z.number().int() })), assumptions: z.object({ confirmed: z.number().int(), corrected: z.number().int(), noted: z.number().int(), open: z.number().int() }),
});
export type EngagementReport = z.infer<typeof engagementReport>;

const common = {
  id: z.string(), goal: z.string(), aim: z.string(), status: engagementStatus, progress: engagementProgress, startedBy: z.string(), byAgent: z.boolean(), mine: z.boolean(), open: z.number().int().describe('Assumptions that wait for a person.'),
  endedAt: z.string().nullable(), version: z.number().int(), link: z.string(),
};
export const engagementItem = z.object({ ...common, accounts: z.number().int(), touched: z.number().int(), approvalsWaiting: z.number().int() });
export type EngagementItem = z.infer<typeof engagementItem>;

export const engagementDetail = z.object({
  ...common, reading: goalReading, accounts: z.array(engagementAccount).describe('Those beyond the limit or not yours to change are only counted in the report.'), assumptions: z.array(engagementAssumption), bases: z.record(z.string(), z.string()).describe('What assumptions of each kind rest on.'), closing: z.array(engagementGate), report: engagementReport,
  delivery: z.string().nullable().describe('What it delivered, in one paragraph made of the counts; null until it ended.'), error: z.string().nullable(), steps: z.number().int(),
  budget: z.object({ accounts: z.number().int(), actions: z.number().int(), actionsUsed: z.number().int() }), floors: z.object({ coverage: z.number(), confidence: z.number() }),
});
export type EngagementDetail = z.infer<typeof engagementDetail>;

export const engagementStep = z.object({
  seq: z.number().int(), phase: engagementPhase, kind: z.string(), accountId: z.string().nullable(), accountName: z.string().nullable(), why: z.string(), facts, read: z.array(z.string()).describe('Operations that were asked.'),
  records: z.array(z.object({ kind: z.string(), id: z.string() })), digest: z.string().nullable().describe('Of all that the rule was given.'), rule: z.string().nullable(), gates: z.array(engagementGate), at: z.string(), ms: z.number().int(),
});
export type EngagementStep = z.infer<typeof engagementStep>;

/** What a goal would touch, before anything is started. */
export const engagementPreview = z.object({
  reading: goalReading, asOf: z.string(), total: z.number().int(), mostAccounts: z.number().int(), baseCurrency: z.string(), stakeMinor: z.number(), stakeUnknown: z.number().int(), digest: z.string().describe('Hand it to engagement.start: what the words were read as then counts as seen.'),
  accounts: z.array(z.object({ accountId: z.string(), accountName: z.string(), band, score: z.number().nullable(), renewalOn: z.string().nullable(), stakeMinor: z.number().nullable(), because: z.array(z.string()) })),
  left: z.array(z.object({ reason: z.string(), count: z.number().int() })),
});
export type EngagementPreview = z.infer<typeof engagementPreview>;

export const engagementStart = z.object({
  goal: z.string().trim().min(3).max(300).describe('Which accounts to work on, for example "work the at-risk segment".'),
  accounts: z.coerce.number().int().min(1).max(200).default(25).describe('Most accounts that the run looks at; those with most money come first.'),
  actions: z.coerce.number().int().min(0).max(200).default(25).describe('Most messages that it drafts. Each waits for a person.'),
});

/** A run replayed: what each rule decides again from what was stored. */
export const engagementReplay = z.object({ id: z.string(), steps: z.number().int(), checked: z.number().int(), same: z.boolean(), differing: z.array(z.object({ seq: z.number().int(), kind: z.string(), what: z.string() })) });
export type EngagementReplay = z.infer<typeof engagementReplay>;
