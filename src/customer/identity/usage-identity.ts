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
  email?: string | null;
  domain?: string | null;
  /** For anonymous ids: the user it became. */
  userKey?: string | null;
}

/** E-mail providers of the public: an address there says nothing about the company. */
export const publicMailDomains = ['gmail.com', 'googlemail.com', 'outlook.com', 'hotmail.com', 'live.com', 'yahoo.com', 'icloud.com', 'me.com', 'aol.com', 'proton.me', 'protonmail.com', 'gmx.de', 'gmx.net', 'web.de', 'mail.com', 'yandex.com', 'qq.com', '163.com'];

/** Records keys as the source delivered them; later statements win, absent ones keep what is known. One statement for all. */
export async function linkUsageKeys(tx: Db, clock: Clock, keys: readonly UsageKey[]): Promise<void> {
  if (keys.length === 0) return;
  const last = new Map<string, UsageKey>();
  for (const key of keys) {
    const id = JSON.stringify([key.sourceId, key.kind, key.key]);
    last.set(id, { ...last.get(id), ...Object.fromEntries(Object.entries(key).filter(([, value]) => value !== undefined && value !== null)) } as UsageKey);
  }
  await tx.query(
    `insert into usage_identity (source_id, kind, key, account_id, group_key, email, domain, user_key, first_seen_at, resolved_at)
     select r."sourceId", r.kind, r.key, r."accountId", r."groupKey", lower(r.email), lower(r.domain), r."userKey", $2::timestamptz, case when r."accountId" is not null then $2::timestamptz end
     from jsonb_to_recordset($1::jsonb) as r("sourceId" text, kind text, key text, "accountId" text, "groupKey" text, email text, domain text, "userKey" text)
     order by 1, 2, 3
     on conflict (source_id, kind, key) do update set
       account_id = coalesce(excluded.account_id, case when excluded.group_key is distinct from usage_identity.group_key and excluded.group_key is not null then null else usage_identity.account_id end),
       group_key = coalesce(excluded.group_key, usage_identity.group_key),
       email = coalesce(excluded.email, usage_identity.email),
       domain = coalesce(excluded.domain, usage_identity.domain),
       user_key = coalesce(excluded.user_key, usage_identity.user_key),
       version = usage_identity.version + 1
     where (excluded.account_id is not null and excluded.account_id is distinct from usage_identity.account_id)
        or (excluded.group_key is not null and excluded.group_key is distinct from usage_identity.group_key)
        or (excluded.email is not null and excluded.email is distinct from usage_identity.email)
        or (excluded.domain is not null and excluded.domain is distinct from usage_identity.domain)
        or (excluded.user_key is not null and excluded.user_key is distinct from usage_identity.user_key)`,
    [JSON.stringify([...last.values()]), clock.wall()],
  );
}

// Each finds, for unresolved keys, the one account that fits; two that fit leave the key unresolved for a person to link.
const finders = [
  // A group key that is an account's id in this source, or in exactly one account's other sources.
  `select u.source_id, u.kind, u.key, min(e.entity_id) as account_id from usage_identity u join external_id e on e.entity = 'account' and e.value = u.key and e.source_id = u.source_id
   where u.kind = 'group' and u.account_id is null group by 1, 2, 3 having count(distinct e.entity_id) = 1`,
  `select u.source_id, u.kind, u.key, min(e.entity_id) as account_id from usage_identity u join external_id e on e.entity = 'account' and e.value = u.key
   where u.kind = 'group' and u.account_id is null group by 1, 2, 3 having count(distinct e.entity_id) = 1`,
  `select u.source_id, u.kind, u.key, min(a.id) as account_id from usage_identity u join account a on lower(a.domain) in (u.domain, lower(u.key)) and a.merged_into is null
   where u.kind = 'group' and u.account_id is null group by 1, 2, 3 having count(distinct a.id) = 1`,
  // Usage that names a contract line instead of the account.
  `select u.source_id, u.kind, u.key, min(l.account_id) as account_id from usage_identity u
     join external_id e on e.entity = 'line' and e.value = u.key and e.source_id = u.source_id join agreement_line l on l.id = e.entity_id
   where u.kind = 'group' and u.account_id is null group by 1, 2, 3 having count(distinct l.account_id) = 1`,
  // A user acts for the group named last.
  `select u.source_id, u.kind, u.key, g.account_id from usage_identity u join usage_identity g on g.source_id = u.source_id and g.kind = 'group' and g.key = u.group_key
   where u.kind = 'user' and u.account_id is null and g.account_id is not null`,
  `select u.source_id, u.kind, u.key, min(p.account_id) as account_id from usage_identity u
     join external_id e on e.entity = 'person' and e.value = u.key join person p on p.id = e.entity_id and p.account_id is not null
   where u.kind = 'user' and u.account_id is null and u.group_key is null group by 1, 2, 3 having count(distinct p.account_id) = 1`,
  `select u.source_id, u.kind, u.key, min(p.account_id) as account_id from usage_identity u join person p on lower(p.email) = u.email and p.account_id is not null
   where u.kind = 'user' and u.account_id is null and u.group_key is null group by 1, 2, 3 having count(distinct p.account_id) = 1`,
  `select u.source_id, u.kind, u.key, min(a.id) as account_id from usage_identity u join account a on lower(a.domain) = split_part(u.email, '@', 2) and a.merged_into is null
   where u.kind = 'user' and u.account_id is null and u.group_key is null and split_part(u.email, '@', 2) <> all($2) group by 1, 2, 3 having count(distinct a.id) = 1`,
  // An anonymous id is whoever it became.
  `select u.source_id, u.kind, u.key, v.account_id from usage_identity u join usage_identity v on v.source_id = u.source_id and v.kind = 'user' and v.key = u.user_key
   where u.kind = 'anonymous' and u.account_id is null and v.account_id is not null`,
];

/**
 * Resolves every key that has no account yet and now has exactly one that fits; returns the accounts whose usage grew by it.
 * A fixed number of statements, however many keys there are.
 */
export async function resolveUsageKeys(tx: Db, clock: Clock): Promise<string[]> {
  const accounts = new Set<string>();
  for (const finder of finders) {
    const params: unknown[] = [clock.wall(), ...(finder.includes('$2') ? [publicMailDomains] : [])];
    const rows = await tx.query<{ account_id: string }>(
      `update usage_identity u set account_id = m.account_id, resolved_at = $1::timestamptz, version = u.version + 1 from (${finder}) m
       where u.source_id = m.source_id and u.kind = m.kind and u.key = m.key returning u.account_id`,
      params,
    );
    for (const row of rows) accounts.add(row.account_id);
  }
  return [...accounts];
}

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
