import type { Db } from '../../platform/postgres/database.ts';
import type { StagedBatch } from './staged-batch.ts';

/**
 * Keeps a version of each field that `next` (a statement of entity_id and fields) gives a value other than the newest one known, or other than the newest
 * of the same source: so what each source says last can be compared.
 * A field set twice by one import keeps the later value.
 */
export async function writeVersions(tx: Db, batch: StagedBatch, { entity, next }: { entity: 'account' | 'person'; next: string }): Promise<void> {
  await tx.query(
    `with n as materialized (${next}),
     last as materialized (
       select distinct on (v.entity_id, v.field) v.entity_id, v.field, v.value from field_version v
       where v.entity = $1 and v.entity_id in (select entity_id from n) order by v.entity_id, v.field, v.known_at desc),
     own as materialized (
       select distinct on (v.entity_id, v.field) v.entity_id, v.field, v.value from field_version v
       where v.entity = $1 and v.source_id = $2 and v.entity_id in (select entity_id from n) order by v.entity_id, v.field, v.known_at desc)
     insert into field_version (entity, entity_id, field, value, source_id, happened_at, known_at)
     select $1, n.entity_id, f.key, f.value, $2, null, $3::timestamptz
     from n cross join lateral jsonb_each(n.fields) f left join last on last.entity_id = n.entity_id and last.field = f.key
     left join own on own.entity_id = n.entity_id and own.field = f.key
     where last.value is distinct from f.value or own.value is distinct from f.value
     on conflict (entity, entity_id, field, source_id, known_at) do update set value = excluded.value`,
    [entity, batch.sourceId, batch.knownAt],
  );
}
