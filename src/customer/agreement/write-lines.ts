import type { Db } from '../../platform/postgres/database.ts';
import { upsertStaged, type StagedBatch } from '../identity/staged-batch.ts';

const columns = {
  contract_ref: 'text', product: 'text', plan: 'text', kind: 'text', quantity: 'double precision', unit: 'text', annual_minor: 'bigint', currency: 'text', discount: 'double precision',
  start_on: 'date', term_end: 'date', ended_on: 'date', ended_known_on: 'date', billing_months: 'integer', notice_days: 'integer', opt_out_on: 'date', auto_renew: 'boolean', churn_reason: 'text', custom: 'jsonb',
};

/** Writes staged contract and subscription lines; their ids in the source stay known, since usage may name a line instead of an account. */
export async function writeLines(tx: Db, batch: StagedBatch): Promise<void> {
  await tx.query(`update stage set data = data || jsonb_build_object('custom', coalesce(data->'custom', '{}'))`);
  await upsertStaged(tx, batch, { table: 'agreement_line', columns });
  await tx.query(
    `insert into external_id (source_id, entity, value, entity_id, known_at) select $1, 'line', ref, min(entity_id), $2::timestamptz from stage where ref is not null group by ref on conflict do nothing`,
    [batch.sourceId, batch.knownAt],
  );
}
