import type { Db } from '../../platform/postgres/database.ts';
import { momentCte, ofAccounts, overMoments, type Reading, type Statement } from '../account/read-moments.ts';

/** Two-way contact of one account at one moment. `engaged` counts people who met, wrote, opened a ticket or answered in 90 days. */
export interface ContactRow {
  idx: number;
  accountId: string;
  lastContactAt: Date | null;
  contacts90: number;
  meetings90: number;
  engaged90: number;
  named90: number;
}

/** Contact that counts: a meeting, a call, or a message that came from the customer. One-way mail and notes do not. */
export const twoWayContact = `(a.kind in ('meeting', 'call') or a.direction in ('in', 'two_way')) and a.kind <> 'note'`;

/** Contacts before each moment, per account. */
export function contactStatement(reading: Reading): Statement {
  const ids = (column: string) => ofAccounts(reading, column);
  return overMoments(reading, `with ${momentCte}, touch as (
  select a.account_id, a.person_id, a.at, a.kind, true as contact from activity a where ${twoWayContact} ${ids('a.account_id')}
  union all select a.account_id, other.id, a.at, 'also there', false from activity a, unnest(a.person_ids) other(id) where ${twoWayContact} and other.id is distinct from a.person_id ${ids('a.account_id')}
  union all select t.account_id, t.person_id, t.opened_at, 'ticket', false from ticket t where t.person_id is not null ${ids('t.account_id')}
  union all select s.account_id, s.person_id, s.answered_at, 'answer', false from survey_answer s where s.person_id is not null ${ids('s.account_id')})
select m.idx, t.account_id as "accountId", max(t.at) filter (where t.contact) as "lastContactAt",
  count(*) filter (where t.contact and t.at >= m.until - interval '90 days')::int as contacts90,
  count(*) filter (where t.kind = 'meeting' and t.at >= m.until - interval '90 days')::int as meetings90,
  count(distinct t.person_id) filter (where t.at >= m.until - interval '90 days')::int as engaged90,
  count(t.person_id) filter (where t.at >= m.until - interval '90 days')::int as named90
from moment m join touch t on t.at < m.until group by 1, 2`);
}

/** Runs {@link contactStatement}. */
export function readContacts(db: Db, reading: Reading): Promise<ContactRow[]> {
  const { text, params } = contactStatement(reading);
  return db.query<ContactRow>(text, params);
}
