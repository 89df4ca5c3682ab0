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
