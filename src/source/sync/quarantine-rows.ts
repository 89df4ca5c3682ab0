import { createHash } from 'node:crypto';
import type { Db } from '../../platform/postgres/database.ts';
import type { SourceRow } from '../file/read-table.ts';
import type { RowFault } from '../file/row-reader.ts';
import { storableJson } from './copy-lines.ts';
import { fileName, type FileRun } from './import-run.ts';

/** A row that cannot be loaded, and why. */
export interface BadSourceRow {
  row: SourceRow;
  fault: RowFault;
}

/** The cells of a row by column name; what does not fit the header is kept under names of its own, so that nothing is lost. */
export function rawOf(row: SourceRow, columns: readonly string[]): Record<string, string> {
  if (row.broken?.code === 'unreadable') return { '(row)': row.cells.join('') };
  const raw: Record<string, string> = {};
  row.cells.forEach((cell, index) => {
    raw[columns[index] ?? `(cell ${index + 1})`] = cell;
  });
  return { ...raw, ...row.extra };
}

/** The entry of a row: the same for the same cells of the same row of a file of this name, in whatever order the cells stand. */
function entryOf(run: FileRun, number: number, raw: Record<string, unknown>): string {
  const cells = Object.entries(raw).sort(([a], [b]) => (a < b ? -1 : 1));
  return `qua_${createHash('md5').update(JSON.stringify([run.sourceId, fileName(run), number, cells])).digest('hex')}`;
}

function storedCells(row: SourceRow, run: FileRun): Record<string, string> {
  return JSON.parse(storableJson(rawOf(row, run.plan.columns))) as Record<string, string>;
}

/** Entries that earlier loads of files of this name left open. */
export async function waitingEntries(db: Db, run: FileRun): Promise<Set<string>> {
  const rows = await db.query<{ id: string }>(`select id from quarantine where source_id = $1 and state = 'open' and regexp_replace(path, '^.*[\\\\/]', '') = $2`, [run.sourceId, fileName(run)]);
  return new Set(rows.map((row) => row.id));
}

/** Settles the entries of rows that were held back before and load now. One that a later step of the same load holds back opens again. */
export async function settleRows(tx: Db, run: FileRun, good: readonly SourceRow[], at: string): Promise<void> {
  if (!run.waiting?.size) return;
  const settled = good.map((row) => entryOf(run, row.number, storedCells(row, run))).filter((id) => run.waiting?.has(id));
  if (settled.length) await tx.query(`update quarantine set state = 'replayed', settled_at = $2 where id = any($1) and state = 'open'`, [settled, at]);
}

/**
 * Puts rows into quarantine. The same bad row of the same file, imported again, is the same entry; one that was settled by hand stays settled.
 * Returns the numbers of the rows that wait there now.
 */
export async function quarantineRows(tx: Db, run: FileRun, bad: readonly BadSourceRow[], at: string): Promise<Set<number>> {
  if (bad.length === 0) return new Set();
  const found = bad.map(({ row, fault }) => {
    const raw = storedCells(row, run);
    const id = run.entryOf?.(raw) ?? run.entries?.get(row.number) ?? entryOf(run, row.number, raw);
    return { id, row_number: row.number, field: fault.field, value: fault.value?.replaceAll('\0', '') ?? null, code: fault.code, reason: fault.reason.replaceAll('\0', ''), remedy: fault.remedy, raw };
  });
  const rows = [...new Map(found.map((row) => [row.id, row])).values()];
  const entries = await tx.query<{ id: string; state: string }>(
    `insert into quarantine (id, import_file_id, source_id, path, row_number, kind, field, value, code, reason, remedy, raw, created_at)
     select q.id, $2, $3, $4, q.row_number, $5, q.field, q.value, q.code, q.reason, q.remedy, q.raw, $6::timestamptz
     from jsonb_to_recordset($1::jsonb) as q(id text, row_number bigint, field text, value text, code text, reason text, remedy text, raw jsonb)
     on conflict (id) do update set import_file_id = excluded.import_file_id, field = excluded.field, value = excluded.value, code = excluded.code, reason = excluded.reason, remedy = excluded.remedy, state = case when $7 or quarantine.settled_at = $6::timestamptz then 'open' else quarantine.state end
     returning id, state`,
    [JSON.stringify(rows), run.fileId, run.sourceId, run.path, run.plan.kind, at, run.entries !== undefined || run.entryOf !== undefined],
  );
  const open = new Set(entries.filter(({ state }) => state === 'open').map(({ id }) => id));
  return new Set(found.filter(({ id }) => open.has(id)).map((row) => row.row_number));
}
