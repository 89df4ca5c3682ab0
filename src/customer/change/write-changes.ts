import type { Db } from '../../platform/postgres/database.ts';
import { upsertStaged, type StagedBatch } from '../identity/staged-batch.ts';

const columns = { kind: 'text', on_day: 'date', reason: 'text', note: 'text', amount_minor: 'bigint', currency: 'text' };

/** Writes staged business changes, a customer's leaving among them. */
export async function writeChanges(tx: Db, batch: StagedBatch): Promise<void> {
  await upsertStaged(tx, batch, { table: 'business_change', columns });
}
