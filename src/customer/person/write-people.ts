import type { Db } from '../../platform/postgres/database.ts';
import type { StagedBatch } from '../identity/staged-batch.ts';
import { writeVersions } from '../identity/write-versions.ts';

const fields = ['name', 'email', 'title', 'role', 'influence', 'reports_to', 'joined_on', 'left_on'] as const;

/**
 * Writes staged people. A record meets its person by its id in the source, else by e-mail address. A blank never erases a value; each changed field keeps a version.
 * Tickets, conversations and answers that named the person before get linked.
 */
export async function writePeople(tx: Db, batch: StagedBatch): Promise<void> {
  await tx.query(`update stage set entity_id = null`);
  await tx.query(`update stage s set entity_id = e.entity_id from external_id e where s.ref is not null and e.source_id = $1 and e.entity = 'person' and e.value = s.ref`, [batch.sourceId]);
  await tx.query(
    `update stage s set entity_id = f.id from (select distinct on (p.id) p.id, c.item_no from person p join stage c on lower(p.email) = c.data->>'email'
       where c.entity_id is null and p.id not in (select entity_id from stage where entity_id is not null) order by p.id, c.item_no) f
     where s.item_no = f.item_no and s.entity_id is null`,
  );
  await tx.query('update stage s set existed = true from person p where p.id = s.entity_id');
  await tx.query(`update stage set entity_id = 'per_' || md5($1 || '|' || key::text) where entity_id is null`, [batch.sourceId]);
  await writeVersions(tx, batch, {
    entity: 'person',
    next: `select entity_id, jsonb_strip_nulls(jsonb_build_object(${fields.map((name) => `'${name}', data->'${name}'`).join(', ')}, 'sentiment', data->'sentiment', 'account_id', account_id)) as fields from stage`,
  });
  // Who is first met with a role has held it since joining; that somebody turned against us is known only when we are told.
  await tx.query(
    `update field_version f set happened_at = (s.data->>'joined_on')::date from stage s
     where f.entity = 'person' and f.field = 'role' and f.entity_id = s.entity_id and f.source_id = $1 and f.known_at = $2::timestamptz and f.happened_at is null and s.data->>'joined_on' is not null
       and f.value #>> '{}' <> 'detractor' and not exists (select 1 from field_version o where o.entity = 'person' and o.entity_id = f.entity_id and o.field = 'role' and o.known_at < f.known_at)`,
    [batch.sourceId, batch.knownAt],
  );
  await tx.query(
    `insert into person (id, account_id, name, email, title, role, influence, reports_to, sentiment, joined_on, left_on, custom, source_id, known_at)
     select s.entity_id, s.account_id, d.name, d.email, d.title, d.role, d.influence, d.reports_to, d.sentiment, d.joined_on, d.left_on, coalesce(d.custom, '{}'), $1, $2::timestamptz
     from stage s cross join lateral jsonb_to_record(s.data) as d(name text, email text, title text, role text, influence text, reports_to text, sentiment real, joined_on date, left_on date, custom jsonb)
     on conflict (id) do update set account_id = coalesce(excluded.account_id, person.account_id), ${[...fields, 'sentiment'].map((name) => `${name} = coalesce(excluded.${name}, person.${name})`).join(', ')}, custom = person.custom || excluded.custom`,
    [batch.sourceId, batch.knownAt],
  );
  await tx.query(
    `insert into external_id (source_id, entity, value, entity_id, known_at) select $1, 'person', ref, entity_id, $2::timestamptz from stage where ref is not null on conflict do nothing`,
    [batch.sourceId, batch.knownAt],
  );
  await linkEarlierMentions(tx, batch);
}

async function linkEarlierMentions(tx: Db, batch: StagedBatch): Promise<void> {
  const mentioned = (column: string) => `${column} is not null and (t.source_id = $1 and ${column} = s.ref or lower(${column}) = s.data->>'email')`;
  await tx.query(`update ticket t set person_id = s.entity_id from stage s where t.person_id is null and ${mentioned(`t.custom->>'requester'`)}`, [batch.sourceId]);
  await tx.query(`update activity t set person_id = s.entity_id from stage s where t.person_id is null and ${mentioned(`t.custom->>'person'`)}`, [batch.sourceId]);
  await tx.query(`update survey_answer t set person_id = s.entity_id from stage s where t.person_id is null and ${mentioned('t.respondent')}`, [batch.sourceId]);
}
