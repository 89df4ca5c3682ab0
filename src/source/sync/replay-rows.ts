import { parse } from 'csv-parse/sync';
import { fault } from '../../lib/fault.ts';
import type { Context } from '../../platform/operation/context.ts';
import type { SourceRow } from '../file/read-table.ts';
import { checkImport } from './check-import.ts';
import type { FileRun } from './import-run.ts';
import { addDoubts, filesOf, getImport, planOf, type ImportFileRow } from './import-store.ts';
import { runRows } from './run-file.ts';

interface OpenRow {
  id: string;
  import_file_id: string;
  row_number: number;
  raw: Record<string, string>;
}

/** What a replay did with the rows it was given. */
export interface ReplayResult {
  replayed: number;
  stillQuarantined: number;
}

/** Runs quarantined rows through the same path as the file they came from. Rows that load leave quarantine and the file's counts follow; the others stay, with their newest reason. */
export async function replayRows(context: Context, ids: readonly string[] | undefined): Promise<ReplayResult> {
  const { db } = context;
  const open = await db.query<OpenRow>(
    `select id, import_file_id, row_number, raw from quarantine where state = 'open' and import_file_id is not null and ($1::text[] is null or id = any ($1)) order by import_file_id, row_number`,
    [ids ?? null],
  );
  if (ids && open.length < ids.length) throw fault('notFound', 'quarantine', 'Some of these rows are not in quarantine.', { remedy: 'See "quarantine list".' });
  const result: ReplayResult = { replayed: 0, stillQuarantined: 0 };
  for (const [fileId, rows] of Map.groupBy(open, (row) => row.import_file_id)) {
    const { replayed } = await replayFile(context, fileId, rows);
    result.replayed += replayed;
    result.stillQuarantined += rows.length - replayed;
  }
  return result;
}

async function replayFile(context: Context, fileId: string, rows: readonly OpenRow[]): Promise<{ replayed: number }> {
  const { db, analytics, clock } = context;
  const { import_id: importId } = await db.one<{ import_id: string }>('select import_id from import_file where id = $1', [fileId]);
  const found = await getImport(db, importId);
  const file = (await filesOf(db, importId)).find((candidate) => candidate.id === fileId) as ImportFileRow;
  const plan = planOf(file);
  const knownAt = await nextKnownAt(context);
  const run: FileRun = { importId, fileId, path: file.path, sourceId: found.source_id, knownAt, plan, entries: new Map(rows.map((row) => [row.row_number, row.id])) };
  // While its rows run, an entry is set aside: what is still bad opens it again.
  await db.tx(async (tx) => {
    await tx.query(`update import_file set state = 'replaying', rows = rows - $2, quarantined = quarantined - $2 where id = $1`, [fileId, rows.length]);
    await tx.query(`update quarantine set state = 'replayed', settled_at = $2 where id = any ($1)`, [rows.map((row) => row.id), clock.wall()]);
  });
  await runRows({ db, analytics, clock }, run, rows.map((row) => rowOf(row, plan.columns, plan.dialect)), { phase: 'load', row: -1, item: 0, newest: null });
  const { back } = await db.one<{ back: number }>(`select count(*)::int as back from quarantine where id = any ($1) and state = 'open'`, [rows.map((row) => row.id)]);
  await addDoubts(db, importId, await checkImport(context, importId, found.source_id), clock.wall());
  await db.tx(async (tx) => {
    await tx.query(`insert into dirty_account (account_id, since, cause) select account_id, $2, 'import' from import_account where import_id = $1 order by account_id on conflict (account_id) do update set marks = dirty_account.marks + 1`, [importId, clock.wall()]);
    await tx.query(`insert into change_feed (topic, entity_id) values ('import', $1)`, [importId]);
  });
  return { replayed: rows.length - back };
}

async function nextKnownAt({ db, clock }: Context): Promise<string> {
  const row = await db.one<{ at: Date }>(`select greatest($1::timestamptz, (select max(known_at) + interval '1 millisecond' from import)) as at`, [clock.now()]);
  return row.at.toISOString();
}

/** The source row that edited cells stand for. Text that could not be cut is cut again. */
export function rowOf(row: Pick<OpenRow, 'row_number' | 'raw'>, columns: readonly string[], dialect: { delimiter: string; quote: string; format: string }): SourceRow {
  const text = row.raw['(row)'];
  if (text === undefined) return { number: row.row_number, cells: columns.map((column) => row.raw[column] ?? '') };
  if (dialect.format !== 'csv') return jsonRow(row.row_number, text, columns);
  const cells = (parse(text, { delimiter: dialect.delimiter, quote: dialect.quote, relax_column_count: true, relax_quotes: true }) as string[][])[0] ?? [];
  return cells.length === columns.length ? { number: row.row_number, cells } : { number: row.row_number, cells: [text], broken: { code: 'unreadable', reason: `The row has ${cells.length} cells, the header ${columns.length}.` } };
}

function jsonRow(number: number, text: string, columns: readonly string[]): SourceRow {
  try {
    const value = JSON.parse(text) as Record<string, unknown>;
    return { number, cells: columns.map((column) => (value[column] === undefined || value[column] === null ? '' : String(value[column]))) };
  } catch {
    return { number, cells: [text], broken: { code: 'unreadable', reason: 'The record is not a JSON object.' } };
  }
}
