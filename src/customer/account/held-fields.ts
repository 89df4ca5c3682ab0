import type { Db } from '../../platform/postgres/database.ts';
import type { StagedBatch } from '../identity/staged-batch.ts';

/**
 * Fills the temporary table `held` (entity_id, field, value, source_id) with the fields of the accounts in `change` whose newest version is a
 * person's word: a load does not replace those.
 */
export async function readHeldFields(tx: Db): Promise<void> {
  await tx.query(
    `create temp table held on commit drop as select l.entity_id, l.field, l.value, l.source_id from (
       select distinct on (v.entity_id, v.field) v.entity_id, v.field, v.value, v.source_id from field_version v
       where v.entity = 'account' and v.entity_id in (select entity_id from change) order by v.entity_id, v.field, v.known_at desc) l
     join source s on s.id = l.source_id and s.kind = 'manual'`,
  );
}

/** Takes the held fields out of what `change` will set. */
export async function leaveHeldFields(tx: Db): Promise<void> {
  await tx.query(
    `update change c set owner_id = case when h.fields ? 'owner_id' then null else c.owner_id end,
       data = (c.data - h.names) || jsonb_build_object('custom', coalesce(c.data -> 'custom', '{}') - h.attributes)
     from (select entity_id, jsonb_object_agg(field, true) as fields, array_agg(field) as names, coalesce(array_agg(substr(field, 8)) filter (where field like 'custom.%'), '{}') as attributes from held group by entity_id) h
     where h.entity_id = c.entity_id`,
  );
}

/** Where the load said something else just now, the person's word is written again after it, so that it is the newest and the difference stays to be seen. */
export async function restateHeldFields(tx: Db, batch: StagedBatch): Promise<void> {
  await tx.query(
    `insert into field_version (entity, entity_id, field, value, source_id, happened_at, known_at)
     select 'account', h.entity_id, h.field, h.value, h.source_id, null, $2::timestamptz + interval '1 millisecond' from held h
     join field_version v on v.entity = 'account' and v.entity_id = h.entity_id and v.field = h.field and v.source_id = $1 and v.known_at = $2::timestamptz
     on conflict do nothing`,
    [batch.sourceId, batch.knownAt],
  );
}
