import { z } from 'zod';
import { evidence } from './listing.ts';

/** Health bands, always shown by shape, colour and number. */
export const band = z.enum(['good', 'watch', 'risk', 'unknown']);
export type Band = z.infer<typeof band>;

/** One measure or group of a scorecard, as scored. `points` is its share of the score; points of all drivers plus caps add up to it. */
export const driver = z.object({
  id: z.string(),
  group: z.string().nullable(),
  label: z.string(),
  weight: z.number().describe('Effective share of the score after redistribution, 0..1.'),
  score: z.number().nullable().describe('0..100; null is unknown.'),
  points: z.number().describe('weight x score: what it adds to the 0..100 total.'),
  value: z.union([z.number(), z.string(), z.boolean()]).nullable(),
  unit: z.string().nullable(),
  text: z.string().describe('One line of evidence in words.'),
  unknownReason: z.string().nullable(),
  stale: z.boolean(),
  moved: z.object({ d7: z.number().nullable(), d28: z.number().nullable(), d90: z.number().nullable() }).describe('Points moved against the close 7, 28 and 90 days ago.'),
  sparkline: z.array(z.number().nullable()).describe('Weekly scores, 13 weeks, oldest first.'),
  evidence: z.array(evidence),
});
export type Driver = z.infer<typeof driver>;

export const healthSummary = z.object({
  accountId: z.string(),
  score: z.number().nullable(),
  band,
  confidence: z.number(),
  coverage: z.number(),
});

export const healthDetail = healthSummary.extend({
  asOf: z.string(),
  computedScore: z.number().nullable().describe('Before an override.'),
  scorecard: z.object({ id: z.string(), version: z.number().int(), label: z.string(), bands: z.object({ good: z.number(), watch: z.number() }) }),
  sentence: z.array(z.object({ text: z.string(), evidence: z.array(evidence) })).describe('What moved and why, in parts; each part carries its evidence.'),
  moved: z.object({ d7: z.number().nullable(), d28: z.number().nullable(), d90: z.number().nullable() }),
  history: z.array(z.object({ day: z.string(), score: z.number().nullable(), band })),
  drivers: z.array(driver),
  caps: z.array(z.object({ id: z.string(), label: z.string(), limit: z.number(), applied: z.boolean(), evidence: z.array(evidence) })),
  override: z.object({ id: z.string(), score: z.number(), reason: z.string(), by: z.string(), expiresAt: z.string() }).nullable(),
  pulse: z.object({ value: band, note: z.string().nullable(), by: z.string(), at: z.string(), expiresAt: z.string() }).nullable(),
});
export type HealthDetail = z.infer<typeof healthDetail>;
