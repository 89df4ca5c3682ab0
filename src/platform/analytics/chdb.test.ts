import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestEngines, type TestEngines } from '../testing/test-engines.ts';
import { literal } from './literal.ts';

let engines: TestEngines;
beforeAll(async () => {
  engines = await startTestEngines();
});
afterAll(() => engines.stop());

const eventRow = (key: string) => ({ source: 's', group_key: 'g', user_key: 'u', at: '2026-01-01T10:00:00.123Z', name: 'open', props: '{}', known_at: '2026-01-01T10:00:00.000Z', key });

it('literal: any text, number and list reaches the engine as it was', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string({ unit: 'grapheme' }), fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e15, max: 1e15 }), fc.array(fc.string({ unit: 'binary-ascii' })), async (text, number, list) => {
      const [row] = await engines.analytics.query<{ t: string; n: number; l: string[] }>(`select ${literal(text)} as t, toFloat64(${literal(number)}) as n, cast(${literal(list)} as Array(String)) as l`);
      expect(row?.t).toBe(text);
      expect(row?.n).toBeCloseTo(number, 5);
      expect(row?.l).toEqual(list);
    }),
    { numRuns: 60 },
  );
});

it('an insert repeated with its token is stored once', async () => {
  const rows = [eventRow('00000000-0000-0000-0000-000000000001'), eventRow('00000000-0000-0000-0000-000000000002')];
  for (let i = 0; i < 3; i++) await engines.analytics.insert('event', rows, { token: 'block-1' });
  expect(await engines.analytics.query('select count() as n from event')).toEqual([{ n: 2 }]);
});

it('a bad statement is a Fault and the session lives on', async () => {
  await expect(engines.analytics.query('select nothing_here')).rejects.toMatchObject({ code: 'usage_query' });
  expect(await engines.analytics.query('select 1 as one')).toEqual([{ one: 1 }]);
});

it('a second process on the same directory would be refused, a second lane in this one is not', async () => {
  const [slow, quick] = await Promise.all([engines.analytics.query('select count() as n from numbers(1000000)', { lane: 'bulk' }), engines.analytics.query('select 1 as n', { lane: 'live' })]);
  expect([slow, quick]).toEqual([[{ n: 1_000_000 }], [{ n: 1 }]]);
});
