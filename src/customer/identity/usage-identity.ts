import type { Analytics } from '../../platform/analytics/analytics.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Db } from '../../platform/postgres/database.ts';

/** What a source said about one of its own keys. `accountId` is given when the caller knows it; otherwise it is resolved. */
export interface UsageKey {
  sourceId: string;
  kind: 'group' | 'user' | 'anonymous';
  key: string;
  accountId?: string | null;
  /** For users: the group they act in, by the source's key. */
  groupKey?: string | null;
  /** When the source said which group, by its own clock. */
  groupAt?: Date | null;
  email?: string | null;
  domain?: string | null;
  /** For anonymous ids: the user it became. */
  userKey?: string | null;
}

/**
 * Records keys as the source delivered them; absent statements keep what is known. The group stated for the latest time wins, in
 * whatever order statements come; one without a time wins over all. One statement for all.
 * Returns the accounts that lost a key by it: its user acts elsewhere now.
 */
export async function linkUsageKeys(tx: Db, clock: Clock, keys: readonly UsageKey[]): Promise<string[]> {
  if (keys.length === 0) return [];
  const last = new Map<string, UsageKey>();
  for (const key of keys) {
    const id = JSON.stringify([key.sourceId, key.kind, key.key]);
    last.set(id, { ...last.get(id), ...Object.fromEntries(Object.entries(key).filter(([, value]) => value !== undefined && value !== null)) } as UsageKey);
  }
  const rows = await tx.query<{ account_id: string }>(linkStatement, [JSON.stringify([...last.values()]), clock.wall()]);
  return rows.map((row) => row.account_id);
}

const newerGroup = 'excluded.group_key is not null and (excluded.group_at is null or usage_identity.group_at is null or excluded.group_at >= usage_identity.group_at)';
const otherGroup = `${newerGroup} and excluded.group_key is distinct from usage_identity.group_key`;
const changed = `(excluded.account_id is not null and excluded.account_id is distinct from usage_identity.account_id) or (${otherGroup})
  or (excluded.email is not null and excluded.email is distinct from usage_identity.email) or (excluded.domain is not null and excluded.domain is distinct from usage_identity.domain)
  or (excluded.user_key is not null and excluded.user_key is distinct from usage_identity.user_key)`;
// The time of a group said again moves in steps of ten minutes, so that busy users do not cost a write for each event.
const saidAgain = `${newerGroup} and excluded.group_at > usage_identity.group_at + interval '10 minutes'`;
const linkStatement = `
  with r as (select * from jsonb_to_recordset($1::jsonb) as r("sourceId" text, kind text, key text, "accountId" text, "groupKey" text, "groupAt" timestamptz, email text, domain text, "userKey" text)),
  before as (select u.source_id, u.kind, u.key, u.account_id from r join usage_identity u on u.source_id = r."sourceId" and u.kind = r.kind and u.key = r.key where u.account_id is not null),
  put as (
    insert into usage_identity (source_id, kind, key, account_id, group_key, group_at, email, domain, user_key, first_seen_at, resolved_at)
    select "sourceId", kind, key, "accountId", "groupKey", "groupAt", lower(email), lower(domain), "userKey", $2::timestamptz, case when "accountId" is not null then $2::timestamptz end
    from r order by 1, 2, 3
    on conflict (source_id, kind, key) do update set
      account_id = coalesce(excluded.account_id, case when ${otherGroup} then null else usage_identity.account_id end),
      group_key = case when ${newerGroup} then excluded.group_key else usage_identity.group_key end,
      group_at = case when ${newerGroup} then excluded.group_at else usage_identity.group_at end,
      email = coalesce(excluded.email, usage_identity.email),
      domain = coalesce(excluded.domain, usage_identity.domain),
      user_key = coalesce(excluded.user_key, usage_identity.user_key),
      version = usage_identity.version + case when ${changed} then 1 else 0 end
    where ${changed} or (${saidAgain})
    returning source_id, kind, key, account_id)
  select distinct before.account_id from put join before using (source_id, kind, key) where put.account_id is distinct from before.account_id`;

const mirrorChunk = 50_000;

/** Copies changed keys to the usage store, where events are resolved. Repeatable: after a crash the next call catches up. */
export async function mirrorUsageIdentity(db: Db, analytics: Analytics): Promise<number> {
  let count = 0;
  for (;;) {
    const rows = await db.query<{ source: string; pgKind: string; key: string; account: number; version: number }>(
      `select u.source_id as source, u.kind as "pgKind", u.key, coalesce(a.num, 0) as account, u.version from usage_identity u left join account a on a.id = u.account_id
       where u.version > u.mirrored_version order by u.source_id, u.kind, u.key limit $1`,
      [mirrorChunk],
    );
    if (rows.length === 0) return count;
    await analytics.insert('identity', rows.map(({ pgKind, ...row }) => ({ kind: pgKind === 'group' ? 1 : 2, ...row })));
    await db.query(
      `update usage_identity u set mirrored_version = r.version from unnest($1::text[], $2::text[], $3::text[], $4::bigint[]) r(source_id, kind, key, version)
       where u.source_id = r.source_id and u.kind = r.kind and u.key = r.key`,
      [rows.map((row) => row.source), rows.map((row) => row.pgKind), rows.map((row) => row.key), rows.map((row) => row.version)],
    );
    count += rows.length;
  }
}
