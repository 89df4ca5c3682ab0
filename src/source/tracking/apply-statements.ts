import type { Clock } from '../../lib/clock.ts';
import { newId } from '../../lib/ids.ts';
import { linkUsageKeys, resolveUsageKeys, type UsageKey } from '../../customer/identity/usage-identity.ts';
import type { Db } from '../../platform/postgres/database.ts';
import type { TrackedEvent } from './tracked-event.ts';

/** An event with where it came from and whether its key may create accounts. */
export interface SourcedEvent {
  sourceId: string;
  mayCreate: boolean;
  receivedAt: Date;
  event: TrackedEvent;
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, 500) : typeof value === 'number' ? String(value) : null;
}

/** A domain from a website address or a bare domain. */
export function domainOf(value: unknown): string | null {
  const given = text(value)?.toLowerCase();
  if (!given) return null;
  const host = given.replace(/^[a-z]+:\/\//, '').replace(/^www\./, '').split(/[/?#:]/)[0] ?? '';
  return /^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(host) ? host : null;
}

/**
 * Applies what events say about keys, accounts and people, marks the accounts they touch, and returns these. Repeatable.
 * Only a `group` call through a server key makes an account that is not known; a public key never does.
 */
export async function applyStatements(tx: Db, clock: Clock, events: readonly SourcedEvent[]): Promise<string[]> {
  await linkUsageKeys(tx, clock, events.flatMap(keysOf));
  await resolveUsageKeys(tx, clock);
  await createAccounts(tx, clock, events.filter(({ mayCreate, event }) => mayCreate && event.type === 'group'));
  const grown = await resolveUsageKeys(tx, clock);
  await upsertPeople(tx, clock, events.filter(({ event }) => event.type === 'identify' && !event.anonymous));
  return markTouched(tx, clock, events, grown);
}

function keysOf({ sourceId, event }: SourcedEvent): UsageKey[] {
  const keys: UsageKey[] = [];
  const { traits } = event;
  if (event.userKey) keys.push({ sourceId, kind: event.anonymous ? 'anonymous' : 'user', key: event.userKey, groupKey: event.groupKey || null, email: event.type === 'identify' ? text(traits.email) : null });
  if (!event.anonymous && event.anonymousId) keys.push({ sourceId, kind: 'anonymous', key: event.anonymousId, userKey: event.userKey });
  if (event.type === 'alias' && event.previousId) keys.push({ sourceId, kind: 'anonymous', key: event.previousId, userKey: event.userKey });
  if (event.groupKey) keys.push({ sourceId, kind: 'group', key: event.groupKey, domain: event.type === 'group' ? domainOf(traits.domain ?? traits.website) : null });
  return keys;
}

async function createAccounts(tx: Db, clock: Clock, groups: readonly SourcedEvent[]): Promise<void> {
  if (groups.length === 0) return;
  const wanted = new Map(groups.map((group) => [JSON.stringify([group.sourceId, group.event.groupKey]), group]));
  const rows = [...wanted.values()].map(({ sourceId, event: { groupKey, traits } }) => ({
    id: newId('acc', clock.wall().getTime()), sourceId, key: groupKey, name: text(traits.name) ?? groupKey, named: text(traits.name) !== null, domain: domainOf(traits.domain ?? traits.website), industry: text(traits.industry),
  }));
  const made = await tx.query<{ id: string }>(
    `with r as (select * from jsonb_to_recordset($1::jsonb) as r(id text, "sourceId" text, key text, name text, named boolean, domain text, industry text)),
     new as (
       select r.* from r join usage_identity u on u.source_id = r."sourceId" and u.kind = 'group' and u.key = r.key and u.account_id is null
       where not exists (select 1 from account a where r.domain is not null and lower(a.domain) = r.domain)
         and not exists (select 1 from external_id e where e.entity = 'account' and e.value = r.key)),
     made as (insert into account (id, name, domain, industry, provisional, source_id, known_at) select id, name, domain, industry, not named, "sourceId", $2::timestamptz from new returning id),
     linked as (insert into external_id (source_id, entity, value, entity_id, known_at) select "sourceId", 'account', key, id, $2::timestamptz from new)
     select id from made`,
    [JSON.stringify(rows), clock.wall()],
  );
  if (made.length) await tx.query("insert into change_feed (topic, entity_id) select 'account', unnest($1::text[])", [made.map((row) => row.id)]);
}

async function upsertPeople(tx: Db, clock: Clock, identifies: readonly SourcedEvent[]): Promise<void> {
  if (identifies.length === 0) return;
  const last = new Map(identifies.map((one) => [JSON.stringify([one.sourceId, one.event.userKey]), one]));
  const rows = [...last.values()].map(({ sourceId, event: { userKey, traits, at } }) => ({
    id: newId('per', clock.wall().getTime()), sourceId, key: userKey, email: text(traits.email)?.toLowerCase() ?? null, title: text(traits.title), on: at.toISOString(),
    name: text(traits.name) ?? ([text(traits.firstName), text(traits.lastName)].filter(Boolean).join(' ') || null),
  }));
  const record = `jsonb_to_recordset($1::jsonb) as r(id text, "sourceId" text, key text, email text, title text, name text, "on" timestamptz)`;
  // Someone whose account is known: the person of that external id, else of that e-mail at the account, else a new one.
  await tx.query(
    `with r as (select r.*, u.account_id from ${record} join usage_identity u on u.source_id = r."sourceId" and u.kind = 'user' and u.key = r.key and u.account_id is not null),
     found as (
       select r.*, coalesce((select e.entity_id from external_id e where e.source_id = r."sourceId" and e.entity = 'person' and e.value = r.key),
         (select min(p.id) from person p where p.account_id = r.account_id and lower(p.email) = r.email)) as person_id from r),
     changed as (update person p set name = coalesce(f.name, p.name), email = coalesce(f.email, p.email), title = coalesce(f.title, p.title) from found f where p.id = f.person_id),
     made as (insert into person (id, account_id, name, email, title, joined_on, source_id, known_at)
       select id, account_id, name, email, title, ("on" at time zone 'UTC')::date, "sourceId", $2::timestamptz from found where person_id is null and (name is not null or email is not null) returning id)
     insert into external_id (source_id, entity, value, entity_id, known_at)
     select "sourceId", 'person', key, coalesce(person_id, id), $2::timestamptz from found where person_id is not null or name is not null or email is not null
     on conflict do nothing`,
    [JSON.stringify(rows), clock.wall()],
  );
}

async function markTouched(tx: Db, clock: Clock, events: readonly SourcedEvent[], grown: readonly string[]): Promise<string[]> {
  const keys = [...new Set(events.flatMap(({ sourceId, event }) => [event.groupKey ? JSON.stringify([sourceId, 'group', event.groupKey]) : '', !event.groupKey && event.userKey ? JSON.stringify([sourceId, event.anonymous ? 'anonymous' : 'user', event.userKey]) : '']))]
    .filter(Boolean).map((key) => JSON.parse(key) as [string, string, string]);
  const rows = await tx.query<{ account_id: string }>(
    `insert into dirty_account (account_id, since, cause)
     select distinct account_id, $4::timestamptz, 'event' from (
       select u.account_id from usage_identity u join unnest($1::text[], $2::text[], $3::text[]) k(source_id, kind, key) on u.source_id = k.source_id and u.kind = k.kind and u.key = k.key where u.account_id is not null
       union select unnest($5::text[])) touched order by 1
     on conflict (account_id) do update set since = excluded.since returning account_id`,
    [keys.map((key) => key[0]), keys.map((key) => key[1]), keys.map((key) => key[2]), clock.wall(), grown],
  );
  return rows.map((row) => row.account_id);
}
