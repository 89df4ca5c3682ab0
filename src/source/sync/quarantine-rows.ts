import { createHash } from 'node:crypto';
import type { Db } from '../../platform/postgres/database.ts';
import type { SourceRow } from '../file/read-table.ts';
import type { RowFault } from '../file/row-reader.ts';
import { storableJson } from './copy-lines.ts';
import type { FileRun } from './import-run.ts';

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

/** Puts rows into quarantine. The same bad row of the same file, imported again, is the same entry, also when it was settled. */
export async function quarantineRows(tx: Db, run: FileRun, bad: readonly BadSourceRow[], at: string): Promise<void> {
  if (bad.length === 0) return;
  const rows = bad.map(({ row, fault }) => {
    const raw = storableJson(rawOf(row, run.plan.columns));
    const id = run.entries?.get(row.number) ?? `qua_${createHash('md5').update(JSON.stringify([run.sourceId, run.path.split(/[\\/]/).pop(), row.number, raw])).digest('hex')}`;
    return { id, row_number: row.number, field: fault.field, value: fault.value?.replaceAll('\0', '') ?? null, code: fault.code, reason: fault.reason.replaceAll('\0', ''), remedy: fault.remedy, raw: JSON.parse(raw) as unknown };
  });
  await tx.query(
    `insert into quarantine (id, import_file_id, source_id, path, row_number, kind, field, value, code, reason, remedy, raw, created_at)
     select q.id, $2, $3, $4, q.row_number, $5, q.field, q.value, q.code, q.reason, q.remedy, q.raw, $6::timestamptz
     from jsonb_to_recordset($1::jsonb) as q(id text, row_number bigint, field text, value text, code text, reason text, remedy text, raw jsonb)
     on conflict (id) do update set import_file_id = excluded.import_file_id, field = excluded.field, value = excluded.value, code = excluded.code, reason = excluded.reason, remedy = excluded.remedy, state = case when $7 then 'open' else quarantine.state end`,
    [JSON.stringify(rows), run.fileId, run.sourceId, run.path, run.plan.kind, at, run.entries !== undefined],
  );
}
