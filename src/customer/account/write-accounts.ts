import type { Db } from '../../platform/postgres/database.ts';
import type { StagedBatch } from '../identity/staged-batch.ts';
import { writeVersions } from '../identity/write-versions.ts';
import { leaveHeldFields, readHeldFields, restateHeldFields } from './held-fields.ts';
import { resolveMembers } from './resolve-members.ts';

const plain = ['name', 'domain', 'industry', 'country', 'region', 'segment', 'tier', 'stage', 'currency'] as const;

/**
 * Writes staged account records. A record meets its account by its id in the source; else a provisional account with the same domain or name, or another
 * source's account with the same domain, takes it over; else it is new. A blank never erases a value; each changed field keeps a version; what a
 * person set stays.
 * Sets `entity_id`, `account_id` and `existed` of the stage.
 */
export async function writeAccounts(tx: Db, batch: StagedBatch): Promise<void> {
  await meetAccounts(tx, batch);
  await resolveMembers(tx, `select data->>'owner' as value from stage`);
  await tx.query(
    `create temp table change on commit drop as select distinct on (s.entity_id) s.entity_id, m.id as owner_id,
       s.data || jsonb_build_object('custom', coalesce(s.data->'custom', '{}') || jsonb_strip_nulls(jsonb_build_object('parent_ref', s.data->'parent_ref'))) as data
     from stage s left join member_ref m on m.value = s.data->>'owner' order by s.entity_id, s.item_no desc`,
  );
  await readHeldFields(tx);
  await writeVersions(tx, batch, {
    entity: 'account',
    next: `select entity_id, jsonb_strip_nulls(jsonb_build_object(${[...plain, 'customer_since', 'seats'].map((name) => `'${name}', data->'${name}'`).join(', ')}, 'owner_id', owner_id)) || coalesce((select jsonb_object_agg('custom.' || k, v) from jsonb_each(data->'custom') as c(k, v)), '{}') as fields from change`,
  });
  await restateHeldFields(tx, batch);
  await leaveHeldFields(tx);
  await tx.query(
    `insert into account (id, name, source_id, known_at) select entity_id, coalesce(data->>'name', data->>'domain', ref), $1, $2::timestamptz from stage on conflict (id) do nothing`,
    [batch.sourceId, batch.knownAt],
  );
  await tx.query(
    `update account a set ${plain.map((name) => `${name} = coalesce(c.data->>'${name}', a.${name})`).join(', ')},
       customer_since = coalesce((c.data->>'customer_since')::date, a.customer_since), seats = coalesce((c.data->>'seats')::int, a.seats),
       owner_id = coalesce(c.owner_id, a.owner_id), custom = a.custom || coalesce(c.data->'custom', '{}'),
       provisional = false, source_id = case when a.provisional then $1 else a.source_id end
     from change c where c.entity_id = a.id`,
    [batch.sourceId],
  );
  await tx.query(
    `insert into external_id (source_id, entity, value, entity_id, known_at) select $1, 'account', ref, entity_id, $2::timestamptz from stage where ref is not null on conflict do nothing`,
    [batch.sourceId, batch.knownAt],
  );
  await linkParents(tx, batch);
  await tx.query('drop table change, held');
}

/** Parents by id or name, whichever of the two came first. */
async function linkParents(tx: Db, batch: StagedBatch): Promise<void> {
  await tx.query(
    `update account a set parent_id = e.entity_id from external_id e
     where a.parent_id is null and a.custom ? 'parent_ref' and e.source_id = $1 and e.entity = 'account' and e.value = a.custom->>'parent_ref' and e.entity_id <> a.id`,
    [batch.sourceId],
  );
  await tx.query(
    `update account a set parent_id = p.id from account p
     where a.parent_id is null and a.custom ? 'parent_ref' and lower(p.name) = lower(a.custom->>'parent_ref') and p.id <> a.id and p.merged_into is null`,
  );
}

async function meetAccounts(tx: Db, batch: StagedBatch): Promise<void> {
  await tx.query(`update stage s set entity_id = null`);
  await tx.query(`update stage s set entity_id = e.entity_id from external_id e where s.ref is not null and e.source_id = $1 and e.entity = 'account' and e.value = s.ref`, [batch.sourceId]);
  const takeOver = (condition: string, allowed: string) =>
    tx.query(
      `update stage s set entity_id = f.id from (
         select distinct on (a.id) a.id, c.item_no from account a join stage c on ${condition}
         where c.entity_id is null and a.merged_into is null and (${allowed}) and a.id not in (select entity_id from stage where entity_id is not null) order by a.id, c.item_no) f
       where s.item_no = f.item_no and s.entity_id is null`,
      allowed.includes('$1') ? [batch.sourceId] : [],
    );
  const foreign = `a.provisional and not exists (select 1 from external_id e where e.entity_id = a.id and e.entity = 'account' and e.source_id = $1) or c.ref is null`;
  await takeOver(`lower(a.domain) = lower(c.data->>'domain')`, `${foreign} or not exists (select 1 from external_id e where e.entity_id = a.id and e.entity = 'account' and e.source_id = $1) and a.source_id is distinct from $1`);
  await takeOver(`lower(trim(a.name)) = lower(trim(c.data->>'name'))`, `a.provisional and not exists (select 1 from external_id e where e.entity_id = a.id and e.entity = 'account') or c.ref is null`);
  await tx.query(`update stage s set existed = true from account a where a.id = s.entity_id and not a.provisional`);
  await tx.query(`update stage set entity_id = 'acc_' || md5($1 || '|' || case when ref is null then 'name|' || lower(trim(coalesce(data->>'name', data->>'domain'))) else 'id|' || ref end) where entity_id is null`, [batch.sourceId]);
  await tx.query('update stage set account_id = entity_id');
}
