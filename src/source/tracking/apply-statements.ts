import type { Clock } from '../../lib/clock.ts';
import { newId } from '../../lib/ids.ts';
import { keysOpenTo, resolveUsageKeys, type KeyRef } from '../../customer/identity/resolve-usage-keys.ts';
import { linkUsageKeys, type UsageKey } from '../../customer/identity/usage-identity.ts';
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
 * Only a `group` call, or an `identify` call that names its company, makes an account that is not known, and only through a server key.
 */
export async function applyStatements(tx: Db, clock: Clock, events: readonly SourcedEvent[]): Promise<string[]> {
  const inTime = events.toSorted((a, b) => a.event.at.getTime() - b.event.at.getTime());
  const keys = inTime.flatMap(keysOf);
  const companies = inTime.flatMap(companyOf);
  const lost = await linkUsageKeys(tx, clock, keys);
  const grown = await resolveUsageKeys(tx, clock, keys);
  const opened = await createAccounts(tx, clock, companies);
  if (opened.length) grown.push(...(await resolveUsageKeys(tx, clock, opened)));
  await completeAccounts(tx, companies);
  await upsertPeople(tx, clock, inTime.filter(({ event }) => event.type === 'identify' && !event.anonymous));
  return markTouched(tx, clock, events, [...grown, ...lost]);
}

/** What a server says about a company. */
interface Company {
  id: string;
  sourceId: string;
  key: string;
  name: string | null;
  domain: string | null;
  industry: string | null;
}

function companyOf({ sourceId, mayCreate, receivedAt, event: { type, groupKey, traits } }: SourcedEvent): Company[] {
  const inIdentify = type === 'identify' && typeof traits.company === 'object' && traits.company !== null ? (traits.company as Record<string, unknown>) : null;
  const said = type === 'group' ? traits : inIdentify;
  if (!mayCreate || !said || !groupKey) return [];
  return [{ id: newId('acc', receivedAt.getTime()), sourceId, key: groupKey, name: text(said.name), domain: domainOf(said.domain ?? said.website), industry: text(said.industry) }];
}

function keysOf({ sourceId, event }: SourcedEvent): UsageKey[] {
  const keys: UsageKey[] = [];
  const { traits } = event;
  if (event.userKey) keys.push({ sourceId, kind: event.anonymous ? 'anonymous' : 'user', key: event.userKey, groupKey: event.groupKey || null, groupAt: event.groupKey ? event.at : null, email: event.type === 'identify' ? text(traits.email) : null });
  if (!event.anonymous && event.anonymousId) keys.push({ sourceId, kind: 'anonymous', key: event.anonymousId, userKey: event.userKey });
  if (event.type === 'alias' && event.previousId) keys.push({ sourceId, kind: 'anonymous', key: event.previousId, userKey: event.userKey });
  if (event.groupKey) keys.push({ sourceId, kind: 'group', key: event.groupKey, domain: event.type === 'group' ? domainOf(traits.domain ?? traits.website) : null });
  return keys;
}

const companyRows = 'jsonb_to_recordset($1::jsonb) as r(id text, "sourceId" text, key text, name text, domain text, industry text)';

/** One statement for each company: the newest that was said of each of its fields. */
function lastOfEach(companies: readonly Company[]): Company[] {
  const said = new Map<string, Company>();
  for (const company of companies) {
    const key = JSON.stringify([company.sourceId, company.key]);
    const before = said.get(key);
    said.set(key, { ...company, name: company.name ?? before?.name ?? null, domain: company.domain ?? before?.domain ?? null, industry: company.industry ?? before?.industry ?? null });
  }
  return [...said.values()];
}

// Returns the keys that the new accounts may claim. Of several groups of one domain the first makes the account; the others find it.
async function createAccounts(tx: Db, clock: Clock, companies: readonly Company[]): Promise<KeyRef[]> {
  if (companies.length === 0) return [];
  const made = await tx.query<{ id: string; key: string; domain: string | null }>(
    `with new as (
       select distinct on (coalesce(r.domain, r.id)) r.* from ${companyRows} join usage_identity u on u.source_id = r."sourceId" and u.kind = 'group' and u.key = r.key and u.account_id is null
       where not exists (select 1 from account a where r.domain is not null and lower(a.domain) = r.domain)
         and not exists (select 1 from external_id e where e.entity = 'account' and e.value = r.key)
       order by coalesce(r.domain, r.id), r.id),
     made as (insert into account (id, name, domain, industry, provisional, source_id, known_at) select id, coalesce(name, key), domain, industry, name is null, "sourceId", $2::timestamptz from new returning id),
     linked as (insert into external_id (source_id, entity, value, entity_id, known_at) select "sourceId", 'account', key, id, $2::timestamptz from new)
     select id, key, domain from new`,
    [JSON.stringify(lastOfEach(companies)), clock.wall()],
  );
  if (made.length) await tx.query("insert into change_feed (topic, entity_id) select 'account', unnest($1::text[])", [made.map((row) => row.id)]);
  return keysOpenTo(tx, made);
}

// Fills what an account made from a bare mention still lacks; never overwrites what is known.
async function completeAccounts(tx: Db, companies: readonly Company[]): Promise<void> {
  if (companies.length === 0) return;
  await tx.query(
    `update account a set name = case when a.provisional then coalesce(r.name, a.name) else a.name end, provisional = a.provisional and r.name is null,
       domain = coalesce(a.domain, r.domain), industry = coalesce(a.industry, r.industry)
     from ${companyRows} join usage_identity u on u.source_id = r."sourceId" and u.kind = 'group' and u.key = r.key
     where a.id = u.account_id and a.source_id = r."sourceId" and ((a.provisional and r.name is not null) or (a.domain is null and r.domain is not null) or (a.industry is null and r.industry is not null))`,
    [JSON.stringify(lastOfEach(companies))],
  );
}

async function upsertPeople(tx: Db, clock: Clock, identifies: readonly SourcedEvent[]): Promise<void> {
  if (identifies.length === 0) return;
  const last = new Map<string, SourcedEvent>();
  for (const one of identifies) {
    const key = JSON.stringify([one.sourceId, one.event.userKey]);
    last.set(key, { ...one, event: { ...one.event, traits: { ...last.get(key)?.event.traits, ...one.event.traits } } });
  }
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
     on conflict (account_id) do update set marks = dirty_account.marks + 1, cause = excluded.cause returning account_id`,
    [keys.map((key) => key[0]), keys.map((key) => key[1]), keys.map((key) => key[2]), clock.wall(), grown],
  );
  return rows.map((row) => row.account_id);
}
