import type { Db } from '../../platform/postgres/database.ts';
import { momentCte, ofAccounts, overMoments, type Reading, type Statement } from '../account/read-moments.ts';

/** People of one account at one moment. Roles are those known by then. */
export interface PeopleRow {
  idx: number;
  accountId: string;
  contacts: number;
  champions: number;
  championLeft90: number;
  sponsorLeft180: number;
  roled: number;
  joined90: number;
  joinDated: number;
}

/**
 * People known by each moment: one who names a joining day counts from it, another from when we learned of them. A role has no business
 * time of its own: its newest version known by the moment counts, and a person without versions shows the role from when the record was known.
 */
export function peopleStatement(reading: Reading): Statement {
  return overMoments(reading, `with ${momentCte}, known as (
  select m.idx, m.day, p.account_id, p.joined_on, case when p.left_on <= m.day then p.left_on end as left_on,
    case when v.versions is null then case when p.known_at < m.until then p.role end else v.role end as role
  from moment m join person p on coalesce(p.joined_on <= m.day, p.known_at < m.until) and p.account_id is not null ${ofAccounts(reading, 'p.account_id')}
  left join lateral (
    select count(*) as versions, (array_agg(f.value #>> '{}' order by coalesce(f.happened_at, f.known_at) desc) filter (where coalesce(f.happened_at, f.known_at) < m.until))[1] as role
    from field_version f where f.entity = 'person' and f.entity_id = p.id and f.field = 'role' having count(*) > 0) v on true)
select idx, account_id as "accountId", count(*) filter (where left_on is null)::int as contacts,
  count(*) filter (where left_on is null and role = 'champion')::int as champions,
  count(*) filter (where role = 'champion' and left_on > day - 90)::int as "championLeft90",
  count(*) filter (where role in ('executive_sponsor', 'economic_buyer') and left_on > day - 180)::int as "sponsorLeft180",
  count(role)::int as roled,
  count(*) filter (where joined_on > day - 90)::int as joined90, count(joined_on)::int as "joinDated"
from known group by 1, 2`);
}

/** Runs {@link peopleStatement}. */
export function readPeople(db: Db, reading: Reading): Promise<PeopleRow[]> {
  const { text, params } = peopleStatement(reading);
  return db.query<PeopleRow>(text, params);
}
