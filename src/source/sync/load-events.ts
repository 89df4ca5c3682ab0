import { resolveAccounts } from '../../customer/identity/resolve-accounts.ts';
import { linkUsageKeys, type UsageKey } from '../../customer/identity/usage-identity.ts';
import { recordFeatures } from '../../customer/usage/record-features.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Analytics } from '../../platform/analytics/analytics.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { dashed, type KeyedRecord, type MappedRow } from '../file/map-row.ts';
import type { SourceRow } from '../file/read-table.ts';
import { copyLines } from './copy-lines.ts';
import { advanceFile, type FileProgress, type FileRun, type RowCounts, type Stores } from './import-run.ts';
import { quarantineRows, settleRows, type BadSourceRow } from './quarantine-rows.ts';

const columns = ['source', 'group_key', 'user_key', 'at', 'name', 'value', 'props', 'known_at', 'key'];
const maxRemembered = 50_000;
const monthsPerInsert = 80;

/** Keys that this run has already recorded; forgotten now and then so that memory stays bounded. */
export interface SeenKeys {
  keys: Set<string>;
  features: Map<string, string>;
}

/**
 * Loads a chunk of raw events, each counted once: an event is known by its message id, or by all of its cells where it has none.
 * The insert into the usage store carries a token that names the chunk, so that a chunk repeated after a crash is stored once.
 */
export async function loadEvents({ db, analytics, clock }: Stores, run: FileRun, rows: readonly SourceRow[], mapRow: (row: SourceRow) => MappedRow, progress: FileProgress, seen: SeenKeys): Promise<void> {
  const bad: BadSourceRow[] = [];
  const good: SourceRow[] = [];
  const events: KeyedRecord[] = [];
  for (const row of rows) {
    const mapped = mapRow(row);
    if ('fault' in mapped) bad.push({ row, fault: mapped.fault });
    else {
      good.push(row);
      events.push(...mapped.records);
    }
  }
  const first = rows[0]?.number ?? 0;
  progress.row = rows.at(-1)?.number ?? progress.row;
  for (const event of events) if (progress.newest === null || String(event.data.at) > progress.newest) progress.newest = String(event.data.at);
  await db.tx(async (tx) => {
    const { fresh, counts } = await claimEvents(tx, run, events);
    await recordKeys(tx, clock, run, fresh, seen);
    await insertEvents(analytics, run, fresh, first);
    await settleRows(tx, run, good, run.knownAt);
    const held = (await quarantineRows(tx, run, bad, run.knownAt)).size;
    await advanceFile(tx, run, { ...counts, rows: rows.length, quarantined: held, unchanged: (counts.unchanged ?? 0) + bad.length - held }, progress);
  });
}

async function claimEvents(tx: Db, run: FileRun, events: readonly KeyedRecord[]): Promise<{ fresh: KeyedRecord[]; counts: Partial<RowCounts> }> {
  await tx.query('create temp table chunk_event (key uuid) on commit drop');
  await tx.copyIn('copy chunk_event (key) from stdin', copyLines((function* () { for (const event of events) yield [event.key]; })()));
  const taken = await tx.query<{ key: string }>(
    `insert into source_record (source_id, kind, key, content, known_at) select distinct $1, 'event', key, key, $2::timestamptz from chunk_event
     on conflict do nothing returning replace(key::text, '-', '') as key`,
    [run.sourceId, run.knownAt],
  );
  if (taken.length === events.length) return { fresh: [...events], counts: { inserted: events.length } };
  const { older } = await tx.one<{ older: number }>(
    `select count(distinct c.key)::int as older from chunk_event c join source_record s on s.source_id = $1 and s.kind = 'event' and s.key = c.key and s.known_at < $2::timestamptz`,
    [run.sourceId, run.knownAt],
  );
  const open = new Set(taken.map((row) => row.key));
  const fresh = events.filter((event) => open.delete(event.key));
  return { fresh, counts: { inserted: fresh.length, unchanged: older, duplicate: events.length - fresh.length - older } };
}

async function recordKeys(tx: Db, clock: Clock, run: FileRun, fresh: readonly KeyedRecord[], seen: SeenKeys): Promise<void> {
  const groups = new Map<string, string | null>();
  const users = new Map<string, string | null>();
  const features = new Map<string, string>();
  for (const event of fresh) {
    const { accountRef, accountName, data } = event;
    if (accountRef !== null) groups.set(accountRef, accountName ?? groups.get(accountRef) ?? null);
    const user = data.user_key as string;
    if (user !== '' && !seen.keys.has(`u${user}`)) users.set(user, users.get(user) ?? accountRef);
    const day = (data.at as string).slice(0, 10);
    const known = seen.features.get(data.name as string);
    if (known === undefined || day < known) seen.features.set(data.name as string, day), features.set(data.name as string, day);
  }
  const batch = { sourceId: run.sourceId, knownAt: run.knownAt, accountBy: run.plan.answers.accountBy };
  await resolveAccounts(tx, batch, 'select ref, name from unnest($1::text[], $2::text[]) as g(ref, name)', [[...groups.keys()], [...groups.values()]]);
  const accounts = new Map((await tx.query<{ ref: string; account_id: string | null }>('select ref, account_id from account_ref')).map((row) => [row.ref, row.account_id]));
  const keys: UsageKey[] = [...groups.keys()].filter((key) => !seen.keys.has(`g${key}`)).map((key) => ({ sourceId: run.sourceId, kind: 'group', key, accountId: accounts.get(key) ?? null }));
  for (const [key, ref] of users) keys.push({ sourceId: run.sourceId, kind: 'user', key, groupKey: ref, accountId: ref === null ? null : (accounts.get(ref) ?? null), email: key.includes('@') ? key : null });
  await linkUsageKeys(tx, clock, keys);
  await recordFeatures(tx, features);
  await tx.query('insert into import_account (import_id, account_id) select distinct $1, account_id from account_ref where account_id is not null on conflict do nothing', [run.importId]);
  if (seen.keys.size > maxRemembered) seen.keys.clear();
  for (const key of groups.keys()) seen.keys.add(`g${key}`);
  for (const key of users.keys()) seen.keys.add(`u${key}`);
}

/** One insert touches a bounded number of monthly parts, however far back the events go. */
async function insertEvents(analytics: Analytics, run: FileRun, fresh: readonly KeyedRecord[], first: number): Promise<void> {
  const months = [...new Set(fresh.map((event) => (event.data.at as string).slice(0, 7)))].sort();
  for (let from = 0; from < months.length; from += monthsPerInsert) {
    const part = new Set(months.slice(from, from + monthsPerInsert));
    let text = '';
    for (const { accountRef, data, key } of fresh) {
      if (months.length > monthsPerInsert && !part.has((data.at as string).slice(0, 7))) continue;
      text += `${JSON.stringify({ source: run.sourceId, group_key: accountRef ?? '', user_key: data.user_key, at: data.at, name: data.name, value: data.value, props: JSON.stringify(data.props), known_at: run.knownAt, key: dashed(key) })}\n`;
    }
    await analytics.insert('event', text, { lane: 'bulk', columns, token: `${run.fileId}:${first}:${from}` });
  }
}
