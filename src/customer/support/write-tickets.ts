import type { Db } from '../../platform/postgres/database.ts';
import { upsertStaged, type StagedBatch } from '../identity/staged-batch.ts';

const columns = {
  number: 'text', subject: 'text', body: 'text', priority: 'text', channel: 'text', opened_at: 'timestamptz', first_reply_at: 'timestamptz', solved_at: 'timestamptz', escalated_at: 'timestamptz', reopened_at: 'timestamptz',
  reopen_count: 'integer', status: 'text', status_known_at: 'timestamptz', csat_score: 'double precision', csat_max: 'double precision', csat_at: 'timestamptz', assignee: 'text', tone: 'real', custom: 'jsonb',
};

/** Writes staged tickets. The requester stays in `custom`, so that a person who is loaded later gets linked; ids in the source stay known, since a satisfaction rating may name a ticket instead of an account. */
export async function writeTickets(tx: Db, batch: StagedBatch): Promise<void> {
  await tx.query(
    `update stage set data = data || jsonb_build_object('custom', coalesce(data->'custom', '{}') || jsonb_strip_nulls(jsonb_build_object('requester', person_ref)),
       'status_known_at', case when data->>'status' is null then null else $1::text end)`,
    [batch.knownAt],
  );
  await upsertStaged(tx, batch, { table: 'ticket', columns, person: true });
  await tx.query(
    `insert into external_id (source_id, entity, value, entity_id, known_at) select $1, 'ticket', ref, min(entity_id), $2::timestamptz from stage where ref is not null group by ref on conflict do nothing`,
    [batch.sourceId, batch.knownAt],
  );
}
