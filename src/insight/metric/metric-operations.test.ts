import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { manualClock } from '../../lib/clock.ts';
import type { Context, Principal } from '../../platform/operation/context.ts';
import { execute } from '../../platform/operation/execute.ts';
import { startTestDatabase } from '../../platform/testing/test-engines.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { approveDefinitions } from '../../program/definition/definition-store.ts';
import { readDefinitions } from '../../program/definition/read-definitions.ts';
import { exchangeRateOperations } from './exchange-rate-operations.ts';
import { metricKind } from './metric-definition.ts';
import { metricOperations } from './metric-operations.ts';

const drafts = await readDefinitions(new URL('../../../definitions', import.meta.url).pathname, [metricKind], new Set());
const operations = new Map([...metricOperations(), ...exchangeRateOperations()].map((operation) => [operation.id, operation]));
const clock = manualClock(new Date('2024-07-01T10:00:00Z'));

interface Figure { id: string; value: number | null; unit: string; numerator: number | null; denominator: number | null; n: number; definitionVersion: number; unavailable: string | null; notes: string[]; window: { from: string; to: string }; target: { met: boolean | null } | null; variants: { id: string; value: number | null; unit: string }[]; trend: { day: string; value: number | null }[] }
interface Parts { metric: Figure; total: number; next: string | null; items: { accountId: string; accountName: string; numerator: number; denominator: number; note: string | null }[] }

let engines: Awaited<ReturnType<typeof startTestDatabase>>;
let db: Db;

function run<T>(id: string, input: object, book: Principal['book'] = 'all'): Promise<T> {
  const principal: Principal = { kind: 'local', id: 'tester', name: 'Tester', scopes: new Set(['read', 'write', 'define']), book };
  const context = { db, clock, principal } as unknown as Context;
  return execute(operations.get(id) as never, context, input) as Promise<T>;
}

async function figures(input: object, book?: Principal['book']): Promise<Map<string, Figure>> {
  return new Map((await run<{ items: Figure[] }>('metric.list', input, book)).items.map((item) => [item.id, item]));
}

async function line(id: string, account: string, start: string, end: string | null, annual: number, rest: Record<string, unknown> = {}): Promise<void> {
  const row: Record<string, unknown> = { id, account_id: account, product: 'suite', annual_minor: annual, currency: 'USD', start_on: start, term_end: end, source_id: 's', known_at: '2024-06-30', ...rest };
  const names = Object.keys(row);
  await db.query(`insert into agreement_line (${names.join(', ')}) values (${names.map((_, i) => `$${i + 1}`).join(', ')})`, Object.values(row));
}

beforeAll(async () => {
  engines = await startTestDatabase();
  db = engines.db;
  await approveDefinitions(db, drafts, { at: clock.now(), by: 'shipped', kinds: ['metric'] });
  await db.query("insert into source (id, kind, name, created_at) values ('s', 'file', 'files', now())");
  await db.query("insert into member (id, name, key) values ('m1', 'Ada', 'ada')");
  await db.query(`insert into account (id, name, owner_id, segment, source_id, known_at)
    select x.id, initcap(x.id), x.owner, x.segment, 's', '2024-06-30' from (values ('kept', 'm1', 'large'), ('lost', 'm1', 'small'), ('grown', null, 'small'), ('noticed', null, null)) as x(id, owner, segment)`);
  await db.query("insert into account (id, name, merged_into, source_id, known_at) values ('double', 'Double', 'kept', 's', '2024-06-30')");
  await line('k1', 'kept', '2023-01-01', '2024-01-01', 600_000);
  await line('k2', 'kept', '2023-12-01', '2025-01-01', 600_000);
  await line('k3', 'double', '2023-01-01', null, 100_000, { product: 'other' });
  await line('l1', 'lost', '2023-01-01', '2025-01-01', 300_000, { ended_on: '2024-05-01' });
  await line('g1', 'grown', '2023-02-01', null, 200_000);
  await line('g2', 'grown', '2024-02-01', null, 100_000, { product: 'addon' });
  await line('g3', 'grown', '2024-02-01', null, 999_000, { kind: 'one_off' });
  await line('g4', 'grown', '2024-02-01', null, 999_000, { kind: 'trial' });
  await line('n1', 'noticed', '2024-01-01', null, 50_000, { ended_on: '2024-09-01', ended_known_on: '2024-06-15' });
  await line('n2', 'noticed', '2024-08-01', null, 70_000, { product: 'future' });
  await db.query(`insert into survey_answer (id, account_id, respondent, survey, score, scale_max, answered_at, provisional, source_id, known_at)
    select 'a' || row_number() over (), x.* , 's', '2024-06-30' from (values
      ('kept', 'P1@x.io', 'nps', 3, 10, '2024-05-02T10:00:00Z'::timestamptz, false), ('kept', 'p1@x.io', 'nps', 10, 10, '2024-06-02T10:00:00Z', false), ('kept', 'p2@x.io', 'nps', 9, 10, '2024-06-03T10:00:00Z', false),
      ('lost', 'p3@x.io', 'nps', 2, 10, '2024-06-03T10:00:00Z', false), ('lost', 'p4@x.io', 'nps', 10, 10, '2024-06-03T10:00:00Z', true), ('lost', 'p5@x.io', 'nps', 10, 10, '2024-07-01T12:00:00Z', false),
      ('kept', 'p2@x.io', 'csat', 5, 5, '2024-06-03T10:00:00Z', false), ('lost', 'p3@x.io', 'ces', 6, 7, '2024-06-03T10:00:00Z', false)) as x(account, respondent, survey, score, max, at, provisional)`);
  // Thursday 13:00: answered in time, late on Friday, never; and one of this morning whose time has not passed.
  await db.query(`insert into ticket (id, account_id, opened_at, first_reply_at, solved_at, csat_score, csat_max, csat_at, source_id, known_at) values
    ('t1', 'kept', '2024-06-20T13:00Z', '2024-06-20T14:00Z', '2024-06-21T13:00Z', 4, 5, '2024-06-21T14:00Z', 's', '2024-06-30'),
    ('t2', 'kept', '2024-06-20T13:00Z', '2024-06-21T10:00Z', '2024-06-20T15:00Z', 2, 5, '2024-06-21T14:00Z', 's', '2024-06-30'),
    ('t3', 'lost', '2024-06-20T13:00Z', null, null, null, null, null, 's', '2024-06-30'),
    ('t4', 'lost', '2024-07-01T09:30Z', null, null, null, null, null, 's', '2024-06-30')`);
  await db.query(`insert into account_fact (account_id, at, values, computed_at) values
    ('kept', now(), '{"account.age_days": 400, "usage.active_days_28d": 20, "usage.licence_utilisation": 0.9, "usage.feature_breadth": 0.5, "usage.active_users_28d": 12, "contract.seats": 10}', now()),
    ('grown', now(), '{"account.age_days": 400, "usage.active_days_28d": 2, "usage.licence_utilisation": null, "usage.active_users_28d": 5, "contract.seats": 10}', now()),
    ('noticed', now(), '{"account.age_days": 400}', now()), ('lost', now(), '{"account.age_days": 400, "business.churned": true, "usage.active_days_28d": 0}', now())`);
  await db.query(`insert into health_now (account_id, at, scorecard_id, scorecard_version, score, band, confidence, coverage, drivers) values
    ('kept', now(), 'x', 1, 80, 'good', 1, 0.9, '[]'), ('grown', now(), 'x', 1, 40, 'risk', 1, 0.2, '[]'), ('lost', now(), 'x', 1, 10, 'risk', 1, 0.9, '[]')`);
  await db.query("insert into health_close (account_id, day, scorecard_id, scorecard_version, score, band, confidence, coverage, drivers) values ('kept', '2024-05-29', 'x', 1, 60, 'watch', 1, 0.8, '[]'), ('lost', '2024-04-30', 'x', 1, 20, 'risk', 1, 0.8, '[]')");
}, 60_000);
afterAll(() => engines?.stop());

describe('metric.list', () => {
  it('gives revenue figures by the definitions, without double counting', async () => {
    const of = await figures({ window: '2023-06-30..2024-06-30' });
    expect(of.get('arr')).toMatchObject({ value: 600_000 + 100_000 + 200_000 + 100_000 + 50_000, unit: 'USD', definitionVersion: 1, window: { from: '2024-06-30', to: '2024-06-30' } });
    expect(of.get('nrr')).toMatchObject({ numerator: 1_000_000, denominator: 1_200_000, n: 3 });
    expect(of.get('grr')).toMatchObject({ numerator: 900_000, denominator: 1_200_000 });
    expect(of.get('logoRetention')).toMatchObject({ numerator: 2, denominator: 3 });
    expect(of.get('renewalRate')).toMatchObject({ numerator: 600_000, denominator: 600_000, n: 1 });
    expect(of.get('arr')?.variants).toContainEqual({ id: 'noticeGiven', label: 'ARR with notice given', value: 50_000, n: 1, unit: 'USD' });
  });

  it('gives customer voice, support, facts and health for the present', async () => {
    const of = await figures({});
    expect(of.get('nps')).toMatchObject({ numerator: 1, denominator: 3, n: 3, target: { met: false } });
    expect(of.get('nps')?.value).toBeCloseTo(100 / 3, 10);
    expect(of.get('csat')).toMatchObject({ numerator: 1, denominator: 2 });
    expect(of.get('ces')).toMatchObject({ value: 6, n: 1 });
    expect(of.get('firstResponse')).toMatchObject({ numerator: 1, denominator: 3 });
    expect(of.get('resolutionTime')).toMatchObject({ value: 13, n: 2 });
    expect(of.get('adoption')).toMatchObject({ numerator: 1, denominator: 2 });
    expect(of.get('licenceUtilisation')).toMatchObject({ numerator: 15, denominator: 20 });
    expect(of.get('healthScoreAvg')).toMatchObject({ value: 80, n: 1 });
    expect(of.get('healthCoverage')).toMatchObject({ numerator: 1, denominator: 3 });
    expect(of.get('timeToValue')).toMatchObject({ value: null, unavailable: expect.any(String) });
  });

  it('reads the past without what came later', async () => {
    const before = await figures({ at: '2024-04-30' });
    expect(before.get('arr')?.value).toBe(700_000 + 300_000 + 300_000 + 50_000);
    expect(before.get('arr')?.variants[0]).toMatchObject({ value: 0 });
    expect(before.get('nps')?.unavailable).toMatch(/No confirmed NPS/);
    expect(before.get('healthScoreAvg')).toMatchObject({ value: 20, n: 1 });
    expect((await figures({ at: '2024-05-10' })).get('nps')).toMatchObject({ numerator: -1, denominator: 1 });
    expect(before.get('adoption')?.unavailable).toMatch(/2024-04-30/);
    expect((await figures({ at: '2024-06-20' })).get('firstResponse')).toMatchObject({ numerator: 1, denominator: 3, variants: expect.arrayContaining([expect.objectContaining({ id: 'calendar' })]) });
  });

  it('keeps to the book', async () => {
    const of = await figures({ window: '2023-06-30..2024-06-30' }, { ownerId: 'm1' });
    expect(of.get('nrr')).toMatchObject({ numerator: 700_000, denominator: 1_000_000, n: 2 });
    expect(of.get('firstResponse')?.denominator).toBe(3);
    expect((await figures({}, { ownerId: 'nobody' })).get('arr')).toMatchObject({ value: null });
    expect((await figures({}, { ownerId: 'm1' })).get('licenceUtilisation')).toMatchObject({ denominator: 10 });
  });

  it('computes facts and scores of a past window that are not stored, once for the day, not for each point of a trend', async () => {
    const asked: string[] = [];
    const known = metricOperations({
      factsAt: async (_, { day, until }) => { asked.push(`facts ${day} ${until.toISOString().slice(0, 10)}`); return new Map([['kept', { 'usage.active_users_28d': 5, 'contract.seats': 10 }]]); },
      healthAt: async (_, { day }) => { asked.push(`health ${day}`); return new Map([['kept', { score: 70, coverage: 1 }]]); },
    });
    const read = (id: string, input: object) => execute(known.find((one) => one.id === id) as never, { db, clock, principal: { kind: 'local', id: 'tester', name: 'Tester', scopes: new Set(['read']), book: 'all' } } as unknown as Context, input) as Promise<{ items: Figure[] }>;
    const of = new Map((await read('metric.list', { window: '2023-06-01..2024-02-01' })).items.map((item) => [item.id, item.value]));
    expect([of.get('licenceUtilisation'), of.get('healthScoreAvg')]).toEqual([0.5, 70]);
    expect(asked.toSorted()).toEqual(['facts 2024-02-01 2024-02-02', 'health 2024-02-01']);
    asked.length = 0;
    await read('metric.board', { at: '2024-02-01' });
    expect(new Set(asked).size).toBe(asked.length);
    expect(asked.every((one) => one.includes('2024-02-01'))).toBe(true);
  });

  it('refuses what is not a window', () => expect(figures({ window: '2024-01-01' })).rejects.toMatchObject({ kind: 'invalid', code: 'period' }));
});

describe('drill-down', () => {
  it('every metric opens to parts that add up to it, with names, page by page', async () => {
    for (const { id } of drafts) {
      const { metric, items, total } = await run<Parts>('metric.parts', { id, window: '2023-06-30..2024-07-01' });
      expect(items.length).toBe(total);
      expect(items.reduce((sum, part) => sum + part.numerator, 0)).toBeCloseTo(metric.numerator ?? 0, 9);
      if (metric.denominator !== null) expect(items.reduce((sum, part) => sum + part.denominator, 0)).toBeCloseTo(metric.denominator, 9);
    }
    const first = await run<Parts>('metric.parts', { id: 'nrr', window: '2023-06-30..2024-06-30', limit: 2 });
    const rest = await run<Parts>('metric.parts', { id: 'nrr', window: '2023-06-30..2024-06-30', limit: 2, cursor: first.next });
    expect([...first.items, ...rest.items].map((part) => part.accountName)).toEqual(['Lost', 'Kept', 'Grown']);
    expect(rest.next).toBeNull();
  });

  it('groups add up to the whole', async () => {
    const { metric, items } = await run<{ metric: Figure; items: { group: string; numerator: number; denominator: number }[] }>('metric.breakdown', { id: 'grr', by: 'segment', window: '2023-06-30..2024-06-30' });
    expect(items.map((item) => item.group)).toEqual(['large', 'small']);
    expect([items.reduce((sum, item) => sum + item.numerator, 0), items.reduce((sum, item) => sum + item.denominator, 0)]).toEqual([metric.numerator, metric.denominator]);
  });

  it('movements close and name the accounts', async () => {
    const answer = await run<{ openingMinor: number; closingMinor: number; steps: { minor: number }[]; accounts: { accountId: string; kind: string }[]; monthly: unknown[] }>('metric.movements', { window: '2023-06-30..2024-06-30' });
    expect(answer.openingMinor + answer.steps.reduce((sum, step) => sum + step.minor, 0)).toBe(answer.closingMinor);
    expect(answer.accounts.map((account) => [account.accountId, account.kind])).toEqual([['lost', 'churn'], ['grown', 'expansion'], ['noticed', 'new']]);
    expect(answer.monthly).toHaveLength(12);
  });

  it('an unknown metric is not found', () => expect(run('metric.show', { id: 'luck' })).rejects.toMatchObject({ kind: 'notFound' }));
});

describe('trends', () => {
  it('twelve month ends agree with readings of those days, and cost no more statements than one', async () => {
    const before = db.stats().statements;
    await run('metric.list', {});
    const listed = db.stats().statements - before;
    const board = await run<{ items: Figure[] }>('metric.board', {});
    // Beside the figures themselves: the state of the records, the stored points, and keeping the new ones.
    expect(db.stats().statements - before - listed).toBeLessThanOrEqual(listed + 6);
    expect(board.items.slice(0, 6).map((item) => item.id)).toEqual(['nps', 'churnRate', 'adoption', 'firstResponse', 'csat', 'renewalRate']);
    const arr = board.items.find((item) => item.id === 'arr');
    expect(arr?.trend).toHaveLength(12);
    expect(arr?.trend.at(-3)).toMatchObject({ day: '2024-04-30', value: 1_350_000 });
    const health = board.items.find((item) => item.id === 'healthScoreAvg');
    expect(health?.trend.filter((point) => point.value !== null)).toEqual([{ day: '2024-04-30', value: 20, n: 1 }, { day: '2024-05-31', value: 60, n: 1 }]);
  });

  it('stored month ends answer the next reading, and a change of the records behind a metric is seen at once', async () => {
    const first = await run<{ items: Figure[] }>('metric.board', {});
    const stored = () => db.query<{ metric: string; basis: string }>('select metric, basis from metric_point where day = $1 order by metric', ['2024-04-30']);
    const before = await stored();
    await db.query("update metric_point set value = 7 where metric = 'arr' and day = '2024-04-30'");
    const again = await run<{ items: Figure[] }>('metric.board', {});
    expect(again.items.find((item) => item.id === 'arr')?.trend.at(-3)?.value).toBe(7);
    expect(again.items.map((item) => [item.id, item.value])).toEqual(first.items.map((item) => [item.id, item.value]));
    onTestFinished(async () => void (await db.query("delete from agreement_line where id = 'later'")));
    await line('later', 'noticed', '2024-03-01', '2024-05-01', 1_000, { product: 'later' });
    const changed = await run<{ items: Figure[] }>('metric.board', {});
    expect(changed.items.find((item) => item.id === 'arr')?.trend.at(-3)?.value).toBe(1_351_000);
    const after = new Map((await stored()).map((row) => [row.metric, row.basis]));
    expect(before.filter((row) => after.get(row.metric) === row.basis).map((row) => row.metric)).toEqual(['advocates', 'firstResponse', 'timeToValue']);
  });

  it('another book has points of its own', async () => {
    const ada = await run<{ items: Figure[] }>('metric.board', {}, { ownerId: 'm1' });
    expect(ada.items.find((item) => item.id === 'arr')?.trend.at(-3)?.value).not.toBe(1_350_000);
    expect((await run<{ items: Figure[] }>('metric.board', {})).items.find((item) => item.id === 'arr')?.trend.at(-3)?.value).toBe(1_350_000);
  });

  it('variants say their unit, and few answers are marked', async () => {
    const of = await figures({});
    expect(of.get('firstResponse')?.variants.map((variant) => variant.unit)).toEqual(['hours', 'hours', 'fraction']);
    expect(of.get('arr')?.variants.map((variant) => variant.unit)).toEqual(['USD', 'USD']);
    expect(of.get('nps')).toMatchObject({ nOf: 'answer', few: true });
  });

  it('one metric shows its trend', async () => expect((await run<Figure>('metric.show', { id: 'logoChurn' })).trend.at(-1)).toMatchObject({ day: '2024-06-30', value: 1 / 3 }));
});

describe('exchange rates', () => {
  it('are dated, and value lines in other currencies from then on', async () => {
    await db.query("insert into account (id, name, source_id, known_at) values ('euro', 'Euro', 's', '2024-06-30')");
    await line('e1', 'euro', '2023-01-01', null, 100_000, { currency: 'EUR' });
    const without = (await figures({})).get('arr');
    expect([without?.value, without?.notes[0]]).toEqual([1_050_000, '1 line in EUR not valued: no exchange rate to USD by the opening day.']);
    await run('rate.set', { currency: 'eur', rate: '1.1', on: '2023-01-01' });
    await run('rate.set', { currency: 'EUR', rate: 1.2, on: '2024-07-01' });
    await run('rate.set', { currency: 'EUR', rate: 1.3, on: '2024-07-01' });
    expect((await figures({})).get('arr')?.value).toBe(1_050_000 + 130_000);
    expect((await figures({ at: '2024-06-30' })).get('arr')?.value).toBe(1_050_000 + 110_000);
    expect(await run('rate.list', {})).toMatchObject({ total: 2, items: [{ onDay: '2024-07-01', rate: 1.3 }, { onDay: '2023-01-01', rate: 1.1 }] });
    await expect(run('rate.set', { currency: 'USD', rate: 1 })).rejects.toMatchObject({ code: 'rate_of_base' });
  });
});
