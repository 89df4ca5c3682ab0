import { z } from 'zod';

/** A column of repeated values: each value once, and for each row its place in them, -1 for none. */
const coded = z.object({ values: z.array(z.string()), codes: z.array(z.number().int()) });
const numbers = z.array(z.number().nullable());

/** The book by columns, for a program that holds all of it: a fraction of the bytes and of the reading time of the rows. Every array has one item per account. */
export const packedBook = z.object({
  id: z.array(z.string()),
  name: z.array(z.string()),
  domain: z.array(z.string().nullable()),
  externalIds: z.array(z.object({ source: z.string(), values: z.array(z.string().nullable()) })),
  coded: z.object({
    owner: coded, ownerId: coded, segment: coded, stage: coded, tier: coded, industry: coded, country: coded, band: coded, currency: coded,
    renewalOn: coded, lastTouchOn: coded, customerSince: coded,
  }),
  parent: z.array(z.number().int()).describe('Place of the parent in these arrays, -1 for none.'),
  score: numbers,
  confidence: z.array(z.number()),
  coverage: z.array(z.number()),
  d7: numbers,
  d28: numbers,
  d90: numbers,
  arrMinor: numbers,
  healthSeries: z.array(z.string()).describe('Weekly scores, one character each.'),
  usageMax: z.array(z.number()),
  usageSeries: z.array(z.string()).describe('Weekly events as shares of the largest week, two characters each.'),
  signalKinds: z.array(z.object({ type: z.string(), label: z.string(), family: z.string(), severity: z.string() })),
  signals: z.array(z.array(z.number().int())).describe('Standing signals, the gravest first, by their place in signalKinds.'),
  sample: z.array(z.union([z.literal(0), z.literal(1)])),
});
export type PackedBook = z.infer<typeof packedBook>;
