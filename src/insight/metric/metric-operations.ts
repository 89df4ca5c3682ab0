import { z } from 'zod';
import { asOfInput, pageInput } from '../../contract/listing.ts';
import { boardItem, metricGroup, metricItem, metricPart, movementBridge } from '../../contract/metric.ts';
import { asOf, type AsOf } from '../../lib/as-of.ts';
import { fault } from '../../lib/fault.ts';
import { parsePeriod, type Day, type Period } from '../../lib/period.ts';
import type { Context } from '../../platform/operation/context.ts';
import { defineOperation, type AnyOperation } from '../../platform/operation/operation.ts';
import { approvedMetrics, getMetricDefinition, type MetricDefinition } from './metric-definition.ts';
import { computeFigure } from './metric-figures.ts';
import { groupings, metricGroupsOf, metricItemOf, metricPartsOf } from './metric-item.ts';
import { openMetricRead, type MetricPorts, type MetricRead } from './metric-read.ts';
import { metricTrend } from './metric-trend.ts';
import { monthEnds, resolveWindow, windowEnding } from './metric-window.ts';
import { movementAnswer } from './movement-answer.ts';

const windowInput = asOfInput.extend({
  window: z.string().optional().describe('FROM..TO, two dates. Retention compares the end of FROM with the end of TO; counts take FROM to TO with TO excluded. Default: each metric\'s own window.'),
});
const oneInput = windowInput.extend({ id: z.string().describe('The metric, for example nrr.') });
const trendMonths = 12;

interface Reading {
  at: AsOf;
  definitions: readonly MetricDefinition[];
  windowOf(definition: MetricDefinition): Period;
  read: MetricRead;
}

/** Opens one reading: which day, which windows, and how far back the data is needed. */
async function openReading(context: Context, ports: MetricPorts, input: { at?: Day; window?: string }, only?: string, trendDays: (at: Day) => readonly Day[] = () => []): Promise<Reading> {
  const all = await approvedMetrics(context.db, context.clock.now());
  const definitions = only === undefined ? all : [getMetricDefinition(all, only)];
  const period = input.window === undefined ? undefined : parsePeriod(input.window);
  const at = asOf(input.at, context.clock);
  const windowOf = (definition: MetricDefinition) => resolveWindow(definition, at, period);
  const windowsOf = (...sources: string[]) => definitions.filter((definition) => definition.sources.some((name) => sources.includes(name)))
    .flatMap((definition) => [windowOf(definition), ...trendDays(at.day).map((day) => windowEnding(definition, day))]);
  const first = (windows: readonly Period[]) => windows.reduce((day, window) => (window.from < day ? window.from : day), at.day);
  const healthWindows = windowsOf('health_now', 'health_close');
  const range = {
    earliest: first(windowsOf('ticket', 'survey_answer')),
    revenueFrom: first([...windowsOf('agreement_line'), ...healthWindows, ...windowsOf('survey_answer').map(({ to }) => ({ from: to, to }))]),
    healthDays: [...new Set(healthWindows.map(({ to }) => to))],
  };
  return { at, definitions, windowOf, read: openMetricRead(context, at, all, ports, range) };
}

async function itemOf({ read, windowOf }: Reading, definition: MetricDefinition) {
  const window = windowOf(definition);
  return metricItemOf(definition, window, await computeFigure(read, definition, window));
}

/** Metrics: the list, one with its trend, the accounts behind it, its groups, revenue movements and the targets board. */
export function metricOperations(ports: MetricPorts = {}): AnyOperation[] {
  const listing = defineOperation({
    id: 'metric.list', summary: 'Every metric with its value, numerator, denominator and definition version.', scope: 'read', effect: 'read',
    input: windowInput, output: z.object({ items: z.array(metricItem), total: z.number().int(), next: z.null(), at: z.string() }),
    async handler(context, input) {
      const reading = await openReading(context, ports, input);
      const items = await Promise.all(reading.definitions.map((definition) => itemOf(reading, definition)));
      return { items, total: items.length, next: null, at: reading.at.day };
    },
  });

  const showing = defineOperation({
    id: 'metric.show', summary: 'One metric: value, variants, definition and the trend of twelve month ends.', scope: 'read', effect: 'read', positional: ['id'],
    input: oneInput, output: boardItem.extend({ sources: z.array(z.string()) }),
    async handler(context, input) {
      const reading = await openReading(context, ports, input, input.id, (day) => monthEnds(day, trendMonths));
      const definition = reading.definitions[0] as MetricDefinition;
      return { ...(await itemOf(reading, definition)), sources: definition.sources, trend: await metricTrend(reading.read, definition, monthEnds(reading.at.day, trendMonths)) };
    },
  });

  const board = defineOperation({
    id: 'metric.board', summary: 'The targets board: each figure against its target, with twelve month ends.', scope: 'read', effect: 'read',
    input: asOfInput, output: z.object({ items: z.array(boardItem), total: z.number().int(), next: z.null(), at: z.string() }),
    async handler(context, input) {
      const reading = await openReading(context, ports, input, undefined, (day) => monthEnds(day, trendMonths));
      const chosen = reading.definitions.filter((definition) => definition.board !== null).sort((a, b) => (a.board as number) - (b.board as number));
      const items = [];
      for (const definition of chosen) items.push({ ...(await itemOf(reading, definition)), trend: await metricTrend(reading.read, definition, monthEnds(reading.at.day, trendMonths)) });
      return { items, total: items.length, next: null, at: reading.at.day };
    },
  });

  return [listing, showing, board, ...drillDowns(ports)];
}

function drillDowns(ports: MetricPorts): AnyOperation[] {
  const parts = defineOperation({
    id: 'metric.parts', summary: 'The accounts behind a metric; they add up to it exactly.', scope: 'read', effect: 'read', positional: ['id'],
    input: oneInput.extend(pageInput.shape),
    output: z.object({ metric: metricItem, items: z.array(metricPart), total: z.number().int(), next: z.string().nullable() }),
    async handler(context, input) {
      const { read, windowOf, definitions } = await openReading(context, ports, input, input.id);
      const definition = definitions[0] as MetricDefinition;
      const figure = await computeFigure(read, definition, windowOf(definition));
      const items = metricPartsOf(figure, await read.accounts());
      const start = input.cursor === undefined ? 0 : Number(input.cursor);
      if (!Number.isInteger(start) || start < 0) throw fault('invalid', 'cursor', 'This cursor is not one of ours.', { remedy: 'Start again without a cursor.' });
      const end = start + input.limit;
      return { metric: metricItemOf(definition, windowOf(definition), figure), items: items.slice(start, end), total: items.length, next: end < items.length ? String(end) : null };
    },
  });

  const breakdown = defineOperation({
    id: 'metric.breakdown', summary: 'A metric by segment, tier, industry, country, region or owner; the groups add up to it.', scope: 'read', effect: 'read', positional: ['id'],
    input: oneInput.extend({ by: z.enum(groupings).default('segment').describe('The attribute to group by.') }),
    output: z.object({ metric: metricItem, items: z.array(metricGroup), total: z.number().int(), next: z.null() }),
    async handler(context, input) {
      const { read, windowOf, definitions } = await openReading(context, ports, input, input.id);
      const definition = definitions[0] as MetricDefinition;
      const figure = await computeFigure(read, definition, windowOf(definition));
      const items = metricGroupsOf(figure, await read.accounts(), input.by);
      return { metric: metricItemOf(definition, windowOf(definition), figure), items, total: items.length, next: null };
    },
  });

  const movements = defineOperation({
    id: 'metric.movements', summary: 'How ARR moved: new, reactivation, expansion, contraction, churn, transfers and currency, in whole and by month.', scope: 'read', effect: 'read',
    input: windowInput, output: movementBridge,
    async handler(context, input) {
      const { read, windowOf, definitions } = await openReading(context, ports, input, 'nrr');
      return movementAnswer(await read.revenue(), windowOf(definitions[0] as MetricDefinition), await read.accounts());
    },
  });
  return [parts, breakdown, movements];
}
