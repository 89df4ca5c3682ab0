import { resolveAccounts } from '../../customer/identity/resolve-accounts.ts';
import { linkUsageKeys, type UsageKey } from '../../customer/identity/usage-identity.ts';
import { recordFeatures } from '../../customer/usage/record-features.ts';
import type { Db } from '../../platform/postgres/database.ts';
import type { FileRun, Stores } from './import-run.ts';

const columns = ['source', 'group_key', 'user_key', 'start_on', 'days', 'name', 'events', 'users', 'value', 'known_at', 'key', 'version'];

/** Writes classified usage of periods: the rows to the usage store, under a token that makes a repeat harmless, and their keys to the identity map. */
export async function writeUsage(tx: Db, { analytics, clock }: Stores, run: FileRun, range: { from: number; to: number }): Promise<void> {
  await tx.query(
    `create temp table chunk_usage on commit drop as
     select i.item_no, i.key, r.account_ref, r.account_name, r.data from load_item i join load_row r on r.file_id = i.file_id and r.row_no = i.row_no and r.part = i.part
     where i.file_id = $1 and i.item_no > $2 and i.item_no <= $3 and i.outcome in ('inserted', 'updated')`,
    [run.fileId, range.from, range.to],
  );
  const batch = { sourceId: run.sourceId, knownAt: run.knownAt, accountBy: run.plan.answers.accountBy };
  await resolveAccounts(tx, batch, 'select account_ref as ref, account_name as name from chunk_usage');
  await linkUsageKeys(tx, clock, await usageKeys(tx, run.sourceId));
  const features = await tx.query<{ name: string; day: string }>(`select data->>'name' as name, min(data->>'start_on') as day from chunk_usage group by 1`);
  await recordFeatures(tx, new Map(features.map(({ name, day }) => [name, day])));
  const { version } = await tx.one<{ version: number }>(`select nextval('usage_version')::int as version`);
  const rows = await tx.query<{ line: string }>(
    `select (data || jsonb_build_object('source', $1::text, 'group_key', coalesce(account_ref, ''), 'known_at', $2::text, 'key', key, 'version', $3::int))::text as line from chunk_usage order by item_no`,
    [run.sourceId, run.knownAt, version],
  );
  await analytics.insert('usage_period', rows.map((row) => row.line).join('\n'), { lane: 'bulk', columns, token: `${run.fileId}:${range.from}` });
  await tx.query('insert into import_account (import_id, account_id) select distinct $1, account_id from account_ref where account_id is not null on conflict do nothing', [run.importId]);
}

/** The chunk's group keys with their accounts, and its user keys with the group they act in. */
function usageKeys(tx: Db, sourceId: string): Promise<UsageKey[]> {
  return tx.query<UsageKey>(
    `select $1::text as "sourceId", 'group' as kind, ref as key, account_id as "accountId", null::text as "groupKey", null::text as email from account_ref
     union all select distinct on (u.data->>'user_key') $1::text, 'user', u.data->>'user_key', a.account_id, u.account_ref, case when u.data->>'user_key' like '%@%' then u.data->>'user_key' end
     from chunk_usage u left join account_ref a on a.ref = u.account_ref where u.data->>'user_key' <> '' order by 3`,
    [sourceId],
  );
}
