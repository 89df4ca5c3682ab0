import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { manualClock, toDate } from '../../lib/clock.ts';
import { addDays, dayOf, daysBetween } from '../../lib/period.ts';
import { createRng } from '../../lib/rng.ts';
import { startTestDatabase } from '../../platform/testing/test-engines.ts';
import type { FactValue } from '../../program/definition/expression.ts';
import { approveShipped } from './approve-shipped.ts';
import { closeDays } from './close-days.ts';
import { healthEngines, type HealthEngines } from './health-program.ts';
import { addOverride, addPulse, liftOverride } from './judgement-store.ts';
import { dueAccounts, readNow } from './now-store.ts';
import { rescore } from './run-health.ts';

const origin = '2026-01-01';
const accounts = 30;
const ids = Array.from({ length: accounts }, (_, index) => `acc_${String(index).padStart(3, '0')}`);
const moved = new Map<string, Record<string, FactValue>>();
let factCalls = 0;
let database: Awaited<ReturnType<typeof startTestDatabase>>;
let engines: HealthEngines;

/** Facts that drift over the days, with gaps, so that scores, bands and scorecards change; the same for the same account and day. */
function factsOf(id: string, day: string): Record<string, FactValue> | null {
  const index = ids.indexOf(id);
  const age = daysBetween(origin, day) + 60 - (index % 4 === 0 ? 55 : 0);
  if (age < 0) return null;
  const rng = createRng(index * 1000 + daysBetween('2025-01-01', day));
  const wave = Math.sin((daysBetween('2025-01-01', day) + index * 9) / 11);
  const values: Record<string, FactValue> = {
    'account.age_days': age, 'account.stage': age <= 90 ? 'onboarding' : 'established', 'contract.seats': 20 + index * 40, 'contract.lines': 1, 'contract.notice_given': false,
    'usage.baseline_ratio': index % 7 === 3 ? null : 1 + wave * 0.6, 'usage.wow_slope_8w': wave * 0.08, 'usage.days_since_last': rng.int(0, 6), 'usage.active_days_28d': rng.int(4, 22),
    'usage.licence_utilisation': 0.5 + wave * 0.4, 'usage.events_28d': rng.int(10, 900), 'usage.feature_breadth': rng.int(1, 9) / 10, 'support.urgent_open': rng.chance(0.1) ? 2 : 0,
    'survey.nps_latest': index % 3 === 0 ? null : 5 + wave * 4, 'engagement.days_since_contact': rng.int(1, 70), 'payment.overdue_days': rng.chance(0.05) ? 80 : 0,
  };
  return { ...values, ...moved.get(id) };
}

const facts: HealthEngines['facts'] = async (_engines, { dates, accountIds }) => {
  factCalls++;
  return dates.flatMap(({ day, until }) => (accountIds ?? ids).flatMap((accountId) => {
    const values = factsOf(accountId, day);
    return values ? [{ accountId, day, values, reasons: {}, freshness: { usage: until.toISOString(), survey: `${origin}T00:00:00Z` } }] : [];
  }));
};

const closes = (from: string, to: string) => database.db.query('select * from health_close where day >= $1::date and day < $2::date order by day, account_id', [from, to]);
const distributions = () => database.db.query('select * from peer_distribution order by day, fact, peer_group');

beforeAll(async () => {
  database = await startTestDatabase();
  engines = { ...healthEngines({ db: database.db, analytics: undefined as never }), facts };
  await database.db.query('insert into account (id, name, known_at) select id, id, $2 from unnest($1::text[]) as t(id)', [ids, toDate('2025-01-01T00:00:00Z')]);
  await approveShipped(database.db, 'definitions', toDate('2025-06-01T00:00:00Z'));
});
afterAll(() => database.stop());

describe('closeDays', () => {
  const from = '2026-02-01';
  const to = '2026-03-20';
  const clock = manualClock(toDate(`${to}T09:00:00Z`));

  it('closed day by day gives what one back-fill gives', async () => {
    await closeDays(engines, clock, { from, to });
    const filled = await closes(from, to);
    const peers = (await distributions()).filter((row) => String(row['day']) >= from);
    expect(filled.length).toBeGreaterThan(accounts * 40);
    expect(new Set(filled.map((row) => row['band'])).size).toBeGreaterThan(2);
    expect(new Set(filled.map((row) => row['scorecard_id'])).size).toBeGreaterThan(2);
    await database.db.query('truncate health_close, peer_distribution');
    for (let day = from; day < to; day = addDays(day, 1)) await closeDays(engines, manualClock(toDate(`${addDays(day, 1)}T00:10:00Z`)), { from: day, to: addDays(day, 1) });
    expect(await closes(from, to)).toEqual(filled);
    expect((await distributions()).filter((row) => String(row['day']) >= from)).toEqual(peers);
  });

  it('closed again, in part, or for one account gives the same rows', async () => {
    const before = await closes(from, to);
    await closeDays(engines, clock, { from: '2026-02-20', to: '2026-02-25' });
    await closeDays(engines, clock, { from: '2026-03-01', to, accountIds: [ids[5] as string] });
    expect(await closes(from, to)).toEqual(before);
  });

  it('points of a close add up to its score', async () => {
    for (const row of await closes(from, to)) {
      const sum = (row['drivers'] as [string, number][]).reduce((total, driver) => total + driver[1], 0);
      expect(Math.round(sum * 100) / 100).toBe(Math.round(Number(row['score'] ?? 0) * 100) / 100);
    }
  });
});

describe('rescore', () => {
  const clock = manualClock(toDate('2026-03-20T09:00:00Z'));
  const one = ids[8] as string;
  const now = async (id = one) => (await readNow(database.db, [id]))[0] as NonNullable<Awaited<ReturnType<typeof readNow>>[number]>;
  const ledger = (id = one) => database.db.query<{ cause: string; from_score: number | null; to_score: number | null; changes: { points: number }[] }>('select * from health_ledger where account_id = $1 order by id', [id]);

  it('gives one account what the whole book gives it', async () => {
    await rescore(engines, clock, { cause: 'import' });
    const whole = await now();
    await database.db.query('delete from health_now where account_id = $1', [one]);
    await rescore(engines, clock, { accountIds: [one], cause: 'event' });
    expect(await now()).toEqual(whole);
    expect(await readNow(database.db)).toHaveLength(accounts);
  });

  it('the present at the end of a day is the close of that day', async () => {
    const late = manualClock(toDate('2026-03-20T23:59:59.999Z'));
    await rescore(engines, late, { cause: 'event' });
    const present = await readNow(database.db);
    await closeDays(engines, manualClock(toDate('2026-03-21T00:01:00Z')), { from: '2026-03-20', to: '2026-03-21' });
    const closed = new Map((await closes('2026-03-20', '2026-03-21')).map((row) => [row['account_id'], row]));
    for (const row of present) expect({ score: row.score, band: row.band }).toEqual({ score: closed.get(row.accountId)?.['score'], band: closed.get(row.accountId)?.['band'] });
    await database.db.query(`delete from health_close where day = '2026-03-20'`);
    await rescore(engines, clock, { cause: 'event' });
  });

  it('writes a change once, in points that add up to it', async () => {
    const entries = await ledger();
    await rescore(engines, clock, { accountIds: [one], cause: 'event' });
    expect(await ledger()).toHaveLength(entries.length);
    moved.set(one, { 'usage.baseline_ratio': 0.3, 'usage.licence_utilisation': 0.05 });
    expect((await rescore(engines, clock, { accountIds: [one], cause: 'event' })).changed).toEqual([one]);
    const last = (await ledger()).at(-1) as NonNullable<Awaited<ReturnType<typeof ledger>>[number]>;
    const sum = last.changes.reduce((total, change) => total + change.points, 0);
    expect(sum).toBeCloseTo((last.to_score as number) - (last.from_score as number), 2);
    expect(last.cause).toBe('event');
    expect(await database.db.query(`select 1 from change_feed where entity_id = $1`, [one])).not.toHaveLength(0);
  });

  it('an override holds until it expires, then returns by itself, and the computed score stays visible', async () => {
    const computed = (await now()).score;
    await addOverride(database.db, { accountId: one, score: 88, reason: 'Signed yesterday', by: 'Maya', at: clock.now(), expiresAt: toDate('2026-03-20T18:00:00Z') }, 1);
    await rescore(engines, clock, { accountIds: [one], cause: 'override' });
    const held = await now();
    expect(held).toMatchObject({ score: 88, computedScore: computed, band: 'good' });
    expect(held.drivers.reduce((total, driver) => total + driver.points, 0)).toBeCloseTo(88, 2);
    expect(held.nextDueAt?.toISOString()).toBe('2026-03-20T18:00:00.000Z');
    expect(await dueAccounts(database.db, toDate('2026-03-20T17:59:00Z'))).not.toContain(one);
    clock.set(toDate('2026-03-20T18:00:00Z'));
    expect(await dueAccounts(database.db, clock.now())).toContain(one);
    await rescore(engines, clock, { accountIds: await dueAccounts(database.db, clock.now()), cause: 'due' });
    expect(await now()).toMatchObject({ score: computed, overrideId: null });
  });

  it('a lifted override ends at once', async () => {
    await addOverride(database.db, { accountId: one, score: 5, reason: 'x', by: 'Maya', at: clock.now(), expiresAt: toDate('2026-04-20T00:00:00Z') }, 2);
    clock.advance(1000);
    await liftOverride(database.db, one, clock.now(), 'Maya');
    await rescore(engines, clock, { accountIds: [one], cause: 'override' });
    expect((await now()).overrideId).toBeNull();
    await expect(liftOverride(database.db, one, clock.now(), 'Maya')).rejects.toThrow(/No override/);
  });

  it('a pulse counts until it expires', async () => {
    const id = ids[9] as string;
    const pulse = async () => (await now(id)).drivers.find((driver) => driver.id === 'pulse');
    expect(await pulse()).toMatchObject({ score: null, points: 0 });
    await addPulse(database.db, { accountId: id, value: 'risk', note: null, by: 'Maya', at: clock.now(), expiresAt: toDate('2026-03-20T20:00:00Z') }, 3);
    clock.advance(1000);
    await rescore(engines, clock, { accountIds: [id], cause: 'event' });
    expect(await pulse()).toMatchObject({ score: 10 });
    expect((await now(id)).nextDueAt?.toISOString()).toBe('2026-03-20T20:00:00.000Z');
    clock.set(toDate('2026-03-20T20:00:00Z'));
    await rescore(engines, clock, { accountIds: await dueAccounts(database.db, clock.now()), cause: 'due' });
    expect(await pulse()).toMatchObject({ score: null, stale: true });
  });

  it('takes as many statements for one account as for all', async () => {
    const count = async (accountIds?: string[]) => {
      const [statements, calls] = [database.db.stats().statements, factCalls];
      clock.advance(60_000);
      await rescore(engines, clock, { accountIds, cause: 'event' });
      return { statements: database.db.stats().statements - statements, calls: factCalls - calls };
    };
    const single = await count([one]);
    const all = await count();
    expect(all.statements).toBeLessThanOrEqual(single.statements + 9);
    expect(all.calls).toBe(single.calls);
    expect(dayOf(clock.now())).toBe('2026-03-20');
  });
});

describe('two re-scorings at once', () => {
  it('tell of one change once', async () => {
    const clock = manualClock(toDate('2026-04-20T09:00:00Z'));
    const id = ids[5] as string;
    moved.set(id, { 'usage.baseline_ratio': 0.1, 'support.urgent_open': 3 });
    await database.db.query('delete from health_now where account_id = $1', [id]);
    await database.db.query('delete from health_ledger where account_id = $1', [id]);
    await Promise.all([rescore(engines, clock, { accountIds: [id], cause: 'import' }), rescore(engines, clock, { accountIds: [id], cause: 'event' })]);
    expect(await database.db.query('select from_band from health_ledger where account_id = $1', [id])).toEqual([{ from_band: null }]);
  });
});
