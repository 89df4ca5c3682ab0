import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { asOfEnd, type Day } from '../../lib/period.ts';
import { startTestDatabase } from '../../platform/testing/test-engines.ts';
import { momentCte } from '../account/read-moments.ts';
import { linesInForceCtes, type InForceView } from './lines-in-force.ts';
import { readPosition } from './read-position.ts';

let engines: Awaited<ReturnType<typeof startTestDatabase>>;
beforeAll(async () => {
  engines = await startTestDatabase();
  await engines.db.query("insert into source (id, kind, name, created_at) values ('crm', 'file', 'CRM', '2024-01-01'); insert into account (id, name, known_at) values ('a', 'A', '2024-01-01')");
});
afterAll(() => engines.stop());
beforeEach(() => engines.db.query('truncate agreement_line, business_change'));

async function line(id: string, start: Day, fields: { end?: Day; ended?: Day; known?: Day; renew?: boolean; product?: string; ref?: string; plan?: string; notice?: number } = {}) {
  await engines.db.query(
    `insert into agreement_line (id, account_id, product, contract_ref, plan, annual_minor, currency, start_on, term_end, ended_on, ended_known_on, auto_renew, notice_days, source_id, known_at)
     values ($1, 'a', $2, $3, $10, 1200, 'USD', $4, $5, $6, $7, $8, $9, 'crm', '2024-01-01')`,
    [id, fields.product ?? 'core', fields.ref ?? null, start, fields.end ?? null, fields.ended ?? null, fields.known ?? null, fields.renew ?? null, fields.notice ?? null, fields.plan ?? null],
  );
}

async function inForce(day: Day, view: InForceView = 'asOf'): Promise<string[]> {
  const rows = await engines.db.query<{ id: string }>(`with ${momentCte}, ${linesInForceCtes({ view })} select id from line_in_force order by id`, [[day], [asOfEnd(day)]]);
  return rows.map((row) => row.id);
}

test('the end is exclusive, and a successor takes over from its own start', async () => {
  await line('l1', '2024-01-01', { end: '2025-01-01' });
  await line('l2', '2024-12-15', { end: '2025-12-15' });
  await line('other', '2024-06-01', { product: 'addon', end: '2025-06-01' });
  expect(await inForce('2024-12-14')).toEqual(['l1', 'other']);
  expect(await inForce('2024-12-15')).toEqual(['l2', 'other']);
  expect(await inForce('2025-06-01')).toEqual(['l2']);
});

test('an amendment (same contract and product, another plan) supersedes; other lines add up', async () => {
  await line('l1', '2024-01-01', { end: '2025-01-01', ref: 'c1' });
  await line('l2', '2024-05-01', { end: '2025-01-01', ref: 'c1', plan: 'pro' });
  await line('l3', '2024-05-02', { end: '2025-05-01', ref: 'c2' });
  await line('l4', '2024-05-03', { end: '2025-01-01', ref: 'c1', plan: 'pro' });
  expect(await inForce('2024-06-01')).toEqual(['l2', 'l3', 'l4']);
});

test('parallel monthly lines of one product do not supersede each other', async () => {
  await line('l1', '2024-01-01', { end: '2024-02-01' });
  await line('l2', '2024-01-10', { end: '2024-02-10' });
  expect(await inForce('2024-01-31')).toEqual(['l1', 'l2']);
});

test('a lapsed term is held for thirty days by what was known, but with hindsight only when a line followed', async () => {
  await line('l1', '2024-01-01', { end: '2025-01-01' });
  expect(await inForce('2025-01-30')).toEqual(['l1']);
  expect(await inForce('2025-01-31')).toEqual([]);
  expect(await inForce('2025-01-15', 'final')).toEqual([]);
  await line('l2', '2025-01-20', { end: '2026-01-20', product: 'pro' });
  expect(await inForce('2025-01-15', 'final')).toEqual(['l1']);
  expect(await inForce('2025-01-20')).toEqual(['l2']);
});

test('an auto-renewing line runs until it is cancelled, which counts from the day it is known', async () => {
  await line('l1', '2024-01-31', { end: '2025-01-31', renew: true, ended: '2025-06-01', known: '2025-04-01', notice: 30 });
  expect(await inForce('2025-03-01')).toEqual(['l1']);
  expect(await inForce('2025-05-31')).toEqual(['l1']);
  expect(await inForce('2025-06-01')).toEqual([]);
  const at = (day: Day) => readPosition(engines.db, { moments: [{ day, until: asOfEnd(day) }] });
  expect((await at('2025-03-01'))[0]).toMatchObject({ nextEnd: '2026-01-31', optOut: '2026-01-01', noticeGiven: false, autoRenew: true });
  expect((await at('2025-04-01'))[0]).toMatchObject({ nextEnd: '2025-06-01', noticeGiven: true });
});

test('after a churn event only lines begun later count', async () => {
  await line('l1', '2024-01-01');
  await engines.db.query("insert into business_change (id, account_id, kind, on_day, source_id, known_at) values ('b', 'a', 'churn', '2024-06-01', 'crm', '2024-06-01')");
  await line('l2', '2024-09-01');
  expect(await inForce('2024-05-31')).toEqual(['l1']);
  expect(await inForce('2024-06-01')).toEqual([]);
  expect(await inForce('2024-09-01')).toEqual(['l2']);
});
