import type { MetricPoint } from '../../contract/metric.ts';
import type { Day } from '../../lib/period.ts';
import type { Context } from '../../platform/operation/context.ts';
import { computeFigure } from './metric-figures.ts';
import type { MetricDefinition } from './metric-definition.ts';
import type { MetricRead } from './metric-read.ts';
import { monthEnds, windowEnding } from './metric-window.ts';
import { readPointBasis, readPoints, writePoints, type PointBasis } from './point-store.ts';
import { readMetricSettings } from './metric-store.ts';

/** Metrics whose past needs facts that are not kept: they have no trend. */
const presentOnly = new Set(['adoption', 'licenceUtilisation']);

/** Month ends on a trend. */
export const trendMonths = 12;

/** The trends of one reading: what is stored, and which month ends each metric still lacks. */
export interface TrendPlan {
  basis: PointBasis;
  readOn: Day;
  days: readonly Day[];
  stored: Map<string, Map<Day, MetricPoint>>;
  missing(definition: MetricDefinition): Day[];
}

/** Looks up which month ends are stored for the records as they are now. */
export async function planTrends({ db, principal }: Pick<Context, 'db' | 'principal'>, all: readonly MetricDefinition[], chosen: readonly MetricDefinition[], at: Day): Promise<TrendPlan> {
  const days = monthEnds(at, trendMonths);
  const basis = await readPointBasis(db, principal, all, await readMetricSettings(db));
  const stored = await readPoints(db, basis, chosen, days, at);
  return { basis, readOn: at, days, stored, missing: (definition) => (presentOnly.has(definition.id) ? [] : days.filter((day) => !stored.get(definition.id)?.has(day))) };
}

/** Computes the month ends that are not stored, from one loading of the data, and keeps them. A month that ends on the reading day itself is not kept: it still runs. */
export async function fillTrends({ db, clock }: Pick<Context, 'db' | 'clock'>, read: MetricRead, plan: TrendPlan, definitions: readonly MetricDefinition[]): Promise<void> {
  const fresh: { definition: MetricDefinition; point: MetricPoint }[] = [];
  for (const definition of definitions) {
    const own = plan.stored.get(definition.id) ?? new Map<Day, MetricPoint>();
    plan.stored.set(definition.id, own);
    for (const day of plan.missing(definition)) {
      const figure = await computeFigure(read, definition, windowEnding(definition, day));
      const point = { day, value: figure.value, n: figure.n };
      own.set(day, point);
      if (day < plan.readOn) fresh.push({ definition, point });
    }
  }
  await writePoints(db, clock.wall(), plan.basis, plan.readOn, fresh);
}

/** A metric at the plan's month ends, oldest first. Empty when no day has a value. */
export function trendOf(plan: TrendPlan, definition: MetricDefinition): MetricPoint[] {
  const points = plan.days.flatMap((day) => plan.stored.get(definition.id)?.get(day) ?? []);
  return points.some((point) => point.value !== null) ? points : [];
}
