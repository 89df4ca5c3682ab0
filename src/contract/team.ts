import { z } from 'zod';
import { band } from './health.ts';

const sums = z.array(z.object({ currency: z.string(), minor: z.number() }));

/** What one person can carry, and how often accounts are to be spoken with. A limit that is null does not count. */
export const teamRule = z.object({
  accounts: z.number().int().positive().nullable().describe('Accounts a person can carry.'),
  signals: z.number().int().positive().nullable().describe('Live signals a person can work on.'),
  renewals: z.number().int().positive().nullable().describe('Renewals within 90 days a person can lead.'),
  touchesPerWeek: z.number().positive().nullable().describe('Contacts a person can make in a week.'),
  cadenceDays: z.number().int().positive().describe('Two-way contact is due at least this often.'),
  cadenceBySegment: z.record(z.string(), z.number().int().positive()).describe('The same for a segment.'),
});
export type TeamRule = z.infer<typeof teamRule>;

const load = z.object({
  accounts: z.number().int(), arr: sums, bands: z.object({ good: z.number().int(), watch: z.number().int(), risk: z.number().int(), unknown: z.number().int() }), mean: z.number().nullable(), riskArr: sums,
  signals: z.number().int().describe('Live signals.'), graveSignals: z.number().int().describe('Of these, high and critical ones.'),
  renewals: z.number().int().describe('Accounts whose contract ends or renews within 90 days.'), renewalArr: sums, renewalRiskArr: sums.describe('Of these, accounts at risk.'),
  touchesPerWeek: z.number().nullable().describe('Contacts in the last four weeks, per week; null when no conversations are recorded.'), wantedPerWeek: z.number().describe('Contacts a week that the cadence asks for.'),
  pastCadence: z.number().int().nullable().describe('Accounts whose last two-way contact is longer ago than their cadence.'),
});

/** One person's book. `used` is the largest share of a limit; `over` names the limits that are exceeded. */
export const ownerLoad = load.extend({ ownerId: z.string().nullable(), owner: z.string().nullable(), used: z.number().nullable(), over: z.array(z.enum(['accounts', 'signals', 'renewals', 'touches'])) });
export type OwnerLoad = z.infer<typeof ownerLoad>;
export const teamLoad = z.object({ at: z.string(), rule: teamRule, ruleVersion: z.string().nullable(), items: z.array(ownerLoad), total: z.number().int(), next: z.null(), whole: load, notes: z.array(z.string()) });
export type TeamLoad = z.infer<typeof teamLoad>;

/** An account of a person's book, with what the load counts. */
export const teamAccount = z.object({
  accountId: z.string(), accountName: z.string(), ownerId: z.string().nullable(), owner: z.string().nullable(), segment: z.string().nullable(), score: z.number().nullable(), band, arrMinor: z.number().nullable(), currency: z.string().nullable(),
  renewalOn: z.string().nullable(), signals: z.number().int(), graveSignals: z.number().int(), lastContactOn: z.string().nullable(), daysSinceContact: z.number().int().nullable(), cadenceDays: z.number().int(), pastCadence: z.boolean().nullable(), touches28d: z.number().int().nullable(),
});
export type TeamAccount = z.infer<typeof teamAccount>;
