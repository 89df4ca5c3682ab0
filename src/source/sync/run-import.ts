import { toDate } from '../../lib/clock.ts';
import { fault, toFault } from '../../lib/fault.ts';
import type { Context } from '../../platform/operation/context.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { reopenPart } from '../file/input-part.ts';
import { kinds, type FileKind } from '../file/target-kind.ts';
import { checkImport } from './check-import.ts';
import { conflictDoubts } from './conflict-doubts.ts';
import type { FileProgress, FileRun } from './import-run.ts';
import { addDoubts, filesOf, getImport, planOf, saveMapping, type ImportFileRow, type ImportRow } from './import-store.ts';
import { runFile } from './run-file.ts';

const running = new Set<string>();

/**
 * Loads the files of a staged import, accounts first and usage last, and closes it with a check. An import that was cut off goes on where it stopped.
 * Throws `conflict` while the same import is running.
 */
export async function runImport(context: Context, importId: string): Promise<void> {
  const found = await getImport(context.db, importId);
  if (found.state === 'done') return;
  if (running.has(importId)) throw fault('conflict', 'import_running', 'This import is running already.');
  running.add(importId);
  try {
    const knownAt = await beginImport(context, found);
    const files = (await filesOf(context.db, importId)).sort((a, b) => rank(a.kind) - rank(b.kind));
    for (const [index, file] of files.entries()) await runOne(context, found, knownAt, file, index, files.length);
    await finish(context, found, knownAt);
  } catch (error) {
    const failure = toFault(error);
    await context.db.query(`update import set state = 'failed', error = $2 where id = $1`, [importId, failure.message]);
    throw failure;
  } finally {
    running.delete(importId);
  }
}

/** Marks imports that the end of a process cut off. Called when a store is opened, before anything runs in it. */
export async function markInterrupted(db: Db): Promise<void> {
  await db.query(`update import set state = 'interrupted', error = 'The program ended while it ran. It goes on where it stopped.' where state = 'running'`);
}

/** Imports that were cut off: a server that starts takes them up again, and so does "import run". */
export async function interruptedImports({ db }: Pick<Context, 'db'>): Promise<string[]> {
  return (await db.query<{ id: string }>(`select id from import where state = 'interrupted' and not connected order by created_at`)).map((row) => row.id);
}

function rank(kind: FileKind): number {
  return kind === 'other' ? kinds.length : kinds.indexOf(kind);
}

/** Sets an import running and answers when it learns: each strictly later than the one before, also on a clock that stands still. */
export async function beginImport({ db, clock }: Context, found: Pick<ImportRow, 'id' | 'known_at'>): Promise<string> {
  if (found.known_at) {
    await db.query(`update import set state = 'running', error = null where id = $1`, [found.id]);
    return found.known_at.toISOString();
  }
  const row = await db.one<{ known_at: Date }>(
    `update import set state = 'running', known_at = greatest($2::timestamptz, (select max(known_at) + interval '1 millisecond' from import)) where id = $1 returning known_at`,
    [found.id, clock.now()],
  );
  return row.known_at.toISOString();
}

async function runOne(context: Context, found: ImportRow, knownAt: string, file: ImportFileRow, index: number, count: number): Promise<void> {
  const { db, analytics, clock, principal } = context;
  if (file.state === 'done') return;
  await db.query(`update import_file set state = 'running', error = null where id = $1`, [file.id]);
  const run: FileRun = { importId: found.id, fileId: file.id, path: file.path, sourceId: found.source_id, knownAt, plan: planOf(file) };
  const progress: FileProgress = { phase: 'load', row: 0, item: 0, newest: null, ...file.progress };
  const report = (note: string) => context.progress?.(index, count, note);
  const conflicts = await runFile({ db, analytics, clock }, run, await reopenPart(file.spool_path, file.path), progress, report);
  await addDoubts(db, found.id, conflictDoubts(conflicts).map((doubt) => ({ ...doubt, fileId: file.id, path: file.path })), clock.wall());
  // Not knowing a file is nothing to remember: it may be known the next time, beside other files.
  if (file.kind !== 'other') await saveMapping(db, file, principal.id, clock.wall());
  await touchSource(context, found.source_id, progress.newest);
}

/** Notes that a source delivered, and the newest business time it told of. */
export async function touchSource({ db, clock }: Context, sourceId: string, newest: string | null): Promise<void> {
  const now = clock.now();
  const at = newest === null ? null : toDate(`${newest.replace(' ', 'T').slice(0, 23)}${newest.length > 10 ? 'Z' : 'T00:00:00Z'}`);
  await db.query('update source set last_received_at = $2, last_happened_at = greatest(last_happened_at, $3) where id = $1', [sourceId, clock.wall(), at === null || at > now ? (at === null ? null : now) : at]);
}

/** Raises the doubts that only the whole import shows, and ends it. */
async function finish(context: Context, found: ImportRow, knownAt: string): Promise<void> {
  await addDoubts(context.db, found.id, await checkImport(context, found.id, found.source_id), context.clock.wall());
  await endImport(context, found, knownAt);
}

/** Marks the touched accounts and tells whoever watches. */
export async function endImport({ db, clock }: Context, found: Pick<ImportRow, 'id' | 'source_id'>, knownAt: string): Promise<void> {
  await db.tx(async (tx) => {
    await tx.query(`insert into dirty_account (account_id, since, cause) select account_id, $2, 'import' from import_account where import_id = $1 order by account_id on conflict (account_id) do update set marks = dirty_account.marks + 1`, [found.id, clock.wall()]);
    await tx.query(`insert into change_feed (topic, entity_id) select 'account', account_id from import_account where import_id = $1 limit 200`, [found.id]);
    await tx.query(`insert into change_feed (topic, entity_id) values ('import', $1), ('source', $2)`, [found.id, found.source_id]);
    await tx.query(`update import set state = 'done', finished_at = $2, known_at = $3 where id = $1`, [found.id, clock.wall(), knownAt]);
  });
}
