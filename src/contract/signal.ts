import { z } from 'zod';
import { evidence } from './listing.ts';

export const signalItem = z.object({
  id: z.string(),
  accountId: z.string(),
  accountName: z.string(),
  type: z.string(),
  label: z.string(),
  family: z.enum(['risk', 'growth', 'advocacy']),
  severity: z.enum(['info', 'low', 'medium', 'high', 'critical']),
  confidence: z.number(),
  state: z.enum(['open', 'acknowledged', 'in_play', 'resolved', 'snoozed', 'expired']),
  stakeMinor: z.number().nullable(),
  currency: z.string().nullable(),
  openedOn: z.string(),
  closedOn: z.string().nullable(),
  provisional: z.boolean(),
  why: z.string(),
  evidence: z.array(evidence),
  assignee: z.string().nullable(),
  snoozedUntil: z.string().nullable(),
  version: z.number().int(),
});
export type SignalItem = z.infer<typeof signalItem>;

/** A signal type and what it was worth so far. */
export const signalTypeRecord = z.object({
  id: z.string(),
  label: z.string(),
  family: z.string(),
  description: z.string(),
  version: z.number().int(),
  retired: z.boolean(),
  fired: z.number().int().describe('Episodes so far.'),
  accounts: z.number().int(),
  live: z.number().int(),
  lastOpenedOn: z.string().nullable(),
  judged: z.number().int().describe('Accounts it fired on whose outcome is known: left within 180 days, or 180 days passed.'),
  precision: z.number().nullable().describe('Share of those that left within 180 days. For risk signals.'),
  recall: z.number().nullable().describe('Share of all that left on which it fired in the 180 days before.'),
  medianLeadDays: z.number().nullable(),
});
export type SignalTypeRecord = z.infer<typeof signalTypeRecord>;
