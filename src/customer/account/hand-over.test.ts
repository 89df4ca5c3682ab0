import { afterAll, beforeAll, expect, it } from 'vitest';
import { manualClock, toDate } from '../../lib/clock.ts';
import { startTestDatabase, type TestDatabase } from '../../platform/testing/test-engines.ts';
import { handOver, undoHandOver } from './hand-over.ts';

let database: TestDatabase;
const clock = manualClock(toDate('2026-05-01T08:00:00Z'));

beforeAll(async () => {
  database = await startTestDatabase();
  const { db } = database;
  await db.query("insert into member (id, name, key) values ('a', 'Ada', 'a'), ('b', 'Bo', 'b'), ('c', 'Cy', 'c')");
  await db.query("insert into account (id, name, owner_id, known_at) select 'acc' || n, 'Account ' || n, case when n <= 500 then 'a' else 'c' end, now() from generate_series(1, 600) n");
});
afterAll(() => database.stop());

const owned = async (id: string) => (await database.db.one<{ n: number }>('select count(*)::int as n from account where owner_id = $1', [id])).n;
const notes = async () => (await database.db.one<{ n: number }>("select count(*)::int as n from activity where kind = 'note'")).n;

it('moves every account at once, notes it, and can be taken back once', async () => {
  const before = database.db.stats().statements;
  const done = await handOver(database.db, clock, { from: 'a', to: 'b', note: 'Ask for Jo.', by: 'Lee' });
  expect(database.db.stats().statements - before).toBeLessThan(10);
  expect(done).toMatchObject({ fromName: 'Ada', toName: 'Bo', accounts: 500, undoneAt: null });
  expect([await owned('a'), await owned('b'), await owned('c'), await notes()]).toEqual([0, 500, 100, 500]);
  expect(await database.db.one("select subject, body, author from activity where account_id = 'acc1'")).toEqual({ subject: 'Handed over from Ada to Bo', body: 'Ask for Jo.', author: 'Lee' });
  expect(await database.db.query("select topic, entity_id from change_feed where topic = 'book' order by 2")).toEqual([{ topic: 'book', entity_id: 'a' }, { topic: 'book', entity_id: 'b' }]);
  // Somebody else took one meanwhile: it stays there.
  await database.db.query("update account set owner_id = 'c' where id = 'acc7'");
  clock.advance(60_000);
  expect(await undoHandOver(database.db, clock, done.id)).toMatchObject({ returned: 499 });
  expect([await owned('a'), await owned('b'), await owned('c'), await notes()]).toEqual([499, 0, 101, 1]);
  await expect(undoHandOver(database.db, clock, done.id)).rejects.toMatchObject({ code: 'handover' });
});

it('refuses what makes no sense, and leaves nothing behind', async () => {
  await expect(handOver(database.db, clock, { from: 'a', to: 'a', note: null, by: 'Lee' })).rejects.toMatchObject({ code: 'to' });
  await expect(handOver(database.db, clock, { from: 'a', to: 'nobody', note: null, by: 'Lee' })).rejects.toMatchObject({ code: 'member' });
  await expect(handOver(database.db, clock, { from: 'b', to: 'c', note: null, by: 'Lee' })).rejects.toMatchObject({ code: 'no_accounts' });
  expect((await database.db.one<{ n: number }>('select count(*)::int as n from handover')).n).toBe(1);
});
