import { z } from 'zod';
import { band } from './health.ts';

/** Sums of money, one per currency, largest first; currencies are never added up. */
const sums = z.array(z.object({ currency: z.string(), minor: z.number() }));

/** What accounts may be grouped by: a field of theirs, their scorecard, or `custom.<name>`. */
export const accountDimension = z.string().regex(/^(segment|owner|region|country|industry|tier|stage|scorecard|custom\..{1,80})$/, 'Use segment, owner, region, country, industry, tier, stage, scorecard or custom.<name>.');

const bandCounts = z.object({ good: z.number().int(), watch: z.number().int(), risk: z.number().int(), unknown: z.number().int() });
export type BandCounts = z.infer<typeof bandCounts>;

const share = z.object({ accounts: z.number().int(), bands: bandCounts, mean: z.number().nullable(), coverage: z.number(), arr: sums, riskArr: sums.describe('ARR of the accounts at risk.') });

/** How the scored accounts of a book spread over the bands, over time and by a dimension. */
export const healthDistribution = share.extend({
  at: z.string(),
  series: z.array(z.object({ day: z.string(), bands: bandCounts })).describe('Weekly closes, oldest first; the last is the reading itself. Days that were never closed are absent.'),
  by: z.string().nullable().describe('The dimension of the groups.'),
  groups: z.array(share.extend({ group: z.string().nullable().describe('null: the accounts without one.') })),
  dimensions: z.array(z.string()).describe('What this book can be grouped by.'),
});
export type HealthDistribution = z.infer<typeof healthDistribution>;

/** An account of a health figure. */
export const healthAccount = z.object({
  accountId: z.string(), accountName: z.string(), owner: z.string().nullable(), score: z.number().nullable(), band, coverage: z.number(), confidence: z.number(),
  scorecardId: z.string(), arrMinor: z.number().nullable(), currency: z.string().nullable(),
});
export type HealthAccount = z.infer<typeof healthAccount>;

const moverDriver = z.object({ id: z.string(), label: z.string(), points: z.number() });

/** An account whose score moved, with the line that moved it most. */
export const healthMover = healthAccount.extend({
  fromScore: z.number(), fromBand: band, points: z.number(),
  moneyMinor: z.number().nullable().describe('Points as a share of the ARR: points / 100 x ARR, minor units.'),
  drivers: z.array(moverDriver).describe('The lines that moved it most, largest first.'),
});
export type HealthMover = z.infer<typeof healthMover>;

export const healthMovers = z.object({
  at: z.string(), from: z.string().describe('The close compared with.'), compared: z.number().int(), withoutBaseline: z.number().int().describe('Accounts without a score on either day.'),
  up: z.number().int(), down: z.number().int(), steady: z.number().int(),
  crossings: z.array(z.object({ from: band, to: band, accounts: z.number().int(), arr: sums })),
  rising: z.array(healthMover), falling: z.array(healthMover),
});
export type HealthMovers = z.infer<typeof healthMovers>;

/** How much is known: by account, and by measure with the reasons. */
export const healthCoverage = z.object({
  at: z.string(), accounts: z.number().int(), coverage: z.array(z.number().int()).describe('Accounts with coverage 0-10 %, ... 90-100 %.'), confidence: z.array(z.number().int()),
  meanCoverage: z.number().nullable(), meanConfidence: z.number().nullable(), belowFloor: z.number().int(),
  measures: z.array(z.object({
    scorecardId: z.string(), scorecard: z.string(), measureId: z.string(), label: z.string(), weight: z.number().describe('Share of the score when everything is known.'),
    accounts: z.number().int(), unknown: z.number().int(), reasons: z.array(z.object({ reason: z.string().nullable().describe('null: not kept for past days.'), accounts: z.number().int() })),
  })),
});
export type HealthCoverage = z.infer<typeof healthCoverage>;

const simulatedSide = z.object({ bands: bandCounts, mean: z.number().nullable(), riskArr: sums });

/** What a changed scorecard would do to today's book, if it were approved now. Nothing is stored. */
export const healthSimulation = z.object({
  scorecardId: z.string(), basedOn: z.number().int().nullable().describe('The version in force; null for a new scorecard.'), at: z.string(),
  accounts: z.number().int().describe('Accounts that it scores before or after.'), before: simulatedSide, after: simulatedSide,
  changedBand: z.number().int(), better: z.number().int(), worse: z.number().int(), changedScore: z.number().int(), arrChanged: sums,
  crossings: z.array(z.object({ from: band, to: band, accounts: z.number().int(), arr: sums })),
  items: z.array(healthAccount.extend({ toScore: z.number().nullable(), toBand: band, toScorecardId: z.string(), points: z.number().nullable(), drivers: z.array(moverDriver) })).describe('Those that change band first, then by points.'),
  notes: z.array(z.string()),
});
export type HealthSimulation = z.infer<typeof healthSimulation>;
