import { resolveAccounts } from '../../customer/identity/resolve-accounts.ts';
import { linkUsageKeys, type UsageKey } from '../../customer/identity/usage-identity.ts';
import { recordFeatures } from '../../customer/usage/record-features.ts';
import type { Db } from '../../platform/postgres/database.ts';
import type { FileRun, Stores } from './import-run.ts';

const columns = ['source', 'group_key', 'user_key', 'start_on', 'days', 'name', 'events', 'users', 'value', 'known_at', 'key', 'version'];

/** Writes classified usage of periods: the rows to the usage store, under a token that makes a repeat harmless, and their keys to the identity map. */
export async function writeUsage(tx: Db, { analytics, clock }: Stores, run: FileRun, range: { from: number; to: number }): Promise<void> {
  const chosen = `load_item i join load_row r on r.file_id = i.file_id and r.row_no = i.row_no and r.part = i.part
    where i.file_id = $1 and i.item_no > $2 and i.item_no <= $3 and i.outcome in ('inserted', 'updated')`;
  const params = [run.fileId, range.from, range.to];
  const batch = { sourceId: run.sourceId, knownAt: run.knownAt, accountBy: run.plan.answers.accountBy };
  await resolveAccounts(tx, batch, `select r.account_ref as ref, r.account_name as name from ${chosen}`, params);
  const keys = await tx.query<UsageKey>(
    `select $4::text as "sourceId", 'group' as kind, ref as key, account_id as "accountId", null::text as "groupKey", null::text as email from account_ref
     union all select distinct on (r.data->>'user_key') $4::text, 'user', r.data->>'user_key', a.account_id, r.account_ref, case when r.data->>'user_key' like '%@%' then r.data->>'user_key' end from load_item i join load_row r on r.file_id = i.file_id and r.row_no = i.row_no and r.part = i.part left join account_ref a on a.ref = r.account_ref
     where i.file_id = $1 and i.item_no > $2 and i.item_no <= $3 and i.outcome in ('inserted', 'updated') and r.data->>'user_key' <> '' order by 3`,
    [...params, run.sourceId],
  );
  await linkUsageKeys(tx, clock, keys);
  const features = await tx.query<{ name: string; day: string }>(`select r.data->>'name' as name, min(r.data->>'start_on') as day from ${chosen} group by 1`, params);
  await recordFeatures(tx, new Map(features.map(({ name, day }) => [name, day])));
  const { version } = await tx.one<{ version: number }>(`select nextval('usage_version')::int as version`);
  const rows = await tx.query<{ line: string }>(
    `select (r.data || jsonb_build_object('source', $4::text, 'group_key', coalesce(r.account_ref, ''), 'known_at', $5::text, 'key', i.key, 'version', $6::int))::text as line from ${chosen} order by i.item_no`,
    [...params, run.sourceId, run.knownAt, version],
  );
  await analytics.insert('usage_period', rows.map((row) => row.line).join('\n'), { lane: 'bulk', columns, token: `${run.fileId}:${range.from}` });
  await tx.query('insert into import_account (import_id, account_id) select distinct $1, account_id from account_ref where account_id is not null on conflict do nothing', [run.importId]);
}
