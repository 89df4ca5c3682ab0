import type { Db } from '../../platform/postgres/database.ts';
import { momentCte, ofAccounts, overMoments, type Reading, type Statement } from '../account/read-moments.ts';

/** Business changes of one account by one moment. `change90` is the kind of the newest change in 90 days other than leaving. */
export interface ChangeRow {
  idx: number;
  accountId: string;
  change90: string | null;
  funding180: boolean;
  churnedOn: string | null;
  lastOn: string;
}

/** Changes on or before each moment's day, per account. */
export function changesStatement(reading: Reading): Statement {
  return overMoments(reading, `with ${momentCte}
select m.idx, b.account_id as "accountId",
  (array_agg(b.kind order by b.on_day desc, b.kind) filter (where b.kind <> 'churn' and b.on_day > m.day - 90))[1] as change90,
  coalesce(bool_or(b.kind = 'funding' and b.on_day > m.day - 180), false) as "funding180",
  max(b.on_day) filter (where b.kind = 'churn') as "churnedOn", max(b.on_day) as "lastOn"
from moment m join business_change b on b.on_day <= m.day ${ofAccounts(reading, 'b.account_id')} group by 1, 2`);
}

/** Runs {@link changesStatement}. */
export function readChanges(db: Db, reading: Reading): Promise<ChangeRow[]> {
  const { text, params } = changesStatement(reading);
  return db.query<ChangeRow>(text, params);
}
