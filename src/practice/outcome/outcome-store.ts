import type { Db } from '../../platform/postgres/database.ts';
import type { Day } from '../../lib/period.ts';
import { dayStart } from '../../lib/period.ts';
import type { Entry } from './estimate-outcome.ts';

const head = `with recursive up as (select id, id as head, parent_id, 0 as depth from account where merged_into is null union all select u.id, p.id, p.parent_id, u.depth + 1 from up u join account p on p.id = u.parent_id where u.depth < 20),
  family as (select distinct on (id) id, head from up order by id, depth desc)`;

/** First entries since a day, of one playbook or of all, by playbook; accounts merged into another are left out. */
export async function readEntries(db: Db, since: Day, playbookId?: string): Promise<Map<string, (Entry & { accountName: string })[]>> {
  const rows = await db.query<Entry & { accountName: string; playbookId: string }>(
    `select e.playbook_id as "playbookId", e.account_id as "accountId", a.name as "accountName", e.cluster_id as "clusterId", e.arm, e.randomised, e.share, to_char(e.at at time zone 'UTC', 'YYYY-MM-DD') as "enteredOn"
     from playbook_assignment e join account a on a.id = e.account_id and a.merged_into is null where e.at >= $1 and ($2::text is null or e.playbook_id = $2) order by e.at desc, e.account_id`, [dayStart(since), playbookId ?? null]);
  return Map.groupBy(rows, (row) => row.playbookId);
}

/** At most `most` accounts to compare with, chosen by a number that belongs to their id, with the head of their family. */
export function readPool(db: Db, most: number): Promise<{ accountId: string; clusterId: string; accountName: string }[]> {
  return db.query(`${head} select f.id as "accountId", f.head as "clusterId", a.name as "accountName" from family f join account a on a.id = f.id order by md5(f.id) limit $1`, [most]);
}

/** Accounts that ever were in a playbook, or would have been, by playbook. */
export async function readTouched(db: Db): Promise<Map<string, Set<string>>> {
  const rows = await db.query<{ playbookId: string; accountId: string }>('select playbook_id as "playbookId", account_id as "accountId" from playbook_assignment union select playbook_id, account_id from playbook_run');
  return new Map([...Map.groupBy(rows, (row) => row.playbookId)].map(([id, some]) => [id, new Set(some.map(({ accountId }) => accountId))]));
}
