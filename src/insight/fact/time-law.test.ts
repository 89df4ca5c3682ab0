import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addDays, asOfEnd, type Day } from '../../lib/period.ts';
import { createRng } from '../../lib/rng.ts';
import { startTestEngines, type TestEngines } from '../../platform/testing/test-engines.ts';
import { computeFacts } from './compute-facts.ts';
import { cutCompany, loadCompany, randomCompany } from './testing/company.ts';

let engines: TestEngines;
const from = '2024-01-01';
const days = 500;

beforeAll(async () => {
  engines = await startTestEngines();
});
afterAll(() => engines.stop());

const factsAt = (day: Day) => computeFacts(engines, { dates: [{ day, until: asOfEnd(day) }] });

test('facts at a day over all records equal facts over the records as they stood that day', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 1_000_000 }), fc.integer({ min: 30, max: days }), async (seed, offset) => {
      const company = randomCompany(createRng(seed), from, days);
      const day = addDays(from, offset);
      await loadCompany(engines, company);
      const whole = await factsAt(day);
      await loadCompany(engines, cutCompany(company, day));
      expect(whole).toEqual(await factsAt(day));
    }),
    { numRuns: 10, endOnFailure: true },
  );
}, 180_000);

test('thirty moments at once give the same facts as each by itself, for all accounts and for one', async () => {
  await loadCompany(engines, randomCompany(createRng(7), from, days));
  const dates = Array.from({ length: 30 }, (_, i) => addDays(from, 460 - i)).map((day) => ({ day, until: asOfEnd(day) }));
  const many = await computeFacts(engines, { dates });
  for (const at of [dates[0]!, dates[13]!, dates[29]!]) {
    expect(many.filter((vector) => vector.day === at.day)).toEqual(await factsAt(at.day));
    const one = await computeFacts(engines, { dates: [at], accountIds: ['a2'] });
    expect(many.filter((vector) => vector.day === at.day && vector.accountId === 'a2')).toEqual(one);
  }
}, 60_000);
