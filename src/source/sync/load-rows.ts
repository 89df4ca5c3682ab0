import type { Db } from '../../platform/postgres/database.ts';
import { dashed, type KeyedRecord, type MappedRow } from '../file/map-row.ts';
import type { SourceRow } from '../file/read-table.ts';
import { copyLines, storableJson } from './copy-lines.ts';
import { advanceFile, type FileProgress, type FileRun, type Stores } from './import-run.ts';
import { quarantineRows, rawOf, settleRows, type BadSourceRow } from './quarantine-rows.ts';

const noKey = '00000000-0000-0000-0000-000000000000';

/** Takes a chunk of source rows into the load table, bad ones into quarantine, and notes the progress, in one transaction. */
export async function loadRows({ db }: Stores, run: FileRun, rows: readonly SourceRow[], mapRow: (row: SourceRow) => MappedRow, progress: FileProgress): Promise<void> {
  const bad: BadSourceRow[] = [];
  const good: { row: SourceRow; records: KeyedRecord[] }[] = [];
  for (const row of rows) {
    const mapped = mapRow(row);
    if ('fault' in mapped) bad.push({ row, fault: mapped.fault });
    else good.push({ row, records: mapped.records });
    progress.row = row.number;
    if (!('fault' in mapped)) for (const record of mapped.records) progress.newest = newestOf(progress.newest, record);
  }
  await db.tx(async (tx) => {
    await copyRecords(tx, run, good);
    await settleRows(tx, run, good.map(({ row }) => row), run.knownAt);
    const held = (await quarantineRows(tx, run, bad, run.knownAt)).size;
    await advanceFile(tx, run, { rows: bad.length, quarantined: held, unchanged: bad.length - held }, progress);
  });
}

async function copyRecords(tx: Db, run: FileRun, good: readonly { row: SourceRow; records: KeyedRecord[] }[]): Promise<void> {
  function* lines(): Generator<readonly (string | number | null)[]> {
    const { accountBy } = run.plan.answers;
    const unsure = accountBy === 'email' || accountBy === 'person' || accountBy === 'line' || accountBy === 'ticket';
    for (const { row, records } of good) {
      if (records.length === 0) yield [run.fileId, row.number, 0, '', noKey, noKey, null, null, null, null, '{}', null, null, 'f', null];
      for (let part = 0; part < records.length; part++) {
        const { kind, key, content, ref, accountRef, accountName, personRef, data, version, gone, mergedInto } = records[part]!;
        yield [run.fileId, row.number, part, kind, dashed(key), dashed(content), ref, accountRef, accountName, personRef, storableJson(data), unsure || accountRef === null ? storableJson(rawOf(row, run.plan.columns)) : null, version ?? null, gone ? 't' : 'f', mergedInto ?? null];
      }
    }
  }
  await tx.copyIn('copy load_row (file_id, row_no, part, kind, key, content, ref, account_ref, account_name, person_ref, data, raw, version, gone, merged_into) from stdin', copyLines(lines()));
}

const timeFields = ['at', 'opened_at', 'answered_at', 'issued_on', 'on_day', 'start_on'] as const;

/** The later of `newest` and the time a record tells of. */
export function newestOf(newest: string | null, record: KeyedRecord): string | null {
  for (const field of timeFields) {
    const value = record.data[field];
    if (typeof value === 'string' && (newest === null || value > newest)) return value;
  }
  return newest;
}
