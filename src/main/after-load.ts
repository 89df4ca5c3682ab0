import { z } from 'zod';
import { day } from '../contract/listing.ts';
import { forgetPeers } from '../insight/health/peer-store.ts';
import { archiveDay } from '../insight/book/newest-data.ts';
import { addDays, dayOf, type Day } from '../lib/period.ts';
import type { Context } from '../platform/operation/context.ts';
import { defineOperation, type AnyOperation } from '../platform/operation/operation.ts';
import { interruptedImports, runImport } from '../source/sync/run-import.ts';
import type { Runtime } from './operations.ts';
import { historyClosed, markHistoryPending, pendingHistory } from './pending-history.ts';
import { closeHistory, historyStart, rescoreNow } from './stages.ts';

/** A command closes this many days at once; the rest of history is closed by the next server, or by `history close`. */
const commandDays = 28;

/**
 * What follows a load: business time moves to the end of an archive, all accounts are scored for the present, and history is closed
 * over the new records: by a durable job while serving, else its last four weeks at once and the rest later.
 */
export async function afterLoad(runtime: Runtime, context: Context): Promise<void> {
  await followArchive(runtime, context);
  await forgetPeers(context.db);
  context.progress?.(0, 0, 'Scoring accounts');
  await rescoreNow(context, 'import');
  await context.db.query("delete from dirty_account where cause = 'import'");
  await context.db.query("insert into change_feed (topic, entity_id) values ('metric', 'all')");
  await markHistoryPending(context.db);
  if (runtime.closeHistorySoon) await runtime.closeHistorySoon();
  else await closeFrom(context, addDays(dayOf(context.clock.now()), -commandDays));
}

/** Goes on with imports that the end of a process cut off, where each stopped, and scores what they bring. */
export async function resumeImports(runtime: Runtime, context: Context): Promise<void> {
  for (const id of await interruptedImports(context)) await runImport(context, id);
  await afterLoad(runtime, context);
}

/** Closes every day from the first record's (two years back at most, or `from`) to yesterday, with progress. A load that comes meanwhile still waits afterwards. */
export async function closeWholeHistory(context: Context, from: Day = '0000-01-01'): Promise<number> {
  const load = await pendingHistory(context.db);
  const days = await closeFrom(context, from);
  await historyClosed(context.db, load);
  return days;
}

async function closeFrom(context: Context, from: Day): Promise<number> {
  const start = await historyStart(context);
  if (!start) return 0;
  let days = 0;
  await closeHistory(context, start > from ? start : from, dayOf(context.clock.now()), (done, total) => {
    days = total;
    context.progress?.(done, total, 'Closing past days');
  });
  // The present is provisional over the closes before it.
  await rescoreNow(context, 'close');
  return days;
}

// A reading day set by a person stays until newer data comes.
async function followArchive({ clock }: Runtime, { db, analytics }: Context): Promise<void> {
  if (!clock) return;
  const newest = await archiveDay(db, analytics, clock);
  const reading = clock.readingDay();
  if (reading === null ? newest !== null : newest === null || newest > reading) await clock.setReadingDay(newest);
}

/** History on demand, for a store that no server has worked on since its last load. */
export function historyOperations(): AnyOperation[] {
  return [
    defineOperation({
      id: 'history.close', summary: 'Close every past day anew: health and signals as they would have stood, two years back.', scope: 'admin', effect: 'change',
      input: z.object({ from: day.optional().describe('The first day; default: the first record, two years back at most.') }), output: z.object({ days: z.number().int() }),
      async handler(context, input) {
        // Marked, so that the live path leaves signals to the closing meanwhile.
        await markHistoryPending(context.db);
        return { days: await closeWholeHistory(context, input.from) };
      },
    }),
  ];
}
