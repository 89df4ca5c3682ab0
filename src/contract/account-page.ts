import { z } from 'zod';
import { band } from './health.ts';
import { evidence } from './listing.ts';

/** Someone at the account, with influence, sentiment and contact as known by the moment. */
export const stakeholder = z.object({
  id: z.string(),
  name: z.string().nullable(),
  email: z.string().nullable(),
  title: z.string().nullable(),
  role: z.string().nullable(),
  joinedOn: z.string().nullable(),
  leftOn: z.string().nullable(),
  lastContactOn: z.string().nullable().describe('Day of the last two-way contact.'),
  contacts90: z.number().int().describe('Two-way contacts in 90 days.'),
  influence: z.object({ level: z.number().int().min(1).max(3), from: z.enum(['record', 'role']) }).nullable().describe('3 is most; from the record, else by role.'),
  sentiment: z.object({ value: z.number(), from: z.enum(['record', 'texts', 'survey']), texts: z.number().int() }).nullable().describe('-1..1; from the record, else the mean tone of their texts in 180 days, else their newest survey answer of 365 days (NPS: 7 is 0, three points are 1; others: 60 % of the scale is 0).'),
  reportsToId: z.string().nullable(),
});
export type Stakeholder = z.infer<typeof stakeholder>;

/** Whether a part of the relationship is missing. `unknown`: the data cannot tell. */
export const stakeholderGap = z.object({ id: z.enum(['champion', 'executive_sponsor', 'single_threaded']), state: z.enum(['gap', 'ok', 'unknown']), people: z.array(z.string()), windowDays: z.number().int() });
export type StakeholderGap = z.infer<typeof stakeholderGap>;
export const stakeholderMap = z.object({ people: z.array(stakeholder), gaps: z.array(stakeholderGap), hasReporting: z.boolean() });
export type StakeholderMap = z.infer<typeof stakeholderMap>;

export const sliceBy = z.enum(['feature', 'module', 'team', 'user']);
export type SliceBy = z.infer<typeof sliceBy>;

/** Weekly usage cut by feature, module, team or user, the largest first. */
export const usageSlices = z.object({
  weeks: z.array(z.string()),
  by: sliceBy,
  slices: z.array(z.object({ id: z.string(), label: z.string(), events: z.array(z.number()), users: z.number().int().nullable(), total: z.number(), lastWeek: z.string().nullable() })),
  total: z.number(),
  grain: z.enum(['event', 'period', 'mixed', 'none']),
  unattributed: z.number().describe('Events that belong to no slice: without a user, or with one whose team is not known.'),
});
export type UsageSlices = z.infer<typeof usageSlices>;

const anyValue = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** A field of the record with every value it had, newest first. */
export const accountField = z.object({
  field: z.string(),
  value: anyValue,
  current: z.string().nullable().describe('The source whose value counts.'),
  versions: z.array(z.object({ value: anyValue, sourceId: z.string(), source: z.string(), happenedAt: z.string().nullable(), knownAt: z.string() })),
  conflict: z.array(z.object({ value: anyValue, sourceId: z.string(), source: z.string(), knownAt: z.string() })).describe('The newest value of each source, where they differ.'),
});
export const accountRecord = z.object({
  fields: z.array(accountField),
  externalIds: z.array(z.object({ sourceId: z.string(), source: z.string(), value: z.string(), knownAt: z.string() })),
  usageKeys: z.array(z.object({ sourceId: z.string(), source: z.string(), kind: z.string(), key: z.string(), firstSeenAt: z.string() })),
  usageKeyCount: z.number().int(),
});
export type AccountRecord = z.infer<typeof accountRecord>;

const side = z.object({ at: z.string(), score: z.number().nullable(), band, coverage: z.number(), scorecard: z.object({ id: z.string(), version: z.number().int(), label: z.string() }) });
const factSide = z.object({ value: anyValue, text: z.string() });

/** Two dates side by side. Points of the drivers add up to the two scores. */
export const healthComparison = z.object({
  accountId: z.string(),
  from: side.nullable().describe('null: nothing was known of the account by then.'),
  to: side.nullable(),
  drivers: z.array(z.object({ id: z.string(), label: z.string(), fromPoints: z.number().nullable(), toPoints: z.number().nullable(), fromScore: z.number().nullable(), toScore: z.number().nullable(), moved: z.number() })),
  facts: z.array(z.object({ id: z.string(), label: z.string(), area: z.string(), from: factSide, to: factSide, evidence: z.array(evidence) })),
});
export type HealthComparison = z.infer<typeof healthComparison>;

/** A rule that stays quiet for one account. */
export const signalMute = z.object({
  id: z.string(), accountId: z.string(), accountName: z.string(), type: z.string(), label: z.string(), reason: z.string(), by: z.string(), mutedOn: z.string(), untilOn: z.string(), liftedOn: z.string().nullable(), active: z.boolean(),
});
export type SignalMute = z.infer<typeof signalMute>;
