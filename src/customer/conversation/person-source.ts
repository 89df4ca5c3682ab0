import type { Clock } from '../../lib/clock.ts';
import type { Db } from '../../platform/postgres/database.ts';

/** The source of everything that people wrote or set themselves. */
export const personSourceId = 'person';

/** Makes sure the source of people's own records is there, and notes that something came. */
export async function notePersonSource(tx: Db, clock: Clock, happenedAt: Date): Promise<void> {
  await tx.query(
    `insert into source (id, kind, name, created_at, last_received_at, last_happened_at) values ($1, 'manual', 'People', $2, $2, $3)
     on conflict (id) do update set last_received_at = excluded.last_received_at, last_happened_at = greatest(source.last_happened_at, excluded.last_happened_at)`,
    [personSourceId, clock.wall(), happenedAt],
  );
}
