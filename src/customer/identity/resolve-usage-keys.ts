import type { Clock } from '../../lib/clock.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { publicMailDomains } from './public-mail-domains.ts';

/** A usage key by its name alone. */
export interface KeyRef {
  sourceId: string;
  kind: 'group' | 'user' | 'anonymous';
  key: string;
}

/** One way to find the account of an open key `o`: what the key must have, and a look-up that answers one row or none. */
interface Finder {
  needs: string;
  lookup: string;
}

// Two accounts that fit leave the key unresolved for a person to link. Each look-up goes through an index and is fenced (by its
// aggregate, or `offset 0`): on a table without statistics the planner would otherwise join all open keys with all others.
const groupFinders: readonly Finder[] = [
  // A group key that is an account's id in this source, or in exactly one account's other sources.
  { needs: 'true', lookup: `select min(e.entity_id) as account_id from external_id e where e.entity = 'account' and e.value = o.key and e.source_id = o.source_id having count(distinct e.entity_id) = 1` },
  { needs: 'true', lookup: `select min(e.entity_id) as account_id from external_id e where e.entity = 'account' and e.value = o.key having count(distinct e.entity_id) = 1` },
  { needs: 'true', lookup: `select min(coalesce(a.merged_into, a.id)) as account_id from account a where lower(a.domain) in (o.domain, lower(o.key)) having count(distinct coalesce(a.merged_into, a.id)) = 1` },
  // Usage that names a contract line instead of the account.
  { needs: 'true', lookup: `select min(l.account_id) as account_id from external_id e join agreement_line l on l.id = e.entity_id where e.entity = 'line' and e.value = o.key and e.source_id = o.source_id having count(distinct l.account_id) = 1` },
];
const userFinders: readonly Finder[] = [
  // A user acts for the group named last.
  { needs: 'u.group_key is not null', lookup: `select g.account_id from usage_identity g where g.source_id = o.source_id and g.kind = 'group' and g.key = o.group_key offset 0` },
  { needs: 'u.group_key is null', lookup: `select min(p.account_id) as account_id from external_id e join person p on p.id = e.entity_id where e.entity = 'person' and e.value = o.key having count(distinct p.account_id) = 1` },
  { needs: 'u.group_key is null and u.email is not null', lookup: `select min(p.account_id) as account_id from person p where lower(p.email) = o.email having count(distinct p.account_id) = 1` },
  {
    needs: `u.group_key is null and u.email is not null and split_part(u.email, '@', 2) <> all($5)`,
    lookup: `select min(coalesce(a.merged_into, a.id)) as account_id from account a where lower(a.domain) = split_part(o.email, '@', 2) having count(distinct coalesce(a.merged_into, a.id)) = 1`,
  },
];
const anonymousFinders: readonly Finder[] = [
  // An anonymous id is whoever it became.
  { needs: 'u.user_key is not null', lookup: `select v.account_id from usage_identity v where v.source_id = o.source_id and v.kind = 'user' and v.key = o.user_key offset 0` },
];
const stages: readonly (readonly [KeyRef['kind'], readonly Finder[]])[] = [['group', groupFinders], ['user', userFinders], ['anonymous', anonymousFinders]];

function columnsOf(keys: readonly KeyRef[]): [string[], string[], string[]] {
  const each = [...new Map(keys.map((key) => [`${key.kind} ${key.sourceId} ${key.key}`, key])).values()];
  return [each.map((key) => key.sourceId), each.map((key) => key.kind), each.map((key) => key.key)];
}

/**
 * Resolves keys that have no account yet and now have exactly one that fits; returns the accounts whose usage grew by it.
 * With `only`, these keys and those that follow from them are looked at, so that the cost of live events does not grow with the
 * keys that nobody claims; without, all. A fixed number of statements, however many keys there are.
 */
export async function resolveUsageKeys(tx: Db, clock: Clock, only?: readonly KeyRef[]): Promise<string[]> {
  const accounts = new Set<string>();
  let scope = only && (await openOf(tx, only));
  for (const [kind, finders] of stages) {
    const resolved: KeyRef[] = [];
    const within = scope?.filter((key) => key.kind === kind);
    if (within?.length === 0) continue;
    for (const finder of finders) {
      for (const { accountId, ...key } of await resolveBy(tx, clock, kind, finder, within)) {
        accounts.add(accountId);
        resolved.push(key);
      }
    }
    if (scope) scope = [...scope, ...(await followersOf(tx, resolved))];
  }
  return [...accounts];
}

function resolveBy(tx: Db, clock: Clock, kind: KeyRef['kind'], finder: Finder, within: readonly KeyRef[] | undefined): Promise<(KeyRef & { accountId: string })[]> {
  const from = within
    ? 'unnest($2::text[], $3::text[], $4::text[]) k(source_id, kind, key) cross join lateral (select * from usage_identity i where i.source_id = k.source_id and i.kind = k.kind and i.key = k.key offset 0) u where'
    : `usage_identity u where ($2::text[] is null and $3::text[] is null and $4::text[] is null) and u.kind = '${kind}' and`;
  return tx.query(
    `with needs as (select $5::text[]),
       open as materialized (select u.* from ${from} u.account_id is null and ${finder.needs}),
       found as materialized (select o.source_id, o.kind, o.key, l.account_id from open o cross join lateral (${finder.lookup}) l where l.account_id is not null)
     update usage_identity u set account_id = m.account_id, resolved_at = $1::timestamptz, version = u.version + 1 from found m
     where u.source_id = m.source_id and u.kind = m.kind and u.key = m.key returning u.source_id as "sourceId", u.kind, u.key, u.account_id as "accountId"`,
    [clock.wall(), ...(within ? columnsOf(within) : [null, null, null]), publicMailDomains],
  );
}

// Most keys of live events are known: what follows is for the rest.
async function openOf(tx: Db, keys: readonly KeyRef[]): Promise<KeyRef[]> {
  return tx.query<KeyRef>(
    `select u.source_id as "sourceId", u.kind, u.key from unnest($1::text[], $2::text[], $3::text[]) k(source_id, kind, key)
     cross join lateral (select * from usage_identity i where i.source_id = k.source_id and i.kind = k.kind and i.key = k.key offset 0) u where u.account_id is null`,
    columnsOf(keys),
  );
}

// Users of a group that is known now, and anonymous ids of a user who is.
async function followersOf(tx: Db, resolved: readonly KeyRef[]): Promise<KeyRef[]> {
  if (resolved.length === 0) return [];
  const follower = (column: string) => `cross join lateral (select u.source_id, u.kind, u.key, u.account_id from usage_identity u where u.source_id = r.source_id and u.${column} = r.key offset 0) u`;
  return tx.query<KeyRef>(
    `with r as materialized (select * from unnest($1::text[], $2::text[], $3::text[]) r(source_id, kind, key))
     select u.source_id as "sourceId", u.kind, u.key from r ${follower('group_key')} where r.kind = 'group' and u.account_id is null
     union select u.source_id, u.kind, u.key from r ${follower('user_key')} where r.kind = 'user' and u.account_id is null`,
    columnsOf(resolved),
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
