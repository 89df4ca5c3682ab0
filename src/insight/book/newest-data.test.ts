import { afterAll, beforeAll, expect, it } from 'vitest';
import { manualClock, toDate } from '../../lib/clock.ts';
import { startTestEngines, type TestEngines } from '../../platform/testing/test-engines.ts';
import { archiveDay, newestDataDay } from './newest-data.ts';

let engines: TestEngines;
const clock = manualClock(toDate('2026-11-23T10:00:00Z'));
beforeAll(async () => {
  engines = await startTestEngines();
});
afterAll(() => engines.stop());

it('contracts in force hold today however long ago the last began; records that end long ago are an archive', async () => {
  const { db, analytics } = engines;
  const day = () => archiveDay(db, analytics, clock);
  expect(await day()).toBeNull();
  await db.query("insert into source (id, kind, name, created_at) values ('crm', 'file', 'CRM', now()); insert into account (id, name, known_at) values ('a', 'A', now())");
  await db.query("insert into agreement_line (id, account_id, annual_minor, currency, start_on, term_end, source_id, known_at) values ('l', 'a', 100, 'EUR', '2026-01-01', '2027-01-01', 'crm', now())");
  expect(await day()).toBeNull();
  await db.query("insert into ticket (id, account_id, opened_at, source_id, known_at) values ('t', 'a', '2026-03-05T10:00:00Z', 'crm', now())");
  expect(await day()).toBe('2026-03-05');
  await db.query("delete from ticket; update agreement_line set ended_on = '2026-06-01'");
  expect(await day()).toBe('2026-01-01');
  // Events alone, and one with a date that cannot be.
  const event = (at: string) => ({ source: 'crm', group_key: 'a', user_key: 'u', at, name: 'Open', value: 1, props: '{}', known_at: at, key: crypto.randomUUID() });
  await analytics.insert('event', [event('2026-06-28T10:00:00.000Z'), event('2031-01-01T10:00:00.000Z')]);
  expect(await newestDataDay(db, analytics, clock.now())).toBe('2026-06-28');
});
