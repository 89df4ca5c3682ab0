import { createHash } from 'node:crypto';
import type { Db } from '../../platform/postgres/database.ts';
import { fault } from '../../lib/fault.ts';
import type { Doubt, FilePlan } from '../file/file-plan.ts';
import type { Decision, PlannedWithDoubts } from '../file/plan-files.ts';
import type { FileKind } from '../file/target-kind.ts';
import type { FileProgress, RowCounts } from './import-run.ts';

/** A file of an import as stored. */
export interface ImportFileRow extends RowCounts {
  id: string;
  import_id: string;
  path: string;
  spool_path: string;
  bytes: number;
  kind: FileKind;
  dialect: StoredDialect;
  mapping: Record<string, string>;
  header_print: string;
  preview: { columns: string[]; rows: string[][]; confidence: Record<string, number>; sampled: number; complete: boolean };
  state: string;
  progress: Partial<FileProgress>;
  error: string | null;
}

/** How a file is read and what was decided about it; `decision` is what a person or an earlier import said. */
export interface StoredDialect {
  dialect: FilePlan['dialect'];
  also: FilePlan['also'];
  columns: string[];
  answers: FilePlan['answers'];
  decision?: Decision;
}

export interface ImportRow {
  id: string;
  source_id: string;
  state: string;
  created_at: Date;
  finished_at: Date | null;
  known_at: Date | null;
  error: string | null;
}

/** Knows a file's shape again: its columns in order and the letters of its name, so that next month's export of the same report is recognised. */
export function headerPrint(columns: readonly string[], path: string): string {
  const stem = path.split(/[\\/]/).pop()!.toLowerCase().replace(/\.(?:csv|tsv|txt|json|jsonl|ndjson|gz|zip|dat).*$/, '').replace(/[^a-z]+/g, '');
  return createHash('sha256').update(JSON.stringify([stem, columns])).digest('hex').slice(0, 32);
}

/** The import, or a `notFound` Fault. */
export async function getImport(db: Db, id: string): Promise<ImportRow> {
  const row = await db.maybe<ImportRow>('select id, source_id, state, created_at, finished_at, known_at, error from import where id = $1', [id]);
  if (!row) throw fault('notFound', 'import', `There is no import "${id}".`);
  return row;
}

/** The files of an import in their order. */
export async function filesOf(db: Db, importId: string): Promise<ImportFileRow[]> {
  return db.query<ImportFileRow>('select * from import_file where import_id = $1 order by position', [importId]);
}

/** The plan that a stored file loads by. */
export function planOf(file: ImportFileRow): FilePlan {
  const { dialect, also, columns, answers } = file.dialect;
  return { kind: file.kind, also, mapping: file.mapping, confidence: file.preview.confidence ?? {}, columns, dialect, answers };
}

/** Writes what was planned for a staged file over what was there. */
export async function savePlan(db: Db, fileId: string, { file, plan }: Pick<PlannedWithDoubts, 'file' | 'plan'>, decision: Decision | undefined): Promise<void> {
  const dialect: StoredDialect = { dialect: plan.dialect, also: plan.also, columns: plan.columns, answers: plan.answers, ...(decision ? { decision } : {}) };
  const preview = { columns: file.columns, rows: file.rows.slice(0, 20), confidence: plan.confidence, sampled: file.rows.length, complete: file.complete };
  const clean = (value: unknown) => JSON.stringify(value).replaceAll('\\u0000', '');
  await db.query('update import_file set kind = $2, dialect = $3, mapping = $4, header_print = $5, preview = $6 where id = $1', [
    fileId, plan.kind, clean(dialect), clean(plan.mapping), headerPrint(plan.columns, file.path), clean(preview),
  ]);
}

/** What earlier imports settled about files of this shape. */
export async function savedDecision(db: Db, print: string): Promise<(Decision & { dialect: FilePlan['dialect'] }) | undefined> {
  const row = await db.maybe<{ kind: FileKind; dialect: StoredDialect; mapping: Record<string, string> }>('select kind, dialect, mapping from saved_mapping where header_print = $1', [print]);
  return row && { kind: row.kind, also: row.dialect.also, mapping: row.mapping, answers: row.dialect.answers, dialect: row.dialect.dialect };
}

/** Remembers how a file was loaded, for the next file of its shape. */
export async function saveMapping(db: Db, file: ImportFileRow, by: string, at: Date): Promise<void> {
  await db.query(
    `insert into saved_mapping (header_print, kind, dialect, mapping, confirmed_by, saved_at) values ($1, $2, $3, $4, $5, $6)
     on conflict (header_print) do update set kind = excluded.kind, dialect = excluded.dialect, mapping = excluded.mapping, confirmed_by = excluded.confirmed_by, saved_at = excluded.saved_at`,
    [file.header_print, file.kind, JSON.stringify(file.dialect), JSON.stringify(file.mapping), by, at],
  );
}

/** Accounts that imports changed something of since {@link forgetTouched}; of imports that run still, later. */
export async function touchedAccounts(db: Db): Promise<string[]> {
  const rows = await db.query<{ id: string }>("select distinct t.account_id as id from import_account t join import i on i.id = t.import_id join account a on a.id = t.account_id where i.state in ('done', 'failed') order by 1");
  return rows.map(({ id }) => id);
}

/** What was done about these accounts needs not be done again. */
export async function forgetTouched(db: Db, accountIds: readonly string[]): Promise<void> {
  await db.query("delete from import_account t using import i where i.id = t.import_id and i.state in ('done', 'failed') and t.account_id = any($1)", [accountIds]);
}

/** A doubt about one file or the import as a whole. */
export interface PlacedDoubt extends Doubt {
  fileId: string | null;
  path: string | null;
}

/** Adds doubts to an import; a doubt with the same code, file and field replaces the earlier one and keeps its answer. */
export async function addDoubts(db: Db, importId: string, doubts: readonly PlacedDoubt[], at: Date): Promise<void> {
  if (doubts.length === 0) return;
  const rows = doubts.map((doubt) => ({
    id: `dbt_${createHash('md5').update(JSON.stringify([importId, doubt.code, doubt.fileId, doubt.field])).digest('hex')}`,
    code: doubt.code, file: doubt.path, field: doubt.field, count: doubt.count, example: doubt.example, message: doubt.message, remedy: doubt.remedy, choice: doubt.choice, import_file_id: doubt.fileId,
  }));
  await db.query(
    `insert into doubt (id, import_id, code, file, field, count, example, message, remedy, choice, import_file_id, created_at)
     select distinct on (d.id) d.id, $1, d.code, d.file, d.field, d.count, d.example, d.message, d.remedy, d.choice, d.import_file_id, $3
     from jsonb_to_recordset($2::jsonb) as d(id text, code text, file text, field text, count bigint, example jsonb, message text, remedy text, choice text, import_file_id text) order by d.id
     on conflict (id) do update set count = excluded.count, example = excluded.example, message = excluded.message, choice = case when doubt.state = 'answered' then doubt.choice else excluded.choice end`,
    [importId, JSON.stringify(rows).replaceAll('\\u0000', ''), at],
  );
}
