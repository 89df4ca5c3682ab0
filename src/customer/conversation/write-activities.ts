import type { Db } from '../../platform/postgres/database.ts';
import { upsertStaged, type StagedBatch } from '../identity/staged-batch.ts';

const columns = { kind: 'text', direction: 'text', at: 'timestamptz', subject: 'text', body: 'text', author: 'text', tone: 'real', custom: 'jsonb' };

/** Writes staged conversations, meetings and notes. The person's reference stays in `custom`, so that a person who is loaded later gets linked. */
export async function writeActivities(tx: Db, batch: StagedBatch): Promise<void> {
  await tx.query(`update stage set data = data || jsonb_build_object('custom', coalesce(data->'custom', '{}') || jsonb_strip_nulls(jsonb_build_object('person', person_ref)))`);
  await upsertStaged(tx, batch, { table: 'activity', columns, person: true });
}
