import { basename, join } from 'node:path';
import { z } from 'zod';
import { importDecision, importFileDetail, importReport, rowCounts } from '../../../contract/import.ts';
import { listOf, pageInput } from '../../../contract/listing.ts';
import { fault, type Fault } from '../../../lib/fault.ts';
import type { Context } from '../../../platform/operation/context.ts';
import { defineOperation, type AnyOperation } from '../../../platform/operation/operation.ts';
import { defaultLimits, listParts, partsOfFile, type InputPart } from '../../file/input-part.ts';
import type { Decision } from '../../file/plan-files.ts';
import { filesOf, getImport, saveMapping } from '../import-store.ts';
import { readImport, readImportFiles } from '../read-import.ts';
import { runImport } from '../run-import.ts';
import { planImport, stageImport } from '../stage-import.ts';
import { readDecisions } from '../read-decisions.ts';
import { doubtOperations } from './doubt-operations.ts';
import { quarantineOperations } from './quarantine-operations.ts';

export interface ImportDeps {
  /** Folder inside the data directory where uploads wait for their import. */
  spoolDir(): string;
  /** Called after rows were loaded: scores what they touch. */
  loaded?(context: Context): Promise<void>;
}

const sourceName = z.string().min(1).max(60).default('files').describe('Name of the system the files come from. Ids are never mixed between sources.');
const paths = z.array(z.string()).min(1).describe('Files or folders: CSV, TSV, NDJSON or JSON, plain, gzip or zip.');

/** Everything one can do with imports, quarantine and doubts. */
export function importOperations(deps: ImportDeps): AnyOperation[] {
  return [importFiles(deps), stage(deps), correct(), run(deps), show(), details(), list(), ...quarantineOperations(deps), ...doubtOperations()];
}

function importFiles(deps: ImportDeps): AnyOperation {
  return defineOperation({
    id: 'import.files', cliName: 'import', transport: 'cli', positional: ['paths...'], scope: 'import', effect: 'change',
    summary: 'Import files or folders of any shape.',
    description: 'Recognises what each file holds, maps its columns, loads it and reports every source row: rows = inserted + updated + unchanged + duplicate + quarantined. Importing the same again changes nothing.',
    input: z.object({
      paths, source: sourceName,
      yes: z.boolean().default(false).describe('Take the guesses without asking.'),
      dryRun: z.boolean().default(false).describe('Show what was recognised and load nothing.'),
      map: z.string().optional().describe('A JSON or YAML file: file name -> {kind, mapping, answers, dialect}.'),
    }),
    output: importReport,
    async handler(context, input) {
      const decisions = input.map === undefined ? undefined : await readDecisions(localPath(context, input.map));
      const passedOver: Fault[] = [];
      const parts = await listParts(input.paths.map((path) => localPath(context, path)), defaultLimits, (refused) => passedOver.push(refused));
      const importId = await stageImport(context, { parts, passedOver, source: input.source, decisions });
      if (!input.dryRun) {
        await runImport(context, importId);
        await deps.loaded?.(context);
      }
      return readImport(context.db, importId);
    },
  });
}

function localPath({ principal }: Context, path: string): string {
  if (principal.kind !== 'local') throw fault('forbidden', 'local_path', 'Paths are read for the command line on this machine only.', { remedy: 'Upload the files, then stage the uploads.' });
  return path;
}

function localParts(context: Context, given: readonly string[]): Promise<InputPart[]> {
  return listParts(given.map((path) => localPath(context, path)));
}

function stage(deps: ImportDeps): AnyOperation {
  return defineOperation({
    id: 'import.stage', scope: 'import', effect: 'change', positional: ['paths...'],
    summary: 'Recognise files without loading them: kinds, mappings, preview and doubts.',
    input: z.object({
      paths: paths.optional(),
      uploads: z.array(z.object({ spool: z.string(), name: z.string().optional() })).optional().describe('Uploaded files by the name the upload answered.'),
      source: sourceName,
      decisions: z.record(z.string(), importDecision).optional().describe('File name -> what is decided beforehand.'),
    }),
    output: importReport,
    async handler(context, input) {
      const parts = [...(input.paths ? await localParts(context, input.paths) : []), ...(await uploadedParts(deps.spoolDir(), input.uploads ?? []))];
      const importId = await stageImport(context, { parts, source: input.source, decisions: input.decisions as Record<string, Decision> | undefined });
      return readImport(context.db, importId);
    },
  });
}

async function uploadedParts(spoolDir: string, uploads: readonly { spool: string; name?: string }[]): Promise<InputPart[]> {
  const parts: InputPart[] = [];
  for (const { spool, name } of uploads) {
    if (basename(spool) !== spool || spool.startsWith('.')) throw fault('invalid', 'spool', `"${spool}" is not the name of an upload.`);
    const shown = basename(name ?? spool.slice(spool.indexOf('-', 15) + 1));
    parts.push(...(await partsOfFile(join(spoolDir, spool), shown).catch((cause: unknown) => Promise.reject(fault('notFound', 'spool', `There is no upload "${spool}".`, { remedy: 'Upload the file again.' }, cause)))));
  }
  return parts;
}

function correct(): AnyOperation {
  return defineOperation({
    id: 'import.correct', scope: 'import', effect: 'change', positional: ['id'], entity: (input) => input.id,
    summary: 'Correct what was recognised: kind, mapping, reading of values; answers with a new preview.',
    description: 'Before the import runs, any of its files. Afterwards a file of which no row was loaded, as when its kind is not known: correct it, then replay its rows from quarantine.',
    input: z.object({ id: z.string(), file: z.string().describe('The file\'s id, path or name.'), decision: importDecision }),
    output: importReport,
    async handler(context, { id, file, decision }) {
      const found = await getImport(context.db, id);
      const target = await context.db.maybe<{ id: string; path: string; rows: number; quarantined: number }>(`select id, path, rows::int as rows, quarantined::int as quarantined from import_file where import_id = $1 and ($2 in (id, path) or path like '%/' || $2) order by position limit 1`, [id, file]);
      if (!target) throw fault('notFound', 'import_file', `The import has no file "${file}".`);
      const staged = found.state === 'staged';
      if (!staged && (found.state !== 'done' || target.rows !== target.quarantined)) throw fault('conflict', 'import_state', 'A file of which rows were loaded, or are being loaded, cannot be corrected.', { remedy: 'Stage the files again; the correction is remembered for files of this shape.' });
      await planImport(context, id, (path) => (path === target.path ? (decision as Decision) : undefined), staged ? undefined : target.id);
      if (!staged) await rememberMapping(context, id, target.id);
      return readImport(context.db, id);
    },
  });
}

async function rememberMapping({ db, principal, clock }: Context, importId: string, fileId: string): Promise<void> {
  const file = (await filesOf(db, importId)).find(({ id }) => id === fileId);
  if (file && file.kind !== 'other') await saveMapping(db, file, principal.id, clock.wall());
}

function run(deps: ImportDeps): AnyOperation {
  return defineOperation({
    id: 'import.run', scope: 'import', effect: 'change', positional: ['id'], entity: (input) => input.id,
    summary: 'Load a staged import; one that was cut off goes on where it stopped.',
    input: z.object({ id: z.string(), wait: z.boolean().default(true).describe('Answer when it is done; false answers at once.') }),
    output: importReport,
    async handler(context, { id, wait }) {
      const work = runImport({ ...context, signal: undefined }, id).then(() => deps.loaded?.(context));
      if (wait) await work;
      else work.catch((error: unknown) => context.log.error({ err: error, import: id }, 'an import failed'));
      return readImport(context.db, id);
    },
  });
}

function show(): AnyOperation {
  return defineOperation({
    id: 'import.show', scope: 'import', effect: 'read', positional: ['id'],
    summary: 'One import: files, counts and doubts.',
    input: z.object({ id: z.string() }),
    output: importReport,
    handler: (context, { id }) => readImport(context.db, id),
  });
}

function details(): AnyOperation {
  return defineOperation({
    id: 'import.preview', scope: 'import', effect: 'read', positional: ['id'],
    summary: 'The files of an import with preview rows, mapping, answers and the fields each kind can take.',
    input: z.object({ id: z.string() }),
    output: z.object({ items: z.array(importFileDetail) }),
    handler: async (context, { id }) => ({ items: await readImportFiles(context.db, (await getImport(context.db, id)).id) }),
  });
}

function list(): AnyOperation {
  const item = rowCounts.extend({ id: z.string(), source: z.string(), state: z.string(), createdAt: z.string(), finishedAt: z.string().nullable(), files: z.number().int() });
  return defineOperation({
    id: 'import.list', scope: 'import', effect: 'read',
    summary: 'Imports, newest first.',
    input: pageInput,
    output: listOf(item),
    async handler({ db }, { limit, cursor }) {
      const rows = await db.query<z.infer<typeof item> & { createdAt: Date; finishedAt: Date | null }>(
        `select i.id, i.source_id as source, i.state, i.created_at as "createdAt", i.finished_at as "finishedAt", count(f.id)::int as files, ${Object.keys(rowCounts.shape).map((name) => `coalesce(sum(f.${name}), 0)::int as ${name}`).join(', ')}
         from import i left join import_file f on f.import_id = i.id where not i.connected and ($1::text is null or i.id < $1) group by i.id order by i.id desc limit $2`,
        [cursor ?? null, limit],
      );
      const { total } = await db.one<{ total: number }>('select count(*)::int as total from import where not connected');
      const items = rows.map((row) => ({ ...row, createdAt: (row.createdAt as Date).toISOString(), finishedAt: (row.finishedAt as Date | null)?.toISOString() ?? null }));
      return { items, total, next: rows.length === limit ? (rows.at(-1)?.id ?? null) : null };
    },
  });
}
