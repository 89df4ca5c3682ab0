import { z } from 'zod';
import { importDoubt } from '../../../contract/import.ts';
import { listOf, pageInput } from '../../../contract/listing.ts';
import { fault } from '../../../lib/fault.ts';
import type { Context } from '../../../platform/operation/context.ts';
import { defineOperation, type AnyOperation } from '../../../platform/operation/operation.ts';
import { answerOf } from '../answer-of.ts';
import type { ImportFileRow } from '../import-store.ts';
import { planImport } from '../stage-import.ts';

const columns = 'id, code, file, field, count::int as count, example, message, remedy, choice, state';

/** Doubts about delivered data: see and answer them. */
export function doubtOperations(): AnyOperation[] {
  return [list(), answer()];
}

function list(): AnyOperation {
  return defineOperation({
    id: 'doubt.list', scope: 'import', effect: 'read',
    summary: 'What the delivered data does not say for certain, and what is assumed.',
    input: pageInput.extend({ import: z.string().optional().describe('Only doubts of this import. Default: the newest of each.'), state: z.enum(['open', 'answered', 'all']).default('open'), code: z.string().optional() }),
    output: listOf(importDoubt),
    async handler({ db }, { state, code, limit, cursor, import: importId }) {
      const newest = `(select distinct on (d.code, d.file, d.field) d.* from doubt d where ($3::text is null or d.import_id = $3) order by d.code, d.file, d.field, d.created_at desc) d`;
      const where = `($1 = 'all' or d.state = $1) and ($2::text is null or d.code = $2)`;
      const params = [state, code ?? null, importId ?? null];
      const items = await db.query<z.infer<typeof importDoubt>>(`select ${columns} from ${newest} where ${where} and ($4::text is null or d.id > $4) order by d.id limit $5`, [...params, cursor ?? null, limit]);
      const { total } = await db.one<{ total: number }>(`select count(*)::int as total from ${newest} where ${where}`, params);
      return { items, total, next: items.length === limit ? (items.at(-1)?.id ?? null) : null };
    },
  });
}

interface DoubtRow {
  import_id: string;
  import_file_id: string | null;
  code: string;
  field: string | null;
  import_state: string;
}

function answer(): AnyOperation {
  return defineOperation({
    id: 'doubt.answer', scope: 'import', effect: 'change', positional: ['id', 'choice'], entity: (input) => input.id,
    summary: 'Answer a doubt. Before an import runs this changes how it loads; afterwards it holds for the next import of such a file.',
    input: z.object({ id: z.string(), choice: z.string().min(1) }),
    output: importDoubt,
    async handler(context, { id, choice }) {
      const { db } = context;
      const doubt = await db.maybe<DoubtRow>('select d.import_id, d.import_file_id, d.code, d.field, i.state as import_state from doubt d join import i on i.id = d.import_id where d.id = $1', [id]);
      if (!doubt) throw fault('notFound', 'doubt', `There is no doubt "${id}".`);
      const answers = answerOf(doubt.code, doubt.field, choice);
      await db.query(`update doubt set state = 'answered', choice = $2 where id = $1`, [id, choice]);
      if (answers && doubt.import_file_id) await applyAnswer(context, doubt, answers);
      return db.one<z.infer<typeof importDoubt>>(`select ${columns} from doubt where id = $1`, [id]);
    },
  });
}

async function applyAnswer(context: Context, doubt: DoubtRow, answers: Record<string, unknown>): Promise<void> {
  const { db } = context;
  const file = await db.one<ImportFileRow>('select * from import_file where id = $1', [doubt.import_file_id]);
  if (doubt.import_state === 'staged') return planImport(context, doubt.import_id, (path) => (path === file.path ? { answers } : undefined));
  await db.query(
    `update saved_mapping set dialect = jsonb_set(dialect, '{answers}', coalesce(dialect->'answers', '{}') || $2::jsonb || case when $2::jsonb ? 'dateOrder' then jsonb_build_object('dateOrder', coalesce(dialect->'answers'->'dateOrder', '{}') || ($2::jsonb->'dateOrder')) else '{}' end) where header_print = $1`,
    [file.header_print, JSON.stringify(answers)],
  );
}
