import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { monotonicMs, toDate } from '../../lib/clock.ts';
import { startTestEngines, type TestEngines } from '../testing/test-engines.ts';
import type { Analytics } from './analytics.ts';
import { literal, type Literal } from './literal.ts';
import { migrateAnalytics } from './migrate-analytics.ts';

let engines: TestEngines;
let analytics: Analytics;
beforeAll(async () => {
  engines = await startTestEngines();
  analytics = engines.analytics;
});
afterAll(() => engines.stop());

const roundTrip = async (values: Literal[]): Promise<unknown[]> => {
  const [row] = await analytics.query<Record<string, unknown>>(`SELECT ${values.map((value, i) => `${literal(value)} AS c${i}`).join(', ')}`);
  return values.map((_value, i) => row?.[`c${i}`]);
};

test('literal: every text comes back as it went', async () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom("'", '\\', '\0', '\n', '\r', '\t', '"', '`', '{a:String}', '%', ';', '--', '/*', 'é', '😀', '\ud800') }));
  await fc.assert(fc.asyncProperty(fc.array(text, { minLength: 1, maxLength: 8 }), async (texts) => {
    expect(await roundTrip(texts)).toEqual(texts.map((one) => one.toWellFormed()));
    expect(await roundTrip([texts])).toEqual([texts.map((one) => one.toWellFormed())]);
  }), { numRuns: 150 });
});

test('literal: every finite number keeps its value, also behind a minus', async () => {
  await fc.assert(fc.asyncProperty(fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.maxSafeInteger()), async (value) => {
    const [row] = await analytics.query<{ n: number; m: number }>(`SELECT toString(toFloat64(${literal(value)})) AS n, toString(0-${literal(value)}) AS m`);
    expect(Number(row?.n)).toBe(value + 0);
    expect(Math.abs(Number(row?.m))).toBe(Math.abs(value));
  }), { numRuns: 150 });
});

test('literal: big integers, dates, null, booleans and lists', async () => {
  const big = [0n, 2n ** 64n - 1n, -(2n ** 63n), 2n ** 100n];
  const texts = await analytics.query<Record<string, string>>(`SELECT ${big.map((one, i) => `toString(${literal(one)}) AS c${i}`).join(', ')}`);
  expect(Object.values(texts[0] ?? {})).toEqual(big.map(String));
  await fc.assert(fc.asyncProperty(fc.date({ min: toDate('1900-01-01T00:00:00Z'), max: toDate('2299-12-31T23:59:59.999Z'), noInvalidDate: true }), async (at) => {
    expect(await roundTrip([at])).toEqual([at.toISOString()]);
  }), { numRuns: 60 });
  expect(await roundTrip([null, true, [1, 2], ['a', "b'"], []])).toEqual([null, true, [1, 2], ['a', "b'"], []]);
  for (const bad of [Number.NaN, Infinity, toDate('1800-01-01'), toDate('no date')]) expect(() => literal(bad)).toThrow();
});

test('a list far longer than the engine reads by itself passes', async () => {
  const keys = Array.from({ length: 60_000 }, (_, i) => `key-${i}`);
  expect(await analytics.query(`SELECT count() AS n FROM numbers(100000) WHERE concat('key-', toString(number)) IN ${literal(keys)}`)).toEqual([{ n: 60_000 }]);
});

test('whole numbers are exact or refused; what is no number is null', async () => {
  expect(await analytics.query("SELECT toUInt64(9007199254740992) AS a, nan AS b, 1e300 AS c, toString(toUInt64(18446744073709551615)) AS d, ':1234567890123456789,' AS e")).toEqual([{ a: 9007199254740992, b: null, c: 1e300, d: '18446744073709551615', e: ':1234567890123456789,' }]);
  await expect(analytics.query('SELECT toUInt64(18446744073709551615) AS a')).rejects.toMatchObject({ code: 'integer_range' });
});

const row = (n: number, month: string) => ({ source: 's', group_key: `g${n % 7}`, user_key: `u${n}`, at: `2026-${month}-03T10:00:00.000Z`, name: 'open', props: '{}', known_at: '2026-06-01T00:00:00Z', key: `00000000-0000-0000-0000-${String(n).padStart(12, '0')}` });

test('an insert repeated under its token counts once, over several months and in another session', async () => {
  const rows = Array.from({ length: 5000 }, (_, i) => row(i, i % 2 ? '02' : '03'));
  const count = async () => (await analytics.query<{ n: number; first: string }>('SELECT count() AS n, min(at) AS first FROM event'))[0];
  await analytics.insert('event', rows, { token: 'batch-1' });
  await analytics.insert('event', rows.map((one) => JSON.stringify(one)).join('\n'), { token: 'batch-1', lane: 'bulk' });
  expect(await count()).toEqual({ n: 5000, first: '2026-02-03T10:00:00.000Z' });
  await analytics.insert('event', rows, { token: 'batch-2' });
  expect((await count())?.n).toBe(10_000);
  await analytics.insert('event', []);
});

test('rows that do not fit are refused whole, and the session lives on', async () => {
  await expect(analytics.insert('event', '{"source":"x","at":"never"}')).rejects.toMatchObject({ code: 'usage_query' });
  await expect(analytics.insert('event', [{ nosuch: 1 }])).rejects.toMatchObject({ code: 'usage_query' });
  expect(await analytics.query("SELECT count() AS n FROM event WHERE source = 'x'")).toEqual([{ n: 0 }]);
});

const endless = 'SELECT sum(sipHash64(number)) AS s FROM numbers(400000000000)';

test('a limit in seconds ends the work in the engine and does not stay behind', async () => {
  const started = monotonicMs();
  await expect(analytics.query(endless, { maxSeconds: 0.3 })).rejects.toMatchObject({ kind: 'unavailable', code: 'usage_timeout' });
  expect(await analytics.query('SELECT toInt32(value) AS v FROM system.settings WHERE name = \'max_execution_time\'')).toEqual([{ v: 0 }]);
  expect(monotonicMs() - started).toBeLessThan(10_000);
});

test('a heavy query in the bulk lane holds up neither the live lane nor the event loop', async () => {
  const heavy = analytics.query(endless, { lane: 'bulk', maxSeconds: 2 }).catch((error: { code: string }) => error.code);
  let longestGapMs = 0;
  let last = monotonicMs();
  const ticker = setInterval(() => {
    longestGapMs = Math.max(longestGapMs, monotonicMs() - last);
    last = monotonicMs();
  }, 5);
  const started = monotonicMs();
  expect(await analytics.query('SELECT 1 AS n')).toEqual([{ n: 1 }]);
  expect(monotonicMs() - started).toBeLessThan(1500);
  expect(await heavy).toBe('usage_timeout');
  clearInterval(ticker);
  expect(longestGapMs).toBeLessThan(500);
});

test('another process is told that the store is in use', () => {
  const script = `const { openChdb } = await import(${JSON.stringify(new URL('./chdb.ts', import.meta.url).href)});
    try { openChdb(${JSON.stringify(path.join(engines.dataDir, 'usage'))}); process.stdout.write('opened'); } catch (error) { process.stdout.write(error.code); }`;
  expect(execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8' })).toBe('usage_store_locked');
});

test('migrations go on where a run was cut off, and an edited one is refused', async () => {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'mainstay-test-'));
  const put = (sql: string) => writeFileSync(path.join(dir, '9001_more.sql'), sql);
  try {
    put("-- one; with a semicolon\nCREATE TABLE m1 (a String DEFAULT ';') ENGINE = MergeTree ORDER BY a;\nINSERT INTO m1 VALUES ('x;y');\nSELECT broken;");
    await expect(migrateAnalytics(analytics, dir)).rejects.toMatchObject({ code: 'usage_query' });
    await expect(migrateAnalytics(analytics, dir)).rejects.toMatchObject({ code: 'usage_query' });
    expect(await analytics.query('SELECT a FROM m1')).toEqual([{ a: 'x;y' }]);
    put('CREATE TABLE m2 (a String) ENGINE = MergeTree ORDER BY a;');
    await expect(migrateAnalytics(analytics, dir)).rejects.toMatchObject({ code: 'migration_edited' });
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});
