import { z } from 'zod';

/** What a file can hold; `other` is not loaded and said so. */
export const importKind = z.enum(['account', 'person', 'line', 'invoice', 'ticket', 'activity', 'survey', 'churn', 'change', 'usage', 'event', 'other']);
export type ImportKind = z.infer<typeof importKind>;

/** Something the data does not say for certain. `choice` is what is assumed until answered; `choices` what can be answered. */
export const doubtItem = z.object({
  id: z.string(),
  importId: z.string().nullable(),
  code: z.string(),
  file: z.string().nullable(),
  field: z.string().nullable(),
  count: z.number().int(),
  example: z.unknown(),
  message: z.string(),
  remedy: z.string(),
  choice: z.string().nullable(),
  choices: z.array(z.string()),
  state: z.enum(['open', 'answered']),
  createdAt: z.string(),
});
export type DoubtItem = z.infer<typeof doubtItem>;

/** One file of an import: what it was taken for, and after the run where each of its rows went. */
export const importFile = z.object({
  id: z.string(),
  path: z.string(),
  bytes: z.number(),
  kind: importKind,
  state: z.enum(['staged', 'running', 'done', 'failed']),
  columns: z.array(z.string()),
  fields: z.array(z.string()).describe('Target fields that this kind can take.'),
  mapping: z.record(z.string(), z.string()).describe('Target field to source column.'),
  confidence: z.record(z.string(), z.number()).describe('Target field to certainty of the guess, 0..1.'),
  remembered: z.boolean().describe('The mapping was confirmed for this header before.'),
  dialect: z.string().describe('Format in words: delimiter, encoding, packing.'),
  preview: z.array(z.record(z.string(), z.unknown())).describe('First rows as they would be loaded, by target field.'),
  rows: z.number().int(),
  inserted: z.number().int(),
  updated: z.number().int(),
  unchanged: z.number().int(),
  duplicate: z.number().int(),
  quarantined: z.number().int(),
});
export type ImportFile = z.infer<typeof importFile>;

/** One import; rows of each done file = inserted + updated + unchanged + duplicate + quarantined. */
export const importItem = z.object({
  id: z.string(),
  state: z.enum(['staged', 'running', 'done', 'failed']),
  createdAt: z.string(),
  finishedAt: z.string().nullable(),
  progress: z.object({ done: z.number(), total: z.number(), note: z.string() }).nullable(),
  error: z.string().nullable(),
  files: z.array(importFile),
  doubts: z.array(doubtItem),
});
export type ImportItem = z.infer<typeof importItem>;

/** A row that was not loaded, with what is wrong and what to do. */
export const quarantineItem = z.object({
  id: z.string(),
  importId: z.string().nullable(),
  path: z.string(),
  row: z.number().int().nullable(),
  kind: z.string(),
  field: z.string().nullable(),
  value: z.string().nullable(),
  code: z.string(),
  reason: z.string(),
  remedy: z.string(),
  raw: z.record(z.string(), z.unknown()),
  state: z.enum(['open', 'replayed', 'dismissed']),
  createdAt: z.string(),
});
export type QuarantineItem = z.infer<typeof quarantineItem>;
