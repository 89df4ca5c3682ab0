import type { MetricPoint } from '../../contract/metric.ts';
import type { Day } from '../../lib/period.ts';
import { computeFigure } from './metric-figures.ts';
import type { MetricDefinition } from './metric-definition.ts';
import type { MetricRead } from './metric-read.ts';
import { windowEnding } from './metric-window.ts';

/** Metrics whose past needs facts that are not kept: they have no trend. */
const presentOnly = new Set(['adoption', 'licenceUtilisation']);

/** A metric at the given days, from one loading of the data. Empty when no day has a value. */
export async function metricTrend(read: MetricRead, definition: MetricDefinition, days: readonly Day[]): Promise<MetricPoint[]> {
  if (presentOnly.has(definition.id)) return [];
  const points: MetricPoint[] = [];
  for (const day of days) {
    const figure = await computeFigure(read, definition, windowEnding(definition, day));
    points.push({ day, value: figure.value, n: figure.n });
  }
  return points.some((point) => point.value !== null) ? points : [];
}
