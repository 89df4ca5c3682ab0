import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { manualClock, toDate } from '../../lib/clock.ts';
import { addDays } from '../../lib/period.ts';
import type { Context } from '../../platform/operation/context.ts';
import { execute } from '../../platform/operation/execute.ts';
import { startTestEngines, type TestEngines } from '../../platform/testing/test-engines.ts';
import { approveShipped } from './approve-shipped.ts';
import { closeDays } from './close-days.ts';
import { healthEngines } from './health-program.ts';
import { healthOperations } from './health-operations.ts';
import { rescore } from './run-health.ts';
import { loadSmallBook } from './testing/small-book.ts';

const today = '2026-06-01';
const clock = manualClock(toDate(`${today}T10:00:00Z`));
let engines: TestEngines;
let context: Context;
const operations = new Map(healthOperations().map((operation) => [operation.id, operation]));
// The answers are checked by the operations' own contracts.
const run = (id: string, input: object = {}, as: Context = context): Promise<any> => execute(operations.get(id) as never, as, input);

beforeAll(async () => {
  engines = await startTestEngines();
  context = { db: engines.db, analytics: engines.analytics, clock, log: undefined as never, principal: { kind: 'local', id: 'me', name: 'Maya', scopes: new Set(['read', 'write']), book: 'all' } };
  await loadSmallBook(engines, today);
  await approveShipped(engines.db, 'definitions', toDate('2026-01-01T00:00:00Z'));
  await closeDays(healthEngines(engines), clock, { from: addDays(today, -32), to: today });
  await rescore(healthEngines(engines), clock, { cause: 'import' });
}, 120_000);
afterAll(() => engines.stop());

describe('health operations', () => {
  const sum = (drivers: { points: number }[]) => Math.round(drivers.reduce((total, driver) => total + driver.points, 0) * 100) / 100;

  it('lists by score, pages, and keeps to the book', async () => {
    const all = await run('health.list', { sort: 'score' });
    expect(all.items[0].accountId).toBe('acc_1');
    const first = await run('health.list', { sort: 'score', limit: 2 });
    const second = await run('health.list', { sort: 'score', limit: 50, cursor: first.next });
    expect([...first.items, ...second.items]).toEqual(all.items);
    const mine = await run('health.list', {}, { ...context, principal: { ...context.principal, book: { ownerId: 'mem_1' } } });
    expect(mine.items.map((item: { accountId: string }) => item.accountId)).toEqual(['acc_1', 'acc_2', 'acc_3']);
    await expect(run('health.show', { id: 'acc_4' }, { ...context, principal: { ...context.principal, book: { ownerId: 'mem_1' } } })).rejects.toMatchObject({ kind: 'notFound' });
  });

  it('shows why: points add up, records stand behind, the sentence says what moved', async () => {
    const detail = await run('health.show', { id: 'C-1' });
    expect(sum(detail.drivers)).toBe(detail.score);
    expect(detail.band).toBe('risk');
    expect(detail.drivers.find((driver: { id: string }) => driver.id === 'urgent-tickets').evidence.map((item: { id: string }) => item.id).sort()).toEqual(['tic_1', 'tic_2']);
    expect(detail.drivers.find((driver: { id: string }) => driver.id === 'usage-baseline')).toMatchObject({ unknownReason: null, evidence: [{ kind: 'usage' }] });
    expect(detail.sentence.map((part: { text: string }) => part.text).join('')).toMatch(/^Health fell \d+ points in (28|90) days/);
    expect(detail.sentence.some((part: { evidence: unknown[] }) => part.evidence.length > 0)).toBe(true);
    expect(detail.moved.d90).toBeLessThan(-5);
    expect(detail.history.length).toBeGreaterThan(30);
    const summary = (await run('health.list')).items.find((item: { accountId: string }) => item.accountId === 'acc_1');
    expect(summary).toMatchObject({ score: detail.score, band: detail.band, coverage: detail.coverage, confidence: detail.confidence });
  });

  it('a closed day reads the same from its close and computed on demand', async () => {
    const at = addDays(today, -3);
    const [list, detail] = [await run('health.list', { at }), await run('health.show', { id: 'acc_1', at })];
    const closes = await engines.db.query<Record<string, unknown>>('select * from health_close');
    await engines.db.query('truncate health_close, peer_distribution');
    const [listAgain, detailAgain] = [await run('health.list', { at }), await run('health.show', { id: 'acc_1', at })];
    expect(listAgain).toEqual(list);
    expect({ ...detailAgain, history: [] }).toEqual({ ...detail, history: [] });
    // What was computed for a day that was never closed is kept, so that the next page need not read the whole book again.
    expect((await engines.db.one<{ n: number }>('select count(distinct day)::int as n from peer_distribution')).n).toBeGreaterThan(10);
    await closeDays(healthEngines(engines), clock, { from: addDays(today, -32), to: today });
    expect(await engines.db.query('select * from health_close')).toEqual(expect.arrayContaining(closes));
  });

  it('a past day knows nothing of later tickets', async () => {
    const detail = await run('health.show', { id: 'acc_1', at: '2026-05-10' });
    expect(detail.caps.map((cap: { id: string }) => cap.id)).not.toContain('urgent');
  });

  it('override, pulse and lift re-score at once', async () => {
    const computed = (await run('health.show', { id: 'acc_2' })).score;
    expect(await run('health.override', { id: 'acc_2', score: '20', reason: 'Told us they leave', days: '10' })).toMatchObject({ score: 20, computedScore: computed, band: 'risk' });
    const held = await run('health.show', { id: 'acc_2' });
    expect(held).toMatchObject({ score: 20, computedScore: computed, band: 'risk', override: { reason: 'Told us they leave', by: 'Maya' } });
    expect(sum(held.drivers)).toBe(20);
    expect(held.sentence[0].text).toMatch(/Maya set health to 20/);
    clock.advance(1000);
    expect(await run('health.lift', { id: 'acc_2' })).toMatchObject({ score: computed });
    const pulsed = await run('health.pulse', { id: 'acc_2', value: 'risk', note: 'Budget cut' });
    expect(pulsed.score).toBeLessThan(computed);
    expect((await run('health.show', { id: 'acc_2' })).pulse).toMatchObject({ value: 'risk', note: 'Budget cut' });
    await expect(run('health.override', { id: 'acc_2', score: 120, reason: '' })).rejects.toMatchObject({ kind: 'invalid' });
    expect(await engines.db.query(`select 1 from audit where operation = 'health.override' and outcome = 'done'`)).toHaveLength(1);
  });

  it('the ledger tells lived and filled history in points', async () => {
    const ledger = await run('health.ledger', { id: 'acc_1' });
    expect(ledger.items.map((entry: { cause: string }) => entry.cause)).toEqual(expect.arrayContaining(['import', 'close']));
    for (const entry of ledger.items) expect(sum(entry.changes)).toBeCloseTo((entry.toScore ?? 0) - (entry.fromScore ?? 0), 1);
    const shown = await run('health.ledger', { id: 'acc_1', limit: 5, evidence: 'yes' });
    expect(shown.items.flatMap((entry: { changes: { evidence: unknown[] }[] }) => entry.changes.flatMap((change) => change.evidence)).length).toBeGreaterThan(0);
    expect((await run('health.ledger', { id: 'acc_2' })).items[0].changes.map((change: { id: string }) => change.id)).toContain('pulse');
  });

  it('rolls a parent up', async () => {
    const parent = await run('health.rollup', { id: 'acc_1' });
    expect(parent.accounts.map((part: { accountId: string }) => part.accountId).sort()).toEqual(['acc_1', 'acc_2', 'acc_3']);
    expect(parent.worst.accountId).toBe('acc_1');
    expect(parent.arrWeighted).toBeCloseTo(parent.mean, 1);
  });

  it('reports, lists scorecards and explains the algorithm', async () => {
    const report = await run('health.report');
    expect(report.bands.reduce((total: number, band: { accounts: number }) => total + band.accounts, 0)).toBe(report.accounts);
    expect(report.unknownFacts.map((fact: { id: string }) => fact.id)).toContain('payment.overdue_days');
    expect((await run('scorecard.list')).items.map((card: { id: string }) => card.id)).toEqual(['former', 'onboarding', 'enterprise', 'smb', 'default']);
    expect(await run('scorecard.show', { id: 'default' })).toMatchObject({ version: 1, text: expect.stringContaining('kind: scorecard') });
    expect((await run('algo.show')).markdown).toContain('<a id="scorecard-default-usage-baseline"></a>');
  });
});
