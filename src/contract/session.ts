import { z } from 'zod';
import { preferences } from './preference.ts';
import { ability, roleId } from './role.ts';

/** Who is signed in, what one may do, and what state the store is in: what the app needs before its first page. */
export const sessionState = z.object({
  user: z.object({ id: z.string(), name: z.string(), email: z.string().nullable(), role: roleId.nullable(), memberId: z.string().nullable(), hasPassword: z.boolean() }),
  may: z.object({
    abilities: z.array(ability),
    sees: z.enum(['company', 'own']).describe('Whose accounts are shown.'),
    changes: z.enum(['company', 'own', 'none']).describe('Which of them may be changed.'),
  }),
  preferences,
  instance: z.object({
    sample: z.boolean().describe('The store holds the sample company.'),
    empty: z.boolean().describe('No account is known and no import has run.'),
    readingDate: z.string().nullable().describe('Last data date, offered as the reading date when the newest data is old.'),
    today: z.string().describe('Business date, YYYY-MM-DD.'),
    lastChange: z.number().int().describe('Number of the newest change told by the event stream: what is read from now on holds it.'),
  }),
});
export type SessionState = z.infer<typeof sessionState>;

/** The one-time token of a sign-in link, taken from the URL fragment. */
export const redeemInput = z.object({ token: z.string().min(1) });

/**
 * One message of the event stream: ids only, so that a reader learns nothing it may not fetch. `access`: the reader's own role or visibility
 * changed. `notification`: the reader was told something. `book`: accounts came to or left the team member `id`.
 */
export const changeEvent = z.object({
  seq: z.number().int(),
  topic: z.enum(['account', 'signal', 'import', 'metric', 'source', 'access', 'book', 'task', 'action', 'playbook', 'run', 'notification', 'engagement']),
  id: z.string().nullable(),
});
export type ChangeEvent = z.infer<typeof changeEvent>;
