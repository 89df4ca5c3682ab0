import { resolveUsageKeys } from '../../../customer/identity/resolve-usage-keys.ts';
import type { MergeDeps } from '../../../customer/identity/merge-accounts.ts';
import { fault } from '../../../lib/fault.ts';
import type { Context } from '../../../platform/operation/context.ts';
import { UnreadablePage, type Cursor, type Page, type VendorObject } from '../../connector/connector.ts';
import { placesOf, type ObjectMapping } from '../../connector/mapping.ts';
import { LostCursor, type VendorClient } from '../../connector/vendor-client.ts';
import { applyLoad } from '../apply-load.ts';
import { settleLoad } from '../classify-load.ts';
import type { FileProgress, FileRun } from '../import-run.ts';
import { loadRows } from '../load-rows.ts';
import { classifySync } from './classify-sync.ts';
import { entryOfRecord, pageMapper } from './map-page.ts';
import { removeRecords } from './remove-records.ts';

/** Where the reading of an object stands within a round, kept in the transaction of the rows it covers. */
export interface ObjectProgress extends FileProgress {
  cursor?: Cursor;
  /** All pages are in. */
  whole?: boolean;
  /** Records there are in all, where the vendor says. */
  expected?: number | null;
}

export interface ObjectRun {
  run: FileRun;
  object: VendorObject;
  mapping: ObjectMapping;
  /** Where the last finished round ended; null before the first. */
  cursor: Cursor | null;
  /** How far back the first round goes; ISO, or null for all. */
  since: string | null;
  progress: ObjectProgress;
  client: VendorClient;
  merge: MergeDeps;
  /** Called before each page: keeps the lease, and throws when the reading is to end. */
  goOn(): Promise<void>;
  /** Called after each page is stored. */
  stored(): void;
  /** Waits before an unreadable answer is asked for again. */
  pause(ms: number): Promise<void>;
}

const mostUnreadable = 4;
const mostLost = 3;

/** Reads one object from where an earlier attempt stopped to the end of what the vendor has now, and makes it part of the golden record. */
export async function syncObject(context: Context, work: ObjectRun): Promise<void> {
  const { run, progress } = work;
  if (progress.phase === 'load' && !progress.whole) await takePages(context, work);
  if (progress.phase === 'load') {
    await classifySync(context, run);
    progress.phase = 'apply';
    progress.item = 0;
  }
  await applyLoad(context, run, progress, () => {});
  await context.db.tx(async (tx) => {
    await removeRecords(tx, context, work.merge, run);
    await settleLoad(tx, run);
    const resolved = await resolveUsageKeys(tx, context.clock);
    await tx.query('insert into import_account (import_id, account_id) select $1, unnest($2::text[]) on conflict do nothing', [run.importId, resolved]);
    await tx.query(`update import_file set state = 'done' where id = $1`, [run.fileId]);
    await tx.query(
      `insert into connection_object (source_id, object, cursor, finished_at, rows, inserted, updated, unchanged, duplicate, quarantined)
       select $2, $3, $4, $5, rows, inserted, updated, unchanged, duplicate, quarantined from import_file where id = $1
       on conflict (source_id, object) do update set cursor = excluded.cursor, finished_at = excluded.finished_at, ${['rows', 'inserted', 'updated', 'unchanged', 'duplicate', 'quarantined'].map((name) => `${name} = connection_object.${name} + excluded.${name}`).join(', ')}`,
      [run.fileId, run.sourceId, work.object.id, JSON.stringify(progress.cursor), context.clock.wall()],
    );
  });
  progress.phase = 'done';
}

async function firstCursor(work: ObjectRun): Promise<Cursor> {
  const { object, cursor, since, client, mapping } = work;
  const begun = cursor === null ? object.start(since) : object.again(cursor);
  const { prepare } = object;
  return prepare ? understood(work, async () => prepare.read(await client.json(prepare.request()), begun, placesOf(mapping))) : begun;
}

async function takePages(context: Context, work: ObjectRun): Promise<void> {
  const { run, object, progress, client } = work;
  const map = pageMapper(object, work.mapping, run.plan, run.sourceId);
  const withEntries: FileRun = { ...run, entryOf: (raw) => entryOfRecord(run.sourceId, object.id, raw[work.mapping.fields.ref as string] || JSON.stringify(raw)) };
  if (progress.expected === undefined) progress.expected = work.cursor === null && work.since === null && object.count ? await client.json(object.count.request()).then(object.count.read, () => null) : null;
  let cursor = progress.cursor ?? (await firstCursor(work));
  for (;;) {
    await work.goOn();
    const page = await readPage(work, cursor);
    const { rows, mapRow, entries } = map(page.records, progress.row + 1);
    cursor = page.cursor;
    Object.assign(progress, { cursor, whole: page.done });
    await context.db.tx(async (tx) => {
      if (entries.length) await tx.query(`update quarantine set state = 'replayed', settled_at = $2 where id = any($1) and state = 'open'`, [entries, run.knownAt]);
      await loadRows({ ...context, db: tx }, withEntries, rows, mapRow, progress);
    });
    context.progress?.(progress.row, progress.expected ?? 0, `Reading ${object.id}: ${progress.row.toLocaleString('en')} records.`);
    work.stored();
    if (page.done) return;
  }
}

/** The page at a cursor. A place that the vendor forgot is found anew. */
async function readPage(work: ObjectRun, from: Cursor): Promise<Page> {
  const { object, client, run } = work;
  let cursor = from;
  for (let lost = 1; ; lost++) {
    try {
      return await understood(work, async () => object.read(await client.json(object.request(cursor)), cursor));
    } catch (error) {
      if (!(error instanceof LostCursor)) throw error;
      if (lost >= mostLost) throw fault('unavailable', 'vendor_cursor', `The vendor does not know the place where reading ${object.id} goes on.`, { remedy: `Read again from a date: "source sync ${run.sourceId.replace('src_', '')} --since DATE".` }, error);
      cursor = object.lost(cursor);
    }
  }
}

/** Asks again for an answer that is not as documented, some times. */
async function understood<T>({ object, pause }: ObjectRun, ask: () => Promise<T>): Promise<T> {
  for (let unreadable = 1; ; unreadable++) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof UnreadablePage)) throw error;
      if (unreadable >= mostUnreadable) throw fault('unavailable', 'vendor_answer', `An answer about ${object.id} is not as documented: ${error.message}`, { remedy: 'Reading goes on by itself where it stopped. If it lasts, the vendor changed its interface: look for a newer version of Mainstay.' }, error);
      await pause(1000 * unreadable);
    }
  }
}
