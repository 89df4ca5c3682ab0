import { z } from 'zod';

const count = z.number().int();

/** A value of an account that can be sent back. */
export const ownValueName = z.enum(['health', 'band', 'risk_reason']);
export type OwnValueName = z.infer<typeof ownValueName>;

/** How a field stands: `written` and `equal` as wanted, `held` belongs to a person, `refused` by the vendor, `waiting` and `trying` go on, `gone` has no record there. */
export const fieldState = z.enum(['trying', 'written', 'equal', 'held', 'refused', 'waiting', 'gone']);
export type FieldStateName = z.infer<typeof fieldState>;
const scalar = z.union([z.string(), z.number(), z.null()]);

/** What may be sent back to one connected vendor, and how it stands. */
export const writeBackItem = z.object({
  vendor: z.string(), name: z.string(), scopes: z.array(z.string()).describe('Permissions that sending needs, in the vendor\'s words.'),
  types: z.array(z.string()).describe('Kinds of actions it can take.'), records: z.boolean().describe('Tasks, opportunities and notes go out by this connection.'),
  takesFields: z.boolean(), map: z.array(z.object({ name: ownValueName, field: z.string(), label: z.string() })), on: z.boolean().describe('Changed values are written by themselves, under a standing approval.'),
  approvedBy: z.string().nullable(), approvedAt: z.string().nullable(), held: z.object({ message: z.string(), remedy: z.string() }).nullable().describe('Why nothing is written although it is on.'),
  lastRunAt: z.string().nullable(), lastError: z.object({ code: z.string(), message: z.string(), remedy: z.string().nullable(), at: z.string() }).nullable(),
  counts: z.record(fieldState, count), version: count,
});
export type WriteBackItem = z.infer<typeof writeBackItem>;

/** Fields of the vendor's record of an account, and which of our values each can hold. */
export const writeFieldChoice = z.object({ name: z.string(), label: z.string(), type: z.string(), problems: z.record(ownValueName, z.string().nullable()).describe('For each value, why the field cannot hold it; null when it can.') });
export type WriteFieldChoice = z.infer<typeof writeFieldChoice>;

/** One field of one account: what stands there, and what would follow. */
export const writePreviewRow = z.object({ accountId: z.string(), accountName: z.string(), ref: z.string(), link: z.string(), name: ownValueName, field: z.string(), now: scalar, next: scalar, verdict: z.enum(['write', 'done', 'equal', 'held', 'gone']) });
export type WritePreviewRow = z.infer<typeof writePreviewRow>;

/** What would be written, and to whom; `digest` is of the mapping that was looked at. */
export const writePreview = z.object({
  vendor: z.string(), linked: count.describe('Accounts with a record there.'), looked: count.describe('Accounts of them that were looked at.'), counts: z.object({ write: count, done: count, equal: count, held: count, gone: count }), rows: z.array(writePreviewRow), digest: z.string(),
});
export type WritePreview = z.infer<typeof writePreview>;

/** A field as it was last left, with what stands there. */
export const fieldWriteItem = z.object({
  vendor: z.string(), vendorName: z.string(), accountId: z.string(), accountName: z.string(), ref: z.string(), link: z.string(), name: ownValueName, field: z.string(), state: fieldState,
  wanted: scalar, found: scalar.describe('What somebody else put there, when it is held.'), error: z.string().nullable(), writtenAt: z.string().nullable(),
});
export type FieldWriteItem = z.infer<typeof fieldWriteItem>;
