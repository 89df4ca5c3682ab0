import { z } from 'zod';
import { asOfInput, pageInput } from '../../contract/listing.ts';
import { boardItem, cohortTable, metricGroup, metricItem, metricPart, movementBridge } from '../../contract/metric.ts';
import { fault } from '../../lib/fault.ts';
import { defineOperation, type AnyOperation } from '../../platform/operation/operation.ts';
import { cohortAnswer } from './cohorts.ts';
import type { MetricDefinition } from './metric-definition.ts';
import { groupings, metricGroupsOf, metricPartsOf } from './metric-item.ts';
import type { MetricPorts } from './metric-read.ts';
import { fillTrends, trendOf, type TrendPlan } from './metric-trend.ts';
import { movementAnswer } from './movement-answer.ts';
import { figureOf, itemOf, oneMetricInput as oneInput, openReading, windowInput } from './open-reading.ts';

/** Lines from here on are read for cohorts: all of them. */
const cohortsFrom = '1900-01-01';

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
      const reading = await openReading(context, ports, input, { only: input.id, trends: true });
      const definition = reading.definitions[0] as MetricDefinition;
      await fillTrends(context, reading.read, reading.trends as TrendPlan, [definition]);
      return { ...(await itemOf(reading, definition)), sources: definition.sources, trend: trendOf(reading.trends as TrendPlan, definition) };
    },
  });

  const board = defineOperation({
    id: 'metric.board', summary: 'The targets board: each figure against its target, with twelve month ends.', scope: 'read', effect: 'read',
    input: asOfInput, output: z.object({ items: z.array(boardItem), total: z.number().int(), next: z.null(), at: z.string() }),
    async handler(context, input) {
      const reading = await openReading(context, ports, input, { trends: true, chosen: (definition) => definition.board !== null });
      const chosen = reading.definitions.toSorted((a, b) => (a.board as number) - (b.board as number));
      await fillTrends(context, reading.read, reading.trends as TrendPlan, chosen);
      const items = [];
      for (const definition of chosen) items.push({ ...(await itemOf(reading, definition)), trend: trendOf(reading.trends as TrendPlan, definition) });
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
      const reading = await openReading(context, ports, input, { only: input.id });
      const definition = reading.definitions[0] as MetricDefinition;
      const figure = await figureOf(reading, definition);
      const items = metricPartsOf(figure, await reading.read.accounts());
      const start = input.cursor === undefined ? 0 : Number(input.cursor);
      if (!Number.isInteger(start) || start < 0) throw fault('invalid', 'cursor', 'This cursor is not one of ours.', { remedy: 'Start again without a cursor.' });
      const end = start + input.limit;
      return { metric: await itemOf(reading, definition, figure), items: items.slice(start, end), total: items.length, next: end < items.length ? String(end) : null };
    },
  });

  const breakdown = defineOperation({
    id: 'metric.breakdown', summary: 'A metric by segment, tier, industry, country, region or owner; the groups add up to it.', scope: 'read', effect: 'read', positional: ['id'],
    input: oneInput.extend({ by: z.enum(groupings).default('segment').describe('The attribute to group by.') }),
    output: z.object({ metric: metricItem, items: z.array(metricGroup), total: z.number().int(), next: z.null() }),
    async handler(context, input) {
      const reading = await openReading(context, ports, input, { only: input.id });
      const definition = reading.definitions[0] as MetricDefinition;
      const figure = await figureOf(reading, definition);
      const items = metricGroupsOf(figure, await reading.read.accounts(), input.by);
      return { metric: await itemOf(reading, definition, figure), items, total: items.length, next: null };
    },
  });

  const movements = defineOperation({
    id: 'metric.movements', summary: 'How ARR moved: new, reactivation, expansion, contraction, churn, transfers and currency, in whole and by month.', scope: 'read', effect: 'read',
    input: windowInput, output: movementBridge,
    async handler(context, input) {
      const { read, windowOf, definitions } = await openReading(context, ports, input, { only: 'nrr' });
      return movementAnswer(await read.revenue(), windowOf(definitions[0] as MetricDefinition), await read.accounts());
    },
  });
  const cohorts = defineOperation({
    id: 'metric.cohorts', summary: 'Retention by quarter of the first paid day: accounts and revenue left at each quarter of their own age. With a cohort: its accounts, which add up to it.', scope: 'read', effect: 'read',
    input: asOfInput.extend({
      cohort: z.string().regex(/^\d{4}-Q[1-4]$/, 'Write a quarter as YYYY-Qn.').optional().describe('List the accounts of this cohort.'),
      age: z.coerce.number().int().min(0).max(40).default(0).describe('Their revenue at this age, in quarters.'),
    }),
    output: cohortTable,
    async handler(context, input) {
      const { read, at } = await openReading(context, ports, { ...input, window: `${cohortsFrom}..9999-01-01` }, { only: 'arr' });
      return cohortAnswer(await read.revenue(), at.day, await read.accounts(), input.cohort === undefined ? undefined : { quarter: input.cohort, age: input.age });
    },
  });
  return [parts, breakdown, movements, cohorts];
}
