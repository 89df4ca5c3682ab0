import { toDate } from '../../../lib/clock.ts';
import { fault, Fault, toFault } from '../../../lib/fault.ts';
import type { Context } from '../../../platform/operation/context.ts';
import type { Db } from '../../../platform/postgres/database.ts';
import { UnknownEnd } from '../../../source/connector/vendor-client.ts';
import { expireAccess, readWrite, type WriteRow } from '../../../source/sync/connection/write-store.ts';
import { getConnection, type ConnectionRow } from '../../../source/sync/connection/connection-store.ts';
import { openVendor, type SyncDeps } from '../../../source/sync/connection/run-sync.ts';
import { isDue, readFieldWrites, waitingMs } from './field-store.ts';
import { ownValueNames, sameValue, shapeValue } from './own-value.ts';
import { readOwnValues } from './read-own-values.ts';
import { standingRefusal } from './standing.ts';
import { writeFields, type FieldEnds, type FieldWay, type WantedField } from './write-fields.ts';

const leaseMs = 15 * 60_000;
const sweepEveryMs = 86_400_000;
const page = 1000;
/** Accounts named so far back in the feed are looked at again: what was committed late under an earlier number is seen then. */
const feedOverlap = 500;
const mostNamed = 5000;

export interface LinkedAccount {
  ref: string;
  accountId: string;
}

/** Records of a vendor that belong to accounts, after `ref`; of all accounts or of some. */
export function readLinked(db: Db, sourceId: string, { after = '', limit, accountIds }: { after?: string; limit: number; accountIds?: readonly string[] }): Promise<LinkedAccount[]> {
  return db.query<LinkedAccount>(
    `select e.value as ref, a.id as "accountId" from external_id e join account a on a.id = e.entity_id where e.source_id = $1 and e.entity = 'account' and a.merged_into is null and e.value > $2 and ($3::text[] is null or a.id = any($3)) order by e.value limit $4`,
    [sourceId, after, accountIds ? [...accountIds] : null, limit]);
}

/** The values that are wanted in the mapped fields of some records. */
export async function wantedFor(db: Db, map: WriteRow['map'], linked: readonly LinkedAccount[]): Promise<WantedField[]> {
  const values = await readOwnValues(db, [...new Set(linked.map(({ accountId }) => accountId))]);
  return linked.flatMap(({ ref, accountId }) => ownValueNames.flatMap((name): WantedField[] => { const mapped = map[name]; return mapped ? [{ ref, accountId, name, field: mapped.field, value: shapeValue(values.get(accountId)?.[name] ?? null, mapped) }] : []; }));
}

async function dueOf(db: Db, sourceId: string, wanted: readonly WantedField[], wall: Date): Promise<WantedField[]> {
  const known = await readFieldWrites(db, sourceId, [...new Set(wanted.map(({ ref }) => ref))]);
  return wanted.filter(({ ref, field, value }) => isDue(known.get(`${ref} ${field}`), value, sameValue, wall));
}

/** Accounts that the feed names since a place: those whose score moved, or whose signals did. Null when there are too many to name. */
async function namedSince(db: Db, seq: number): Promise<{ seq: number; accountIds: string[] | null }> {
  const { newest } = await db.one<{ newest: number }>('select coalesce(max(seq), 0)::float8 as newest from change_feed');
  if (newest === seq) return { seq, accountIds: [] };
  const rows = await db.query<{ id: string }>(
    `select distinct coalesce(s.account_id, f.entity_id) as id from change_feed f left join signal s on f.topic = 'signal' and s.id = f.entity_id where f.seq > $1 and f.seq <= $2 and f.topic in ('account', 'signal') limit $3`, [Math.max(0, seq - feedOverlap), newest, mostNamed + 1]);
  return { seq: newest, accountIds: rows.length > mostNamed ? null : rows.map(({ id }) => id) };
}

const none: FieldEnds = { trying: 0, written: 0, equal: 0, held: 0, refused: 0, waiting: 0, gone: 0 };

/**
 * Writes the values that changed to a connected vendor, in sets: what the feed names, what waits, and once a day every account. One sender at a time;
 * what goes wrong stands with the connection, and the next try waits. `whole` looks at every account now.
 */
export async function sendFields(context: Context, deps: SyncDeps, vendor: string, { whole = false } = {}): Promise<FieldEnds> {
  const { db, clock } = context;
  const row = await getConnection(db, vendor);
  const wall = clock.wall();
  const leased = await db.maybe('update connection_write set leased_until = $2 where source_id = $1 and (leased_until is null or leased_until < $3) returning 1', [row.source_id, toDate(wall.getTime() + leaseMs), wall]);
  if (!leased) throw fault('conflict', 'sending', 'Values are being sent already, or sending was never set up.', { remedy: `See "writeback show ${vendor}".` });
  const sum = { ...none };
  let tells = false;
  try {
    const write = await readWrite(db, row.source_id);
    const held = await standingRefusal(db, clock, row, write);
    if (held) throw fault('conflict', 'sending_held', held.message, { remedy: held.remedy });
    await sendDue(context, deps, row, write, whole, sum);
    await db.query('update connection_write set last_run_at = $2, last_error = null, due_at = null where source_id = $1', [row.source_id, clock.wall()]);
    return sum;
  } catch (error) {
    const failure = failureOf(error);
    tells = true;
    if (failure.code !== 'connection_stopped') await noteFailure(context, deps, row, failure);
    throw failure;
  } finally {
    await db.query('update connection_write set leased_until = null where source_id = $1', [row.source_id]);
    // A look that found nothing to do tells nobody: the feed is what it looks at.
    if (tells || Object.values(sum).some((n) => n > 0)) await db.query("insert into change_feed (topic, entity_id) values ('source', $1)", [row.source_id]);
  }
}

function failureOf(error: unknown): Fault {
  if (error instanceof UnknownEnd) return fault('unavailable', 'vendor_unknown', error.message, { remedy: 'Nothing to do: what stands there is looked at, and the rest is written.', retryAfterSeconds: 30 }, error);
  return toFault(error);
}

async function noteFailure({ db, clock, log }: Context, deps: SyncDeps, row: ConnectionRow, failure: Fault): Promise<void> {
  const now = clock.wall();
  const error = { code: failure.code, message: failure.message, remedy: failure.details.remedy ?? null, at: now.toISOString() };
  if (failure.kind === 'internal') log.error({ err: failure.cause ?? failure }, `sending fields to ${row.vendor} failed`);
  // A token from before a permission was given is asked for anew.
  if (failure.code === 'vendor_refused' || failure.code === 'vendor_denied') await expireAccess(db, deps.box(), await getConnection(db, row.vendor));
  const waitMs = (failure.code === 'sending_held' ? 30 : (failure.details.retryAfterSeconds ?? 300)) * 1000;
  await db.query('update connection_write set last_run_at = $2, last_error = $3, due_at = $4 where source_id = $1', [row.source_id, now, failure.code === 'sending_held' ? null : JSON.stringify(error), toDate(now.getTime() + waitMs)]);
}

async function sendDue(context: Context, deps: SyncDeps, row: ConnectionRow, write: WriteRow, whole: boolean, sum: FieldEnds): Promise<void> {
  const { db, clock } = context;
  const wall = clock.wall();
  const named = await namedSince(db, write.feed_seq);
  const sweeps = whole || named.accountIds === null || write.swept_at === null || write.swept_at.getTime() <= wall.getTime() - sweepEveryMs;
  const waiting = sweeps ? [] : await db.query<{ id: string }>("select distinct account_id as id from field_write where source_id = $1 and (state = 'trying' or checked_at is null or state = 'waiting' and checked_at <= $2)", [row.source_id, toDate(wall.getTime() - waitingMs)]);
  const accountIds = sweeps ? undefined : [...new Set([...(named.accountIds ?? []), ...waiting.map(({ id }) => id)])];
  if (accountIds?.length !== 0) {
    const open = openVendor(context, deps, row);
    try {
      const writer = open.connector.write?.fields;
      if (!writer) throw fault('invalid', 'no_fields', `${open.connector.name} takes no fields.`);
      const way: FieldWay = { sourceId: row.source_id, connector: open.connector, writer, client: open.client, sleep: open.sleep, release: (tx) => released(tx, context, row) };
      for (let after = ''; ;) {
        const linked = await readLinked(db, row.source_id, { after, limit: page, ...(accountIds ? { accountIds } : {}) });
        await sendPage(context, way, write, linked, sum);
        if (linked.length < page) break;
        after = linked.at(-1)?.ref ?? '';
      }
    } finally {
      open.close();
      await db.query('update connection set rates = $2 where source_id = $1', [row.source_id, JSON.stringify(open.client.rates())]);
    }
  }
  await db.query('update connection_write set feed_seq = $2, swept_at = case when $3 then $4::timestamptz else swept_at end where source_id = $1', [row.source_id, named.seq, sweeps, wall]);
}

async function sendPage(context: Context, way: FieldWay, write: WriteRow, linked: readonly LinkedAccount[], sum: FieldEnds): Promise<void> {
  const { db, clock } = context;
  const due = await dueOf(db, way.sourceId, await wantedFor(db, write.map, linked), clock.wall());
  const refs = [...Map.groupBy(due, ({ ref }) => ref).values()];
  for (let from = 0; from < refs.length; from += way.writer.most.write) {
    if (context.signal?.aborted) throw fault('conflict', 'connection_stopped', 'Sending was stopped; it goes on where it was.');
    const ends = await writeFields(context, way, refs.slice(from, from + way.writer.most.write).flat(), { actionId: null, byWhom: `user:${write.approved_by}`, detail: { standing: write.approved_digest } });
    for (const state of Object.keys(sum) as (keyof FieldEnds)[]) sum[state] += ends[state];
  }
}

// What a person withdrew, changed or stopped meanwhile counts for the very next batch.
async function released(tx: Db, { clock }: Context, { vendor }: ConnectionRow): Promise<void> {
  const connection = await getConnection(tx, vendor);
  const held = await standingRefusal(tx, clock, connection, await readWrite(tx, connection.source_id, true));
  if (held) throw fault('conflict', 'sending_held', held.message, { remedy: held.remedy });
  await tx.query('update connection_write set leased_until = $2 where source_id = $1', [connection.source_id, toDate(clock.wall().getTime() + leaseMs)]);
}

/** Sends the values of every connection for which it is on and due. Answers false: the next tick looks again. */
export async function sendDueFields(context: Context, deps: SyncDeps): Promise<false> {
  const rows = await context.db.query<{ vendor: string }>(
    "select c.vendor from connection_write w join connection c on c.source_id = w.source_id where w.approved_digest is not null and c.state = 'active' and (w.due_at is null or w.due_at <= $1) and (w.leased_until is null or w.leased_until < $1) order by c.vendor", [context.clock.wall()]);
  for (const { vendor } of rows) {
    await sendFields(context, deps, vendor).catch((error: unknown) => {
      if (!(error instanceof Fault)) context.log.error({ err: error }, `sending fields to ${vendor} failed`);
    });
  }
  return false;
}
