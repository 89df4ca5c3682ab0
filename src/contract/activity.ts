import { z } from 'zod';

/** What a person can write about an account. */
export const activityKind = z.enum(['note', 'call', 'meeting', 'email', 'chat']);
export const activityDirection = z.enum(['in', 'out', 'two_way']);

/** A note, call or meeting as a person writes it. `at` is when it happened, not when it is written down. */
export const activityInput = z.object({
  kind: activityKind,
  at: z.iso.datetime({ offset: true }).describe('When it happened, with a time zone.'),
  direction: activityDirection.nullish().describe('Who spoke: in (from the customer), out, two_way. A note has none.'),
  subject: z.string().trim().min(1).max(300),
  text: z.string().max(50_000).nullish(),
  participants: z.array(z.string()).max(50).default([]).describe('People of this account, by id.'),
});
export type ActivityInput = z.infer<typeof activityInput>;

/** One that a person wrote, as stored. */
export const writtenActivity = z.object({
  id: z.string(),
  accountId: z.string(),
  kind: activityKind,
  at: z.string(),
  direction: activityDirection.nullable(),
  subject: z.string(),
  text: z.string().nullable(),
  participants: z.array(z.string()),
  author: z.string().nullable(),
  version: z.number().int(),
});
export type WrittenActivity = z.infer<typeof writtenActivity>;
