import { writeAccounts } from '../../customer/account/write-accounts.ts';
import { writeLines } from '../../customer/agreement/write-lines.ts';
import { writeInvoices } from '../../customer/billing/write-invoices.ts';
import { writeChanges } from '../../customer/change/write-changes.ts';
import { writeActivities } from '../../customer/conversation/write-activities.ts';
import { resolveStage } from '../../customer/identity/resolve-accounts.ts';
import { createStage, type StagedBatch } from '../../customer/identity/staged-batch.ts';
import { writePeople } from '../../customer/person/write-people.ts';
import { writeTickets } from '../../customer/support/write-tickets.ts';
import { writeAnswers } from '../../customer/survey/write-answers.ts';
import type { Db } from '../../platform/postgres/database.ts';
import type { SourceRow } from '../file/read-table.ts';
import type { Kind } from '../file/target-kind.ts';
import { advanceFile, chunkRows, fileName, saidBy, type FileProgress, type FileRun, type Stores } from './import-run.ts';
import { quarantineRows } from './quarantine-rows.ts';
import { writeUsage } from './write-usage.ts';

export type PostgresKind = Exclude<Kind, 'usage' | 'event'>;

/** How each kind is written; `prefix` begins the ids of its records. */
export const writers: Record<PostgresKind, { prefix: string; needsAccount: boolean; write(tx: Db, batch: StagedBatch): Promise<void> }> = {
  account: { prefix: 'acc', needsAccount: false, write: writeAccounts },
  person: { prefix: 'per', needsAccount: false, write: writePeople },
  line: { prefix: 'lin', needsAccount: true, write: writeLines },
  invoice: { prefix: 'inv', needsAccount: true, write: writeInvoices },
  ticket: { prefix: 'tic', needsAccount: true, write: writeTickets },
  activity: { prefix: 'act', needsAccount: true, write: writeActivities },
  survey: { prefix: 'ans', needsAccount: true, write: writeAnswers },
  churn: { prefix: 'chg', needsAccount: true, write: writeChanges },
  change: { prefix: 'chg', needsAccount: true, write: writeChanges },
};

/** Applies the classified records in chunks, one transaction each, from where the progress says. */
export async function applyLoad(stores: Stores, run: FileRun, progress: FileProgress, onChunk: (item: number, total: number) => void): Promise<void> {
  const [{ total } = { total: 0 }] = await stores.db.query<{ total: number }>('select coalesce(max(item_no), 0)::int as total from load_item where file_id = $1', [run.fileId]);
  while (progress.item < total) {
    const next = await stores.db.maybe<{ kind: Kind; last: number }>(
      `with head as (select kind from load_item where file_id = $1 and item_no = $2 + 1)
       select h.kind, max(i.item_no)::int as last from load_item i, head h where i.file_id = $1 and i.item_no > $2 and i.item_no <= $2 + $3 and i.kind = h.kind group by h.kind`,
      [run.fileId, progress.item, chunkRows],
    );
    if (!next) break;
    await applyChunk(stores, run, next.kind, { from: progress.item, to: next.last });
    progress.item = next.last;
    onChunk(progress.item, total);
  }
}

async function applyChunk(stores: Stores, run: FileRun, kind: Kind, range: { from: number; to: number }): Promise<void> {
  await stores.db.tx(async (tx) => {
    if (kind === 'usage') await writeUsage(tx, stores, run, range);
    else if (kind !== 'event') await writeChunk(tx, run, kind, range);
    await keepStatements(tx, run, range);
    await tx.query(
      `insert into source_record (source_id, kind, key, content, entity_id, known_at, said_by, version, gone)
       select $3, i.kind, i.key, i.content, null, $4::timestamptz, ${saidBy(6)}, r.version, r.gone from load_item i join load_row r on r.file_id = i.file_id and r.row_no = i.row_no and r.part = i.part where i.file_id = $1 and i.item_no > $2 and i.item_no <= $5 and i.outcome in ('inserted', 'updated')
       on conflict (source_id, kind, key) do update set content = excluded.content, known_at = excluded.known_at, said_by = excluded.said_by, version = excluded.version, gone = excluded.gone`,
      [run.fileId, range.from, run.sourceId, run.knownAt, range.to, fileName(run)],
    );
    await advanceFile(tx, run, {}, { item: range.to });
  });
}

/** Remembers what other files said of the records that this one changes, and forgets what this one no longer says. */
async function keepStatements(tx: Db, run: FileRun, range: { from: number; to: number }): Promise<void> {
  const chunk = [run.fileId, range.from, range.to, run.sourceId, fileName(run)];
  await tx.query(
    `insert into source_statement (source_id, kind, key, said_by, content)
     select s.source_id, s.kind, s.key, s.said_by, s.content from load_item i join source_record s on s.source_id = $4 and s.kind = i.kind and s.key = i.key
     where i.file_id = $1 and i.item_no > $2 and i.item_no <= $3 and i.outcome = 'updated' and s.said_by <> ${saidBy(5)}
     on conflict (source_id, kind, key, said_by) do update set content = excluded.content`,
    chunk,
  );
  await tx.query(
    `delete from source_statement t using load_item i
     where i.file_id = $1 and i.item_no > $2 and i.item_no <= $3 and t.source_id = $4 and t.kind = i.kind and t.key = i.key and t.said_by = ${saidBy(5)} and t.content <> i.content`,
    chunk,
  );
}

async function writeChunk(tx: Db, run: FileRun, kind: PostgresKind, range: { from: number; to: number }): Promise<void> {
  const writer = writers[kind];
  const batch: StagedBatch = { sourceId: run.sourceId, knownAt: run.knownAt, accountBy: run.plan.answers.accountBy };
  await tx.query(createStage);
  await tx.query(
    `insert into stage (item_no, key, entity_id, existed, ref, account_ref, account_name, person_ref, data)
     select i.item_no, i.key, $4 || '_' || md5($5 || '|' || i.kind || '|' || i.key::text), i.outcome = 'updated', r.ref, r.account_ref, r.account_name, r.person_ref, r.data
     from load_item i join load_row r on r.file_id = i.file_id and r.row_no = i.row_no and r.part = i.part
     where i.file_id = $1 and i.item_no > $2 and i.item_no <= $3 and i.outcome in ('inserted', 'updated') and not r.gone`,
    [run.fileId, range.from, range.to, writer.prefix, run.sourceId],
  );
  if (kind !== 'account') await resolveStage(tx, batch);
  if (writer.needsAccount) await quarantineStrangers(tx, run);
  await writer.write(tx, batch);
  // An account that was set aside because its source deleted it, and that is there again.
  if (kind === 'account') await tx.query('update account a set merged_into = null from stage s where a.id = s.entity_id and a.merged_into = a.id');
  if (kind === 'account' || kind === 'person') {
    await tx.query(`update load_item i set outcome = 'updated' from stage s where i.file_id = $1 and i.item_no = s.item_no and s.existed`, [run.fileId]);
  }
  await tx.query('insert into import_account (import_id, account_id) select distinct $1, account_id from stage where account_id is not null on conflict do nothing', [run.importId]);
}

/** Rows whose account cannot be told: a private mail address or an id of a person who is not there yet. */
async function quarantineStrangers(tx: Db, run: FileRun): Promise<void> {
  const strangers = await tx.query<{ item: number; row: number; value: string | null; raw: Record<string, string> | null }>(
    `select s.item_no as item, i.row_no as row, coalesce(s.account_ref, s.person_ref) as value, r.raw
     from stage s join load_item i on i.file_id = $1 and i.item_no = s.item_no join load_row r on r.file_id = i.file_id and r.row_no = i.row_no and r.part = i.part where s.account_id is null`,
    [run.fileId],
  );
  if (strangers.length === 0) return;
  const field = run.plan.mapping.account ?? run.plan.mapping.requester ?? run.plan.mapping.respondent ?? run.plan.mapping.person ?? null;
  const bad = strangers.map(({ row, value, raw }) => ({
    row: { number: row, cells: [], extra: raw ?? {} } satisfies SourceRow,
    fault: { field, value, code: 'account_unknown', reason: value === null ? 'The row names no account.' : `No account is known for "${value}".`, remedy: 'Import the accounts or people first and replay, or write the account into the row.' },
  }));
  const held = await quarantineRows(tx, run, bad, run.knownAt);
  await tx.query(`update load_item set outcome = case when row_no = any ($3) then 'quarantined' else 'unchanged' end where file_id = $1 and item_no = any ($2)`, [run.fileId, strangers.map((item) => item.item), [...held]]);
  await tx.query('delete from stage where account_id is null');
}
