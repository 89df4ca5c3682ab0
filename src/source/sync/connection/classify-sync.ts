import { advanceFile, type FileRun, type Stores } from '../import-run.ts';

/**
 * Decides what becomes of the records of one round. Each record has an id of its own, so the newest state of it counts, wherever in the round it came; the
 * others are duplicates. A state older than the one that is known changes nothing. A deletion of something that was never here is noted, so that
 * a late older state of it does not bring it up.
 */
export async function classifySync({ db }: Stores, run: FileRun): Promise<void> {
  await db.tx(async (tx) => {
    await tx.query('delete from load_item where file_id = $1', [run.fileId]);
    await tx.query(
      `with newest as (
         select distinct on (kind, key) kind, key, content, row_no, part, version, gone from load_row where file_id = $1 and kind <> ''
         order by kind, key, version desc nulls last, row_no desc, part)
       insert into load_item (file_id, item_no, kind, base_key, key, content, row_no, part, outcome)
       select $1, row_number() over (order by n.row_no, n.part), n.kind, n.key, n.key, n.content, n.row_no, n.part,
         case when s.key is null then case when n.gone then 'unchanged' else 'inserted' end
           when s.version > n.version or (s.content = n.content and s.gone = n.gone) then 'unchanged' else 'updated' end
       from newest n left join source_record s on s.source_id = $2 and s.kind = n.kind and s.key = n.key`,
      [run.fileId, run.sourceId],
    );
    await tx.query(
      `insert into source_record (source_id, kind, key, content, known_at, version, gone)
       select $2, i.kind, i.key, i.content, $3::timestamptz, r.version, r.gone from load_item i join load_row r on r.file_id = i.file_id and r.row_no = i.row_no and r.part = i.part
       where i.file_id = $1 and i.outcome = 'unchanged'
       on conflict (source_id, kind, key) do update set version = greatest(source_record.version, excluded.version) where source_record.version is distinct from greatest(source_record.version, excluded.version)`,
      [run.fileId, run.sourceId, run.knownAt],
    );
    await advanceFile(tx, run, {}, { phase: 'apply', item: 0 });
  });
  await db.query('analyze load_row, load_item');
}
