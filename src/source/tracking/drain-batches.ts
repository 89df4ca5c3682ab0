import type { Clock } from '../../lib/clock.ts';
import { toDate } from '../../lib/clock.ts';
import type { Analytics } from '../../platform/analytics/analytics.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { markDirty } from '../../customer/account/mark-dirty.ts';
import { mirrorUsageIdentity } from '../../customer/identity/usage-identity.ts';
import { applyStatements, type SourcedEvent } from './apply-statements.ts';
import { readPayload, type RejectedEvent } from './tracked-event.ts';

export interface DrainDeps {
  db: Db;
  analytics: Analytics;
  clock: Clock;
  /** Called between the steps, by tests that stop the process there. */
  step?: (name: 'opened' | 'inserted' | 'stored') => void;
}

export interface Drained {
  batches: number;
  events: number;
  duplicates: number;
  rejected: number;
  /** Newest business time stored; null when no usage event was. */
  newestAt: Date | null;
}

interface BatchRow {
  id: number;
  source_id: string;
  route: string;
  may_create: boolean;
  received_at: Date;
  body: string;
}

type RefusedPart = RejectedEvent & { batch: BatchRow };

interface BlockCounts {
  events: number;
  duplicates: number;
  refused: number;
  rejected: readonly RefusedPart[];
  /** Business time of the newest usage event of each source. */
  newest: ReadonlyMap<string, Date>;
}

const blockBatches = 200;
const blockBytes = 8 * 1024 * 1024;
const keptRejections = 100;

/**
 * Moves one block of accepted batches into the usage store; returns undefined when nothing waits. One caller at a time.
 * The block, its batches and the keys it owns are fixed in one transaction before the insert; the insert carries the block's
 * number as token. So a crash at any point repeats the same insert, and every event is there, once.
 */
export async function drainBlock(deps: DrainDeps): Promise<Drained | undefined> {
  const { db, analytics } = deps;
  const blockId = await openBlock(deps);
  if (blockId === undefined) return undefined;
  const batches = await db.query<BatchRow>('select id, source_id, route, may_create, received_at, body from tracking_batch where block_id = $1 order by id', [blockId]);
  const { events, rejected, refused } = readBatches(batches);
  const owned = await ownKeys(db, blockId, events);
  deps.step?.('opened');
  const fresh = firstOfEach(events, owned);
  const usage = fresh.filter(({ event }) => event.type === 'track' || event.type === 'page' || event.type === 'screen');
  await analytics.insert('event', usage.map(usageRow).join('\n'), { token: `tracking-${blockId}` });
  deps.step?.('inserted');
  const touched = await db.tx(async (tx) => {
    const accounts = await applyStatements(tx, deps.clock, fresh);
    await settleBlock(tx, deps.clock, blockId, batches, { events: fresh.length, duplicates: events.length - fresh.length, refused, rejected, newest: newestOfEach(usage) });
    return accounts;
  });
  deps.step?.('stored');
  // Accounts scored before the usage store learnt of a new key are scored again.
  if ((await mirrorUsageIdentity(db, analytics)) > 0) await markDirty(db, deps.clock, touched, 'event');
  const newestMs = Math.max(0, ...[...newestOfEach(usage).values()].map((at) => at.getTime()));
  return { batches: batches.length, events: fresh.length, duplicates: events.length - fresh.length, rejected: refused, newestAt: newestMs ? toDate(newestMs) : null };
}

// A block left open by a crash is finished before a new one begins.
async function openBlock({ db, clock }: DrainDeps): Promise<number | undefined> {
  return db.tx(async (tx) => {
    const left = await tx.maybe<{ id: number }>("select id from tracking_block where state = 'open' order by id limit 1");
    if (left) return left.id;
    const waiting = await tx.query<{ id: number }>(
      'select id from (select id, sum(octet_length(body)) over (order by id) - octet_length(body) as before from (select id, body from tracking_batch where block_id is null order by id limit $1) next) sized where before < $2 order by id',
      [blockBatches, blockBytes],
    );
    if (waiting.length === 0) return undefined;
    const block = await tx.one<{ id: number }>('insert into tracking_block (opened_at) values ($1) returning id', [clock.wall()]);
    await tx.query('update tracking_batch set block_id = $1 where id = any($2)', [block.id, waiting.map((row) => row.id)]);
    return block.id;
  });
}

function readBatches(batches: readonly BatchRow[]): { events: SourcedEvent[]; rejected: RefusedPart[]; refused: number } {
  let refused = 0;
  const events: SourcedEvent[] = [];
  const rejected: RefusedPart[] = [];
  for (const batch of batches) {
    const read = readPayload(batch.source_id, batch.route, batch.body, batch.received_at);
    for (const event of read.events) events.push({ sourceId: batch.source_id, mayCreate: batch.may_create, receivedAt: batch.received_at, event });
    refused += read.rejected.length;
    rejected.push(...keptOf(read.rejected).map((part) => ({ ...part, batch })));
  }
  return { events, rejected, refused };
}

// A batch of nothing but nonsense is kept in samples, and the rest in number.
function keptOf(rejected: readonly RejectedEvent[]): readonly RejectedEvent[] {
  if (rejected.length <= keptRejections) return rejected;
  return [...rejected.slice(0, keptRejections), { code: 'more', reason: `${rejected.length - keptRejections} further parts of this batch were refused.`, raw: null }];
}

/** The keys that belong to this block: those seen for the first time in it. Repeatable after a crash. */
async function ownKeys(db: Db, blockId: number, events: readonly SourcedEvent[]): Promise<Set<string>> {
  const keys = [...new Set(events.map(({ event }) => event.key))].toSorted();
  await db.query('insert into tracking_seen (key, block_id) select key, $2 from unnest($1::uuid[]) key on conflict do nothing', [keys, blockId]);
  const rows = await db.query<{ key: string }>('select key from tracking_seen where key = any($1::uuid[]) and block_id = $2', [keys, blockId]);
  return new Set(rows.map((row) => row.key));
}

function firstOfEach(events: readonly SourcedEvent[], owned: Set<string>): SourcedEvent[] {
  return events.filter(({ event }) => owned.delete(event.key));
}

function newestOfEach(usage: readonly SourcedEvent[]): Map<string, Date> {
  const newest = new Map<string, Date>();
  for (const { sourceId, event } of usage) if (event.at > (newest.get(sourceId) ?? toDate(0))) newest.set(sourceId, event.at);
  return newest;
}

function usageRow({ sourceId, receivedAt, event }: SourcedEvent): string {
  return JSON.stringify({
    source: sourceId, group_key: event.groupKey, user_key: event.userKey, at: event.at.toISOString(), name: event.name, value: event.value,
    props: JSON.stringify(event.properties), known_at: receivedAt.toISOString(), key: event.key,
  });
}

async function settleBlock(tx: Db, clock: Clock, blockId: number, batches: readonly BatchRow[], counts: BlockCounts): Promise<void> {
  if (counts.rejected.length) {
    await tx.query(
      `insert into tracking_rejected (source_id, received_at, code, reason, raw)
       select r."sourceId", r."receivedAt", r.code, r.reason, coalesce(r.raw, 'null') from jsonb_to_recordset($1::jsonb) as r("sourceId" text, "receivedAt" timestamptz, code text, reason text, raw jsonb)`,
      [JSON.stringify(counts.rejected.map(({ batch, code, reason, raw }) => ({ sourceId: batch.source_id, receivedAt: batch.received_at, code, reason, raw: raw ?? null })))],
    );
  }
  await tx.query('delete from tracking_batch where block_id = $1', [blockId]);
  await tx.query("update tracking_block set state = 'stored', stored_at = $2, events = $3, duplicates = $4, rejected = $5 where id = $1", [blockId, clock.wall(), counts.events, counts.duplicates, counts.refused]);
  for (const [sourceId, own] of Map.groupBy(batches, (batch) => batch.source_id)) {
    const last = own.at(-1)?.received_at;
    await tx.query('update source set last_received_at = greatest(last_received_at, $2), last_happened_at = greatest(last_happened_at, $3) where id = $1', [sourceId, last, counts.newest.get(sourceId) ?? null]);
    await tx.query("insert into change_feed (topic, entity_id) values ('source', $1)", [sourceId]);
  }
}
