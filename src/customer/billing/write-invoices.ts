import type { Db } from '../../platform/postgres/database.ts';
import { upsertStaged, type StagedBatch } from '../identity/staged-batch.ts';

const columns = { number: 'text', issued_on: 'date', due_on: 'date', paid_on: 'date', amount_minor: 'bigint', currency: 'text', status: 'text', status_known_at: 'timestamptz', custom: 'jsonb' };

/** Writes staged invoices. A status has no business time of its own: it is known from the import on. */
export async function writeInvoices(tx: Db, batch: StagedBatch): Promise<void> {
  await tx.query(`update stage set data = data || jsonb_build_object('custom', coalesce(data->'custom', '{}'), 'status_known_at', case when data->>'status' is null then null else $1::text end)`, [batch.knownAt]);
  await upsertStaged(tx, batch, { table: 'invoice', columns });
}
