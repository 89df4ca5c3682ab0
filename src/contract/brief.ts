import { z } from 'zod';

/** A line of a brief with the records that show it. */
export const briefLine = z.object({ text: z.string(), records: z.array(z.object({ kind: z.string(), id: z.string() })) });
export const briefSection = z.object({ title: z.string(), lines: z.array(briefLine) });
/** What to know of an account, or of the whole book, composed from the same operations that the pages read; no model writes it. */
export const brief = z.object({
  accountId: z.string().nullable(), title: z.string(), asOf: z.string(), sections: z.array(briefSection),
  unknown: z.array(z.string()).describe('What the data does not say.'),
});
export type Brief = z.infer<typeof brief>;
export type BriefLine = z.infer<typeof briefLine>;
export type BriefSection = z.infer<typeof briefSection>;
