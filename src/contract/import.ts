import { z } from 'zod';
import { day } from './listing.ts';

const count = z.number().int();

/** What a file was recognised as. `other` is not loaded. */
export const fileKind = z.enum(['account', 'person', 'line', 'invoice', 'ticket', 'activity', 'survey', 'churn', 'change', 'usage', 'event', 'other']);

/** How a file's rows came out: `rows` is always the sum of the other five. */
export const rowCounts = z.object({ rows: count, inserted: count, updated: count, unchanged: count, duplicate: count, quarantined: count });

/** What was decided about the meaning of values. */
export const importAnswers = z.object({
  dateOrder: z.record(z.string(), z.enum(['dmy', 'mdy'])),
  decimal: z.record(z.string(), z.enum(['.', ','])),
  accountBy: z.enum(['id', 'domain', 'email', 'name', 'person', 'line', 'ticket']),
  currency: z.string().regex(/^[A-Z]{3}$/),
  amountPeriod: z.enum(['month', 'quarter', 'year', 'bill', 'term']),
  minorUnits: z.boolean(),
  endInclusive: z.boolean(),
  endMeaning: z.enum(['term', 'cancelled']),
  discountTaken: z.boolean(),
  discountPercent: z.boolean(),
  usageDays: z.union([z.number().int().min(1).max(366), z.literal('month')]),
  wide: z.array(z.string()),
  snapshotOn: day.nullable(),
  snapshotMonths: z.number().int().min(0).max(12),
  surveyKind: z.string(),
  scoreMax: z.number(),
  accountLists: z.boolean(),
  floatIds: z.array(z.string()),
});

/** How a file is cut into rows and cells. */
export const fileDialect = z.object({
  format: z.enum(['csv', 'ndjson', 'json']),
  encoding: z.enum(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252']),
  delimiter: z.string().min(1).max(1),
  quote: z.string().min(1).max(1),
  header: z.boolean(),
});

/** What a person decides about a file; anything left out is guessed. An empty column removes a field from the mapping. */
export const importDecision = z.object({
  kind: fileKind.optional(),
  also: z.array(fileKind.exclude(['other'])).optional(),
  mapping: z.record(z.string(), z.string()).optional(),
  answers: importAnswers.partial().optional(),
  dialect: fileDialect.optional(),
});

/** One file of an import. */
export const importFile = rowCounts.extend({
  id: z.string(),
  path: z.string(),
  kind: fileKind,
  also: z.array(z.string()),
  mapping: z.record(z.string(), z.string()),
  confidence: z.record(z.string(), z.number()),
  state: z.string(),
});

/** A file with what is needed to look at it and correct it. */
export const importFileDetail = importFile.extend({
  bytes: count,
  dialect: fileDialect,
  answers: importAnswers,
  columns: z.array(z.string()),
  preview: z.array(z.array(z.string())),
  fields: z.array(z.object({ name: z.string(), type: z.string(), required: z.boolean() })),
  error: z.string().nullable(),
});

/** Something the data does not say for certain; `choice` is what is assumed. */
export const importDoubt = z.object({
  id: z.string(),
  code: z.string(),
  file: z.string().nullable(),
  field: z.string().nullable(),
  count,
  example: z.unknown(),
  message: z.string(),
  remedy: z.string(),
  choice: z.string().nullable(),
  state: z.string(),
});

/** An import: files, doubts and the totals over all files. */
export const importReport = z.object({
  id: z.string(),
  state: z.string(),
  source: z.string(),
  error: z.string().nullable(),
  files: z.array(importFile),
  doubts: z.array(importDoubt),
  totals: rowCounts.extend({ files: count }),
});
export type ImportReport = z.infer<typeof importReport>;

/** A source row that could not be loaded. */
export const quarantinedRow = z.object({
  id: z.string(),
  file: z.string(),
  row: z.number().int().nullable(),
  kind: z.string(),
  field: z.string().nullable(),
  value: z.string().nullable(),
  code: z.string(),
  reason: z.string(),
  remedy: z.string(),
  raw: z.record(z.string(), z.string()),
  state: z.enum(['open', 'replayed', 'dismissed']),
  importId: z.string().nullable(),
});

/** Rows held back in one file for one reason. */
export const quarantineGroup = z.object({ file: z.string(), code: z.string(), field: z.string().nullable(), count, reason: z.string(), remedy: z.string(), firstRow: z.number().int().nullable() });
export type QuarantineGroup = z.infer<typeof quarantineGroup>;
