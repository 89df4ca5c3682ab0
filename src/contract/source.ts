import { z } from 'zod';

/** Where data comes from, and how fresh it is. */
export const sourceItem = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.string().describe('file | tracking | sample | a vendor'),
  state: z.enum(['live', 'idle', 'failed']),
  records: z.number().int(),
  lastReceivedAt: z.string().nullable(),
  lastHappenedAt: z.string().nullable(),
  unresolved: z.number().int().describe('Events whose account is not known yet.'),
  note: z.string().nullable(),
});
export type SourceItem = z.infer<typeof sourceItem>;

/** Kinds of API key: a server may send anything, a public key only events from its origins. */
export const keyKind = z.enum(['write_server', 'write_public', 'api']);

/** A key as listed; the secret is shown once, when it is created. */
export const keyItem = z.object({
  id: z.string(),
  name: z.string(),
  kind: keyKind,
  scopes: z.array(z.string()),
  origins: z.array(z.string()),
  role: z.enum(['agent']).nullable(),
  member: z.string().nullable().describe('Limited to the accounts of this team member.'),
  userName: z.string().nullable().describe('The person in whose name it acts.'),
  asleep: z.boolean().describe('Dead while that person is disabled.'),
  prefix: z.string().describe('First characters, to recognise it.'),
  actionsPerDay: z.number().nullable(),
  actionsToday: z.number(),
  tokensPerDay: z.number().nullable(),
  tokensToday: z.number(),
  costPerDay: z.number().nullable(),
  costToday: z.number(),
  createdAt: z.string(),
  lastUsedAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
});
export type KeyItem = z.infer<typeof keyItem>;
