import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { approveShipped, healthKinds } from '../insight/health/approve-shipped.ts';
import { signalKind } from '../insight/signal/signal-rule.ts';
import { asOf } from '../lib/as-of.ts';
import { manualClock, toDate } from '../lib/clock.ts';
import type { Context } from '../platform/operation/context.ts';
import { startTestEngines, type TestEngines } from '../platform/testing/test-engines.ts';
import type { DefinitionKind } from '../program/definition/definition.ts';
import { listParts } from '../source/file/input-part.ts';
import { runImport } from '../source/sync/run-import.ts';
import { stageImport } from '../source/sync/stage-import.ts';
import { afterLoad, closePendingHistory } from './after-load.ts';
import { bookInsightAt } from './book-insight.ts';
import type { Runtime } from './operations.ts';
import { markHistoryPending, pendingHistory } from './pending-history.ts';
import { loadSample } from './sample/sample-operations.ts';
import { rescoreNow } from './stages.ts';

const today = '2026-03-18';
const from = '2026-01-20';
let engines: TestEngines;
let context: Context;
let runtime: Runtime;
let dir: string;
let account: string;

beforeAll(async () => {
  engines = await startTestEngines();
  dir = await mkdtemp(join(tmpdir(), 'mainstay-after-load-'));
  const clock = manualClock(toDate(`${today}T06:00:00Z`));
  const log = { info() {}, warn() {}, error() {}, debug() {} } as unknown as Context['log'];
  context = { ...engines, clock, log, principal: { kind: 'system', id: 'test', name: 'Test', scopes: new Set(['admin']), book: 'all' } };
  runtime = { baseUrl: null, dataDir: dir, clock: null, closeHistorySoon: async () => {} };
  await approveShipped(engines.db, new URL('../../definitions', import.meta.url).pathname, clock.now(), [...healthKinds, signalKind as DefinitionKind]);
  await loadSample(context, 60);
  await afterLoad(runtime, context);
  expect(await pendingHistory(engines.db)).toMatchObject({ accountIds: null });
  await closePendingHistory(context, from);
  account = (await engines.db.one<{ id: string }>("select account_id as id from health_now where score > 75 order by account_id limit 1")).id;
}, 300_000);
afterAll(async () => {
  await engines.stop();
  await rm(dir, { recursive: true, force: true });
});

const closes = () => engines.db.query<{ account: string; rows: string }>("select account_id as account, md5(string_agg(day || ' ' || coalesce(score::text, '') || drivers::text, ';' order by day)) as rows from health_close group by 1 order by 1");
const signals = () => engines.db.query("select account_id, type, opened_on::text as opened, state, version from signal where account_id <> $1 order by 1, 2, 3", [account]);

async function importTickets(): Promise<void> {
  const { name } = await engines.db.one<{ name: string }>('select name from account where id = $1', [account]);
  const rows = Array.from({ length: 30 }, (_, n) => `X${n},${name},It is down,urgent,open,2026-02-${String(1 + (n % 28)).padStart(2, '0')}T10:00:00Z`);
  const path = join(dir, 'tickets.csv');
  await writeFile(path, ['ticket_id,account_name,subject,priority,status,created_at', ...rows].join('\n'));
  const id = await stageImport(context, { parts: await listParts([path]), source: 'desk' });
  await runImport(context, id);
  await afterLoad(runtime, context);
}

it('the book shows the listed facts that the scoring wrote, and computes only for accounts that wait for theirs', async () => {
  const at = asOf(undefined, context.clock);
  const stored = await bookInsightAt(context, at);
  const before = engines.db.stats().statements;
  await bookInsightAt(context, at);
  const few = engines.db.stats().statements - before;
  await engines.db.query("insert into dirty_account (account_id, since, cause) values ($1, now(), 'test')", [account]);
  expect(await bookInsightAt(context, at)).toEqual(stored);
  expect(await bookInsightAt(context, at, account)).toEqual(new Map([[account, stored.get(account)]]));
  await engines.db.query("delete from dirty_account where cause = 'test'");
  await engines.db.query('update account_fact set weekly_events = null');
  expect(await bookInsightAt(context, at)).toEqual(stored);
  await engines.db.query('delete from account_fact where account_id = $1', [account]);
  expect((await bookInsightAt(context, at)).get(account)).toEqual(stored.get(account));
  await rescoreNow(context, 'test');
  expect(few).toBeLessThan(6);
});

it('a small load changes the past of the accounts it touches, and leaves every other alone', async () => {
  const before = { closes: new Map((await closes()).map(({ account: id, rows }) => [id, rows])), signals: await signals() };
  await importTickets();
  expect(await pendingHistory(engines.db)).toMatchObject({ accountIds: [account] });
  await closePendingHistory(context, from);
  expect(await pendingHistory(engines.db)).toBeNull();
  const changed = (await closes()).filter(({ account: id, rows }) => before.closes.get(id) !== rows);
  expect(changed.map(({ account: id }) => id)).toEqual([account]);
  expect(await signals()).toEqual(before.signals);
  expect(await engines.db.query("select 1 from signal where account_id = $1 and type = 'ticket_spike'", [account])).not.toEqual([]);
  expect(await engines.db.query('select 1 from import_account')).toEqual([]);
}, 120_000);

it('gives what closing everything anew gives', async () => {
  const scores = () => engines.db.query<{ day: string; score: number }>('select day::text as day, score from health_close where account_id = $1 order by day', [account]);
  const some = await scores();
  await markHistoryPending(engines.db, null);
  await closePendingHistory(context, from);
  const all = await scores();
  expect(some).toHaveLength(all.length);
  // Only what is compared with the other accounts may differ, by what this account itself adds to them.
  for (const [index, { day, score }] of all.entries()) expect(Math.abs((some[index]?.score ?? 0) - score), day).toBeLessThan(1);
}, 120_000);

it('a load that changes nothing closes nothing', async () => {
  await importTickets();
  expect(await pendingHistory(engines.db)).toBeNull();
}, 60_000);

it('marks add up: more accounts, or all; a mark of the time before accounts were noted means all', async () => {
  await markHistoryPending(engines.db, ['a']);
  await markHistoryPending(engines.db, ['b', 'a']);
  expect((await pendingHistory(engines.db))?.accountIds).toEqual(['a', 'b']);
  await markHistoryPending(engines.db, null);
  await markHistoryPending(engines.db, ['c']);
  expect((await pendingHistory(engines.db))?.accountIds).toBeNull();
  await engines.db.query(`update setting set value = '"old"' where key = 'history.pending'`);
  expect(await pendingHistory(engines.db)).toEqual({ load: 'old', accountIds: null });
  await closePendingHistory(context, '2026-03-17');
  expect(await pendingHistory(engines.db)).toBeNull();
}, 60_000);
