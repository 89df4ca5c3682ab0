import { z } from 'zod';

/** Who is signed in and what state the store is in: what the app needs before its first page. */
export const sessionState = z.object({
  user: z.object({ id: z.string(), name: z.string() }),
  instance: z.object({
    sample: z.boolean().describe('The store holds the sample company.'),
    empty: z.boolean().describe('No account is known and no import has run.'),
    readingDate: z.string().nullable().describe('Last data date, offered as the reading date when the newest data is old.'),
    today: z.string().describe('Business date, YYYY-MM-DD.'),
  }),
});
export type SessionState = z.infer<typeof sessionState>;

/** The one-time token of a sign-in link, taken from the URL fragment. */
export const redeemInput = z.object({ token: z.string().min(1) });

/** One message of the event stream: ids only, so that a reader learns nothing it may not fetch. */
export const changeEvent = z.object({
  seq: z.number().int(),
  topic: z.enum(['account', 'signal', 'import', 'metric', 'source']),
  id: z.string().nullable(),
});
export type ChangeEvent = z.infer<typeof changeEvent>;
