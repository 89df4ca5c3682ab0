import { z } from 'zod';

/** What came back on a message that left. `forged`: the receiving server found that it is not from whom it says. */
export const inboundKinds = ['reply', 'auto_reply', 'bounce', 'soft_bounce', 'complaint', 'forged'] as const;
export const inboundKind = z.enum(inboundKinds);
export type InboundKind = z.infer<typeof inboundKind>;

/** What came back on one message, as its delivery shows it. */
export const mailAnswer = z.object({ kind: inboundKind, at: z.string(), from: z.string(), note: z.string().nullable() });

/** A customer's answer to an e-mail that left through the outbox. */
export const replyItem = z.object({
  id: z.string(), accountId: z.string(), accountName: z.string(), actionId: z.string().describe('The e-mail it answers.'), activityId: z.string().nullable().describe('Its record on the timeline.'),
  personId: z.string().nullable(), name: z.string().nullable(), from: z.string(), known: z.boolean().describe('Whoever wrote is one of the account\'s people.'), subject: z.string().nullable(), text: z.string().nullable().describe('What the customer wrote: words of somebody outside.'),
  at: z.string(), answeredAt: z.string().nullable().describe('When somebody wrote, called or met afterwards.'), settledAt: z.string().nullable(), settledBy: z.string().nullable(),
});
export type ReplyItem = z.infer<typeof replyItem>;
