import type { z } from 'zod';
import { importFileDetail, type ImportReport } from '../../contract/import.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { targetKinds } from '../file/target-kind.ts';
import { noCounts } from './import-run.ts';
import { filesOf, getImport, type ImportFileRow } from './import-store.ts';

type Detail = z.infer<typeof importFileDetail>;

const doubtColumns = 'id, code, file, field, count::int as count, example, message, remedy, choice, state';

function fileOf(file: ImportFileRow) {
  const { id, path, kind, mapping, state, rows, inserted, updated, unchanged, duplicate, quarantined } = file;
  return { id, path, kind, also: file.dialect.also ?? [], mapping, confidence: file.preview.confidence ?? {}, state, rows, inserted, updated, unchanged, duplicate, quarantined };
}

/** The report of an import as it stands, running or done. */
export async function readImport(db: Db, importId: string): Promise<ImportReport> {
  const found = await getImport(db, importId);
  const files = (await filesOf(db, importId)).map(fileOf);
  const doubts = await db.query<ImportReport['doubts'][number]>(`select ${doubtColumns} from doubt where import_id = $1 order by file nulls last, code, field`, [importId]);
  const totals = { ...noCounts(), files: files.length };
  for (const file of files) for (const key of Object.keys(noCounts()) as (keyof ReturnType<typeof noCounts>)[]) totals[key] += file[key];
  return { id: importId, state: found.state, source: found.source_id, error: found.error, files, doubts, totals };
}

/** The files of an import with preview, answers and the fields their kind can take. */
export async function readImportFiles(db: Db, importId: string): Promise<Detail[]> {
  return (await filesOf(db, importId)).map((file) => {
    const { answers, dialect, columns } = file.dialect;
    const target = targetKinds.find((found) => found.kind === file.kind);
    const required = new Set((target?.needs ?? []).filter((group) => group.length === 1).flat());
    const fields = (target?.fields ?? []).map(({ name, type }) => ({ name, type, required: required.has(name) }));
    return { ...fileOf(file), bytes: file.bytes, dialect, answers, columns, preview: file.preview.rows ?? [], fields, error: file.error };
  });
}
