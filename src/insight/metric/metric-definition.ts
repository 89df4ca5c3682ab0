import { z } from 'zod';
import { fault } from '../../lib/fault.ts';
import type { Db } from '../../platform/postgres/database.ts';
import type { DefinitionKind } from '../../program/definition/definition.ts';
import { activeDefinitions } from '../../program/definition/definition-store.ts';

/** `moment`: at the end of one day. `endpoints`: the ends of two days compared. `flow`: what happened on days `[from, to)`. */
export const metricWindow = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('moment') }),
  z.strictObject({ kind: z.literal('endpoints'), months: z.number().int().positive() }),
  z.strictObject({ kind: z.literal('flow'), days: z.number().int().positive() }),
]);

/** What a metric's file says: its meaning, window, unit and target. The computation is chosen by `id`, its choices are `params`. */
export const metricBody = z.strictObject({
  kind: z.literal('metric'),
  id: z.string().regex(/^[a-z][A-Za-z0-9]*$/, 'An id is letters and digits, beginning with a small letter.'),
  label: z.string().min(1),
  formula: z.string().min(1),
  unit: z.enum(['fraction', 'points', 'hours', 'days', 'count', 'currency']),
  window: metricWindow,
  /** `variant` names the variant that the target is about, where it is not the headline. */
  target: z.strictObject({ op: z.enum(['>', '<']), value: z.number(), variant: z.string().optional() }).nullable(),
  /** Place on the targets board; null keeps it off. */
  board: z.number().int().positive().nullable(),
  sources: z.array(z.string()),
  params: z.record(z.string(), z.unknown()).default({}),
});
export type MetricBody = z.infer<typeof metricBody>;

/** An approved metric with the version that people approved. */
export interface MetricDefinition extends MetricBody {
  version: number;
}

/** Params of `arr`: the revenue basis of all revenue metrics. Days. */
export const revenueParams = z.strictObject({
  entity: z.enum(['account', 'parent']),
  bridgeDays: z.number().int().min(0),
  earlyDays: z.number().int().min(0),
  lateDays: z.number().int().min(0),
});

export const firstResponseParams = z.strictObject({ limitHours: z.number().positive() });
export const healthParams = z.strictObject({ coverageFloor: z.number().min(0).max(1) });

const criteria = z.array(z.strictObject({ fact: z.string(), op: z.enum(['>=', '<=', '>', '<']), value: z.number() })).min(1);
export const adoptionParams = z.strictObject({ onboardingDays: z.number().int().min(0), criteria, segments: z.record(z.string(), criteria) });
export type AdoptionRule = z.infer<typeof adoptionParams>;

const paramsOf: Record<string, z.ZodType> = { arr: revenueParams, firstResponse: firstResponseParams, adoption: adoptionParams, healthScoreAvg: healthParams, healthCoverage: healthParams };

/** Metrics as a kind of definition. Params must be those that the metric's computation reads. */
export const metricKind: DefinitionKind<MetricBody> = {
  kind: 'metric',
  folder: 'metrics',
  schema: metricBody,
  check(body) {
    const parsed = (paramsOf[body.id] ?? z.strictObject({})).safeParse(body.params);
    return parsed.success ? [] : parsed.error.issues.map((issue) => ({ path: ['params', ...issue.path].join('.'), message: issue.message, remedy: `Write the params that ${body.id} reads.` }));
  },
};

/** The approved metrics in force at a moment. */
export async function approvedMetrics(db: Db, at: Date): Promise<MetricDefinition[]> {
  return (await activeDefinitions<MetricBody>(db, metricKind.kind, at)).map(({ body, version }) => ({ ...body, version }));
}

/** The definition with an id, or a `notFound` Fault that names the ids there are. */
export function getMetricDefinition(definitions: readonly MetricDefinition[], id: string): MetricDefinition {
  const found = definitions.find((definition) => definition.id === id);
  if (!found) throw fault('notFound', 'metric', `There is no metric "${id}".`, { remedy: `There are: ${definitions.map((definition) => definition.id).join(', ')}.` });
  return found;
}
