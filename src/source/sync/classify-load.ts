import type { Db } from '../../platform/postgres/database.ts';
import { advanceFile, fileName, saidBy, type FileRun, type Stores } from './import-run.ts';

/** Kinds of which one record has one state: the last row of a file that names it wins. Of all others, rows that differ are records of their own. */
const lastRowWins = ['account', 'person', 'ticket'];
const order = ['account', 'person', 'line', 'invoice', 'ticket', 'activity', 'survey', 'churn', 'change', 'usage'];

/**
 * Decides in one pass over the loaded rows which record each makes and what becomes of it: inserted, updated or unchanged against what the source delivered before.
 * Rows with the same key and other content are kept apart by their order in the file, so that no amount is lost. Where files of one source contradict each other the
 * newest statement counts, and a file that only repeats what it said before takes nothing back.
 */
export async function classifyLoad({ db }: Stores, run: FileRun): Promise<void> {
  await db.tx(async (tx) => {
    await tx.query('delete from load_item where file_id = $1', [run.fileId]);
    await tx.query(
      `with versions as (
         select kind, key, content, min(row_no * 1000 + part) as first_at, max(row_no * 1000 + part) as last_at from load_row where file_id = $1 and kind <> '' group by kind, key, content),
       ranked as (
         select *, row_number() over (partition by kind, key order by first_at) as ordinal, row_number() over (partition by kind, key order by last_at desc) as from_last from versions),
       items as (
         select kind, key as base_key, content, case when kind = any ($3) then last_at else first_at end as decides,
           case when ordinal = 1 or kind = any ($3) then key else md5(key::text || '#' || ordinal)::uuid end as key
         from ranked where not (kind = any ($3)) or from_last = 1)
       insert into load_item (file_id, item_no, kind, base_key, key, content, row_no, part, outcome)
       select $1, row_number() over (order by array_position($4::text[], i.kind), i.decides), i.kind, i.base_key, i.key, i.content, i.decides / 1000, i.decides % 1000,
         case when s.key is null then 'inserted' when s.content = i.content or (s.said_by <> ${saidBy(5)} and t.content = i.content) then 'unchanged' else 'updated' end
       from items i left join source_record s on s.source_id = $2 and s.kind = i.kind and s.key = i.key
       left join source_statement t on t.source_id = $2 and t.kind = i.kind and t.key = i.key and t.said_by = ${saidBy(5)}`,
      [run.fileId, run.sourceId, lastRowWins, order, fileName(run)],
    );
    await advanceFile(tx, run, {}, { phase: 'apply', item: 0 });
  });
  await db.query('analyze load_row, load_item');
}

/** Rows of the same key with other content, and rows that repeat another to the letter: for the doubts of the import. */
export async function conflictsOf(db: Db, fileId: string): Promise<{ kind: string; widened: number; superseded: number; repeated: number; example: unknown }[]> {
  return db.query(
    `with per_key as (select kind, key, count(*)::int as n, count(distinct content)::int as contents, min(data::text) as sample from load_row where file_id = $1 and kind <> '' group by kind, key having count(*) > 1)
     select kind, coalesce(sum(contents - 1) filter (where not kind = any ($2)), 0)::int as widened, coalesce(sum(contents - 1) filter (where kind = any ($2)), 0)::int as superseded,
       sum(n - contents)::int as repeated, min(sample)::jsonb as example from per_key group by kind`,
    [fileId, lastRowWins],
  );
}

/** Counts each source row once, by the best that became of its records, and adds the counts to the file; empties the load tables. */
export async function settleLoad(tx: Db, run: FileRun): Promise<void> {
  const counts = await tx.one<{ rows: number; inserted: number; updated: number; unchanged: number; duplicate: number; quarantined: number }>(
    `with parts as (
       select r.row_no, case when r.kind = '' then 'unchanged' when i.outcome is null then 'duplicate' else i.outcome end as outcome
       from load_row r left join load_item i on i.file_id = r.file_id and i.row_no = r.row_no and i.part = r.part where r.file_id = $1),
     per_row as (
       select row_no, case when bool_or(outcome = 'quarantined') then 'quarantined' when bool_or(outcome = 'inserted') then 'inserted' when bool_or(outcome = 'updated') then 'updated'
         when bool_or(outcome = 'unchanged') then 'unchanged' else 'duplicate' end as outcome from parts group by row_no)
     select count(*)::int as rows, count(*) filter (where outcome = 'inserted')::int as inserted, count(*) filter (where outcome = 'updated')::int as updated,
       count(*) filter (where outcome = 'unchanged')::int as unchanged, count(*) filter (where outcome = 'duplicate')::int as duplicate, count(*) filter (where outcome = 'quarantined')::int as quarantined from per_row`,
    [run.fileId],
  );
  await tx.query('delete from load_row where file_id = $1', [run.fileId]);
  await tx.query('delete from load_item where file_id = $1', [run.fileId]);
  await advanceFile(tx, run, counts, { phase: 'done' });
}
