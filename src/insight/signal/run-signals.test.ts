import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { addDays, type Day } from '../../lib/period.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { startTestDatabase } from '../../platform/testing/test-engines.ts';
import type { FactValue } from '../../program/definition/expression.ts';
import { forgetSignals } from './forget-signals.ts';
import { backfillSignals, runSignals } from './run-signals.ts';
import type { SignalVector } from './observe-signal.ts';
import { compileSignal, signalDefinition, type SignalRule } from './signal-rule.ts';

const first: Day = '2026-02-01';
const rule = (more: object): SignalRule => compileSignal(signalDefinition.parse({ id: 'silent', label: 'Silent', family: 'risk', description: 'x', applies: 'true', open: 'usage.quiet >= 14', stay: 'usage.quiet >= 7', closeAfter: 2, expireDays: 5, severity: [{ when: 'usage.quiet >= 30', level: 'critical' }, { level: 'high' }], why: 'Quiet for {usage.quiet|days}.', evidence: [], ...more }), 3);
const rules = [rule({}), rule({ id: 'left', open: 'people.left >= 1', stay: undefined, severity: [{ level: 'low' }], why: 'Left.', evidence: ['champions_left', 'usage'] })];

let db: Db;
let stop: () => Promise<void>;

beforeAll(async () => {
  ({ db, stop } = await startTestDatabase());
  await db.query(`insert into source (id, kind, name, created_at) values ('src', 'file', 'x', now())`);
});
afterAll(() => stop());

async function accounts(count: number): Promise<string[]> {
  await db.query('truncate signal_event, signal, signal_memory, change_feed, person, signal_peer, account cascade');
  const ids = Array.from({ length: count }, (_, n) => `acc_${n}`);
  await db.query(`insert into account (id, name, source_id, known_at) select id, upper(id), 'src', now() from unnest($1::text[]) id`, [ids]);
  return ids;
}
beforeEach(() => accounts(2));

const vector = (accountId: string, day: Day, quiet: FactValue, left = 0): SignalVector => ({ accountId, day, values: { 'usage.quiet': quiet, 'people.left': left, 'contract.arr_minor': 5000, 'contract.currency': 'USD' } });
const close = (day: Day, quiet: FactValue, more: Partial<Parameters<typeof runSignals>[1]> = {}) => runSignals({ db }, { vectors: [vector('acc_0', day, quiet)], day, provisional: false, rules, ...more });
const stored = () => db.query<{ state: string; severity: string; opened_on: Day; closed_on: Day | null; provisional: boolean; resolution: string | null; version: number; why: string }>(`select * from signal where type = 'silent' order by opened_on, id`);

describe('runSignals', () => {
  it('opens with severity, stake and words, stays in the band, closes and opens a new episode', async () => {
    const quiet = [15, 40, 8, 3, 2, 16];
    for (const [n, value] of quiet.entries()) await close(addDays(first, n), value);
    expect(await stored()).toMatchObject([
      { opened_on: first, closed_on: addDays(first, 4), state: 'resolved', resolution: 'cleared', dedupe_key: `acc_0:silent:${first}`, stake_minor: 5000, currency: 'USD', rule_version: 3, last_true_on: addDays(first, 2) },
      { opened_on: addDays(first, 5), closed_on: null, state: 'open', severity: 'high', why: 'Quiet for 16 days.' },
    ]);
    const events = await db.query<{ to_state: string }>('select to_state from signal_event order by id');
    expect(events.map(({ to_state }) => to_state)).toEqual(['open', 'open', 'open', 'resolved', 'open']);
    expect(await db.query('select 1 from change_feed')).toHaveLength(5);
  });

  it('expires when nothing is known any more, and does not close for it', async () => {
    await close(first, 20);
    for (let n = 1; n < 5; n++) await close(addDays(first, n), null);
    expect((await stored())[0]).toMatchObject({ state: 'open', closed_on: null });
    await close(addDays(first, 5), null);
    expect((await stored())[0]).toMatchObject({ state: 'expired', closed_on: addDays(first, 5) });
  });

  it('raises provisionally within the day and confirms or withdraws at the close', async () => {
    await close(first, 15, { provisional: true });
    expect(await stored()).toMatchObject([{ provisional: true, closed_on: null }]);
    await close(first, 0);
    expect(await stored()).toMatchObject([{ provisional: true, closed_on: first, resolution: 'withdrawn' }]);
    const next = addDays(first, 1);
    await close(next, 15, { provisional: true });
    await close(next, 15);
    expect((await stored())[1]).toMatchObject({ opened_on: next, provisional: false, closed_on: null });
  });

  it('closing one day again with the same facts changes nothing, with others it mends the day', async () => {
    for (const [n, value] of [15, 3, 2].entries()) await close(addDays(first, n), value);
    const before = await stored();
    await close(addDays(first, 2), 2);
    expect(await stored()).toMatchObject(before.map(({ opened_on, closed_on, state }) => ({ opened_on, closed_on, state })));
    await close(addDays(first, 2), 9);
    expect(await stored()).toMatchObject([{ closed_on: null, state: 'open' }]);
  });

  it('leaves what people did alone', async () => {
    await close(first, 15);
    await db.query(`update signal set state = 'acknowledged', assignee = 'ada'`);
    await close(addDays(first, 1), 40);
    expect(await stored()).toMatchObject([{ state: 'acknowledged', assignee: 'ada', severity: 'critical', version: 2 }]);
    await db.query(`update signal set state = 'snoozed', snoozed_until = $1`, [addDays(first, 3)]);
    await close(addDays(first, 2), 40);
    expect((await stored())[0]?.state).toBe('snoozed');
    await close(addDays(first, 3), 40);
    expect((await stored())[0]).toMatchObject({ state: 'open', snoozed_until: null });
  });

  it('points to the records behind a signal', async () => {
    await db.query(`insert into person (id, account_id, name, role, left_on, source_id, known_at) values ('p1', 'acc_0', 'Ada', 'champion', $1, 'src', now()), ('p2', 'acc_0', 'Old', 'champion', $2, 'src', now()), ('p3', 'acc_0', 'Later', 'champion', $3, 'src', now())`, [addDays(first, -3), addDays(first, -300), addDays(first, 9)]);
    await runSignals({ db }, { vectors: [vector('acc_0', first, 0, 1)], day: first, provisional: false, rules });
    const { evidence } = await db.one<{ evidence: { kind: string; id: string }[] }>(`select evidence from signal where type = 'left'`);
    expect(evidence.map(({ kind, id }) => `${kind} ${id}`)).toEqual(['person p1', `usage_window acc_0:${addDays(first, -27)}..${addDays(first, 1)}`]);
  });

  it('takes as many statements for 200 accounts as for 1', async () => {
    const ids = await accounts(200);
    const cost = async (few: readonly string[], day: Day) => {
      const before = db.stats().statements;
      await runSignals({ db }, { vectors: few.map((id) => vector(id, day, 20, 1)), day, provisional: false, rules });
      return db.stats().statements - before;
    };
    const one = await cost(ids.slice(0, 1), first);
    expect(await cost(ids.slice(1), first)).toBe(one);
    expect(await db.query('select 1 from signal')).toHaveLength(400);
  });
});

describe('back-fill', () => {
  it('gives the history that days closed one by one with work in between give, and never two live rows', async () => {
    const day = (n: number) => addDays(first, n);
    await fc.assert(fc.asyncProperty(fc.array(fc.constantFrom<FactValue>(0, 5, 8, 15, 40, null), { minLength: 1, maxLength: 14 }), async (values) => {
      await accounts(2);
      for (const [n, value] of values.entries()) {
        await close(day(n), values[n + 1] ?? 0, { provisional: true });
        await close(day(n), value);
        if (n % 3 === 0) await close(day(n), value);
      }
      await backfillSignals({ db }, values.map((_, n) => day(n)), async (at) => [vector('acc_1', at, values[values.findIndex((_, n) => day(n) === at)] as FactValue)], () => {}, rules);
      const history = (id: string) => db.query(`select type, state, severity, opened_on, closed_on, last_true_on, resolution, why from signal where account_id = $1 and not (provisional and closed_on is not null) order by opened_on`, [id]);
      expect(await history('acc_0')).toEqual(await history('acc_1'));
      expect(await db.query('select 1 from signal where closed_on is null group by account_id, type having count(*) > 1')).toEqual([]);
    }), { numRuns: 25 });
  });

  it('closes a changed past again to the same end, and keeps what people touched', async () => {
    const values = [0, 20, 20, 2, 1, 0, 30, 30];
    const days = values.map((_, n) => addDays(first, n));
    const fill = (from: number) => backfillSignals({ db }, days.slice(from), async (at) => [vector('acc_0', at, values[days.indexOf(at)] as number)], () => {}, rules);
    const history = () => db.query('select id, state, opened_on, closed_on, last_true_on, resolution from signal order by opened_on');
    await fill(0);
    const before = await history();
    expect(before).toHaveLength(2);
    expect(await forgetSignals(db, days[2] as Day)).toBe(1);
    expect(await history()).toMatchObject([{ opened_on: days[1], closed_on: null }]);
    await fill(2);
    expect(await history()).toEqual(before);
    await db.query(`insert into signal_event (signal_id, at, to_state, by) select id, now(), 'acknowledged', 'ada' from signal where closed_on is null`);
    expect(await forgetSignals(db, first)).toBe(1);
    expect(await history()).toMatchObject([{ opened_on: days[6], closed_on: null }]);
  });
});
