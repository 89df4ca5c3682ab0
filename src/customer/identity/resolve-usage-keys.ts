import type { Clock } from '../../lib/clock.ts';
import type { Db } from '../../platform/postgres/database.ts';

/** A usage key by its name alone. */
export interface KeyRef {
  sourceId: string;
  kind: 'group' | 'user' | 'anonymous';
  key: string;
}

/** E-mail providers of the public: an address there says nothing about the company. */
export const publicMailDomains = ['gmail.com', 'googlemail.com', 'outlook.com', 'hotmail.com', 'live.com', 'yahoo.com', 'icloud.com', 'me.com', 'aol.com', 'proton.me', 'protonmail.com', 'gmx.de', 'gmx.net', 'web.de', 'mail.com', 'yandex.com', 'qq.com', '163.com'];

type Finder = (open: string) => string;

// Each finds, for open keys, the one account that fits; two that fit leave the key unresolved for a person to link.
const groupFinders: readonly Finder[] = [
  // A group key that is an account's id in this source, or in exactly one account's other sources.
  (open) => `select u.source_id, u.kind, u.key, min(e.entity_id) as account_id from usage_identity u join external_id e on e.entity = 'account' and e.value = u.key and e.source_id = u.source_id
   where u.kind = 'group' and ${open} group by 1, 2, 3 having count(distinct e.entity_id) = 1`,
  (open) => `select u.source_id, u.kind, u.key, min(e.entity_id) as account_id from usage_identity u join external_id e on e.entity = 'account' and e.value = u.key
   where u.kind = 'group' and ${open} group by 1, 2, 3 having count(distinct e.entity_id) = 1`,
  (open) => `select u.source_id, u.kind, u.key, min(a.id) as account_id from usage_identity u join account a on lower(a.domain) in (u.domain, lower(u.key)) and a.merged_into is null
   where u.kind = 'group' and ${open} group by 1, 2, 3 having count(distinct a.id) = 1`,
  // Usage that names a contract line instead of the account.
  (open) => `select u.source_id, u.kind, u.key, min(l.account_id) as account_id from usage_identity u
     join external_id e on e.entity = 'line' and e.value = u.key and e.source_id = u.source_id join agreement_line l on l.id = e.entity_id
   where u.kind = 'group' and ${open} group by 1, 2, 3 having count(distinct l.account_id) = 1`,
];
const userFinders: readonly Finder[] = [
  // A user acts for the group named last.
  (open) => `select u.source_id, u.kind, u.key, g.account_id from usage_identity u join usage_identity g on g.source_id = u.source_id and g.kind = 'group' and g.key = u.group_key
   where u.kind = 'user' and ${open} and g.account_id is not null`,
  (open) => `select u.source_id, u.kind, u.key, min(p.account_id) as account_id from usage_identity u
     join external_id e on e.entity = 'person' and e.value = u.key join person p on p.id = e.entity_id and p.account_id is not null
   where u.kind = 'user' and ${open} and u.group_key is null group by 1, 2, 3 having count(distinct p.account_id) = 1`,
  (open) => `select u.source_id, u.kind, u.key, min(p.account_id) as account_id from usage_identity u join person p on lower(p.email) = u.email and p.account_id is not null
   where u.kind = 'user' and ${open} and u.group_key is null group by 1, 2, 3 having count(distinct p.account_id) = 1`,
  (open) => `select u.source_id, u.kind, u.key, min(a.id) as account_id from usage_identity u join account a on lower(a.domain) = split_part(u.email, '@', 2) and a.merged_into is null
   where u.kind = 'user' and ${open} and u.group_key is null and split_part(u.email, '@', 2) <> all($5) group by 1, 2, 3 having count(distinct a.id) = 1`,
];
const anonymousFinders: readonly Finder[] = [
  // An anonymous id is whoever it became.
  (open) => `select u.source_id, u.kind, u.key, v.account_id from usage_identity u join usage_identity v on v.source_id = u.source_id and v.kind = 'user' and v.key = u.user_key
   where u.kind = 'anonymous' and ${open} and v.account_id is not null`,
];
const stages: readonly (readonly [KeyRef['kind'], readonly Finder[]])[] = [['group', groupFinders], ['user', userFinders], ['anonymous', anonymousFinders]];

type Columns = readonly [string[], string[], string[]];
const columnsOf = (keys: readonly KeyRef[]): Columns => [keys.map((key) => key.sourceId), keys.map((key) => key.kind), keys.map((key) => key.key)];

/**
 * Resolves keys that have no account yet and now have exactly one that fits; returns the accounts whose usage grew by it.
 * With `only`, these keys and those that follow from them are looked at, so that the cost of live events does not grow with the
 * keys that nobody claims; without, all. A fixed number of statements, however many keys there are.
 */
export async function resolveUsageKeys(tx: Db, clock: Clock, only?: readonly KeyRef[]): Promise<string[]> {
  const accounts = new Set<string>();
  let scope = only;
  for (const [kind, finders] of stages) {
    const resolved: KeyRef[] = [];
    const within = scope?.filter((key) => key.kind === kind);
    if (within && within.length === 0) continue;
    for (const finder of finders) {
      const rows = await resolveBy(tx, clock, finder, within);
      for (const { accountId, ...key } of rows) {
        accounts.add(accountId);
        resolved.push(key);
      }
    }
    if (scope) scope = [...scope, ...(await followersOf(tx, resolved))];
  }
  return [...accounts];
}

function resolveBy(tx: Db, clock: Clock, finder: Finder, within: readonly KeyRef[] | undefined): Promise<(KeyRef & { accountId: string })[]> {
  const open = within ? 'u.account_id is null and (u.source_id, u.kind, u.key) in (select * from unnest($2::text[], $3::text[], $4::text[]))' : 'u.account_id is null and ($2::text[] is null or $3::text[] is null or $4::text[] is null)';
  return tx.query(
    `with needs as (select $5::text[])
     update usage_identity u set account_id = m.account_id, resolved_at = $1::timestamptz, version = u.version + 1 from (${finder(open)}) m
     where u.source_id = m.source_id and u.kind = m.kind and u.key = m.key returning u.source_id as "sourceId", u.kind, u.key, u.account_id as "accountId"`,
    [clock.wall(), ...(within ? columnsOf(within) : [null, null, null]), publicMailDomains],
  );
}

// Users of a group that is known now, and anonymous ids of a user who is.
async function followersOf(tx: Db, resolved: readonly KeyRef[]): Promise<KeyRef[]> {
  if (resolved.length === 0) return [];
  return tx.query<KeyRef>(
    `with r as (select * from unnest($1::text[], $2::text[], $3::text[]) r(source_id, kind, key))
     select u.source_id as "sourceId", u.kind, u.key from r join usage_identity u on u.source_id = r.source_id and u.group_key = r.key where r.kind = 'group' and u.account_id is null
     union select u.source_id, u.kind, u.key from r join usage_identity u on u.source_id = r.source_id and u.user_key = r.key where r.kind = 'user' and u.account_id is null`,
    [...columnsOf(resolved)],
  );
}

/** The unresolved keys, of any source, that new accounts may claim by their ids and domains: what to look at after making them. */
export async function keysOpenTo(tx: Db, accounts: readonly { key: string; domain: string | null }[]): Promise<KeyRef[]> {
  if (accounts.length === 0) return [];
  const domains = accounts.flatMap(({ domain }) => (domain && !publicMailDomains.includes(domain) ? [domain] : []));
  return tx.query<KeyRef>(
    `select source_id as "sourceId", kind, key from usage_identity where account_id is null and kind = 'group' and (key = any($1) or lower(key) = any($2) or domain = any($2))
     union select source_id, kind, key from usage_identity where account_id is null and email is not null and kind = 'user' and split_part(email, '@', 2) = any($2)`,
    [accounts.map(({ key }) => key), domains],
  );
}
