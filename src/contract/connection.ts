import { z } from 'zod';

/** A credential that a vendor asks for. */
export const credentialField = z.object({ name: z.string(), secret: z.boolean(), optional: z.boolean(), label: z.string(), labelDe: z.string() });

/** A vendor whose system can be connected. */
export const vendorItem = z.object({
  vendor: z.string(),
  name: z.string(),
  proof: z.enum(['documented', 'client']).describe('What backs it: the vendor\'s documentation alone, or its own client driven against our simulator as well. None was tried on a live account.'),
  scopes: z.array(z.string()).describe('Permissions it needs, in the vendor\'s words.'),
  steps: z.array(z.string()).describe('What to do at the vendor first.'),
  stepsDe: z.array(z.string()),
  fields: z.array(credentialField),
  objects: z.array(z.object({ id: z.string(), label: z.string(), kind: z.string().describe('What its records become.') })),
  webhooks: z.boolean(),
  sendsBack: z.boolean().describe('Something can be sent back to it.'),
  connected: z.boolean(),
});
export type VendorItem = z.infer<typeof vendorItem>;

const count = z.number().int();

/** How the reading of one object stands. */
export const connectionObject = z.object({
  id: z.string(), label: z.string(), kind: z.string(), chosen: z.boolean(),
  finishedAt: z.string().nullable().describe('When it was last read to the end.'),
  rows: count.describe('Since the connection began; the sum of the next five.'), inserted: count, updated: count, unchanged: count, duplicate: count, quarantined: count,
  reading: z.object({ rows: count, expected: count.nullable() }).nullable().describe('The round under way: records read, and about how many there are.'),
});
export type ConnectionObject = z.infer<typeof connectionObject>;

/** What a connection is doing, in one word. */
export const connectionCondition = z.enum(['reading', 'fresh', 'late', 'failing', 'waiting', 'paused', 'disconnected']);

/** A connected vendor: how fresh it is, what went wrong, and what it brought. */
export const connectionItem = z.object({
  vendor: z.string(), name: z.string(), source: z.string(), condition: connectionCondition,
  address: z.string(), baseUrl: z.string().nullable(), sandbox: z.boolean(), everyMinutes: count,
  since: z.string().nullable(), createdAt: z.string(), lastSyncAt: z.string().nullable(), dueAt: z.string().nullable(),
  lagSeconds: count.nullable().describe('Since the last round that ended well; changes at the vendor are at most this old.'),
  lastError: z.object({ code: z.string(), message: z.string(), remedy: z.string().nullable(), at: z.string() }).nullable(),
  failures: count.describe('Rounds in a row that failed.'),
  tokenEndsAt: z.string().nullable().describe('When the refresh token stops unless it is used before.'),
  warning: z.enum(['silent', 'token']).nullable().describe('silent: no round ended well for three intervals; token: the access ends within a week.'),
  rates: z.array(z.object({ name: z.string(), limit: z.number(), remaining: z.number() })),
  openQuarantine: count, webhookPath: z.string().nullable(), objects: z.array(connectionObject),
});
export type ConnectionItem = z.infer<typeof connectionItem>;

/** What a test of a connection found: whom it reached, and records as they would be stored. */
export const connectionTest = z.object({
  vendor: z.string(), reached: z.string(),
  objects: z.array(z.object({
    id: z.string(), label: z.string(), kind: z.string(), total: count.nullable(),
    fields: z.array(z.object({ field: z.string(), from: z.string() })),
    sample: z.array(z.object({ values: z.array(z.string()), kept: z.array(z.string()).describe('Names of further fields that stay with the record.'), outcome: z.enum(['loads', 'passed over', 'quarantine']), reason: z.string().nullable() })),
  })),
});
export type ConnectionTest = z.infer<typeof connectionTest>;

/** What one round brought. */
export const syncResult = z.object({ vendor: z.string(), rows: count, inserted: count, updated: count, unchanged: count, duplicate: count, quarantined: count });
