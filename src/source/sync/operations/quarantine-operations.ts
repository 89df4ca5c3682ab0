import { z } from 'zod';
import { quarantinedRow, quarantineGroup } from '../../../contract/import.ts';
import { listOf, pageInput } from '../../../contract/listing.ts';
import { fault } from '../../../lib/fault.ts';
import type { Db } from '../../../platform/postgres/database.ts';
import type { Context } from '../../../platform/operation/context.ts';
import { defineOperation, type AnyOperation } from '../../../platform/operation/operation.ts';
import { replayRows } from '../replay-rows.ts';

const columns = `q.id, q.path as file, q.row_number as row, q.kind, q.field, q.value, q.code, q.reason, q.remedy, q.raw, q.state, f.import_id as "importId"`;
const ids = z.array(z.string()).min(1);
const which = z.object({
  ids: ids.optional(), code: z.string().optional().describe('Only rows held back for this reason.'), file: z.string().optional().describe('Only rows of this file: its path or its name.'), import: z.string().optional().describe('Only rows of this import.'),
});

/** The open entries that a request names; null means all of them. */
async function openIds(db: Db, given: z.infer<typeof which>): Promise<string[] | null> {
  if (given.code === undefined && given.file === undefined && given.import === undefined) return given.ids ?? null;
  const rows = await db.query<{ id: string }>(
    `select q.id from quarantine q left join import_file f on f.id = q.import_file_id where q.state = 'open' and ($1::text[] is null or q.id = any($1)) and ${matches('$2', '$3', '$4')}`, [given.ids ?? null, given.code ?? null, given.file ?? null, given.import ?? null]);
  return rows.map((row) => row.id);
}

/** SQL: what is asked of an entry, by parameters for reason, file and import. */
function matches(code: string, file: string, importId: string): string {
  return `(${code}::text is null or q.code = ${code}) and (${file}::text is null or q.path = ${file} or right(q.path, length(${file}) + 1) = '/' || ${file}) and (${importId}::text is null or f.import_id = ${importId})`;
}

/** Rows that could not be loaded: see, edit, run again, give up. */
export function quarantineOperations(deps: { loaded?(context: Context): Promise<void> }): AnyOperation[] {
  return [list(), summary(), fix(), replay(deps), dismiss(), reopen()];
}

function list(): AnyOperation {
  return defineOperation({
    id: 'quarantine.list', scope: 'import', effect: 'read',
    summary: 'Source rows that could not be loaded, with field, reason and remedy.',
    input: pageInput.extend({
      state: z.enum(['open', 'replayed', 'dismissed', 'all']).default('open'),
      code: z.string().optional(), file: z.string().optional(), import: z.string().optional().describe('Only rows of this import.'),
    }),
    output: listOf(quarantinedRow),
    async handler({ db }, { state, code, file, limit, cursor, import: importId }) {
      const where = `($1 = 'all' or q.state = $1) and ${matches('$2', '$3', '$4')}`;
      const params = [state, code ?? null, file ?? null, importId ?? null];
      const from = 'from quarantine q left join import_file f on f.id = q.import_file_id';
      const items = await db.query<z.infer<typeof quarantinedRow>>(`select ${columns} ${from} where ${where} and ($5::text is null or q.id > $5) order by q.id limit $6`, [...params, cursor ?? null, limit]);
      const { total } = await db.one<{ total: number }>(`select count(*)::int as total ${from} where ${where}`, params);
      return { items, total, next: items.length === limit ? (items.at(-1)?.id ?? null) : null };
    },
  });
}

function summary(): AnyOperation {
  return defineOperation({
    id: 'quarantine.summary', scope: 'import', effect: 'read',
    summary: 'Rows held back by file, reason and field: how many, with the first of each as an example.',
    input: z.object({}), output: listOf(quarantineGroup),
    async handler({ db }) {
      const items = await db.query<z.infer<typeof quarantineGroup>>(
        `select path as file, code, field, count(*)::int as count, (array_agg(reason order by row_number))[1] as reason, (array_agg(remedy order by row_number))[1] as remedy, min(row_number) as "firstRow"
         from quarantine where state = 'open' group by path, code, field order by count(*) desc, path, code, field`);
      return { items, total: items.length, next: null };
    },
  });
}

function fix(): AnyOperation {
  return defineOperation({
    id: 'quarantine.fix', scope: 'import', effect: 'change', positional: ['id'], entity: (input) => input.id,
    summary: 'Edit the cells of a row in quarantine; replay loads it.',
    input: z.object({ id: z.string(), set: z.record(z.string(), z.string()).describe('Column -> new text.') }),
    output: quarantinedRow,
    async handler({ db }, { id, set }) {
      const row = await db.maybe<{ state: string; raw: Record<string, string> }>('select state, raw from quarantine where id = $1', [id]);
      if (!row) throw fault('notFound', 'quarantine', `There is no row "${id}" in quarantine.`);
      if (row.state !== 'open') throw fault('conflict', 'quarantine_state', `The row is ${row.state}.`);
      const raw = { ...row.raw, ...set };
      if ('(row)' in raw && !('(row)' in set) && Object.keys(set).length > 0) delete raw['(row)'];
      await db.query('update quarantine set raw = $2 where id = $1', [id, JSON.stringify(raw)]);
      return db.one<z.infer<typeof quarantinedRow>>(`select ${columns} from quarantine q left join import_file f on f.id = q.import_file_id where q.id = $1`, [id]);
    },
  });
}

function replay(deps: { loaded?(context: Context): Promise<void> }): AnyOperation {
  return defineOperation({
    id: 'quarantine.replay', scope: 'import', effect: 'change', positional: ['ids...'],
    summary: 'Run quarantined rows through the import again: the named ones, those of a file or a reason, or all that are open.',
    input: which,
    output: z.object({ replayed: z.number().int(), stillQuarantined: z.number().int() }),
    async handler(context, input) {
      const result = await replayRows(context, (await openIds(context.db, input)) ?? undefined);
      await deps.loaded?.(context);
      return result;
    },
  });
}

function dismiss(): AnyOperation {
  return defineOperation({
    id: 'quarantine.dismiss', scope: 'import', effect: 'change', positional: ['ids...'],
    summary: 'Set rows aside for good; they stay counted as quarantined.',
    input: which.refine((input) => Object.values(input).some((value) => value !== undefined), { message: 'Say which rows: ids, code, file or import.' }),
    output: z.object({ dismissed: z.number().int(), settledAt: z.string().describe('Takes it back: "quarantine reopen".') }),
    async handler({ db, clock }, input) {
      const settledAt = clock.wall();
      const rows = await db.query(`update quarantine set state = 'dismissed', settled_at = $2 where id = any ($1) and state = 'open' returning id`, [await openIds(db, input), settledAt]);
      return { dismissed: rows.length, settledAt: settledAt.toISOString() };
    },
  });
}

function reopen(): AnyOperation {
  return defineOperation({
    id: 'quarantine.reopen', scope: 'import', effect: 'change', positional: ['ids...'],
    summary: 'Take dismissed rows back into quarantine: the named ones, or all of one dismissal.',
    input: z.object({ ids: ids.optional(), settledAt: z.string().datetime().optional().describe('When they were dismissed, as "quarantine dismiss" answered.') })
      .refine((input) => input.ids !== undefined || input.settledAt !== undefined, { message: 'Say which rows: ids or settledAt.' }),
    output: z.object({ reopened: z.number().int() }),
    async handler({ db }, input) {
      const rows = await db.query(`update quarantine set state = 'open', settled_at = null where state = 'dismissed' and ($1::text[] is null or id = any($1)) and ($2::timestamptz is null or settled_at = $2) returning id`, [input.ids ?? null, input.settledAt ?? null]);
      return { reopened: rows.length };
    },
  });
}
