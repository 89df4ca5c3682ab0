import { basename } from 'node:path';
import { resolveUsageKeys } from '../../customer/identity/resolve-usage-keys.ts';
import { mirrorUsageIdentity } from '../../customer/identity/usage-identity.ts';
import { rowMapper } from '../file/map-row.ts';
import type { InputPart } from '../file/input-part.ts';
import { readTable, type SourceRow } from '../file/read-table.ts';
import { applyLoad } from './apply-load.ts';
import { classifyLoad, conflictsOf, settleLoad } from './classify-load.ts';
import { advanceFile, chunkRows, type FileProgress, type FileRun, type Stores } from './import-run.ts';
import { loadEvents, type SeenKeys } from './load-events.ts';
import { waitingEntries } from './quarantine-rows.ts';
import { loadRows } from './load-rows.ts';

/** What a file's rows said about one another while they were loaded. */
export type FileConflicts = Awaited<ReturnType<typeof conflictsOf>>;

/**
 * Loads one file from wherever an earlier attempt stopped: rows are mapped and taken in by chunks, classified as one set, applied by chunks.
 * Memory does not grow with the file. Returns what rows contradicted one another.
 */
export async function runFile(stores: Stores, run: FileRun, part: InputPart, progress: FileProgress, onProgress: (note: string) => void): Promise<FileConflicts> {
  if (progress.phase === 'load') await takeIn(stores, { ...run, waiting: await waitingEntries(stores.db, run) }, readTable(part, run.plan.dialect, run.plan.columns), progress, onProgress);
  return finishFile(stores, run, progress, onProgress);
}

/** Loads given rows into a file that was loaded before; counts add up. */
export async function runRows(stores: Stores, run: FileRun, rows: readonly SourceRow[], progress: FileProgress): Promise<FileConflicts> {
  await takeIn(stores, run, (async function* () { yield [...rows]; })(), { ...progress, row: -1, phase: 'load', item: 0 }, () => {});
  return finishFile(stores, run, { ...progress, phase: 'load', item: 0 }, () => {});
}

async function takeIn(stores: Stores, run: FileRun, batches: AsyncIterable<SourceRow[]>, progress: FileProgress, onProgress: (note: string) => void): Promise<void> {
  const mapRow = rowMapper(run.plan);
  const seen: SeenKeys = { keys: new Set(), features: new Map() };
  const done = progress.row;
  let chunk: SourceRow[] = [];
  const flush = async () => {
    if (chunk.length === 0) return;
    if (run.plan.kind === 'event') await loadEvents(stores, run, chunk, mapRow, progress, seen);
    else await loadRows(stores, run, chunk, mapRow, progress);
    chunk = [];
    onProgress(`Reading ${basename(run.path)}: ${progress.row.toLocaleString('en')} rows`);
  };
  for await (const batch of batches) {
    for (const row of batch) if (row.number > done) chunk.push(row);
    if (chunk.length >= chunkRows) await flush();
  }
  await flush();
}

async function finishFile(stores: Stores, run: FileRun, progress: FileProgress, onProgress: (note: string) => void): Promise<FileConflicts> {
  let conflicts: FileConflicts = [];
  if (run.plan.kind !== 'event') {
    if (progress.phase === 'load') {
      await classifyLoad(stores, run);
      progress.item = 0;
    }
    conflicts = await conflictsOf(stores.db, run.fileId);
    await applyLoad(stores, run, progress, (item, total) => onProgress(`Storing ${basename(run.path)}: ${item.toLocaleString('en')} of ${total.toLocaleString('en')} records`));
  }
  await stores.db.tx(async (tx) => {
    if (run.plan.kind !== 'event') await settleLoad(tx, run);
    await advanceFile(tx, run, {}, { phase: 'done' });
    const resolved = await resolveUsageKeys(tx, stores.clock);
    await tx.query('insert into import_account (import_id, account_id) select $1, unnest($2::text[]) on conflict do nothing', [run.importId, resolved]);
    await tx.query(`update import_file set state = 'done' where id = $1`, [run.fileId]);
  });
  await mirrorUsageIdentity(stores.db, stores.analytics);
  return conflicts;
}
