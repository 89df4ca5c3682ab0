import { archiveDay } from '../insight/book/newest-data.ts';
import { dayOf } from '../lib/period.ts';
import type { Context } from '../platform/operation/context.ts';
import type { Runtime } from './operations.ts';
import { closeHistory, historyStart, rescoreNow } from './stages.ts';

/**
 * What follows a load: business time moves to the end of an archive, all accounts are scored for the present, and history is closed
 * over the new records, at once or, while serving, by a durable job.
 */
export async function afterLoad(runtime: Runtime, context: Context): Promise<void> {
  await followArchive(runtime, context);
  context.progress?.(0, 0, 'Scoring accounts');
  await rescoreNow(context, 'import');
  await context.db.query("delete from dirty_account where cause = 'import'");
  await context.db.query("insert into change_feed (topic, entity_id) values ('metric', 'all')");
  if (runtime.closeHistorySoon) await runtime.closeHistorySoon();
  else await closeWholeHistory(context);
}

/** Closes every day from the first record's (two years back at most) to yesterday, with progress. */
export async function closeWholeHistory(context: Context): Promise<void> {
  const start = await historyStart(context);
  if (!start) return;
  await closeHistory(context, start, dayOf(context.clock.now()), (done, total) => context.progress?.(done, total, 'Closing past days'));
  // The present is provisional over the closes before it.
  await rescoreNow(context, 'close');
}

// A reading day set by a person stays until newer data comes.
async function followArchive({ clock }: Runtime, { db, analytics }: Context): Promise<void> {
  if (!clock) return;
  const newest = await archiveDay(db, analytics, clock);
  const reading = clock.readingDay();
  if (reading === null ? newest !== null : newest === null || newest > reading) await clock.setReadingDay(newest);
}
