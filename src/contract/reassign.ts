import { z } from 'zod';

/** A hand-over as it was done. `accounts` says who had each account before; those that were already with the new owner are left out. */
export const reassignment = z.object({
  id: z.string(),
  at: z.string(),
  by: z.string(),
  owner: z.object({ id: z.string(), name: z.string() }).nullable(),
  note: z.string().nullable(),
  moved: z.number().int(),
  unchanged: z.number().int().describe('Accounts that were already with the new owner.'),
  undone: z.boolean(),
  accounts: z.array(z.object({ accountId: z.string(), fromOwnerId: z.string().nullable() })),
});
export type Reassignment = z.infer<typeof reassignment>;

/** A colleague who may own accounts. */
export const memberItem = z.object({ id: z.string(), name: z.string(), email: z.string().nullable(), accounts: z.number().int().describe('Accounts owned now, of the book of the caller.') });
export type MemberItem = z.infer<typeof memberItem>;
