import type { DateOrder } from './read-value.ts';
import type { Dialect } from './detect-dialect.ts';
import type { SampledFile } from './file-plan.ts';
import type { InputPart } from './input-part.ts';
import { orderEvidence, profileColumn, type ColumnProfile } from './profile-column.ts';
import { detectPart, readColumns, readTable } from './read-table.ts';

/** Rows looked at before a file is recognised. */
export const sampleRows = 20_000;

/** Samples the head of a part and profiles its columns. */
export async function sampleFile(part: InputPart, known?: Dialect): Promise<SampledFile> {
  const dialect = known ?? (await detectPart(part));
  const columns = await readColumns(part, dialect);
  const rows: string[][] = [];
  let complete = true;
  for await (const batch of readTable(part, dialect, columns)) {
    for (const row of batch) if (!row.broken) rows.push(row.cells);
    if (rows.length >= sampleRows) {
      complete = false;
      break;
    }
  }
  return { path: part.path, dialect, columns, profiles: profileRows(columns, rows), rows, complete };
}

/** Profiles every column over the rows that differ: a key is a key however often a file repeats a row. */
export function profileRows(columns: readonly string[], rows: readonly string[][]): ColumnProfile[] {
  const distinct = [...new Map(rows.map((cells) => [cells.join('\u0001'), cells])).values()];
  return columns.map((name, index) => profileColumn(name, distinct.map((cells) => cells[index] ?? '')));
}

/** Reads a whole part to settle which of day and month comes first in columns whose head did not say. */
export async function scanDateOrder(part: InputPart, file: SampledFile, columns: readonly string[]): Promise<Map<string, DateOrder>> {
  const open = new Map(columns.map((name) => [name, file.columns.indexOf(name)]));
  const settled = new Map<string, DateOrder>();
  for await (const batch of readTable(part, file.dialect, file.columns)) {
    for (const [name, index] of open) {
      const evidence = orderEvidence(batch.map((row) => row.cells[index] ?? ''));
      if (evidence === 'dmy' || evidence === 'mdy') {
        settled.set(name, evidence);
        open.delete(name);
      }
    }
    if (open.size === 0) break;
  }
  return settled;
}
