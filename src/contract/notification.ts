import { z } from 'zod';
import { day, listOf } from './listing.ts';

/** What one may be told of. */
export const notificationKinds = ['signal', 'band', 'approval', 'handover', 'mention', 'renewal', 'import', 'engagement'] as const;
export const notificationKind = z.enum(notificationKinds);
export type NotificationKind = z.infer<typeof notificationKind>;

/** Why it is this person who is told. */
export const notificationReason = z.enum(['owner', 'approver', 'handed_over', 'mentioned', 'started', 'began']);
export type NotificationReason = z.infer<typeof notificationReason>;

/** What its sentence says, by kind. Absent means that the kind does not have it. */
export const notificationFacts = z.object({
  label: z.string().nullable().describe('signal: what it is called.'), severity: z.string(), why: z.string().nullable(),
  fromBand: z.string().nullable(), score: z.number().nullable(),
  subject: z.string().nullable().describe('approval: the subject of the message.'), action: z.string().describe('approval: the kind of action. engagement: how the run stands.'),
  count: z.number().int().describe('handover: accounts. import: rows held back. Else: how many are told in this one line.'), by: z.string().nullable(), note: z.string().nullable(),
  task: z.string(), text: z.string(), source: z.string().nullable(),
  due: z.enum(['opt_out', 'end']).describe('renewal: the last day to cancel, or the end of the term.'), on: z.string().describe('A day, YYYY-MM-DD.'),
}).partial();
export type NotificationFacts = z.infer<typeof notificationFacts>;

export const notificationItem = z.object({
  id: z.number().int(), kind: notificationKind, accountId: z.string().nullable(), account: z.string().nullable().describe('The name of the account, where it is about one.'),
  facts: notificationFacts, reason: notificationReason, link: z.string().describe('A path of the app.'), at: z.string(), readAt: z.string().nullable(),
});
export type NotificationItem = z.infer<typeof notificationItem>;

export const notificationList = listOf(notificationItem).extend({ unread: z.number().int().describe('In all; 0 while it is quiet.') });
export type NotificationList = z.infer<typeof notificationList>;

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Write a time of day as HH:MM.');
const ways = z.object({ inApp: z.boolean(), digest: z.boolean() });
const schedule = z.enum(['daily', 'weekly', 'off']);
const weekday = z.number().int().min(1).max(7).describe('1 is Monday; for weekly.');

/** How one person wants to be told. */
export const notificationPreferences = z.object({
  schedule, at: time.describe('In the own time zone.'), weekday, quietUntil: day.nullable().describe('Nothing is counted or mailed before this day.'),
  kinds: z.record(notificationKind, ways),
  mail: z.object({ ready: z.boolean().describe('A mail server is set up.'), address: z.string().nullable(), timeZone: z.string() }),
});
export type NotificationPreferences = z.infer<typeof notificationPreferences>;

/** A change of some of it; what is not named stays. */
export const notificationPreferenceChange = z.strictObject({
  schedule: schedule.optional(), at: time.optional(), weekday: weekday.optional(), quietUntil: day.nullable().optional(), kinds: z.partialRecord(notificationKind, ways.partial()).optional(),
});
export type NotificationPreferenceChange = z.infer<typeof notificationPreferenceChange>;
