import type { AsOf } from '../../lib/as-of.ts';
import type { Db } from '../../platform/postgres/database.ts';

/** Meetings, calls and messages in either direction, without notes, per account in the days before the moment. */
export async function readTouches(db: Db, at: AsOf, days: number): Promise<Map<string, number>> {
  const rows = await db.query<{ accountId: string; n: number }>(
    `select coalesce(own.merged_into, own.id) as "accountId", count(*)::int as n from activity t join account own on own.id = t.account_id
     where t.kind <> 'note' and t.at < $1 and t.at >= $1::timestamptz - make_interval(days => $2) group by 1`,
    [at.until, days],
  );
  return new Map(rows.map((row) => [row.accountId, row.n]));
}
