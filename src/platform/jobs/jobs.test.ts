import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createLog } from '../log/log.ts';
import { startTestDatabase, type TestDatabase } from '../testing/test-engines.ts';
import { openJobs, type Jobs } from './jobs.ts';

let database: TestDatabase;
let jobs: Jobs;
beforeAll(async () => {
  database = await startTestDatabase();
  jobs = openJobs(database.postgres, createLog('error'));
  await jobs.start();
});
afterAll(async () => {
  await jobs.stop();
  await database.stop();
});

const until = (check: () => void) => vi.waitFor(check, { timeout: 15_000, interval: 50 });

test('a job exists exactly when the transaction that added it commits', async () => {
  const seen: number[] = [];
  await expect(database.db.tx(async (tx) => {
    await jobs.enqueue(tx, 'tx', { n: 1 });
    throw new Error('no');
  })).rejects.toThrow('no');
  await database.db.tx((tx) => jobs.enqueue(tx, 'tx', { n: 2 }));
  await jobs.work<{ n: number }>('tx', async (job) => void seen.push(job.data.n));
  await until(() => expect(seen).toEqual([2]));
});

test('a job whose handler throws runs again', async () => {
  let tries = 0;
  await jobs.enqueue(database.db, 'retry', {});
  await jobs.work('retry', async () => {
    tries += 1;
    if (tries < 2) throw new Error('first');
  });
  await until(() => expect(tries).toBe(2));
});

test('one waits per key, while jobs without a key do not exclude each other', async () => {
  expect(await jobs.enqueue(database.db, 'key', { n: 1 }, { singletonKey: 'a' })).not.toBeNull();
  expect(await jobs.enqueue(database.db, 'key', { n: 2 }, { singletonKey: 'a' })).toBeNull();
  expect(await jobs.enqueue(database.db, 'key', { n: 3 }, { singletonKey: 'b' })).not.toBeNull();
  expect(await jobs.enqueue(database.db, 'key', { n: 4 })).not.toBeNull();
  expect(await jobs.enqueue(database.db, 'key', { n: 5 })).not.toBeNull();
  const seen: number[] = [];
  await jobs.work<{ n: number }>('key', async (job) => void seen.push(job.data.n), { concurrency: 2 });
  await until(() => expect(seen.toSorted()).toEqual([1, 3, 4, 5]));
});

test('a job is not run before its time', async () => {
  const [{ later }] = await database.db.query<{ later: Date }>("select now() + interval '1 hour' as later") as [{ later: Date }];
  await jobs.enqueue(database.db, 'later', {}, { runAt: later });
  const handler = vi.fn(async () => undefined);
  await jobs.work('later', handler);
  await jobs.enqueue(database.db, 'later', { now: true });
  await until(() => expect(handler).toHaveBeenCalled());
  expect(handler.mock.calls).toEqual([[expect.objectContaining({ data: { now: true } })]]);
});

test('a schedule in seconds keeps adding', async () => {
  let runs = 0;
  await jobs.work('tick', async () => void (runs += 1));
  await jobs.schedule('tick', 1, {});
  await until(() => expect(runs).toBeGreaterThanOrEqual(2));
});

test('a handler is told when the queue stops, and what it left is done at the next start', async () => {
  const [first, second] = [openJobs(database.postgres, createLog('error')), openJobs(database.postgres, createLog('error'))];
  await first.start();
  let began = false;
  await first.enqueue(database.db, 'ends', {});
  await first.work('ends', ({ signal }) => new Promise((_, refuse) => {
    began = true;
    signal.addEventListener('abort', () => refuse(signal.reason as Error));
  }));
  await until(() => expect(began).toBe(true));
  const before = performance.now();
  await first.stop();
  expect(performance.now() - before).toBeLessThan(15_000);
  await second.start();
  const again = vi.fn(async () => undefined);
  await second.work('ends', again);
  await until(() => expect(again).toHaveBeenCalled());
  await second.stop();
});
