import { z } from 'zod';
import { day } from '../../contract/listing.ts';
import type { Day } from '../../lib/period.ts';
import type { Context } from '../../platform/operation/context.ts';
import { defineOperation, type AnyOperation } from '../../platform/operation/operation.ts';
import { archiveDay, newestDataDay } from './newest-data.ts';

export interface ReadingPorts {
  readingDay(): Day | null;
  /** Stands business time at the end of a day, or lets it run, and scores everything anew. */
  setReadingDay(context: Context, day: Day | null): Promise<void>;
}

const state = z.object({
  readingDay: z.string().nullable().describe('Business time stands at the end of this day; null: it runs.'),
  newestDay: z.string().nullable().describe('The newest day that any record tells of.'),
  offered: z.string().nullable().describe('The day to read at, when the newest data is old.'),
});

/** The reading date: what "now" means while an archive is worked with. */
export function readingOperations(ports: ReadingPorts): AnyOperation[] {
  const stateOf = async ({ db, analytics, clock }: Context) => ({
    readingDay: ports.readingDay(),
    newestDay: await newestDataDay(db, analytics, clock.wall()),
    offered: await archiveDay(db, analytics, clock),
  });
  return [
    defineOperation({
      id: 'reading.show', summary: 'Which day "now" means, and whether the data is an archive.', scope: 'read', effect: 'read',
      input: z.object({}), output: state, handler: stateOf,
    }),
    defineOperation({
      id: 'reading.set', summary: 'Read everything as of the end of a day; without a day, as of now again.', scope: 'admin', effect: 'change', positional: ['day'], entity: (input: { day?: string }) => input.day ?? 'now',
      input: z.object({ day: day.optional().describe('YYYY-MM-DD; leave out to let time run.') }), output: state,
      async handler(context, input) {
        await ports.setReadingDay(context, input.day ?? null);
        return stateOf(context);
      },
    }),
  ];
}
