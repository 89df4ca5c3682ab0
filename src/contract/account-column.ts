import { z } from 'zod';

/** What the values of a column are: how they are shown, compared and filtered. */
export const columnKind = z.enum(['text', 'number', 'fraction', 'minor', 'day', 'flag']);
export type ColumnKind = z.infer<typeof columnKind>;

/** A column that the book can show beside its own: a fact, or an attribute that the company keeps. */
export const columnItem = z.object({
  id: z.string().describe('"fact.<fact>" or "attr.<attribute>".'),
  label: z.string(),
  area: z.string(),
  kind: columnKind,
  unit: z.string().nullable(),
  note: z.string().describe('How it is computed, or where it comes from.'),
  editable: z.boolean(),
});
export type ColumnItem = z.infer<typeof columnItem>;

/** Values of one column for the accounts asked for, by their place in `ids`. */
export const columnValues = z.object({ id: z.string(), values: z.array(z.union([z.string(), z.number(), z.boolean()]).nullable()) });

/** A field of an account that people set. */
export const editableField = z.string().regex(/^(stage|tier|segment|industry|country|region|custom\.[\w .-]{1,80})$/, 'Name stage, tier, segment, industry, country, region or custom.<attribute>.');

/** An edit as it was done; `id` takes it back. */
export const accountEdit = z.object({
  id: z.string(),
  field: z.string(),
  value: z.union([z.string(), z.number(), z.boolean()]).nullable(),
  changed: z.number().int(),
  unchanged: z.number().int().describe('Accounts that had this value already, or, when an edit is taken back, that were changed again since.'),
  undone: z.boolean(),
  accounts: z.array(z.object({ accountId: z.string(), before: z.union([z.string(), z.number(), z.boolean()]).nullable() })),
});
export type AccountEdit = z.infer<typeof accountEdit>;
