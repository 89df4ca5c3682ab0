import path from 'node:path';
import { fault, type Fault } from '../../lib/fault.ts';
import { newId } from '../../lib/ids.ts';
import { dayOf } from '../../lib/period.ts';
import type { Context } from '../../platform/operation/context.ts';
import type { Db } from '../../platform/postgres/database.ts';
import type { SampledFile } from '../file/file-plan.ts';
import { reopenPart, type InputPart } from '../file/input-part.ts';
import { planFiles, type Decision, type PlannedWithDoubts } from '../file/plan-files.ts';
import { recogniseFile } from '../file/recognise-file.ts';
import { sampleFile, scanDateOrder } from '../file/sample-file.ts';
import { dateColumns } from '../file/settle-answers.ts';
import { addDoubts, filesOf, headerPrint, savedDecision, savePlan, type ImportFileRow } from './import-store.ts';

export interface StageRequest {
  parts: readonly InputPart[];
  /** Archives of a folder that could not be read; each becomes a doubt. */
  passedOver?: readonly Fault[];
  source: string;
  /** By file name or path: what is decided beforehand. */
  decisions?: Readonly<Record<string, Decision>>;
}

/** Opens an import over the given parts: samples and recognises each, joins them, and keeps plan, preview and doubts for a look before it runs. */
export async function stageImport(context: Context, request: StageRequest): Promise<string> {
  if (request.parts.length === 0) throw fault('invalid', 'import_empty', 'There is no file to import.', { remedy: 'Name files or a folder with CSV, TSV, NDJSON or JSON files, plain, gzip or zip.' });
  const { db, clock, principal } = context;
  const at = clock.wall();
  const importId = newId('imp', at.getTime());
  const sourceId = await ensureSource(db, request.source, at);
  await db.tx(async (tx) => {
    await tx.query(`insert into import (id, source_id, state, created_at, created_by) values ($1, $2, 'staged', $3, $4)`, [importId, sourceId, at, principal.id]);
    for (const [position, part] of request.parts.entries()) {
      await tx.query('insert into import_file (id, import_id, path, spool_path, bytes, position) values ($1, $2, $3, $4, $5, $6)', [newId('fil', at.getTime() + position), importId, part.path, part.file, part.bytes, position]);
    }
  });
  await planImport(context, importId, (path) => request.decisions?.[path] ?? request.decisions?.[path.split(/[\\/]/).pop()!]);
  await addDoubts(db, importId, (request.passedOver ?? []).map((refused) => ({ code: 'archive_not_read', fileId: null, path: null, field: null, count: 1, example: refused.message, message: refused.message, remedy: refused.details.remedy ?? 'Unpack it and import what it holds.', choice: 'passed over' })), at);
  return importId;
}

/** The source of a name; made when it is not there. Ids of one source are never mixed with another's. */
export async function ensureSource(db: Db, name: string, at: Date): Promise<string> {
  const id = `src_${name.toLowerCase().normalize('NFD').replace(/[^a-z0-9]+/g, '_').replace(/^_|_$/g, '') || 'files'}`;
  await db.query(`insert into source (id, kind, name, created_at) values ($1, 'file', $2, $3) on conflict (id) do nothing`, [id, name, at]);
  return id;
}

/** Plans all files of an import anew, or keeps the new plan of only one, with what was decided about each; a decision given now is added to earlier ones. */
export async function planImport(context: Context, importId: string, decide: (path: string) => Decision | undefined, only?: string): Promise<void> {
  const { db, clock } = context;
  const rows = await filesOf(db, importId);
  const files: SampledFile[] = [];
  const decisions: (Decision | undefined)[] = [];
  const own: (Decision | undefined)[] = [];
  const parts: InputPart[] = [];
  for (const [index, row] of rows.entries()) {
    const part = await reopenPart(row.spool_path, row.path);
    const now = decide(row.path);
    const file = await sampleFile(part, mergeDecisions(row.dialect.decision, now)?.dialect);
    const given = mergeDecisions(row.dialect.decision, completed(row, file, now));
    refuseUnknownColumns(file, given);
    own.push(given);
    const saved = await savedDecision(db, headerPrint(file.columns, file.path));
    parts.push(part);
    files.push(file);
    decisions.push(mergeDecisions(saved && { kind: saved.kind, also: saved.also, mapping: saved.mapping, answers: saved.answers }, given));
    context.progress?.(index + 1, rows.length, `Recognising ${path.basename(row.path)}`);
  }
  const planned = planFiles(files, decisions, { ...(await currencyOf(db)), today: dayOf(clock.now()) });
  for (const [index, item] of planned.entries()) await settleWholeColumns(parts[index]!, item);
  const plans = rows.map((row, index) => ({ row, plan: planned[index]!, decision: own[index] }));
  await keepPlans(context, importId, only === undefined ? plans : plans.filter(({ row }) => row.id === only));
}

/** A mapping that names some fields changes these; the others stay as they are planned, or as they are guessed where nothing is planned yet. */
function completed(row: ImportFileRow, file: SampledFile, given: Decision | undefined): Decision | undefined {
  if (!given?.mapping) return given;
  const base = row.kind ? { kind: row.kind, mapping: row.mapping } : recogniseFile(file);
  if (base.kind === 'other' || (given.kind !== undefined && given.kind !== base.kind)) return given;
  return { ...given, kind: base.kind, mapping: { ...base.mapping, ...given.mapping } };
}

/** A column that a person named and the file does not have would be left out in silence. */
function refuseUnknownColumns(file: SampledFile, given: Decision | undefined): void {
  const fields = Object.entries(given?.mapping ?? {}).filter(([, column]) => column && !file.columns.includes(column))
    .map(([field, column]) => ({ path: `mapping.${field}`, message: `${path.basename(file.path)} has no column "${column}".`, remedy: `Its columns are: ${file.columns.slice(0, 40).join(', ')}.` }));
  if (fields.length) throw fault('invalid', 'mapping', fields[0]!.message, { fields, remedy: fields[0]!.remedy });
}

async function keepPlans({ db, clock }: Context, importId: string, plans: readonly { row: ImportFileRow; plan: PlannedWithDoubts; decision: Decision | undefined }[]): Promise<void> {
  await db.tx(async (tx) => {
    await tx.query(`delete from doubt where import_file_id = any($1) and state = 'open'`, [plans.map(({ row }) => row.id)]);
    for (const { row, plan, decision } of plans) await savePlan(tx, row.id, plan, decision);
    await addDoubts(tx, importId, plans.flatMap(({ row, plan }) => plan.doubts.map((doubt) => ({ ...doubt, fileId: row.id, path: row.path }))), clock.wall());
  });
}

/** Joins decisions field by field; the later one wins. A mapping entry that is empty removes the field. */
export function mergeDecisions(earlier: Decision | undefined, later: Decision | undefined): Decision | undefined {
  if (!earlier || !later) return later ?? earlier;
  const sameKind = later.kind === undefined || later.kind === earlier.kind;
  const mapping = later.mapping ? { ...(sameKind ? earlier.mapping : {}), ...later.mapping } : sameKind ? earlier.mapping : undefined;
  if (mapping) for (const [field, column] of Object.entries(mapping)) if (!column) delete mapping[field];
  return { ...earlier, ...later, also: later.also ?? (sameKind ? earlier.also : undefined), mapping, answers: { ...earlier.answers, ...later.answers } };
}

/** A date column whose head did not say which of day and month comes first is read to its end. */
async function settleWholeColumns(part: InputPart, item: PlannedWithDoubts): Promise<void> {
  if (item.file.complete) return;
  const open = dateColumns(item.plan).filter((name) => item.file.profiles[item.file.columns.indexOf(name)]?.orderEvidence === 'both');
  if (open.length === 0) return;
  const settled = await scanDateOrder(part, item.file, open);
  for (const [column, order] of settled) item.plan.answers.dateOrder[column] = order;
  item.doubts = item.doubts.filter((doubt) => !(doubt.code === 'ambiguous_date_order' && doubt.field !== null && settled.has(doubt.field)));
}

async function currencyOf(db: Db): Promise<{ currency: string; currencyKnown: boolean }> {
  const row = await db.maybe<{ value: unknown }>(`select value from setting where key = 'currency'`);
  return typeof row?.value === 'string' ? { currency: row.value, currencyKnown: true } : { currency: 'USD', currencyKnown: false };
}

