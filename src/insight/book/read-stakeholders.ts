import type { Stakeholder, StakeholderMap } from '../../contract/account-page.ts';
import { twoWayContact } from '../../customer/conversation/read-contacts.ts';
import type { AsOf } from '../../lib/as-of.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { answerSentiment, influenceOf, stakeholderGaps, threadDays } from './stakeholders.ts';

interface Row extends Omit<Stakeholder, 'influence' | 'sentiment' | 'reportsToId'> {
  influence: string | null;
  sentiment: number | null;
  reportsTo: string | null;
  tone: number | null;
  texts: number;
  answer: { survey: string; score: number; max: number } | null;
  refs: string[];
}

/** A field of a person as known by `$3`: its newest version by then; one without versions shows the record's value from when that was known. */
const known = (field: string) => `case when v.fields ? '${field}' then v.fields ->> '${field}' when coalesce(v.named, '{}') @> array['${field}'] or p.known_at >= $3 then null else p.${field}::text end`;

const peopleQuery = `with touch as (
    select a.at, a.tone, who.id as person_id, ${twoWayContact} as contact from activity a cross join lateral (select a.person_id as id union select unnest(a.person_ids)) who where a.account_id = $1 and a.at < $3 and who.id is not null
    union all select opened_at, tone, person_id, false from ticket where account_id = $1 and opened_at < $3 and person_id is not null
    union all select answered_at, tone, person_id, false from survey_answer where account_id = $1 and answered_at < $3 and person_id is not null),
  heard as (select person_id, max(at) filter (where contact) as last_contact, count(*) filter (where contact and at >= $3 - interval '${threadDays} days')::int as contacts90,
    avg(tone) filter (where at >= $3 - interval '180 days')::float8 as tone, count(tone) filter (where at >= $3 - interval '180 days')::int as texts from touch group by 1)
  select p.id, coalesce(p.name, p.email) as name, p.email, ${known('title')} as title, ${known('role')} as role, ${known('influence')} as influence, (${known('sentiment')})::float8 as sentiment, ${known('reports_to')} as "reportsTo",
    p.joined_on as "joinedOn", case when p.left_on <= $2::date then p.left_on end as "leftOn", to_char(h.last_contact, 'YYYY-MM-DD') as "lastContactOn", coalesce(h.contacts90, 0) as contacts90, h.tone, coalesce(h.texts, 0) as texts,
    (select jsonb_build_object('survey', s.survey, 'score', s.score, 'max', s.scale_max) from survey_answer s where s.person_id = p.id and s.answered_at < $3 and s.answered_at >= $3 - interval '365 days' and s.scale_max > 0 and not s.provisional order by s.answered_at desc limit 1) as answer,
    array(select value from external_id e where e.entity = 'person' and e.entity_id = p.id) as refs
  from person p left join heard h on h.person_id = p.id
  left join lateral (select jsonb_object_agg(field, value) filter (where value is not null) as fields, (select array_agg(distinct field) from field_version n where n.entity = 'person' and n.entity_id = p.id) as named from (
    select distinct on (field) field, value from field_version f where f.entity = 'person' and f.entity_id = p.id and coalesce(f.happened_at, f.known_at) < $3 order by field, coalesce(f.happened_at, f.known_at) desc) newest) v on true
  where p.account_id = $1 and coalesce(p.joined_on::timestamptz, p.known_at) < $3
  order by (p.left_on <= $2::date) nulls first, h.contacts90 desc nulls last, h.last_contact desc nulls last, p.name`;

function idByReference(rows: readonly Row[]): Map<string, string> {
  const ids = new Map<string, string>();
  for (const row of rows) for (const name of [row.name, row.email, ...row.refs]) if (name) ids.set(name.trim().toLowerCase(), row.id);
  return ids;
}

/** The account's people as of a moment: influence, sentiment, contact, whom they report to, and what the relationship lacks. */
export async function readStakeholders(db: Db, accountId: string, at: AsOf): Promise<StakeholderMap> {
  const rows = await db.query<Row>(peopleQuery, [accountId, at.day, at.until]);
  const ids = idByReference(rows);
  const people = rows.map(({ influence, sentiment, reportsTo, tone, texts, answer, refs: _refs, ...row }): Stakeholder => {
    const boss = reportsTo === null ? undefined : ids.get(reportsTo.trim().toLowerCase());
    return {
      ...row, influence: influenceOf(influence, row.role), reportsToId: boss && boss !== row.id ? boss : null,
      sentiment: sentiment !== null ? { value: Math.max(-1, Math.min(1, sentiment)), from: 'record', texts: 0 } : tone !== null ? { value: tone, from: 'texts', texts } : answer ? { value: answerSentiment(answer.survey, answer.score, answer.max), from: 'survey', texts: 0 } : null,
    };
  });
  const named = await db.one<{ known: boolean }>(`select exists (select 1 from activity a where a.account_id = $1 and a.at < $2 and a.person_id is not null and ${twoWayContact}) as known`, [accountId, at.until]);
  return { people, gaps: stakeholderGaps(people, named.known), hasReporting: people.some((person) => person.reportsToId !== null) };
}
