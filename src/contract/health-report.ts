import { z } from 'zod';
import { band } from './health.ts';
import { evidence } from './listing.ts';

const value = z.union([z.number(), z.string(), z.boolean()]).nullable();

/** One change of an account's score; the points of its parts add up to it. */
export const ledgerEntry = z.object({
  id: z.string(),
  at: z.string(),
  cause: z.string().describe('event | close | due | override | pulse | definition | import'),
  fromScore: z.number().nullable(),
  toScore: z.number().nullable(),
  fromBand: z.string().nullable(),
  toBand: z.string(),
  scorecardId: z.string(),
  scorecardVersion: z.number().int(),
  changes: z.array(z.object({ id: z.string(), label: z.string().nullable(), points: z.number(), fromScore: z.number().nullable(), toScore: z.number().nullable(), fromValue: value, toValue: value, evidence: z.array(evidence) })),
});

/** What a person set: the account's health after it. */
export const judgedHealth = z.object({ accountId: z.string(), score: z.number().nullable(), computedScore: z.number().nullable(), band, expiresAt: z.string().nullable() });

/** Health of a parent by the accounts below it. */
export const healthRollUp = z.object({
  accountId: z.string(),
  worst: z.object({ accountId: z.string(), score: z.number() }).nullable(),
  mean: z.number().nullable(),
  arrWeighted: z.number().nullable(),
  known: z.number().int(),
  unknown: z.number().int(),
  notes: z.array(z.string()),
  accounts: z.array(z.object({ accountId: z.string(), score: z.number().nullable(), band })),
});

/** How the scores spread, how much is known, and what cannot tell accounts apart. */
export const healthReport = z.object({
  accounts: z.number().int(),
  bands: z.array(z.object({ band: z.string(), accounts: z.number().int(), share: z.number() })),
  deciles: z.array(z.number().int()).describe('Accounts with a score of 0-10, 10-20, ... 90-100.'),
  coverage: z.object({ mean: z.number(), atFloor: z.number().int(), shareAtFloor: z.number() }),
  crowdedBands: z.array(z.string()).describe('Bands that hold more than four fifths of the accounts with a band; `unknown` where it holds more than four fifths of all.'),
  constantFacts: z.array(z.object({ id: z.string(), label: z.string(), value: z.string() })),
  unknownFacts: z.array(z.object({ id: z.string(), label: z.string(), reason: z.string() })),
  unknownMeasures: z.array(z.object({ scorecardId: z.string(), measureId: z.string(), label: z.string(), reason: z.string() })),
  byScorecard: z.array(z.object({ scorecardId: z.string(), label: z.string(), accounts: z.number().int(), known: z.number().int(), mean: z.number().nullable() })),
});

/** An approved scorecard. `definition` is its whole content. */
export const scorecardItem = z.object({ id: z.string(), version: z.number().int(), label: z.string(), description: z.string().nullable(), priority: z.number().int(), applies: z.string().nullable(), measures: z.number().int(), approvedAt: z.string(), approvedBy: z.string() });
export const scorecardWords = z.object({
  applies: z.string(),
  bands: z.string(),
  rows: z.array(z.object({ id: z.string(), kind: z.enum(['group', 'measure']), depth: z.number().int(), label: z.string(), share: z.number().describe('Of the whole score when everything is known, 0..1.'), from: z.string(), scored: z.string(), notes: z.string() })),
  caps: z.array(z.object({ id: z.string(), text: z.string() })),
  exceptions: z.array(z.object({ id: z.string(), text: z.string() })),
});
export const scorecardDetail = scorecardItem.extend({
  definition: z.record(z.string(), z.unknown()),
  words: scorecardWords.describe('The scorecard in words, generated from its definition as the algorithm page is.'),
  text: z.string().describe('The YAML as written.'),
  versions: z.array(z.object({ version: z.number().int(), approvedAt: z.string(), approvedBy: z.string(), retiredAt: z.string().nullable() })),
});
export type ScorecardItem = z.infer<typeof scorecardItem>;
export type ScorecardDetail = z.infer<typeof scorecardDetail>;
