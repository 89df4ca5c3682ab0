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
const run = (id: string, input: object = {}, as: Context = context): Promise<any> => execute(operations.get(id) as never, as, input);
const mine = (): Context => ({ ...context, principal: { ...context.principal, book: { ownerId: 'mem_1' } } });
const total = (bands: Record<string, number>) => Object.values(bands).reduce((sum, n) => sum + n, 0);

beforeAll(async () => {
  engines = await startTestEngines();
  context = { db: engines.db, analytics: engines.analytics, clock, log: undefined as never, principal: { kind: 'local', id: 'me', name: 'Maya', scopes: new Set(['read', 'write']), book: 'all' } };
  await loadSmallBook(engines, today);
  await engines.db.query(`update account set region = 'North', custom = '{"plan": "A"}' where id in ('acc_1', 'acc_2')`);
  await engines.db.query(`update account set region = 'South', custom = '{"plan": "B"}' where id in ('acc_3')`);
  await approveShipped(engines.db, 'definitions', toDate('2026-01-01T00:00:00Z'));
  await closeDays(healthEngines(engines), clock, { from: addDays(today, -32), to: today });
  await rescore(healthEngines(engines), clock, { cause: 'import' });
}, 120_000);
afterAll(() => engines.stop());

describe('health.distribution', () => {
  it('adds up: bands, groups and weeks, and every figure opens to its accounts', async () => {
    const all = await run('health.distribution', { by: 'region', weeks: 4 });
    expect(all).toMatchObject({ accounts: 6, arr: [{ currency: 'EUR', minor: 6_000_000 }] });
    expect(total(all.bands)).toBe(6);
    expect(all.groups.map((group: any) => [group.group, group.accounts])).toEqual([['North', 2], ['South', 1], [null, 3]]);
    for (const band of ['good', 'watch', 'risk', 'unknown']) {
      expect(all.groups.reduce((sum: number, group: any) => sum + group.bands[band], 0)).toBe(all.bands[band]);
      expect((await run('health.accounts', { band })).total).toBe(all.bands[band]);
    }
    expect(all.series.map((point: any) => point.day)).toEqual([-28, -21, -14, -7, 0].map((back) => addDays(today, back)));
    expect(all.series.every((point: any) => total(point.bands) === 6)).toBe(true);
    expect(all.dimensions).toContain('custom.plan');
  });

  it('keeps to the book, in every figure', async () => {
    const own = await run('health.distribution', { by: 'custom.plan', weeks: 2 }, mine());
    expect([own.accounts, total(own.bands), total(own.series[0].bands)]).toEqual([3, 3, 3]);
    expect(own.groups.map((group: any) => [group.group, group.accounts])).toEqual([['A', 2], ['B', 1]]);
    expect((await run('health.movers', {}, mine())).compared).toBe(3);
    expect((await run('health.coverage', {}, mine())).accounts).toBe(3);
    expect((await run('health.accounts', {}, mine())).items.map((item: any) => item.accountId)).toEqual(['acc_1', 'acc_2', 'acc_3']);
  });

  it('reads a past day as it was', async () => {
    const at = addDays(today, -10);
    const past = await run('health.distribution', { at, weeks: 1 });
    const closed = await engines.db.query<{ band: string; n: number }>('select band, count(*)::int as n from health_close where day = $1 group by 1', [at]);
    for (const { band, n } of closed) expect(past.bands[band]).toBe(n);
    expect(past.arr).toEqual([{ currency: 'EUR', minor: 6_000_000 }]);
  });
});

describe('health.movers', () => {
  it('names who moved and the line that moved them', async () => {
    const moved = await run('health.movers', { days: 28 });
    expect(moved.from).toBe(addDays(today, -28));
    expect(moved.up + moved.down + moved.steady).toBe(moved.compared);
    const fallen = moved.falling.find((row: any) => row.accountId === 'acc_1');
    expect(fallen.points).toBeCloseTo(fallen.score - fallen.fromScore, 1);
    expect(fallen.moneyMinor).toBe(Math.round(fallen.points * 12_000));
    expect(fallen.drivers[0].points).toBeLessThan(0);
    expect(fallen.drivers[0].label).not.toBe(fallen.drivers[0].id);
    const past = await run('health.movers', { days: 7, at: addDays(today, -3) });
    expect(past.compared).toBeGreaterThan(0);
    const byMoney = await run('health.movers', { days: 28, sort: 'money', limit: 1 });
    expect(byMoney.falling).toHaveLength(1);
  });
});

describe('health.coverage', () => {
  it('says which measures are unknown, for whom and why; the reasons add up and open to their accounts', async () => {
    const report = await run('health.coverage');
    expect(report.coverage.reduce((sum: number, n: number) => sum + n, 0)).toBe(6);
    const gap = report.measures.find((measure: any) => measure.unknown > 0 && measure.reasons.length > 0);
    for (const measure of report.measures) expect(measure.reasons.reduce((sum: number, reason: any) => sum + reason.accounts, 0)).toBe(measure.unknown);
    const behind = await run('health.accounts', { scorecard: gap.scorecardId, measure: gap.measureId, reason: gap.reasons[0].reason });
    expect(behind.total).toBe(gap.reasons[0].accounts);
    expect((await run('health.accounts', { scorecard: gap.scorecardId, measure: gap.measureId })).total).toBe(gap.unknown);
    const past = await run('health.coverage', { at: addDays(today, -5) });
    expect(past.measures.find((measure: any) => measure.measureId === gap.measureId).reasons[0].reason).toBe(null);
  });
});

describe('health.simulate', () => {
  const inForce = async (id: string): Promise<any> => (await run('scorecard.show', { id })).definition;

  it('an unchanged scorecard moves nobody', async () => {
    for (const { id } of (await run('scorecard.list')).items.filter((card: any) => card.measures > 0)) {
      const result = await run('health.simulate', { definition: await inForce(id) });
      expect([id, result.changedScore, result.changedBand, result.items]).toEqual([id, 0, 0, []]);
      expect(result.after).toEqual(result.before);
    }
  });

  it('says what approving it would do, and stores nothing', async () => {
    const used = (await run('health.accounts')).items[0].scorecardId;
    const draft = structuredClone(await inForce(used));
    draft.bands = { good: 99, watch: 98, margin: 0 };
    draft.groups[0].weight *= 3;
    draft.caps.push({ id: 'all', label: 'Everyone', when: 'account.age_days > 0', limit: 30 });
    const before = await engines.db.query('select account_id, score, band from health_now order by 1');
    const result = await run('health.simulate', { definition: draft });
    expect(await engines.db.query('select account_id, score, band from health_now order by 1')).toEqual(before);
    expect(result.accounts).toBe(total(result.after.bands));
    expect(result.items.every((row: any) => row.toScore === null || row.toScore <= 30)).toBe(true);
    expect(result.worse).toBeGreaterThan(0);
    expect(result.items[0].drivers.length).toBeGreaterThan(0);
    await engines.db.query('update definition set body = $2 where kind = $1 and id = $3', ['scorecard', JSON.stringify(draft), used]);
    await engines.db.query(`update definition set digest = digest || 'x' where id = $1`, [used]);
    await rescore(healthEngines(engines), clock, { cause: 'definition' });
    const approved = new Map((await engines.db.query<{ id: string; score: number; band: string }>('select account_id as id, score, band from health_now')).map((row) => [row.id, row]));
    for (const row of result.items) expect([row.accountId, row.toScore, row.toBand]).toEqual([row.accountId, approved.get(row.accountId)?.score, approved.get(row.accountId)?.band]);
  });

  it('refuses what could not be approved, naming every place', async () => {
    const draft = structuredClone(await inForce('default'));
    draft.bands = { good: 40, watch: 60, margin: 1 };
    draft.caps = [{ id: 'x', label: 'X', when: 'no.such_fact > 1', limit: 5 }];
    await expect(run('health.simulate', { definition: draft })).rejects.toMatchObject({ kind: 'invalid', details: { fields: [{ path: 'caps.0.when' }, { path: 'bands' }] } });
    await expect(run('health.simulate', { definition: { ...draft, groups: 'none' } })).rejects.toMatchObject({ kind: 'invalid' });
    await expect(run('health.simulate', { definition: { ...draft, description: 'x'.repeat(300_000) } })).rejects.toMatchObject({ kind: 'tooLarge' });
  });
});

describe('scorecard.show', () => {
  it('tells the scorecard in words; shares add up', async () => {
    const { words } = await run('scorecard.show', { id: 'smb' });
    expect(words.rows.filter((row: any) => row.kind === 'measure').reduce((sum: number, row: any) => sum + row.share, 0)).toBeCloseTo(1, 9);
    expect(words.bands).toMatch(/Good from/);
  });
});
