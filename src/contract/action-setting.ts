import { z } from 'zod';
import { autonomyLevel } from './action.ts';
import { userRole } from './role.ts';

const limit = z.object({ most: z.number(), days: z.number() });

/** What Mainstay may do by itself. */
export const actionSettings = z.object({
  version: z.number().int(), stopped: z.boolean(), stoppedBy: z.string().nullable(), stoppedReason: z.string().nullable(), stoppedAt: z.string().nullable(),
  types: z.array(z.object({ id: z.string(), effect: z.enum(['internal', 'customer', 'outside']), autonomy: autonomyLevel, ready: z.boolean().describe('A way out is set up.'), afterUncertain: z.enum(['at_most_once', 'at_least_once']) })),
  linksTo: z.string().nullable().describe('Where links in mail lead: the page to stop the messages, and surveys.'), linksReach: z.boolean().describe('False: only this machine can open them.'),
  cadence: z.object({ person: z.array(limit), account: z.array(limit), survey: z.array(limit).describe('Surveys to one person, whoever asks.'), deferDays: z.number() }), quietHours: z.object({ from: z.string(), to: z.string(), weekends: z.boolean(), timeZone: z.string() }),
  budgets: z.object({ perDay: z.number(), perOriginPerDay: z.number() }), undoMinutes: z.number(), approvalDays: z.number(), approvers: z.object({ roles: z.array(userRole), owner: z.boolean(), proposer: z.boolean() }),
});
export type ActionSettings = z.infer<typeof actionSettings>;

/** Where a chat or another system is reached; the secret part of the address is left out. */
export const endpointItem = z.object({ id: z.string(), kind: z.enum(['slack', 'teams', 'webhook']), name: z.string(), address: z.string(), signed: z.boolean(), version: z.number().int() });
export type EndpointItem = z.infer<typeof endpointItem>;

/** Somebody who is not written to. */
export const suppressionItem = z.object({ personId: z.string(), name: z.string().nullable(), address: z.string(), accountId: z.string(), accountName: z.string(), reason: z.enum(['unsubscribed', 'bounced', 'complained', 'person']), note: z.string().nullable(), at: z.string() });
export type SuppressionItem = z.infer<typeof suppressionItem>;
