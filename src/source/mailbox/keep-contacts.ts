import { markDirty } from '../../customer/account/mark-dirty.ts';
import type { Clock } from '../../lib/clock.ts';
import { sha256 } from '../../lib/ids.ts';
import { publicMailDomains } from '../../customer/identity/public-mail-domains.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { domainOf, type ContactWith, type KnownAddresses } from './contact-rules.ts';

/** A message or meeting that is kept. `key` names it wherever it is read, so that one that lies in two mailboxes is kept once. */
export interface Contact {
  key: string;
  kind: 'email' | 'meeting';
  direction: 'in' | 'out' | 'two_way';
  at: Date;
  subject: string | null;
  author: string | null;
  series: string | null;
  contacts: readonly ContactWith[];
}

/** Accounts and people by address: a person's own address first, else the domain of exactly one account. */
export async function knownAddresses(db: Db, addresses: readonly string[]): Promise<KnownAddresses> {
  const all = [...new Set(addresses)];
  if (all.length === 0) return { people: new Map(), domains: new Map() };
  const people = await db.query<{ email: string; personId: string; accountId: string }>(
    'select lower(p.email) as email, p.id as "personId", a.id as "accountId" from person p join account a on a.id = p.account_id where a.merged_into is null and lower(p.email) = any($1) order by p.id', [all]);
  const domains = await db.query<{ domain: string; accountId: string }>(
    'select lower(domain) as domain, min(id) as "accountId" from account where merged_into is null and lower(domain) = any($1) group by 1 having count(*) = 1', [[...new Set(all.map(domainOf))].filter((domain) => !publicMailDomains.includes(domain))]);
  return { people: Map.groupBy(people, ({ email }) => email), domains: new Map(domains.map(({ domain, accountId }) => [domain, accountId])) };
}

function idOf(key: string, accountId: string): string {
  return `act_${sha256(`${key} ${accountId}`).slice(0, 32)}`;
}

/** Writes contacts to the timelines of their accounts, and lets those be scored anew. Writing again changes nothing but a meeting that was moved: whoever repeats the id of a message does not rewrite it. Answers the ids of all of them. */
export async function keepContacts(tx: Db, clock: Clock, sourceId: string, contacts: readonly Contact[]): Promise<string[]> {
  const rows = contacts.flatMap(({ contacts: accounts, key, ...rest }) => accounts.map(({ accountId, personIds }) => ({ ...rest, at: rest.at.toISOString(), id: idOf(key, accountId), account_id: accountId, person_id: personIds[0] ?? null, person_ids: personIds, custom: rest.series === null ? {} : { series: rest.series } })));
  const once = [...new Map(rows.map((row) => [row.id, row])).values()];
  if (once.length === 0) return [];
  const changed = await tx.query<{ account_id: string }>(
    `insert into activity (id, account_id, person_id, person_ids, kind, direction, at, subject, author, custom, source_id, known_at)
     select r.id, r.account_id, r.person_id, array(select jsonb_array_elements_text(r.person_ids)), r.kind, r.direction, r.at, r.subject, r.author, r.custom, $2, $3
     from jsonb_to_recordset($1::jsonb) as r(id text, account_id text, person_id text, person_ids jsonb, kind text, direction text, at timestamptz, subject text, author text, custom jsonb)
     on conflict (id) do update set at = excluded.at, subject = excluded.subject, person_id = excluded.person_id, person_ids = excluded.person_ids
       where activity.kind = 'meeting' and activity.source_id = excluded.source_id and (activity.at, activity.subject, activity.person_ids) is distinct from (excluded.at, excluded.subject, excluded.person_ids) returning account_id`,
    [JSON.stringify(once), sourceId, clock.now()]);
  await tellAccounts(tx, clock, changed.map((row) => row.account_id));
  const newest = once.map(({ at }) => at).sort().at(-1);
  if (changed.length) await tx.query('update source set last_received_at = $2, last_happened_at = greatest(last_happened_at, $3::timestamptz) where id = $1', [sourceId, clock.wall(), newest]);
  return once.map(({ id }) => id);
}

async function tellAccounts(tx: Db, clock: Clock, accountIds: readonly string[]): Promise<void> {
  const distinct = [...new Set(accountIds)];
  await markDirty(tx, clock, distinct, 'event');
  if (distinct.length) await tx.query("insert into change_feed (topic, entity_id) select 'account', unnest($1::text[])", [distinct]);
}

/**
 * Takes out meetings of a span that a feed no longer has: those of a series it still knows, and those of a time it still speaks of (since `told`).
 * What lies before that, a feed may have let go.
 */
export async function dropMeetings(tx: Db, clock: Clock, sourceId: string, { from, until, told, series, kept }: { from: Date; until: Date; told: Date | null; series: readonly string[]; kept: readonly string[] }): Promise<void> {
  const gone = await tx.query<{ account_id: string }>(
    `delete from activity where source_id = $1 and kind = 'meeting' and at >= $2 and at <= $3 and id <> all($4::text[]) and (custom->>'series' = any($5::text[]) or at >= $6::timestamptz) returning account_id`,
    [sourceId, from, until, kept, series, told]);
  await tellAccounts(tx, clock, gone.map((row) => row.account_id));
}
