import { afterAll, beforeAll, expect, it } from 'vitest';
import { approveShipped, healthKinds } from '../../insight/health/approve-shipped.ts';
import { signalKind } from '../../insight/signal/signal-rule.ts';
import { manualClock, toDate } from '../../lib/clock.ts';
import { addDays } from '../../lib/period.ts';
import type { Context } from '../../platform/operation/context.ts';
import { startTestEngines, type TestEngines } from '../../platform/testing/test-engines.ts';
import type { DefinitionKind } from '../../program/definition/definition.ts';
import { closeHistory, rescoreNow } from '../stages.ts';
import { checkTruths } from './check-truths.ts';
import { generateSample } from './generate-sample.ts';
import { loadSample, sampleSeed } from './sample-operations.ts';

const today = '2026-03-18';
let engines: TestEngines;
let context: Context;

beforeAll(async () => {
  engines = await startTestEngines();
  const clock = manualClock(toDate(`${today}T06:00:00Z`));
  const log = { info() {}, warn() {}, error() {}, debug() {} } as unknown as Context['log'];
  context = { ...engines, clock, log, principal: { kind: 'system', id: 'test', name: 'Test', scopes: new Set(['admin']), book: 'all' } };
  await approveShipped(engines.db, new URL('../../../definitions', import.meta.url).pathname, clock.now(), [...healthKinds, signalKind as DefinitionKind]);
  await loadSample(context, 60);
  await closeHistory(context, addDays(today, -14), today);
  await rescoreNow(context, 'import');
}, 300_000);
afterAll(() => engines.stop());

it('finds the signal of every planted trouble after the files went through the importer', async () => {
  const { truths } = generateSample({ seed: sampleSeed, today, accounts: 60 });
  const checked = await checkTruths(engines.db, truths);
  expect(checked.length).toBeGreaterThanOrEqual(29);
  const missed = checked.filter(({ signalId }) => signalId === null).map(({ expectation }) => expectation);
  expect(missed).toEqual([]);
});

it('quarantines nothing and accounts for every row', async () => {
  const rows = await engines.db.query<{ path: string; rows: number; settled: number; quarantined: number }>('select path, rows, inserted + updated + unchanged + duplicate + quarantined as settled, quarantined from import_file');
  expect(rows).toHaveLength(11);
  expect(rows.filter((row) => row.quarantined > 0 || row.rows !== row.settled)).toEqual([]);
});
