import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { fault } from '../../lib/fault.ts';

/** `moment`: at the end of one day. `endpoints`: the ends of two days compared. `flow`: what happened on days `[from, to)`. */
export const metricWindow = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('moment') }),
  z.strictObject({ kind: z.literal('endpoints'), months: z.number().int().positive() }),
  z.strictObject({ kind: z.literal('flow'), days: z.number().int().positive() }),
]);

/** An approved metric: what it means, its window, unit and target. The computation is chosen by `id`, its choices are `params`. */
export const metricDefinition = z.strictObject({
  id: z.string().regex(/^[a-z][A-Za-z0-9]*$/),
  version: z.number().int().positive(),
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
export type MetricDefinition = z.infer<typeof metricDefinition>;

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

/** Parses one definition's text; an `invalid` Fault lists what is wrong with it, by field. */
export function parseMetricDefinition(text: string, name: string): MetricDefinition {
  const parsed = metricDefinition.safeParse(parse(text));
  if (parsed.success) return parsed.data;
  throw fault('invalid', 'metric_definition', `The metric definition ${name} is not valid.`, { fields: parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message })) });
}

/** Reads the shipped definitions, one YAML file each, from a folder. */
export function readMetricDefinitions(folder: string): MetricDefinition[] {
  return readdirSync(folder).filter((name) => name.endsWith('.yaml')).sort().map((name) => parseMetricDefinition(readFileSync(join(folder, name), 'utf8'), name));
}

/** The definition with an id, or a `notFound` Fault that names the ids there are. */
export function getMetricDefinition(definitions: readonly MetricDefinition[], id: string): MetricDefinition {
  const found = definitions.find((definition) => definition.id === id);
  if (!found) throw fault('notFound', 'metric', `There is no metric "${id}".`, { remedy: `There are: ${definitions.map((definition) => definition.id).join(', ')}.` });
  return found;
}
