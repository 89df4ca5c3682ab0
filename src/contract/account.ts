import { z } from 'zod';
import { band } from './health.ts';

/** One row of the book: everything the table shows, so that it can sort and filter without asking again. */
export const bookRow = z.object({
  id: z.string(),
  name: z.string(),
  domain: z.string().nullable(),
  externalIds: z.record(z.string(), z.string()),
  ownerId: z.string().nullable(),
  owner: z.string().nullable(),
  segment: z.string().nullable(),
  stage: z.string().nullable(),
  tier: z.string().nullable(),
  industry: z.string().nullable(),
  country: z.string().nullable(),
  parentId: z.string().nullable(),
  score: z.number().nullable(),
  band,
  confidence: z.number(),
  coverage: z.number(),
  moved: z.object({ d7: z.number().nullable(), d28: z.number().nullable(), d90: z.number().nullable() }),
  healthSeries: z.array(z.number().nullable()).describe('Weekly scores, 13 weeks, oldest first.'),
  arrMinor: z.number().nullable(),
  currency: z.string().nullable(),
  renewalOn: z.string().nullable(),
  usageSeries: z.array(z.number()).describe('Weekly events, 16 weeks, oldest first.'),
  signals: z.array(z.object({ id: z.string(), type: z.string(), label: z.string(), family: z.string(), severity: z.string() })),
  lastTouchOn: z.string().nullable(),
  customerSince: z.string().nullable(),
  sample: z.boolean(),
});
export type BookRow = z.infer<typeof bookRow>;

/** A page of the account's other records. */
export const accountDetail = z.object({
  account: bookRow.extend({ custom: z.record(z.string(), z.unknown()) }),
  people: z.array(z.object({ id: z.string(), name: z.string().nullable(), email: z.string().nullable(), title: z.string().nullable(), role: z.string().nullable(), joinedOn: z.string().nullable(), leftOn: z.string().nullable(), lastContactOn: z.string().nullable() })),
  lines: z.array(z.object({ id: z.string(), contractRef: z.string().nullable(), product: z.string().nullable(), plan: z.string().nullable(), kind: z.string(), quantity: z.number().nullable(), unit: z.string().nullable(), annualMinor: z.number(), currency: z.string(), startOn: z.string(), termEnd: z.string().nullable(), endedOn: z.string().nullable(), billingMonths: z.number().nullable(), noticeDays: z.number().nullable(), discount: z.number().nullable(), autoRenew: z.boolean().nullable(), optOutOn: z.string().nullable(), inForce: z.boolean() })),
  invoices: z.array(z.object({ id: z.string(), number: z.string().nullable(), issuedOn: z.string(), dueOn: z.string().nullable(), paidOn: z.string().nullable(), amountMinor: z.number(), currency: z.string(), status: z.enum(['paid', 'void', 'overdue', 'open']), overdueDays: z.number().nullable() })),
  tickets: z.array(z.object({ id: z.string(), number: z.string().nullable(), subject: z.string().nullable(), priority: z.string().nullable(), state: z.enum(['new', 'open', 'solved']), requester: z.string().nullable(), assignee: z.string().nullable(), escalated: z.boolean(), reopened: z.boolean(), openedAt: z.string(), firstReplyAt: z.string().nullable(), solvedAt: z.string().nullable(), csat: z.number().nullable(), tone: z.number().nullable() })),
  freshness: z.array(z.object({ sourceId: z.string(), name: z.string(), kind: z.string(), lastReceivedAt: z.string().nullable(), lastHappenedAt: z.string().nullable() })),
});
export type AccountDetail = z.infer<typeof accountDetail>;

/** One entry of an account's timeline, from any source. */
export const timelineEntry = z.object({
  id: z.string(),
  kind: z.string(),
  at: z.string(),
  title: z.string(),
  text: z.string().nullable(),
  source: z.string(),
  tone: z.number().nullable(),
  author: z.string().nullable(),
  direction: z.string().nullable(),
  people: z.array(z.string()).describe('People of the account who took part, by id.'),
  peopleNames: z.array(z.string()),
  version: z.number().int().nullable().describe('Set where a person wrote the entry: it can be changed and taken away with this version.'),
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.null()])).describe('What the title is made of.'),
});

/** Usage of one account by week. `features`: the largest features by name, the rest under "other". */
export const usageSeries = z.object({
  weeks: z.array(z.string()).describe('First day of each week, oldest first.'),
  events: z.array(z.number()),
  activeUsers: z.array(z.number().nullable()),
  features: z.array(z.object({ name: z.string(), events: z.array(z.number()) })),
  seats: z.number().nullable(),
  marks: z.array(z.object({ day: z.string(), label: z.string(), kind: z.enum(['person', 'change', 'ticket', 'contract', 'survey', 'feature']) })),
  grain: z.enum(['event', 'period', 'mixed', 'none']),
});
export type TimelineEntry = z.infer<typeof timelineEntry>;
export type UsageSeries = z.infer<typeof usageSeries>;
