import { z } from 'zod';
import { asOfInput } from '../../contract/listing.ts';
import type { MetricItem } from '../../contract/metric.ts';
import { asOf, type AsOf } from '../../lib/as-of.ts';
import { parsePeriod, type Day, type Period } from '../../lib/period.ts';
import type { Context } from '../../platform/operation/context.ts';
import type { Figure } from './figure.ts';
import { approvedMetrics, getMetricDefinition, type MetricDefinition } from './metric-definition.ts';
import { computeFigure } from './metric-figures.ts';
import { metricItemOf } from './metric-item.ts';
import { openMetricRead, type MetricPorts, type MetricRead } from './metric-read.ts';
import { fillTrends, planTrends, type TrendPlan } from './metric-trend.ts';
import { resolveWindow, windowEnding } from './metric-window.ts';

/** Input of operations that read metrics over a window. */
export const windowInput = asOfInput.extend({
  window: z.string().optional().describe('FROM..TO, two dates. Retention compares the end of FROM with the end of TO; counts take FROM to TO with TO excluded. Default: each metric\'s own window.'),
});

/** Input of operations that read one metric. */
export const oneMetricInput = windowInput.extend({ id: z.string().describe('The metric, for example nrr.') });

/** One reading: which day, which definitions, which windows, and the data behind them. */
export interface Reading {
  at: AsOf;
  definitions: readonly MetricDefinition[];
  windowOf(definition: MetricDefinition): Period;
  read: MetricRead;
  /** Where trends were asked for. */
  trends: TrendPlan | undefined;
}

/** What to read: all metrics or some, with trends or without. */
export interface ReadingWish {
  only?: string;
  chosen?: (definition: MetricDefinition) => boolean;
  trends?: boolean;
}

/** Opens one reading: which day, which windows, and how far back the data is needed. Month ends that are stored need no data. */
export async function openReading(context: Context, ports: MetricPorts, input: { at?: Day; window?: string }, wish: ReadingWish = {}): Promise<Reading> {
  const all = await approvedMetrics(context.db, context.clock.now());
  const definitions = (wish.only === undefined ? all : [getMetricDefinition(all, wish.only)]).filter(wish.chosen ?? (() => true));
  const period = input.window === undefined ? undefined : parsePeriod(input.window);
  const at = asOf(input.at, context.clock);
  const trends = wish.trends ? await planTrends(context, all, definitions, at.day) : undefined;
  const windowOf = (definition: MetricDefinition) => resolveWindow(definition, at, period);
  const windowsOf = (...sources: string[]) => definitions.filter((definition) => definition.sources.some((name) => sources.includes(name)))
    .flatMap((definition) => [windowOf(definition), ...(trends?.missing(definition) ?? []).map((day) => windowEnding(definition, day))]);
  const first = (windows: readonly Period[]) => windows.reduce((day, window) => (window.from < day ? window.from : day), at.day);
  const healthWindows = windowsOf('health_now', 'health_close');
  const range = {
    earliest: first(windowsOf('ticket', 'survey_answer')),
    revenueFrom: first([...windowsOf('agreement_line'), ...healthWindows, ...windowsOf('survey_answer').map(({ to }) => ({ from: to, to }))]),
    healthDays: [...new Set(healthWindows.map(({ to }) => to))],
    computedDays: new Set(definitions.map((definition) => windowOf(definition).to)),
  };
  return { at, definitions, windowOf, trends, read: openMetricRead(context, at, all, ports, range) };
}

/** Computes the board's month ends of today ahead of the first reader; nothing when they are stored. For a reader of the whole book. */
export async function warmTrends(context: Context): Promise<void> {
  const reading = await openReading(context, {}, {}, { trends: true, chosen: (definition) => definition.board !== null });
  if (reading.trends) await fillTrends(context, reading.read, reading.trends, reading.definitions);
}

/** A metric's figure in this reading. */
export function figureOf({ read, windowOf }: Reading, definition: MetricDefinition): Promise<Figure> {
  return computeFigure(read, definition, windowOf(definition));
}

/** A metric as surfaces show it; `figure` where it is computed already. */
export async function itemOf(reading: Reading, definition: MetricDefinition, figure?: Figure): Promise<MetricItem> {
  const { baseCurrency } = await reading.read.settings();
  return metricItemOf(definition, reading.windowOf(definition), figure ?? (await figureOf(reading, definition)), baseCurrency);
}
