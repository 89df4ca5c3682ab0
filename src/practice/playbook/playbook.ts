import { z } from 'zod';
import { measures } from '../../contract/measure.ts';
import { durationRemedy, parseDuration } from './duration.ts';

const id = z.string().regex(/^[a-z][a-z0-9_]{0,47}$/, 'Small letters, digits and underscores, beginning with a letter.');
const playbookId = z.string().regex(/^[a-z][a-z0-9-]{0,47}$/, 'Small letters, digits and hyphens, beginning with a letter.');
const condition = z.string().min(1).describe('A CEL expression over facts; unknown does not hold.');
const sentence = z.string().trim().min(10, 'Write a whole sentence.').max(500);
const text = (most: number) => z.string().trim().min(1).max(most).describe('Liquid over the known variables.');
const duration = z.string().refine((value) => (parseDuration(value)?.amount ?? 0) > 0, `This is not a length of time. ${durationRemedy}`);
const offset = z.string().refine((value) => { const one = parseDuration(value); return one !== undefined && ['day', 'week', 'business_day'].includes(one.unit); }, 'Write whole days before (-90d, -10bd) or after (30d) the date.');
const clockTime = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Write a time of day as HH:MM.');
const points = z.number().min(0).max(10);
/** The id of a step, or "end". */
const target = id;

export const stages = ['onboarding', 'adopting', 'established', 'renewing', 'churned'] as const;
/** Roles of people; `respondent` is whoever gave the answer that started the run. */
export const roles = ['champion', 'executive_sponsor', 'economic_buyer', 'admin', 'user', 'respondent'] as const;
export const anchors = ['customer_since', 'term_start', 'term_end', 'opt_out', 'ended'] as const;
const severity = z.enum(['info', 'low', 'medium', 'high', 'critical']);

/** Who gets a task: the account's owner, who has the fewest accounts, each in turn, or somebody named. */
export const assignment = z.union([z.enum(['owner', 'fewest_accounts', 'round_robin']), z.strictObject({ memberId: z.string() })]);

/** What starts a run. */
export const trigger = z.discriminatedUnion('on', [
  z.strictObject({ on: z.literal('signal'), types: z.array(id).min(1), severity: severity.default('info').describe('At least so grave.') }),
  z.strictObject({ on: z.literal('fact'), when: condition.describe('Starts when it becomes true.') }),
  z.strictObject({ on: z.literal('date'), anchor: z.enum(anchors).describe('A day of the contract, or the first day as a customer.'), offset }),
  z.strictObject({ on: z.literal('stage'), to: z.array(z.enum(stages)).min(1) }),
  z.strictObject({ on: z.literal('survey'), survey: z.enum(['nps', 'csat', 'ces', 'custom']), atMost: points.optional().describe('Points of ten.'), atLeast: points.optional() }),
  z.strictObject({ on: z.literal('event'), name: z.string().min(1).max(200).describe('A product event, as it is tracked.') }),
  z.strictObject({ on: z.literal('schedule'), every: z.enum(['week', 'month', 'quarter']), day: z.number().int().min(1).max(28).default(1).describe('Weeks: 1 is Monday; months and quarters: the day of the month.') }),
  z.strictObject({ on: z.literal('manual') }),
  z.strictObject({ on: z.literal('bulk') }),
]);
export type Trigger = z.infer<typeof trigger>;

/** Something that happens, for which a run can wait. */
const happening = z.union([
  z.strictObject({ signal: id, becomes: z.enum(['open', 'closed']).default('closed') }),
  z.strictObject({ survey: z.enum(['nps', 'csat', 'ces', 'custom']) }),
  z.strictObject({ event: z.string().min(1).max(200) }),
  z.strictObject({ reply: z.literal('email').describe('One of the account\'s people answers an e-mail that left.') }),
]);
export type Happening = z.infer<typeof happening>;

const common = {
  id: id.refine((value) => value !== 'end', '"end" is not a step\'s name.'),
  label: z.string().trim().min(1).max(80),
  why: sentence.describe('Why this step is taken, in one sentence; it is shown wherever its effect is.'),
  next: target.optional().describe('Default: the step below; after the last one the run ends.'),
  repeat: z.strictObject({ most: z.number().int().min(1).max(20), then: target.describe('Where it goes instead, once it was taken that often.') }).optional().describe('Needed on a step of every loop.'),
};
const people = { to: z.array(z.enum(roles)).min(1).describe('Roles in the order of preference; one person is written to.'), template: playbookId, otherwise: target.optional().describe('Where it goes when nobody can be written to, or it was refused. Default: next.') };
const patience = z.strictObject({ most: duration, onTimeout: target.optional() });

/** One step. */
export const step = z.discriminatedUnion('do', [
  z.strictObject({
    ...common, do: z.literal('task'), title: text(200), details: text(4000).optional(), priority: z.enum(['critical', 'high', 'medium', 'low']).default('medium'), dueBusinessDays: z.number().int().min(0).max(250).default(3), subtasks: z.array(text(200)).max(20).default([]),
    assign: assignment.optional(), wait: patience.optional().describe('Goes on once it is done; without it, at once.'), otherwise: target.optional().describe('Where it goes when the task is cancelled. Default: next.'),
  }),
  z.strictObject({ ...common, do: z.literal('email'), ...people }),
  z.strictObject({ ...common, do: z.literal('meeting'), ...people, inBusinessDays: z.number().int().min(1).max(60), at: clockTime.default('10:00'), minutes: z.number().int().min(10).max(480).default(30), location: z.string().max(300).optional() }),
  z.strictObject({ ...common, do: z.literal('survey'), survey: playbookId.describe('The survey whose question is put by e-mail.'), to: people.to, otherwise: people.otherwise }),
  z.strictObject({ ...common, do: z.literal('reminder'), of: target.describe('The survey step whose question was not answered; the same person is asked again.'), otherwise: target.optional().describe('Where it goes when nobody was asked, or the answer is there. Default: next.') }),
  z.strictObject({ ...common, do: z.literal('chat'), text: text(4000) }),
  z.strictObject({ ...common, do: z.literal('crm'), as: z.enum(['task', 'opportunity', 'note']).default('task').describe('What is made in the CRM.'), title: text(200), text: text(4000), dueInDays: z.number().int().min(0).max(730).optional().describe('The day a task is due, or an opportunity is to close; an opportunity has 60 days by default.'), fields: z.record(id, text(1000)).optional() }),
  z.strictObject({ ...common, do: z.literal('ticket'), text: text(4000), fields: z.record(id, text(1000)).optional() }),
  z.strictObject({ ...common, do: z.literal('webhook'), text: text(4000), fields: z.record(id, text(1000)).optional(), endpoint: z.string().max(60).optional() }),
  z.strictObject({ ...common, do: z.literal('wait'), for: duration.optional(), until: condition.optional(), event: happening.optional(), most: duration.optional().describe('Needed with "until" and "event".'), onTimeout: target.optional() }),
  z.strictObject({ ...common, do: z.literal('branch'), cases: z.array(z.strictObject({ when: condition, next: target, why: sentence.optional() })).min(1).max(10), otherwise: target }),
  z.strictObject({ ...common, do: z.literal('approval'), question: text(500), wait: patience, onRejected: target }),
  z.strictObject({ ...common, do: z.literal('playbook'), start: playbookId }),
  z.strictObject({ ...common, do: z.literal('end'), outcome: z.enum(['achieved', 'lost', 'moot', 'done']).default('done') }),
]);
export type Step = z.infer<typeof step>;
export type StepKind = Step['do'];

/** A playbook as people write it. */
export const playbookDefinition = z.strictObject({
  id: playbookId,
  label: z.string().trim().min(1).max(80),
  description: z.string().trim().min(20).max(2000),
  goal: sentence.describe('What has changed for the customer when it worked.'),
  measure: z.enum(measures).optional().describe('What tells whether it worked, 13 weeks after the Monday of entry. Default: retained.'),
  triggers: z.array(trigger).min(1).max(12),
  entry: z.array(z.strictObject({ when: condition, why: sentence })).max(12).default([]).describe('All must hold.'),
  exit: z.array(z.strictObject({ when: condition, outcome: z.enum(['achieved', 'lost', 'moot']), why: sentence })).max(12).default([]).describe('The first that holds ends the run, whatever it waits for.'),
  reentry: z.union([z.literal('never'), z.strictObject({ afterDays: z.number().int().min(0).max(1000) })]).default({ afterDays: 90 }).describe('When an account may enter again, counted from the end of its last run.'),
  caps: z.strictObject({ running: z.number().int().min(1).max(100_000).optional(), perDay: z.number().int().min(1).max(100_000).optional(), perOwner: z.number().int().min(1).max(10_000).optional() }).default({}).describe('At once in all, entries in a day, at once for one owner.'),
  hours: z.strictObject({ from: clockTime, to: clockTime, timeZone: z.string().default('UTC') }).refine(({ from, to }) => from < to, 'The day ends before it begins.').optional().describe('Mail, meetings and chat begin within these hours of working days; tasks and questions are put at once.'),
  assign: assignment.default('owner'),
  maxSteps: z.number().int().min(1).max(500).default(100).describe('A run that takes more has failed.'),
  steps: z.array(step).min(1).max(60),
});
export type Playbook = z.infer<typeof playbookDefinition>;
