import { z } from 'zod';

/** What became of a message or a meeting: kept as contact, or why not. Of what is not kept nothing is stored but this count. */
export const contactOutcome = z.enum(['kept', 'answer', 'ours', 'list', 'automatic', 'private', 'word', 'excluded', 'forged', 'internal', 'unknown', 'cancelled', 'declined', 'frequent']);
export type ContactOutcome = z.infer<typeof contactOutcome>;

const outcomes = z.partialRecord(contactOutcome, z.number().int());

/** A mailbox or calendar that is read for contact with customers. */
export const mailboxItem = z.object({
  id: z.string().describe('Of its source.'), kind: z.enum(['imap', 'ics']), name: z.string(),
  condition: z.enum(['reading', 'fresh', 'late', 'failing', 'waiting', 'paused']).describe('late: no reading ended well for three intervals.'),
  host: z.string(), port: z.number().int().nullable(), security: z.enum(['tls', 'starttls', 'none']).nullable(), user: z.string().nullable(),
  ownDomains: z.array(z.string()), without: z.array(z.string()), words: z.array(z.string()), subjects: z.boolean(),
  since: z.string(), everyMinutes: z.number().int(), createdAt: z.string(), lastReadAt: z.string().nullable(), dueAt: z.string().nullable(),
  lastError: z.object({ code: z.string(), message: z.string(), remedy: z.string().nullable(), at: z.string() }).nullable(), failures: z.number().int(),
  counts: outcomes.describe('Messages by outcome since it was added; of a calendar, the meetings of the last reading.'),
});
export type MailboxItem = z.infer<typeof mailboxItem>;

/** What a look into a mailbox or calendar found. Nothing of it was stored. */
export const mailboxTest = z.object({
  seen: z.number().int(), outcomes,
  kept: z.array(z.object({ at: z.string(), direction: z.enum(['in', 'out', 'two_way']), account: z.string(), people: z.array(z.string()), subject: z.string().nullable() })).describe('The newest that would be kept.'),
});
export type MailboxTest = z.infer<typeof mailboxTest>;
