import { z } from 'zod';
import { listOf } from '../../contract/listing.ts';
import { sourceItem } from '../../contract/source.ts';
import { fault } from '../../lib/fault.ts';
import { markDirty } from '../../customer/account/mark-dirty.ts';
import { resolveUsageKeys } from '../../customer/identity/resolve-usage-keys.ts';
import { linkUsageKeys, mirrorUsageIdentity } from '../../customer/identity/usage-identity.ts';
import { bookCondition, type Principal } from '../../platform/operation/context.ts';
import { defineOperation, type AnyOperation } from '../../platform/operation/operation.ts';
import type { Db } from '../../platform/postgres/database.ts';

const liveHours = 24;

const iso = z.date().transform((date) => date.toISOString());

// What a source holds in all is the company's: who is limited to one book is told how fresh it is, and how many of the own accounts it knows.
async function accountsBySource(db: Db, principal: Principal): Promise<Map<string, number>> {
  const params: unknown[] = [];
  const rows = await db.query<{ id: string; n: number }>(
    `select e.source_id as id, count(distinct a.id)::int as n from external_id e join account a on a.id = e.entity_id where e.entity = 'account' and ${bookCondition(principal, 'a', params)} group by 1`, params);
  return new Map(rows.map((row) => [row.id, row.n]));
}

/** The account that an id, an id in a source or a domain means; Fault notFound or conflict otherwise. */
async function accountOf(db: Db, reference: string): Promise<string> {
  const rows = await db.query<{ id: string }>("select id from account where merged_into is null and (id = $1 or lower(domain) = lower($1) or id in (select entity_id from external_id where entity = 'account' and value = $1)) order by (id = $1) desc limit 2", [reference]);
  if (rows.length === 2 && rows[0]?.id !== reference) throw fault('conflict', 'account_ambiguous', `"${reference}" means several accounts.`, { remedy: 'Use the id that "account list" shows.' });
  if (!rows[0]) throw fault('notFound', 'account', `There is no account "${reference}".`, { remedy: 'List them with "account list".' });
  return rows[0].id;
}

/** Sources with their freshness, what tracking refused, and usage keys that no account claims yet. */
export function sourceOperations(): AnyOperation[] {
  return [
    defineOperation({
      id: 'source.list', summary: 'Where data comes from, and how fresh it is.', scope: 'read', effect: 'read', input: z.object({}), output: listOf(sourceItem),
      async handler({ db, clock, principal }) {
        const rows = await db.query<{ id: string; name: string; kind: string; sample: boolean; records: number; lastReceivedAt: Date | null; lastHappenedAt: Date | null; unresolved: number; rejected: number }>(
          `select s.id, s.name, s.kind, s.sample, s.last_received_at as "lastReceivedAt", s.last_happened_at as "lastHappenedAt",
             case s.kind when 'survey' then (select count(*) from survey_answer r where r.source_id = s.id) when 'mail' then (select count(*) from activity r where r.source_id = s.id) else (select count(*) from source_record r where r.source_id = s.id) end::int as records,
             (select count(*) from usage_identity u where u.source_id = s.id and u.account_id is null)::int as unresolved,
             (select count(*) from tracking_rejected t where t.source_id = s.id)::int as rejected
           from source s order by s.last_received_at desc nulls last, s.name`);
        const liveSince = clock.wall().getTime() - liveHours * 3_600_000;
        const own = principal.book === 'all' ? undefined : await accountsBySource(db, principal);
        const items = rows.map((row) => ({
          id: row.id, name: row.name, kind: row.sample ? 'sample' : row.kind, state: row.lastReceivedAt && row.lastReceivedAt.getTime() > liveSince ? ('live' as const) : ('idle' as const),
          records: own ? (own.get(row.id) ?? 0) : row.records, unresolved: own ? 0 : row.unresolved, lastReceivedAt: row.lastReceivedAt?.toISOString() ?? null, lastHappenedAt: row.lastHappenedAt?.toISOString() ?? null,
          note: row.rejected && !own ? `${row.rejected} events were refused: see "tracking rejected".` : null,
        }));
        return { items, total: items.length, next: null };
      },
    }),
    defineOperation({
      id: 'tracking.status', summary: 'How far accepted events have come.', scope: 'read', effect: 'read', reach: 'company', input: z.object({}),
      output: z.object({
        waiting: z.number().int().describe('Batches that are safe but not stored yet.'), oldestWaitingAt: iso.nullable(), lastStoredAt: iso.nullable(),
        events: z.number().int().describe('Stored, over the blocks of the last 30 days.'), duplicates: z.number().int(), rejected: z.number().int(),
      }),
      handler: ({ db }) => db.one(
        `select w.*, b.* from (select count(*) as waiting, min(received_at) as "oldestWaitingAt" from tracking_batch) w,
           (select max(stored_at) as "lastStoredAt", coalesce(sum(events), 0)::bigint as events, coalesce(sum(duplicates), 0)::bigint as duplicates, coalesce(sum(rejected), 0)::bigint as rejected from tracking_block) b`),
    }),
    defineOperation({
      id: 'tracking.rejected', summary: 'Events that were not usable, newest first, with the reason.', scope: 'read', effect: 'read', reach: 'company',
      input: z.object({ limit: z.coerce.number().int().min(1).max(1000).default(100), cursor: z.coerce.number().int().optional() }),
      output: listOf(z.object({ id: z.number(), source: z.string(), receivedAt: iso, code: z.string(), reason: z.string(), raw: z.unknown() })),
      async handler({ db }, input) {
        const items = await db.query<{ id: number; source: string; receivedAt: Date; code: string; reason: string; raw: unknown }>(
          'select id, source_id as source, received_at as "receivedAt", code, reason, raw from tracking_rejected where $2::bigint is null or id < $2 order by id desc limit $1', [input.limit, input.cursor ?? null]);
        const { total } = await db.one<{ total: number }>('select count(*)::int as total from tracking_rejected');
        return { items, total, next: items.length === input.limit ? String(items.at(-1)?.id) : null };
      },
    }),
    defineOperation({
      id: 'identity.unresolved', summary: 'Usage keys that belong to no account yet.', scope: 'read', effect: 'read', reach: 'company',
      input: z.object({ limit: z.coerce.number().int().min(1).max(1000).default(100) }),
      output: listOf(z.object({ source: z.string(), kind: z.string(), key: z.string(), email: z.string().nullable(), groupKey: z.string().nullable(), firstSeenAt: iso })),
      async handler({ db }, input) {
        const items = await db.query<{ source: string; kind: string; key: string; email: string | null; groupKey: string | null; firstSeenAt: Date }>(
          'select source_id as source, kind, key, email, group_key as "groupKey", first_seen_at as "firstSeenAt" from usage_identity where account_id is null order by kind, first_seen_at desc limit $1', [input.limit]);
        const { total } = await db.one<{ total: number }>('select count(*)::int as total from usage_identity where account_id is null');
        return { items, total, next: null };
      },
    }),
    defineOperation({
      id: 'identity.link', summary: 'Say which account a usage key belongs to; its past events follow.', scope: 'define', effect: 'change', entity: (input: { accountId: string }) => input.accountId,
      input: z.object({ source: z.string(), kind: z.enum(['group', 'user', 'anonymous']), key: z.string(), accountId: z.string().describe('The account: its id, an external id, or its domain.') }), output: z.object({ accounts: z.array(z.string()) }),
      async handler({ db, analytics, clock }, input) {
        if (!(await db.maybe('select 1 from usage_identity where source_id = $1 and kind = $2 and key = $3', [input.source, input.kind, input.key]))) throw fault('notFound', 'usage_key', 'This key was never seen.', { remedy: 'See "identity unresolved".' });
        const accountId = await accountOf(db, input.accountId);
        const before = await db.maybe<{ account_id: string | null }>('select account_id from usage_identity where source_id = $1 and kind = $2 and key = $3', [input.source, input.kind, input.key]);
        const grown = await db.tx(async (tx) => {
          await linkUsageKeys(tx, clock, [{ sourceId: input.source, kind: input.kind, key: input.key, accountId }]);
          return resolveUsageKeys(tx, clock);
        });
        await mirrorUsageIdentity(db, analytics);
        const accounts = [...new Set([accountId, ...grown, ...(before?.account_id ? [before.account_id] : [])])];
        await markDirty(db, clock, accounts, 'identity');
        return { accounts };
      },
    }),
  ];
}
