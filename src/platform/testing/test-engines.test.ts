import { afterAll, beforeAll, expect, test } from 'vitest';
import { startTestDatabase, startTestEngines, type TestEngines } from './test-engines.ts';

let engines: TestEngines;
beforeAll(async () => {
  engines = await startTestEngines();
});
afterAll(() => engines.stop());

test('both engines are migrated and empty', async () => {
  expect(await engines.db.one('select count(*) as n from audit')).toEqual({ n: 0 });
  expect(await engines.analytics.query('SELECT count() AS n FROM event')).toEqual([{ n: 0 }]);
});

test('two callers never share a database', async () => {
  const other = await startTestDatabase();
  await engines.db.query('create table mine (id int)');
  expect(await other.db.query("select 1 from pg_tables where tablename = 'mine'")).toEqual([]);
  await other.stop();
});
