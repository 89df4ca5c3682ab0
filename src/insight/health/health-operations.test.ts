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

const today = '2026-06-01';
const clock = manualClock(toDate(`${today}T10:00:00Z`));
let engines: TestEngines;
let context: Context;
const operations = new Map(healthOperations().map((operation) => [operation.id, operation]));
// The answers are checked by the operations' own contracts.
const run = (id: string, input: object = {}, as: Context = context): Promise<any> => execute(operations.get(id) as never, as, input);

/** Six customers with a year of usage, contracts, tickets and answers; acc_1 fades, acc_5 never had a record but its name. */
async function load(): Promise<void> {
  const { db, analytics } = engines;
  const ids = ['acc_1', 'acc_2', 'acc_3', 'acc_4', 'acc_5', 'acc_6'];
  const known = toDate('2025-01-01T00:00:00Z');
  await db.query(`insert into source (id, kind, name, created_at) values ('crm', 'file', 'CRM', $1)`, [known]);
  await db.query(`insert into member (id, name, key) values ('mem_1', 'Maya', 'maya')`);
  await db.query(`insert into account (id, name, owner_id, parent_id, customer_since, known_at) select id, 'Customer ' || id, case when id < 'acc_4' then 'mem_1' end, case when id in ('acc_2', 'acc_3') then 'acc_1' end, '2025-01-01', $2 from unnest($1::text[]) t(id)`, [ids, known]);
  await db.query(`insert into external_id (source_id, entity, value, entity_id, known_at) values ('crm', 'account', 'C-1', 'acc_1', $1)`, [known]);
  await db.query(`insert into agreement_line (id, account_id, product, quantity, unit, annual_minor, currency, start_on, term_end, source_id, known_at) select 'line_' || id, id, 'Platform', 40, 'seat', 1200000, 'EUR', '2025-01-01', '2027-01-01', 'crm', $2 from unnest($1::text[]) t(id) where id <> 'acc_5'`, [ids, known]);
  await db.query(`insert into ticket (id, account_id, number, subject, priority, opened_at, source_id, known_at) values ('tic_1', 'acc_1', '4821', 'Sign-in fails', 'urgent', '2026-05-20T08:00:00Z', 'crm', '2026-05-20T08:00:00Z'), ('tic_2', 'acc_1', '4822', 'Export fails', 'urgent', '2026-05-25T08:00:00Z', 'crm', '2026-05-25T08:00:00Z')`);
  await db.query(`insert into survey_answer (id, account_id, respondent, survey, score, scale_max, answered_at, source_id, known_at) select 'ans_' || id, id, 'p@' || id, 'nps', 9, 10, '2026-04-01T00:00:00Z', 'crm', '2026-04-01T00:00:00Z' from unnest($1::text[]) t(id) where id < 'acc_4'`, [ids]);
  const nums = await db.query<{ id: string; num: number }>('select id, num from account');
  await analytics.insert('identity', nums.map(({ id, num }) => ({ kind: 1, source: 'crm', key: id, account: num, version: 1 })));
  const events = ids.filter((id) => id !== 'acc_5').flatMap((id, index) => Array.from({ length: 240 }, (_, back) => back).flatMap((back) => {
    const count = id === 'acc_1' && back < 45 ? (back % 9 === 0 ? 1 : 0) : 3 + (index % 3);
    return Array.from({ length: count }, (_, n) => ({ source: 'crm', group_key: id, user_key: `${id}-u${n}`, at: `${addDays(today, -1 - back)}T09:0${n}:00.000Z`, name: ['open', 'report', 'export'][n % 3], props: '{}', known_at: `${addDays(today, -1 - back)}T09:10:00.000Z`, key: `00000000-0000-4000-8000-${String(index * 1_000_000 + back * 100 + n).padStart(12, '0')}` }));
  }));
  await analytics.insert('event', events);
}

beforeAll(async () => {
  engines = await startTestEngines();
  context = { db: engines.db, analytics: engines.analytics, clock, log: undefined as never, principal: { kind: 'local', id: 'me', name: 'Maya', scopes: new Set(['read', 'write']), book: 'all' } };
  await load();
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
    expect(await engines.db.query('select 1 from peer_distribution')).toEqual([]);
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
