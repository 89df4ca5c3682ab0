import { afterAll, beforeAll, expect, test } from 'vitest';
import { addDays, asOfEnd } from '../../lib/period.ts';
import type { Analytics } from '../../platform/analytics/analytics.ts';
import { startTestEngines, type TestEngines } from '../../platform/testing/test-engines.ts';
import { computeFacts } from './compute-facts.ts';

let engines: TestEngines;
const today = '2025-06-30';
const accounts = 10_000;
const perAccountEvents = 40;

// Events of every account spread over `days` days before `lastDay`, in one insert so that the store holds whole granules.
function events(lastDay: string, days: number, perAccount: number): string {
  return `insert into event (source, group_key, user_key, at, name, props, known_at, key)
select 'app', concat('g', toString(number % ${accounts} + 1)), concat('u', toString(number % ${accounts} + 1), '-', toString(intDiv(number, ${accounts}) % 5)),
  toDateTime64('${lastDay} 12:00:00', 3, 'UTC') - toIntervalDay(intDiv(number, ${accounts}) % ${days}), concat('f', toString(number % 20)), '', now64(3), generateUUIDv4() from numbers(${accounts * perAccount})`;
}

beforeAll(async () => {
  engines = await startTestEngines();
  const { db, analytics } = engines;
  await db.query("insert into source (id, kind, name, created_at) values ('crm', 'file', 'CRM', '2024-01-01')");
  await db.query(`insert into account (id, name, source_id, known_at) select 'a' || n, 'a' || n, 'crm', '2024-01-01' from generate_series(1, ${accounts}) n order by n`);
  await db.query(`insert into ticket (id, account_id, opened_at, source_id, known_at) select 't' || n, 'a' || (n % ${accounts} + 1), '2025-06-01', 'crm', '2025-06-01' from generate_series(1, ${accounts * 2}) n`);
  await analytics.exec(`insert into identity (kind, source, key, account, version) select 1, 'app', concat('g', toString(number + 1)), number + 1, 1 from numbers(${accounts})`);
  await analytics.exec(events(today, 28, perAccountEvents));
  await analytics.exec('optimize table event final');
});
afterAll(() => engines.stop());

/** Statements sent to both engines, and events that the usage store would read for them by its primary key. */
async function work(count: number | undefined): Promise<{ statements: number; events: number; vectors: number }> {
  const sent: string[] = [];
  const spy: Analytics = { ...engines.analytics, query: (sql, options) => (sent.push(sql), engines.analytics.query(sql, options)) };
  const accountIds = count === undefined ? {} : { accountIds: Array.from({ length: count }, (_, i) => `a${i * Math.floor(accounts / count) + 1}`) };
  const before = engines.db.stats().statements;
  const vectors = await computeFacts({ db: engines.db, analytics: spy }, { dates: [{ day: today, until: asOfEnd(today) }], ...accountIds });
  const statements = engines.db.stats().statements - before + sent.length;
  let read = 0;
  for (const sql of sent) {
    for (const row of await engines.analytics.query<{ table: string; rows: number }>(`explain estimate ${sql}`)) if (row.table === 'event') read += row.rows;
  }
  return { statements, events: read, vectors: vectors.length };
}

test('statements do not grow with accounts, and rows read stay near what the answer needs', async () => {
  const [one, some, all] = [await work(1), await work(500), await work(undefined)];
  expect([one.vectors, some.vectors, all.vectors]).toEqual([1, 500, accounts]);
  expect([some.statements, all.statements]).toEqual([one.statements, one.statements]);
  expect(one.statements).toBeLessThanOrEqual(24);
  // One account reads granules of 8,192 rows around its own 40 events, once per statement; all read everything three times.
  expect(one.events).toBeLessThanOrEqual(3 * 2 * 8192);
  expect(one.events).toBeGreaterThanOrEqual(3 * perAccountEvents);
  expect(all.events).toBe(3 * accounts * perAccountEvents);
}, 120_000);

test('ten times the history does not make one account read more', async () => {
  const before = await work(1);
  for (let part = 1; part <= 9; part++) await engines.analytics.exec(events(addDays(today, -500 - 28 * part), 28, perAccountEvents));
  await engines.analytics.exec('optimize table event final');
  const after = await work(1);
  expect(after.events).toBeLessThanOrEqual(2 * before.events);
  expect(after.statements).toBe(before.statements);
}, 120_000);
