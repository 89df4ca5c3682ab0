import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AsOf } from '../../lib/as-of.ts';
import { addDays, asOfEnd, dayStart, type Day } from '../../lib/period.ts';
import { stableUuid } from '../../lib/ids.ts';
import { startTestEngines, type TestEngines } from '../../platform/testing/test-engines.ts';
import { computeFacts } from './compute-facts.ts';
import { factCatalogue, factText } from './fact-catalogue.ts';
import type { FactVector } from './fact.ts';

let engines: TestEngines;
const at = (day: Day): AsOf => ({ day, until: asOfEnd(day) });
const today = '2025-06-30';
const known = dayStart('2024-01-01');

async function event(group: string, user: string, day: Day, name: string, source = 'app') {
  return { source, group_key: group, user_key: user, at: `${day} 10:00:00.000`, name, props: '{}', known_at: `${day} 10:00:01.000`, key: stableUuid(group, user, day, name) };
}

/** Ten accounts: 1 busy with events, 2 fell silent, 3 only weekly totals, 4 found by user key, 5 with records but no usage, the rest empty. */
async function seed() {
  const { db, analytics } = engines;
  await db.query("insert into source (id, kind, name, created_at) values ('crm', 'file', 'CRM', $1), ('app', 'tracking', 'App', $1), ('old', 'file', 'Totals', $1)", [known]);
  for (let i = 1; i <= 10; i++) await db.query('insert into account (id, name, customer_since, source_id, known_at, seats) values ($1, $1, $2, $3, $4, $5)', [`a${i}`, '2024-02-01', 'crm', known, i === 1 ? 10 : null]);
  const nums = new Map((await db.query<{ id: string; num: number }>('select id, num from account')).map((row) => [row.id, row.num]));
  await analytics.insert('identity', [
    { kind: 1, source: 'app', key: 'g1', account: nums.get('a1'), version: 1 }, { kind: 1, source: 'app', key: 'g1b', account: nums.get('a1'), version: 1 },
    { kind: 1, source: 'app', key: 'g2', account: nums.get('a2'), version: 1 }, { kind: 1, source: 'old', key: 'g3', account: nums.get('a3'), version: 1 },
    { kind: 2, source: 'app', key: 'solo', account: nums.get('a4'), version: 1 },
  ]);
  const events = [];
  for (let age = 0; age < 100; age++) {
    const day = addDays(today, -age);
    events.push(await event('g1', 'u1', day, 'report'));
    if (age % 7 === 0) events.push(await event('g1b', 'u1', day, 'export'), await event('g1', 'u2', day, 'report'));
    if (age >= 40) events.push(await event('g2', 'u9', day, 'report'));
    if (age >= 28 && age < 84) events.push(await event('g1', 'u1', day, 'merge'));
    if (age === 3) events.push(await event('', 'solo', day, 'report'));
  }
  await analytics.insert('event', events);
  const weeks = Array.from({ length: 20 }, (_, w) => ({ source: 'old', group_key: 'g3', user_key: '', start_on: addDays('2025-06-27', -7 * (w + 1)), days: 7, name: 'report', events: w === 0 ? 50 : 100, users: 7, value: null, known_at: '2025-06-30 00:00:00.000', key: stableUuid('p', w), version: 1 }));
  await analytics.insert('usage_period', [...weeks, { ...weeks[0], events: 60, version: 2 }]);
}

beforeAll(async () => {
  engines = await startTestEngines();
  await seed();
});
afterAll(() => engines.stop());

function byId(vectors: readonly FactVector[]): Map<string, FactVector> {
  return new Map(vectors.map((vector) => [vector.accountId, vector]));
}

describe('usage', () => {
  test('counts events, exact users over several keys, days and features', async () => {
    const { values, weekly, reasons } = byId(await computeFacts(engines, { dates: [at(today)] })).get('a1')!;
    expect(values).toMatchObject({
      'usage.events_7d': 9, 'usage.events_28d': 36, 'usage.active_users_28d': 2, 'usage.active_users_7d': 2, 'usage.active_days_28d': 28, 'usage.days_since_last': 0, 'usage.depth_28d': 18,
      'usage.features_28d': 2, 'usage.abandoned_features': 1, 'usage.abandoned_feature': 'merge', 'usage.power_users_28d': 1, 'usage.new_users_28d': 0, 'usage.licence_utilisation': 0.2, 'usage.feature_breadth': 2 / 3,
    });
    expect(values['usage.stickiness_28d']).toBeCloseTo(32 / 28 / 2, 9);
    expect(weekly.events.length).toBe(60);
    expect(weekly.events.at(-1)).toBe(9);
    expect(weekly.users.at(-1)).toBe(2);
    expect(reasons['usage.events_28d']).toBeUndefined();
    expect(factText('usage.licence_utilisation', { values, reasons })).toBe('2 of 10 seats active');
  });

  test('silence is zero, no usage is unknown, totals are read by whole periods', async () => {
    const all = byId(await computeFacts(engines, { dates: [at(today)] }));
    expect(all.get('a2')!.values).toMatchObject({ 'usage.events_28d': 0, 'usage.active_users_28d': 0, 'usage.days_since_last': 40, 'usage.baseline_ratio': 0 });
    expect(all.get('a5')!.values['usage.events_28d']).toBeNull();
    expect(all.get('a5')!.reasons['usage.events_28d']).toContain('No usage');
    expect(all.get('a4')!.values).toMatchObject({ 'usage.events_28d': 1, 'usage.active_users_28d': 1, 'usage.new_users_28d': 1 });
    const totals = all.get('a3')!;
    expect(totals.values).toMatchObject({ 'usage.events_7d': 60, 'usage.events_28d': 360, 'usage.active_users_28d': 7, 'usage.active_days_28d': null, 'usage.features_28d': 1, 'usage.days_since_last': 0 });
    expect(totals.values['usage.baseline_ratio']).toBeCloseTo(0.9, 9);
    expect(totals.notes['usage.active_users_28d']).toContain('lower bound');
  });

  test('a source that fell silent for everyone makes usage unknown', async () => {
    const later = byId(await computeFacts(engines, { dates: [at('2025-09-30')] }));
    expect(later.get('a1')!.values['usage.events_28d']).toBeNull();
    expect(later.get('a1')!.reasons['usage.events_28d']).toContain('delivered nothing');
  });

  test('one account, many moments and single moments agree', async () => {
    const dates = Array.from({ length: 30 }, (_, i) => at(addDays(today, -i)));
    const many = (await computeFacts(engines, { dates })).filter((vector) => vector.accountId === 'a1' || vector.accountId === 'a3');
    for (const day of [today, addDays(today, -3), addDays(today, -17), addDays(today, -29)]) {
      const one = await computeFacts(engines, { dates: [at(day)], accountIds: ['a1', 'a3'] });
      expect(many.filter((vector) => vector.day === day)).toEqual(one);
    }
  });

  test('a moment within a day sees only what had happened', async () => {
    const morning = { day: today, until: new Date(`${today}T09:00:00Z`) };
    const [vector] = await computeFacts(engines, { dates: [morning], accountIds: ['a1'] });
    expect(vector!.values['usage.days_since_last']).toBe(1);
    expect(vector!.freshness['usage']).toBe('2025-06-29T10:00:00.000Z');
  });
});

test('every vector carries every fact, with a value or a reason', async () => {
  for (const vector of await computeFacts(engines, { dates: [at(today)] })) {
    expect(Object.keys(vector.values).sort()).toEqual(factCatalogue.map((fact) => fact.id).sort());
    for (const fact of factCatalogue) expect(vector.values[fact.id] === null, fact.id).toBe(vector.reasons[fact.id] !== undefined);
  }
});
