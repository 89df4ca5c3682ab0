import { z } from 'zod';

const text = z.string().max(2000);

/** The state of the book page, as its address holds it. */
export const bookState = z.strictObject({
  tab: z.enum(['risk', 'renewing', 'onboarding', 'unknown', 'churned', 'everyone']).optional().describe('A ready-made view; absent: all who are customers.'),
  mine: z.literal(true).optional().describe('Only accounts that I own.'),
  q: text.optional().describe('Text in name, domain, owner, signal, or an id.'),
  where: text.optional().describe('Conditions on columns, for example "segment:is:smb~arr:gt:100000".'),
  sort: z.string().max(200).optional().describe('A column, with - in front for descending.'),
  cols: text.optional().describe('Columns in order, each with a width in pixels where it has its own: "account,health,arr:120".'),
});
export type BookState = z.infer<typeof bookState>;

/** A view of the book that a person keeps. */
export const savedView = z.object({
  id: z.string(),
  name: z.string(),
  shared: z.boolean(),
  state: bookState,
  owner: z.string(),
  mine: z.boolean().describe('Kept by the caller.'),
  version: z.number().int(),
  updatedAt: z.string(),
});
export type SavedView = z.infer<typeof savedView>;
