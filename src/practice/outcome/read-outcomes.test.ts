import { afterAll, beforeAll, expect, it } from 'vitest';
import type { HoldOutItem, OutcomeDetail, OutcomeItem } from '../../contract/outcome.ts';
import { toDate } from '../../lib/clock.ts';
import { addDays, dayOf } from '../../lib/period.ts';
import type { Fault } from '../../lib/fault.ts';
import { execute } from '../../platform/operation/execute.ts';
import type { AnyOperation } from '../../platform/operation/operation.ts';
import { holdOutOperations } from '../playbook/operations/hold-out-operations.ts';
import { startAnother } from '../playbook/start-another.ts';
import { startPlaybookBench, type PlaybookBench } from '../playbook/testing/playbook-bench.ts';
import { startByHand } from '../playbook/set-playbook-state.ts';
import { mondayOf } from './read-standings.ts';
import { outcomeOperations } from './outcome-operations.ts';

const operations = [...holdOutOperations(), ...outcomeOperations()];
const yaml = (id: string, measure: string) => `
id: ${id}
label: ${id}
description: Used in a test of outcomes only, to see who falls where.
goal: The customer is better off than without it.
measure: ${measure}
triggers: [{ on: bulk }]
steps: [{ id: first, label: First, why: Because the test says so., do: wait, for: 2d }]
`;
const ids = Array.from({ length: 80 }, (_, n) => `x${String(n).padStart(2, '0')}`);
let bench: PlaybookBench;
let entered: string;

const run = <T>(id: string, input: object): Promise<T> => execute(operations.find((one) => one.id === id) as AnyOperation, bench.person('usr_lea', 'leader'), input) as Promise<T>;
const armsOf = async (playbook: string) => new Map((await bench.db.query<{ id: string; arm: string }>('select account_id as id, arm from playbook_assignment where playbook_id = $1', [playbook])).map(({ id, arm }) => [id, arm]));
const closes = (day: string, score: (id: string) => number, some: readonly string[]) => bench.db.query(
  "insert into health_close (account_id, day, scorecard_id, scorecard_version, score, band, confidence, coverage, drivers) select id, $2, 'smb', 1, score, 'watch', 1, 1, '[]' from jsonb_to_recordset($1::jsonb) r(id text, score real)",
  [JSON.stringify(some.map((id) => ({ id, score: score(id) }))), day]);

/** Eighty accounts, four of them a family; half of `tried` is held out, and of these every second leaves within the window. */
beforeAll(async () => {
  bench = await startPlaybookBench();
  const { db, clock } = bench;
  entered = dayOf(clock.now());
  await db.query("insert into source (id, kind, name, created_at) values ('crm', 'file', 'CRM', now())");
  for (const [id, measure] of [['tried', 'retained'], ['alike', 'health'], ['idle', 'revenue']] as const) await bench.define(yaml(id, measure));
  await db.query("insert into account (id, name, parent_id, known_at) select id, 'Company ' || id, case when id in ('x01', 'x02', 'x03') then 'x00' end, '2025-01-01' from unnest($1::text[]) id order by id", [ids]);
  await db.query("insert into agreement_line (id, account_id, contract_ref, product, annual_minor, currency, start_on, source_id, known_at) select 'l' || id, id, id, 'core', case when id = 'x79' then 900000 else 100000 end, 'EUR', '2025-01-01', 'crm', '2025-01-01' from unnest($1::text[]) id", [ids]);
  for (const id of ids) await bench.facts(id, { 'contract.arr_minor': id === 'x79' ? 900_000 : 100_000, 'contract.currency': 'EUR' });
  await run('playbook.hold-out', { id: 'tried', percent: 50, floor: 5_000, reason: 'To know whether it helps.' });
  const by = bench.person('usr_lea', 'leader');
  await startByHand(by, 'tried', ids, 'june');
  await startByHand(by, 'alike', ids.slice(0, 20), 'june');
  const held = [...await armsOf('tried')].filter(([, arm]) => arm === 'held_out').map(([id]) => id).toSorted();
  await db.query('update agreement_line set ended_on = $2, ended_known_on = $2 where account_id = any($1)', [held.filter((_, n) => n % 2 === 0), addDays(entered, 40)]);
  const base = mondayOf(entered);
  // The close of the Monday is missing: the newest of its week stands in.
  await closes(addDays(base, -91), () => 50, ids);
  await closes(addDays(base, -2), () => 50, ids);
  await closes(addDays(base, -6), () => 10, ids);
  await closes(addDays(base, 91), (id) => (id < 'x20' ? 58 : 52) + Number(id.slice(1)) % 3, ids);
}, 60_000);
afterAll(() => bench.stop());

it('holds out about the share, a family together, nobody above the floor, and they start no run', async () => {
  const arms = await armsOf('tried');
  const held = [...arms].filter(([, arm]) => arm === 'held_out').map(([id]) => id);
  expect(arms.size).toBe(80);
  expect(Math.abs(held.length - 40)).toBeLessThan(20);
  expect(new Set(['x00', 'x01', 'x02', 'x03'].map((id) => arms.get(id))).size).toBe(1);
  expect(await bench.db.one("select arm, randomised from playbook_assignment where playbook_id = 'tried' and account_id = 'x79'")).toEqual({ arm: 'treated', randomised: false });
  expect(await bench.db.query("select 1 from playbook_run where playbook_id = 'tried' and account_id = any($1)", [held])).toEqual([]);
  expect((await bench.db.one<{ n: number }>("select count(*)::int as n from playbook_occasion where playbook_id = 'tried' and outcome = 'held_out'")).n).toBe(held.length);
});

it('keeps an account where it fell, on every later occasion and when another playbook leads there', async () => {
  const before = await armsOf('tried');
  await startByHand(bench.person('usr_lea', 'leader'), 'tried', ids, 'july');
  const [held] = [...before].find(([, arm]) => arm === 'held_out') as [string, string];
  await bench.db.tx((tx) => startAnother(bench, tx, 'tried', { accountId: held, occasion: 'led', at: bench.clock.now(), trigger: { kind: 'playbook', type: 'alike', label: 'Another', reason: 'It led here.' } }, 100));
  expect(await armsOf('tried')).toEqual(before);
  expect(await bench.db.query("select 1 from playbook_run where playbook_id = 'tried' and account_id = $1", [held])).toEqual([]);
  expect(await bench.db.one("select outcome from playbook_occasion where playbook_id = 'tried' and account_id = $1 and occasion = 'led'", [held])).toEqual({ outcome: 'held_out' });
});

it('says that it is too early until the windows are over', async () => {
  const { items } = await run<{ items: OutcomeItem[] }>('outcome.list', {});
  expect(items.map(({ id, method, verdict, waiting, nextOn }) => ({ id, method, verdict, waiting, nextOn }))).toEqual([
    { id: 'alike', method: 'observational', verdict: 'too_early', waiting: 20, nextOn: addDays(mondayOf(entered), 92) }, { id: 'idle', method: 'none', verdict: 'too_early', waiting: 0, nextOn: null }, { id: 'tried', method: 'randomised', verdict: 'too_early', waiting: 79, nextOn: addDays(mondayOf(entered), 92) },
  ]);
});

it('measures by the lot once they are over: effect, numbers, money and the accounts behind', async () => {
  bench.clock.set(toDate(`${addDays(mondayOf(entered), 92)}T10:00:00Z`));
  const { outcome, accounts, total } = await run<OutcomeDetail>('outcome.show', { id: 'tried' });
  const held = accounts.filter(({ arm }) => arm === 'held_out');
  expect(outcome).toMatchObject({ method: 'randomised', verdict: 'works', measure: 'retained', waiting: 0, heldOut: held.length, treated: { n: 79 - held.length, mean: 1 }, compared: { n: held.length, mean: Math.floor(held.length / 2) / held.length }, leftOut: { otherShare: 1, notKnown: 0 } });
  expect([total, accounts.find(({ accountId }) => accountId === 'x79')?.state]).toEqual([80, 'other_share']);
  const [money] = outcome.money;
  expect(outcome.money).toHaveLength(1);
  expect(money).toMatchObject({ currency: 'EUR', treatedMinor: (79 - held.length) * 100_000, estimateMinor: Math.round((outcome.effect?.estimate ?? 0) * (79 - held.length) * 100_000) });
});

it('measures against accounts alike where nobody is held out, and says so', async () => {
  const { outcome, accounts } = await run<OutcomeDetail>('outcome.show', { id: 'alike' });
  const left = await bench.db.query<{ id: string }>('select account_id as id from agreement_line where ended_on is not null');
  const value = (id: string) => (left.some((one) => one.id === id) ? -50 : (id < 'x20' ? 8 : 2) + Number(id.slice(1)) % 3);
  expect(outcome).toMatchObject({ method: 'observational', treated: { n: 20 } });
  for (const one of accounts) {
    expect(one.value, one.accountId).toBe(value(one.accountId));
    expect(one.matches.length).toBeGreaterThan(0);
    expect(one.matches.every((name) => name >= 'Company x20')).toBe(true);
  }
  expect(outcome.how).toContain('Not by lot');
});

it('lets a leader change and undo it, never past half, and never over somebody else', async () => {
  const { holdOut, before } = await run<{ holdOut: HoldOutItem; before: HoldOutItem }>('playbook.hold-out', { id: 'idle', percent: 12.5, reason: 'To know whether it helps.' });
  expect([before.percent, before.version, holdOut]).toEqual([0, 0, { percent: 12.5, floor: null, byWhom: 'lea', reason: 'To know whether it helps.', at: expect.any(String), version: 1 }]);
  const codeOf = (input: object) => run('playbook.hold-out', input).then(() => 'answered', (error: Fault) => error.code);
  expect(await codeOf({ id: 'idle', percent: 51, reason: 'To know whether it helps.' })).toBe('input');
  expect(await codeOf({ id: 'idle', percent: 5, reason: 'short' })).toBe('input');
  expect(await codeOf({ id: 'idle', percent: 5, reason: 'To know whether it helps.', version: 7 })).toBe('version');
  expect((await run<{ holdOut: HoldOutItem }>('playbook.hold-out', { id: 'idle', percent: before.percent, floor: before.floor, reason: 'Undone: chosen in error.', version: holdOut.version })).holdOut).toMatchObject({ percent: 0, version: 2 });
  expect(await codeOf({ id: 'nothing', percent: 5, reason: 'To know whether it helps.' })).toBe('playbook');
});
