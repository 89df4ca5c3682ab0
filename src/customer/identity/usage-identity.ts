import type { Analytics } from '../../platform/analytics/analytics.ts';
import type { Db } from '../../platform/postgres/database.ts';

interface MirrorRow {
  kind: number;
  source: string;
  key: string;
  account: number;
  version: number;
}

/** A usage key with the account it belongs to; null where it is not known yet. */
export interface UsageKey {
  kind: 'group' | 'user';
  key: string;
  accountId: string | null;
}

/**
 * Records usage keys and the accounts they belong to. A key that is already resolved keeps its account; one that was waiting gets it.
 * Returns nothing; the mirror in the usage store is brought up to date before the transaction ends, and repeating is harmless.
 */
export async function recordUsageKeys(tx: Db, analytics: Analytics, sourceId: string, keys: readonly UsageKey[], at: string): Promise<void> {
  if (keys.length === 0) return;
  const rows = await tx.query<MirrorRow>(
    `with given as (select distinct on (kind, key) kind, key, account_id from unnest($2::text[], $3::text[], $4::text[]) as g(kind, key, account_id) order by kind, key, account_id nulls last),
     kept as (
       insert into usage_identity as u (source_id, kind, key, account_id, first_seen_at, resolved_at, version)
       select $1, kind, key, account_id, $5::timestamptz, case when account_id is null then null else $5::timestamptz end, 1 from given order by kind, key
       on conflict (source_id, kind, key) do update set account_id = excluded.account_id, resolved_at = excluded.resolved_at, version = u.version + 1
       where u.account_id is null and excluded.account_id is not null
       returning kind, key, account_id, version)
     select case k.kind when 'group' then 1 else 2 end as kind, $1 as source, k.key, coalesce(a.num, 0) as account, k.version from kept k left join account a on a.id = k.account_id`,
    [sourceId, keys.map((key) => key.kind), keys.map((key) => key.key), keys.map((key) => key.accountId), at],
  );
  await mirror(analytics, rows);
}

/**
 * Gives waiting usage keys of a source their account, now that accounts, people or contract lines are known: a group key may be an account's id, domain or
 * name or a line's id; a user key a person's id or e-mail address. Returns the accounts that gained usage.
 */
export async function resolveWaitingKeys(tx: Db, analytics: Analytics, sourceId: string, at: string): Promise<string[]> {
  const rows = await tx.query<MirrorRow & { accountId: string }>(
    `with waiting as (select kind, key from usage_identity where source_id = $1 and account_id is null),
     found as (
       select distinct on (w.kind, w.key) w.kind, w.key, f.account_id from waiting w cross join lateral (
         select e.entity_id as account_id, 1 as rank from external_id e where w.kind = 'group' and e.source_id = $1 and e.entity = 'account' and e.value = w.key
         union all select l.account_id, 2 from external_id e join agreement_line l on l.id = e.entity_id where w.kind = 'group' and e.source_id = $1 and e.entity = 'line' and e.value = w.key
         union all select a.id, 3 from account a where w.kind = 'group' and a.merged_into is null and lower(a.domain) = lower(w.key)
         union all select a.id, 4 from account a where w.kind = 'group' and a.merged_into is null and lower(a.name) = lower(w.key)
         union all select p.account_id, 1 from external_id e join person p on p.id = e.entity_id where w.kind <> 'group' and e.source_id = $1 and e.entity = 'person' and e.value = w.key
         union all select p.account_id, 2 from person p where w.kind <> 'group' and w.key like '%@%' and lower(p.email) = lower(w.key)
       ) f where f.account_id is not null order by w.kind, w.key, f.rank, f.account_id),
     set_now as (update usage_identity u set account_id = f.account_id, resolved_at = $2::timestamptz, version = u.version + 1 from found f
       where u.source_id = $1 and u.kind = f.kind and u.key = f.key returning u.kind, u.key, u.account_id, u.version)
     select case s.kind when 'group' then 1 else 2 end as kind, $1 as source, s.key, a.num as account, s.version, s.account_id as "accountId" from set_now s join account a on a.id = s.account_id`,
    [sourceId, at],
  );
  await mirror(analytics, rows.map(({ kind, source, key, account, version }) => ({ kind, source, key, account, version })));
  return [...new Set(rows.map((row) => row.accountId))];
}

async function mirror(analytics: Analytics, rows: readonly MirrorRow[]): Promise<void> {
  if (rows.length > 0) await analytics.insert('identity', rows, { lane: 'bulk', columns: ['kind', 'source', 'key', 'account', 'version'] });
}
