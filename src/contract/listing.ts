import { z } from 'zod';
import { isDay } from '../lib/period.ts';

/** A calendar day as YYYY-MM-DD, of the years 1900 to 2199. */
export const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, { error: 'Write a date as YYYY-MM-DD.', abort: true })
  .refine((text) => isDay(text) && text >= '1900-01-01' && text < '2200-01-01', { error: 'There is no such day; write one of the years 1900 to 2199 as YYYY-MM-DD.', abort: true });

/** Read as of the end of this day; absent means now. */
export const asOfInput = z.object({ at: day.optional().describe('Read as of the end of this day (YYYY-MM-DD). Default: now.') });

/** Paging common to every list. */
export const pageInput = z.object({
  limit: z.coerce.number({ error: 'Write a whole number from 1 to 50000.' }).int().min(1).max(50_000).default(100).describe('Items per page.'),
  cursor: z.string().optional().describe('The `next` of the previous page.'),
});

/** The answer of every list: a page of items, how many there are in all, and the cursor of the next page or null. */
export function listOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), total: z.number().int(), next: z.string().nullable() });
}

/** A link from a number to a record behind it. `kind` names the table, `id` the record, `at` when it happened. */
export const evidence = z.object({
  kind: z.string(),
  id: z.string(),
  label: z.string(),
  at: z.string().nullable().optional(),
});
export type Evidence = z.infer<typeof evidence>;
