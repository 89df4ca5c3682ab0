import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startTestDatabase, type TestDatabase } from '../testing/test-engines.ts';
import { openDatabase, type Db } from './database.ts';
import { migrate } from './migrate.ts';

let database: TestDatabase;
let db: Db;
beforeAll(async () => {
  database = await startTestDatabase();
  db = database.db;
});
afterAll(() => database.stop());
beforeEach(() => db.query('drop table if exists t; create table t (n int primary key)'));

const numbers = async (): Promise<number[]> => (await db.query<{ n: number }>('select n from t order by n')).map((row) => row.n);

test('values arrive without losing a day, a digit or a zone', async () => {
  expect(await db.one(`select '2026-03-29'::date as day, '2026-01-01 10:00+02'::timestamptz as at, 9007199254740991::int8 as big, 0.1::numeric as num,
    '2026-01-01 10:00'::timestamp as plain, array[1,2]::int8[] as bigs, array['2026-03-29']::date[] as days, array[0.5]::numeric[] as nums, null::int8 as none`)).toEqual({
    day: '2026-03-29', at: new Date('2026-01-01T08:00:00Z'), big: 9007199254740991, num: 0.1, plain: '2026-01-01 10:00:00', bigs: [1, 2], days: ['2026-03-29'], nums: [0.5], none: null,
  });
});

test.each(['9007199254740993::int8', '9007199254740993.5::numeric', 'array[9007199254740993]::int8[]'])('%s throws instead of being rounded', async (sql) => {
  await expect(db.query(`select ${sql}`)).rejects.toMatchObject({ code: 'integer_range' });
  expect(await db.one('select 1 as n')).toEqual({ n: 1 });
});

test('one demands a row, maybe does not', async () => {
  await expect(db.one('select n from t')).rejects.toMatchObject({ kind: 'notFound' });
  expect(await db.maybe('select n from t')).toBeUndefined();
});

test('a transaction is all or nothing, and a nested one only takes back its own part', async () => {
  await db.tx(async (tx) => {
    await tx.query('insert into t values (1)');
    await expect(tx.tx(async (inner) => {
      await inner.query('insert into t values (2)');
      await inner.query('insert into t values (1)');
    })).rejects.toMatchObject({ code: '23505' });
    await tx.tx((inner) => inner.tx((innermost) => innermost.query('insert into t values (3)')));
  });
  expect(await numbers()).toEqual([1, 3]);
  await expect(db.tx(async (tx) => {
    await tx.query('insert into t values (4)');
    throw new Error('stop');
  })).rejects.toThrow('stop');
  expect(await numbers()).toEqual([1, 3]);
});

test('a commit that the server refuses is an error', async () => {
  await db.query('create table child (n int references t deferrable initially deferred)');
  await expect(db.tx((tx) => tx.query('insert into child values (99)'))).rejects.toMatchObject({ code: '23503' });
  await db.query('drop table child');
});

test('overlapping savepoints are refused instead of mixing', async () => {
  await expect(db.tx(async (tx) => {
    await Promise.all([tx.tx((a) => a.query('select pg_sleep(0.05)')), tx.tx((b) => b.query('select 1'))]);
  })).rejects.toMatchObject({ code: 'savepoint_overlap' });
});

test('copyIn streams rows, inside a transaction too, and a bad row leaves nothing behind', async () => {
  async function* lines(): AsyncGenerator<string> {
    for (let n = 0; n < 10_000; n += 1) yield `${n}\n`;
  }
  expect(await db.copyIn('copy t from stdin', lines())).toBe(10_000);
  await db.query('truncate t');
  expect(await db.tx((tx) => tx.copyIn('copy t from stdin', [Buffer.from('1\n2\n')]))).toBe(2);
  await expect(db.copyIn('copy t from stdin', ['3\n', 'x\n'])).rejects.toMatchObject({ code: '22P02' });
  expect(await numbers()).toEqual([1, 2]);
});

test('statements and rows are counted, transactions included', async () => {
  const before = db.stats();
  await db.query('select generate_series(1, 5)');
  await db.tx((tx) => tx.query('select 1'));
  expect(db.stats()).toEqual({ statements: before.statements + 2, rows: before.rows + 6 });
});

test('a connection cut by the server is a Fault, inside a transaction too, and the next call works', async () => {
  const pid = (tx: Db) => tx.one<{ p: number }>('select pg_backend_pid() as p');
  await expect(db.tx(async (tx) => {
    await db.query('select pg_terminate_backend($1)', [(await pid(tx)).p]);
    await tx.query('select 1');
  })).rejects.toMatchObject({ kind: 'unavailable' });
  const other = openDatabase({ ...database.postgres, max: 1 });
  await db.query('select pg_terminate_backend($1)', [(await pid(other)).p]);
  await db.query('select pg_sleep(0.1)');
  expect(await other.one('select 1 as n')).toEqual({ n: 1 });
  await other.close();
});

test('nobody listening is Fault unavailable', async () => {
  const nowhere = openDatabase({ host: path.join(os.tmpdir(), 'mainstay-nowhere'), max: 1 });
  await expect(nowhere.query('select 1')).rejects.toMatchObject({ kind: 'unavailable' });
  await expect(nowhere.tx((tx) => tx.query('select 1'))).rejects.toMatchObject({ kind: 'unavailable' });
  await nowhere.close();
});

test('migrations: each once though two start together, whole or not at all, and never edited', async () => {
  const own = await startTestDatabase();
  const dir = mkdtempSync(path.join(os.tmpdir(), 'mainstay-test-'));
  const put = (name: string, sql: string) => writeFileSync(path.join(dir, name), sql);
  try {
    await own.db.query('drop table schema_migration');
    put('0001_a.sql', 'create table m (n int); insert into m values (1);');
    const second = openDatabase(own.postgres);
    const counts = await Promise.all([migrate(own.db, dir), migrate(second, dir)]);
    await second.close();
    expect(counts.toSorted()).toEqual([0, 1]);
    put('0002_b.sql', 'insert into m values (2); select broken;');
    await expect(migrate(own.db, dir)).rejects.toMatchObject({ code: '42703' });
    expect(await own.db.query('select n from m')).toEqual([{ n: 1 }]);
    put('0002_b.sql', 'insert into m values (2);');
    expect(await migrate(own.db, dir)).toBe(1);
    expect(await migrate(own.db, dir)).toBe(0);
    put('0001_a.sql', 'create table m (n bigint);');
    await expect(migrate(own.db, dir)).rejects.toMatchObject({ code: 'migration_edited' });
    put('0002_c.sql', 'select 1;');
    await expect(migrate(own.db, dir)).rejects.toMatchObject({ code: 'migration_number' });
  } finally {
    rmSync(dir, { recursive: true, force: true });
    await own.stop();
  }
});
