import { z } from 'zod';
import { asOfInput, listOf } from '../../../contract/listing.ts';
import { signalItem, signalTypeRecord } from '../../../contract/signal.ts';
import { asOf } from '../../../lib/as-of.ts';
import { defineOperation } from '../../../platform/operation/operation.ts';
import { getSignal, readSignalDefinitions } from '../read-signals.ts';
import { readTypeRecords } from '../retrospective.ts';
import { readReport } from '../signal-report.ts';

/** One signal with its rule and everything that happened to it. */
export const signalShow = defineOperation({
  id: 'signal.show',
  summary: 'One signal: why, evidence, rule and history',
  input: asOfInput.extend({ id: z.string() }),
  output: signalItem.extend({
    lastTrueOn: z.string(),
    resolution: z.string().nullable(),
    rule: z.object({ id: z.string(), version: z.number().int(), description: z.string(), open: z.string(), stay: z.string(), openAfter: z.number(), closeAfter: z.number() }).nullable(),
    events: z.array(z.object({ at: z.string(), fromState: z.string().nullable(), toState: z.string(), by: z.string(), note: z.string().nullable() })),
  }),
  scope: 'read',
  effect: 'read',
  faults: ['notFound'],
  positional: ['id'],
  async handler(context, { id, at }) {
    const item = await getSignal(context, id);
    const more = await context.db.one<{ lastTrueOn: string; resolution: string | null; ruleVersion: number }>('select last_true_on as "lastTrueOn", resolution, rule_version as "ruleVersion" from signal where id = $1', [id]);
    const events = await context.db.query<{ at: Date; fromState: string | null; toState: string; by: string; note: string | null }>('select at, from_state as "fromState", to_state as "toState", by, note from signal_event where signal_id = $1 and at <= $2 order by id', [id, asOf(at, context.clock).until]);
    const body = (await readSignalDefinitions(context.db)).get(item.type)?.body;
    const rule = body === undefined ? null : { id: body.id, version: more.ruleVersion, description: body.description, open: body.open, stay: body.stay ?? body.open, openAfter: body.openAfter, closeAfter: body.closeAfter };
    return { ...item, lastTrueOn: more.lastTrueOn, resolution: more.resolution, rule, events: events.map((event) => ({ ...event, at: event.at.toISOString() })) };
  },
});

/** The signal types and what each was worth so far. */
export const signalTypes = defineOperation({
  id: 'signal.types',
  summary: 'Signal types with how often they fired, and how often customers then left',
  input: asOfInput,
  output: listOf(signalTypeRecord),
  scope: 'read',
  effect: 'read',
  async handler(context, { at }) {
    const { records, left } = await readTypeRecords(context, asOf(at, context.clock).day);
    const byType = new Map(records.map((record) => [record.type, record]));
    const items = [...(await readSignalDefinitions(context.db)).values()].map(({ body, version, isRetired }) => {
      const record = byType.get(body.id);
      const risk = body.family === 'risk';
      return {
        id: body.id, label: body.label, family: body.family, description: body.description, version, retired: isRetired, fired: record?.fired ?? 0, accounts: record?.accounts ?? 0, live: record?.live ?? 0, lastOpenedOn: record?.lastOpenedOn ?? null,
        judged: record?.judged ?? 0, precision: risk ? (record?.precision ?? null) : null, recall: !risk || left === 0 ? null : (record?.recall ?? 0), medianLeadDays: risk ? (record?.medianLeadDays ?? null) : null,
      };
    });
    return { items, total: items.length, next: null };
  },
});

/** Signals that tell nothing: those that never fire and those that fire nearly everywhere. */
export const signalReport = defineOperation({
  id: 'signal.report',
  summary: 'Signal types that never fire or fire nearly everywhere, and why',
  input: asOfInput,
  output: z.object({
    never: z.array(z.object({ id: z.string(), label: z.string(), reason: z.string(), facts: z.array(z.object({ id: z.string(), known: z.number().int(), accounts: z.number().int() })) })),
    everywhere: z.array(z.object({ id: z.string(), label: z.string(), live: z.number().int(), accounts: z.number().int() })),
  }),
  scope: 'read',
  effect: 'read',
  handler: (context, { at }) => readReport(context, asOf(at, context.clock).day),
});
