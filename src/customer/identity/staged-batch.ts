import type { Db } from '../../platform/postgres/database.ts';

/**
 * One batch of records of one kind on their way into the golden record. The rows are in the temporary table `stage`
 * (item_no, key, entity_id, existed, ref, account_ref, account_name, account_id, person_ref, person_id, data) of the same transaction;
 * `data` holds the kind's columns by name.
 */
export interface StagedBatch {
  sourceId: string;
  /** When we learned it: the import's time, as ISO text. */
  knownAt: string;
  /** How `account_ref` names the account. */
  accountBy: 'id' | 'domain' | 'email' | 'name' | 'person' | 'line' | 'ticket';
}

/** Statement of the stage table; it lives as long as the transaction. */
export const createStage = `create temp table stage (
  item_no bigint, key uuid, entity_id text, existed boolean not null default false, ref text, account_ref text, account_name text, account_id text,
  person_ref text, person_id text, data jsonb not null) on commit drop`;

/** How a table takes staged records: its columns with their SQL types, and which of the resolved references it has. */
export interface StagedTable {
  table: string;
  columns: Readonly<Record<string, string>>;
  person?: boolean;
}

/** Inserts the staged records, or overwrites those with the same id. Everything but `known_at` of an existing row is replaced. */
export async function upsertStaged(tx: Db, batch: StagedBatch, { table, columns, person }: StagedTable): Promise<void> {
  const names = Object.keys(columns);
  const typed = names.map((name) => `${name} ${columns[name]}`).join(', ');
  const all = ['account_id', ...(person ? ['person_id'] : []), ...names];
  await tx.query(
    `insert into ${table} (id, ${all.join(', ')}, source_id, known_at)
     select s.entity_id, s.account_id, ${person ? 's.person_id, ' : ''}${names.map((name) => `d.${name}`).join(', ')}, $1, $2::timestamptz
     from stage s cross join lateral jsonb_to_record(s.data) as d(${typed})
     on conflict (id) do update set ${all.map((name) => `${name} = excluded.${name}`).join(', ')}`,
    [batch.sourceId, batch.knownAt],
  );
}
