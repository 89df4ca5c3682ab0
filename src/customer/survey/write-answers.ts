import type { Db } from '../../platform/postgres/database.ts';
import { upsertStaged, type StagedBatch } from '../identity/staged-batch.ts';

const columns = { respondent: 'text', survey: 'text', score: 'double precision', scale_max: 'double precision', comment: 'text', tone: 'real', answered_at: 'timestamptz' };

/** Writes staged survey answers. */
export async function writeAnswers(tx: Db, batch: StagedBatch): Promise<void> {
  await upsertStaged(tx, batch, { table: 'survey_answer', columns, person: true });
}
