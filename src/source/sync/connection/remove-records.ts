import { mergeAccounts, type MergeDeps } from '../../../customer/identity/merge-accounts.ts';
import type { Context } from '../../../platform/operation/context.ts';
import type { Db } from '../../../platform/postgres/database.ts';
import { writers, type PostgresKind } from '../apply-load.ts';
import type { FileRun } from '../import-run.ts';

const tables: Partial<Record<PostgresKind, string>> = { line: 'agreement_line', invoice: 'invoice', ticket: 'ticket', activity: 'activity', survey: 'survey_answer' };

interface GoneRow {
  ref: string;
  merged_into: string | null;
}

/**
 * Follows what a round says was deleted: records go; a person goes, or becomes the one it was merged into; an account that no other source knows is set
 * aside with its history (it returns when it is restored), or becomes part of the account it was merged into. Running it twice changes nothing more.
 */
export async function removeRecords(tx: Db, context: Context, deps: MergeDeps, run: FileRun): Promise<void> {
  const kind = run.plan.kind as PostgresKind;
  const table = tables[kind];
  if (table) return removeRows(tx, run, table, writers[kind].prefix);
  const gone = await tx.query<GoneRow>(
    `select r.ref, r.merged_into from load_item i join load_row r on r.file_id = i.file_id and r.row_no = i.row_no and r.part = i.part where i.file_id = $1 and r.gone and i.outcome = 'updated' and r.ref is not null`, [run.fileId]);
  if (gone.length === 0) return;
  if (kind === 'person') await removePeople(tx, run, gone);
  if (kind === 'account') for (const row of gone) await removeAccount(tx, context, deps, run, row);
}

async function removeRows(tx: Db, run: FileRun, table: string, prefix: string): Promise<void> {
  await tx.query(
    `with dead as (delete from ${table} t using load_item i join load_row r on r.file_id = i.file_id and r.row_no = i.row_no and r.part = i.part
       where i.file_id = $1 and r.gone and i.outcome = 'updated' and t.id = $2 || '_' || md5($3 || '|' || i.kind || '|' || i.key::text) returning t.account_id)
     insert into import_account (import_id, account_id) select distinct $4, account_id from dead on conflict do nothing`,
    [run.fileId, prefix, run.sourceId, run.importId],
  );
}

async function removePeople(tx: Db, run: FileRun, gone: readonly GoneRow[]): Promise<void> {
  await tx.query('create temp table leaving (person_id text primary key, kept_id text, account_id text) on commit drop');
  await tx.query(
    `insert into leaving select distinct on (e.entity_id) e.entity_id, k.entity_id, p.account_id
     from jsonb_to_recordset($1::jsonb) as g(ref text, merged_into text) join external_id e on e.source_id = $2 and e.entity = 'person' and e.value = g.ref join person p on p.id = e.entity_id
       left join external_id k on k.source_id = $2 and k.entity = 'person' and k.value = g.merged_into and k.entity_id <> e.entity_id order by e.entity_id`, [JSON.stringify(gone), run.sourceId]);
  await tx.query('insert into import_account (import_id, account_id) select distinct $1, account_id from leaving where account_id is not null on conflict do nothing', [run.importId]);
  await tx.query(`delete from external_id e using leaving l where e.entity = 'person' and e.entity_id = l.person_id and e.source_id = $1 and l.kept_id is null`, [run.sourceId]);
  await tx.query(`update external_id e set entity_id = l.kept_id from leaving l where e.entity = 'person' and e.entity_id = l.person_id and e.source_id = $1 and l.kept_id is not null`, [run.sourceId]);
  // Whom another source knows stays.
  await tx.query(`delete from leaving l using external_id e where e.entity = 'person' and e.entity_id = l.person_id`);
  for (const table of ['ticket', 'activity', 'survey_answer']) await tx.query(`update ${table} t set person_id = l.kept_id from leaving l where t.person_id = l.person_id`);
  await tx.query(`delete from field_version f using leaving l where f.entity = 'person' and f.entity_id = l.person_id`);
  await tx.query('delete from person p using leaving l where p.id = l.person_id');
  await tx.query('drop table leaving');
}

async function removeAccount(tx: Db, context: Context, deps: MergeDeps, run: FileRun, { ref, merged_into: into }: GoneRow): Promise<void> {
  const idOf = async (value: string | null) => (value === null ? undefined : (await tx.maybe<{ id: string }>(`select a.id from external_id e join account a on a.id = e.entity_id where e.source_id = $1 and e.entity = 'account' and e.value = $2 and a.merged_into is null`, [run.sourceId, value]))?.id);
  const [lost, kept] = [await idOf(ref), await idOf(into)];
  if (lost === undefined || lost === kept) return;
  if (kept !== undefined) {
    await mergeAccounts({ ...context, db: tx, principal: { ...context.principal, name: run.sourceId } }, deps, kept, lost);
    await tx.query('insert into import_account (import_id, account_id) values ($1, $2) on conflict do nothing', [run.importId, kept]);
    return;
  }
  const aside = await tx.maybe(`update account set merged_into = id where id = $1 and not exists (select 1 from external_id e where e.entity = 'account' and e.entity_id = $1 and (e.source_id <> $2 or e.value <> $3)) returning id`, [lost, run.sourceId, ref]);
  if (aside) await deps.forget(tx, lost);
}
