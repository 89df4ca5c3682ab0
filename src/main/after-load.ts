import { z } from 'zod';
import { day } from '../contract/listing.ts';
import { forgetPeers } from '../insight/health/peer-store.ts';
import { lastClosedDay } from '../insight/health/close-store.ts';
import { archiveDay } from '../insight/book/newest-data.ts';
import { addDays, dayOf, type Day } from '../lib/period.ts';
import type { Context } from '../platform/operation/context.ts';
import { defineOperation, type AnyOperation } from '../platform/operation/operation.ts';
import type { Db } from '../platform/postgres/database.ts';
import { forgetTouched, touchedAccounts } from '../source/sync/import-store.ts';
import { interruptedImports, runImport } from '../source/sync/run-import.ts';
import type { Runtime } from './operations.ts';
import { historyClosed, markHistoryPending, pendingHistory } from './pending-history.ts';
import { closeHistory, historyStart, rescoreNow } from './stages.ts';

/** A command closes this many days at once; the rest of history is closed by the next server, or by `history close`. */
const commandDays = 28;

/** A load that touched at most this share of the accounts closes the history of those alone; the others keep theirs. */
const smallShare = 0.1;

/**
 * What follows a load: business time moves to the end of an archive, the accounts it touched are scored for the present, and their history is closed
 * over the new records: by a durable job while serving, else its last four weeks at once and the rest later. A large load, the first one and a removal
 * (`whole`) do this for all accounts; a load that changed nothing does nothing.
 */
export async function afterLoad(runtime: Runtime, context: Context, { whole = false } = {}): Promise<void> {
  const { db } = context;
  const touched = await touchedAccounts(db);
  const moved = await followArchive(runtime, context);
  const accountIds = whole || moved || !(await isSmall(db, touched)) ? null : touched;
  if (accountIds?.length === 0) return;
  if (accountIds === null) {
    await forgetPeers(db);
    // The planner knows nothing of tables that just filled; the database would look at them by itself only a minute later.
    await db.query('analyze');
  }
  context.progress?.(0, 0, 'Scoring accounts');
  await rescoreNow(context, 'import', accountIds ?? undefined);
  await db.query("delete from dirty_account where cause = 'import'");
  await db.query("insert into change_feed (topic, entity_id) values ('metric', 'all')");
  await closeSoon(runtime, context, accountIds, () => db.tx(async (tx) => {
    await markHistoryPending(tx, accountIds);
    await forgetTouched(tx, touched);
  }));
}

/** What follows a change of some accounts' past, as when two became one: they are scored, and their history is closed anew. */
export async function afterChange(runtime: Runtime, context: Context, accountIds: readonly string[]): Promise<void> {
  await rescoreNow(context, 'identity', accountIds);
  await context.db.query("insert into change_feed (topic, entity_id) values ('metric', 'all')");
  await closeSoon(runtime, context, accountIds, () => markHistoryPending(context.db, accountIds));
}

/** What follows a new version of the programme: scores and history by the rules in force now. Figures and policies are read as they are. */
export async function afterApproval(runtime: Runtime, context: Context, kind: string): Promise<void> {
  const { db } = context;
  if (kind === 'scorecard' || kind === 'segment') {
    await forgetPeers(db);
    // Beside a server the live loop scores all accounts; nobody waits for it.
    if (runtime.closeHistorySoon) await db.query("insert into dirty_account (account_id, since, cause) select id, $1, 'programme' from account where merged_into is null on conflict (account_id) do update set marks = dirty_account.marks + 1", [context.clock.wall()]);
    else await rescoreNow(context, 'programme');
  }
  await db.query("insert into change_feed (topic, entity_id) values ('metric', 'all')");
  if (kind === 'scorecard' || kind === 'segment' || kind === 'signal') await closeSoon(runtime, context, null, () => markHistoryPending(db, null));
}

async function closeSoon(runtime: Runtime, context: Context, accountIds: readonly string[] | null, mark: () => Promise<void>): Promise<void> {
  await mark();
  if (runtime.closeHistorySoon) await runtime.closeHistorySoon();
  else await closeFrom(context, accountIds, addDays(dayOf(context.clock.now()), -commandDays));
}

async function isSmall(db: Db, touched: readonly string[]): Promise<boolean> {
  const { accounts } = await db.one<{ accounts: number }>('select count(*)::int as accounts from account where merged_into is null');
  return (await lastClosedDay(db)) !== null && touched.length <= accounts * smallShare;
}

/** Goes on with imports that the end of a process cut off, where each stopped, and scores what they bring. */
export async function resumeImports(runtime: Runtime, context: Context): Promise<void> {
  for (const id of await interruptedImports(context)) await runImport(context, id);
  await afterLoad(runtime, context);
}

/** Closes what waits to be closed, of every day from the first record's (two years back at most, or `from`) to yesterday, with progress. A load that comes meanwhile still waits afterwards, and so does all of it when `ending` is aborted. */
export async function closePendingHistory(context: Context & { ending?: AbortSignal }, from: Day = '0000-01-01'): Promise<number> {
  const pending = await pendingHistory(context.db);
  const days = await closeFrom(context, pending?.accountIds ?? null, from);
  await historyClosed(context.db, pending);
  return days;
}

async function closeFrom(context: Context & { ending?: AbortSignal }, accountIds: readonly string[] | null, from: Day): Promise<number> {
  const start = await historyStart(context);
  if (!start) return 0;
  let days = 0;
  await closeHistory(context, start > from ? start : from, dayOf(context.clock.now()), (done, total) => {
    days = total;
    context.progress?.(done, total, 'Closing past days');
  }, accountIds ?? undefined);
  // The present is provisional over the closes before it.
  await rescoreNow(context, 'close', accountIds ?? undefined);
  return days;
}

// A reading day set by a person stays until newer data comes. Answers whether the day moved.
async function followArchive({ clock }: Runtime, { db, analytics }: Context): Promise<boolean> {
  // A simulated clock stands where a person put it.
  if (!clock || clock.simulated) return false;
  const newest = await archiveDay(db, analytics, clock);
  const reading = clock.readingDay();
  const moves = reading === null ? newest !== null : newest === null || newest > reading;
  if (moves) await clock.setReadingDay(newest);
  return moves;
}

/** History on demand, for a store that no server has worked on since its last load. */
export function historyOperations(): AnyOperation[] {
  return [
    defineOperation({
      id: 'history.close', summary: 'Close every past day anew: health and signals as they would have stood, two years back.', scope: 'admin', effect: 'change',
      input: z.object({ from: day.optional().describe('The first day; default: the first record, two years back at most.') }), output: z.object({ days: z.number().int() }),
      async handler(context, input) {
        // Marked, so that the live path leaves signals to the closing meanwhile.
        await markHistoryPending(context.db, null);
        return { days: await closePendingHistory(context, input.from) };
      },
    }),
  ];
}
