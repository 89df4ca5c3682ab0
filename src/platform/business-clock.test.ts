import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { toDate } from '../lib/clock.ts';
import { openBusinessClock } from './business-clock.ts';
import { startTestDatabase, type TestDatabase } from './testing/test-engines.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await startTestDatabase();
});
afterAll(() => database.stop());
beforeEach(async () => void (await database.db.query("delete from setting where key like 'clock.%'")));

const dayMs = 86_400_000;
const later = (at: Date, days: number) => toDate(at.getTime() + days * dayMs);

it('a store created so has a clock that is moved, for good, and never back; wall time stays', async () => {
  const clock = await openBusinessClock(database.db, { simulate: true, fresh: true });
  const target = later(clock.wall(), 30);
  await clock.moveTo(target);
  expect(Math.abs(clock.now().getTime() - target.getTime())).toBeLessThan(5000);
  await clock.moveTo(later(clock.wall(), 10));
  expect(clock.now().getTime()).toBeGreaterThanOrEqual(target.getTime());
  expect(later(clock.wall(), 29) < target).toBe(true);
  const again = await openBusinessClock(database.db);
  expect(again.simulated).toBe(true);
  expect(again.now().getTime()).toBeGreaterThanOrEqual(target.getTime());
});

it('a store with a real clock keeps it', async () => {
  const clock = await openBusinessClock(database.db, { fresh: true });
  expect(clock.simulated).toBe(false);
  await expect(clock.moveTo(later(clock.wall(), 1))).rejects.toMatchObject({ code: 'clock_real' });
  await expect(openBusinessClock(database.db, { simulate: true })).rejects.toMatchObject({ kind: 'conflict', code: 'clock_real' });
});
