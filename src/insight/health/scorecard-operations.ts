import { z } from 'zod';
import { scorecardDetail, scorecardItem } from '../../contract/health-report.ts';
import { asOfInput, listOf, pageInput } from '../../contract/listing.ts';
import { asOf } from '../../lib/as-of.ts';
import type { Context } from '../../platform/operation/context.ts';
import { fault } from '../../lib/fault.ts';
import { defineOperation, type AnyOperation } from '../../platform/operation/operation.ts';
import type { Definition } from '../../program/definition/definition.ts';
import { activeDefinitions, listDefinitions } from '../../program/definition/definition-store.ts';
import type { SegmentSet } from '../../program/segment/segment.ts';
import { compileScorecard } from './compile-scorecard.ts';
import { healthEngines } from './health-program.ts';
import { renderAlgo, scorecardText } from './render-algo.ts';
import type { Scorecard } from './scorecard.ts';

/** The moment whose rules are meant: approvals carry wall time, so without a date it is the wall clock's present. */
function approvedBy(context: Context, at: string | undefined): Date {
  return at === undefined ? context.clock.wall() : asOf(at, context.clock).until;
}

function toItem(definition: Definition<Scorecard>): z.infer<typeof scorecardItem> {
  const { body } = definition;
  return {
    id: definition.id, version: definition.version, label: body.label, description: body.description?.trim() ?? null, priority: body.priority, applies: body.applies ?? null,
    measures: compileScorecard(body, definition.version).measures.length, approvedAt: definition.approvedAt.toISOString(), approvedBy: definition.approvedBy,
  };
}

/** The rules behind health, as operations. */
export function scorecardOperations(): AnyOperation[] {
  return [
    defineOperation({
      id: 'scorecard.list', summary: 'The scorecards in force, the one of the highest priority first.', scope: 'read', effect: 'read', input: asOfInput.extend(pageInput.shape), output: listOf(scorecardItem),
      async handler(context, input) {
        const definitions = await activeDefinitions<Scorecard>(context.db, 'scorecard', approvedBy(context, input.at));
        const items = definitions.map(toItem).sort((a, b) => b.priority - a.priority || (a.id < b.id ? -1 : 1));
        const start = input.cursor === undefined ? 0 : items.findIndex((item) => item.id === input.cursor);
        if (start < 0) throw fault('invalid', 'cursor', 'This cursor is not one of ours.', { remedy: 'Start again without a cursor.' });
        return { items: items.slice(start, start + input.limit), total: items.length, next: items[start + input.limit]?.id ?? null };
      },
    }),
    defineOperation({
      id: 'scorecard.show', summary: 'One scorecard with its measures, as written, and its versions.', scope: 'read', effect: 'read', positional: ['id'], output: scorecardDetail,
      input: asOfInput.extend({ id: z.string(), version: z.coerce.number().int().min(1).optional().describe('Default: the version in force.') }),
      async handler(context, input) {
        const versions = (await listDefinitions<Scorecard>(context.db, 'scorecard')).filter((definition) => definition.id === input.id);
        const inForce = (await activeDefinitions<Scorecard>(context.db, 'scorecard', approvedBy(context, input.at))).find((definition) => definition.id === input.id);
        const shown = input.version === undefined ? inForce : versions.find((definition) => definition.version === input.version);
        if (!shown) throw fault('notFound', 'scorecard', `There is no scorecard "${input.id}"${input.version === undefined ? ' in force' : ` of version ${input.version}`}.`, { remedy: 'List them with "scorecard list".' });
        return {
          ...toItem(shown), definition: shown.body as unknown as Record<string, unknown>, text: shown.text, words: scorecardText(shown.body),
          versions: versions.map((definition) => ({ version: definition.version, approvedAt: definition.approvedAt.toISOString(), approvedBy: definition.approvedBy, retiredAt: definition.retiredAt?.toISOString() ?? null })),
        };
      },
    }),
    defineOperation({
      id: 'algo.show', summary: 'The whole algorithm in words, generated from the approved definitions.', scope: 'read', effect: 'read', input: asOfInput, output: z.object({ markdown: z.string() }),
      async handler(context, input) {
        const until = approvedBy(context, input.at);
        const [cards, segments] = await Promise.all([activeDefinitions<Scorecard>(context.db, 'scorecard', until), activeDefinitions<SegmentSet>(context.db, 'segment', until)]);
        return { markdown: renderAlgo(cards, segments, healthEngines(context).words) };
      },
    }),
  ];
}
