import { z } from 'zod';

const side = z.object({
  id: z.string(), name: z.string(), domain: z.string().nullable(), owner: z.string().nullable(), provisional: z.boolean().describe('Known from mentions in other records only.'),
  sources: z.array(z.string()), people: z.number().int(), lines: z.number().int().describe('Contract lines.'), tickets: z.number().int(),
});

/** Two accounts that may be one customer, and why. */
export const identityPair = z.object({
  a: side, b: side,
  keep: z.string().describe('The one that would better be kept: with contract lines, from an own record, known longer.'),
  confidence: z.number().describe('0 to 1: 1 minus the product of what each reason leaves open (same domain 0.9, same name 0.7, people with the other\'s domain 0.5).'),
  reasons: z.array(z.object({ code: z.enum(['domain', 'name', 'people']), value: z.string(), count: z.number().int() })),
});
export type IdentityPair = z.infer<typeof identityPair>;
export type IdentitySide = z.infer<typeof side>;

/** Two accounts that became one. */
export const accountMerge = z.object({
  id: z.string(), keptId: z.string(), kept: z.string(), mergedId: z.string(), merged: z.string(), at: z.string(), by: z.string(), moved: z.record(z.string(), z.number().int()).describe('Rows that moved, by kind of record.'), undone: z.boolean(),
});
export type AccountMerge = z.infer<typeof accountMerge>;
