import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { manualClock, toDate } from '../../../lib/clock.ts';
import { addDays, type Day } from '../../../lib/period.ts';
import type { Context, Principal } from '../../../platform/operation/context.ts';
import { execute } from '../../../platform/operation/execute.ts';
import { OperationTable } from '../../../platform/operation/registry.ts';
import type { Db } from '../../../platform/postgres/database.ts';
import { startTestDatabase } from '../../../platform/testing/test-engines.ts';
import { approveDefinitions } from '../../../program/definition/definition-store.ts';
import { backfillSignals, runSignals } from '../run-signals.ts';
import { signalDefinition } from '../signal-rule.ts';
import { signalOperations } from './signal-operations.ts';

const today: Day = '2026-06-30';
const definition = (id: string, family: string, open: string) => signalDefinition.parse({ id, label: `Label of ${id}`, family, description: 'x', applies: 'true', open, closeAfter: 1, severity: [{ level: family === 'risk' ? 'high' : 'low' }], why: 'Because.' });
const definitions = [definition('quiet', 'risk', 'usage.quiet > 5'), definition('growing', 'growth', 'usage.users > 10'), definition('never', 'risk', 'support.tone_90d < 0')];
const table = new OperationTable(signalOperations({ resolveAccountId: async (_context, reference) => reference }));

let db: Db;
let stop: () => Promise<void>;

const clock = manualClock(toDate(`${today}T12:00:00Z`));
const contextOf = (book: Principal['book'] = 'all'): Context => ({ db, clock, analytics: undefined as never, log: undefined as never, principal: { kind: 'user', id: 'ada', name: 'Ada', scopes: new Set(['read', 'write']), book } });
const call = (id: string, input: object, context = contextOf()) => execute(table.get(id), context, input) as Promise<Record<string, any>>;

/** Which accounts are quiet from which day; acc_left leaves at the end of April, acc_surprise without a sign. */
const quietFrom: Record<string, Day> = { acc_left: '2026-03-01', acc_stay: '2025-11-20', acc_now: '2026-06-20' };

beforeAll(async () => {
  ({ db, stop } = await startTestDatabase());
  await db.query(`insert into source (id, kind, name, created_at) values ('src', 'file', 'x', now())`);
  await db.query(`insert into member (id, name, key) values ('own_1', 'Ada', 'ada')`);
  await db.query(`insert into account (id, name, owner_id, source_id, known_at) select id, upper(id), case when id = 'acc_now' then 'own_1' end, 'src', now() from unnest($1::text[]) id`, [['acc_left', 'acc_surprise', 'acc_stay', 'acc_now']]);
  await db.query(`insert into business_change (id, account_id, kind, on_day, reason, source_id, known_at) values ('b1', 'acc_left', 'churn', '2026-04-30', 'Low adoption', 'src', now()), ('b2', 'acc_surprise', 'churn', '2026-05-15', null, 'src', now())`);
  await db.query(`insert into account_fact (account_id, at, values, computed_at) values ('acc_now', now(), '{"usage.quiet": 10, "usage.users": 3, "support.tone_90d": null}', now())`);
  await approveDefinitions(db, definitions.map((body) => ({ kind: 'signal', id: body.id, body, text: '' })), { at: toDate('2025-01-01'), by: 'test', kinds: ['signal'] });
  const days = Array.from({ length: 233 }, (_, n) => addDays('2025-11-10', n));
  await backfillSignals({ db }, days, async (day) => ['acc_left', 'acc_surprise', 'acc_stay', 'acc_now'].map((accountId) => {
    const since = quietFrom[accountId];
    const quiet = since !== undefined && day >= since && (accountId !== 'acc_stay' || day < '2026-01-10') && (accountId !== 'acc_left' || day < '2026-05-02');
    return { accountId, day, values: { 'usage.quiet': quiet ? 9 : 0, 'usage.users': accountId === 'acc_now' ? 12 : 2, 'contract.arr_minor': 700, 'contract.currency': 'USD' } };
  }));
}, 60_000);
afterAll(() => stop());

describe('signal.list', () => {
  it('lists what is live, the gravest first, and pages', async () => {
    const page = await call('signal.list', {});
    expect(page.items.map((item: any) => [item.accountId, item.type, item.label])).toEqual([['acc_now', 'quiet', 'Label of quiet'], ['acc_now', 'growing', 'Label of growing']]);
    const small = await call('signal.list', { limit: 1 });
    expect([small.total, small.next]).toEqual([2, '1']);
    expect((await call('signal.list', { limit: 1, cursor: small.next })).items[0].type).toBe('growing');
  });

  it('filters, and reads a past day as it stood', async () => {
    expect((await call('signal.list', { family: 'growth' })).total).toBe(1);
    expect((await call('signal.list', { state: 'resolved' })).items.map((item: any) => item.accountId).sort()).toEqual(['acc_left', 'acc_stay']);
    const past = await call('signal.list', { at: '2026-03-15' });
    expect(past.items.filter((item: any) => item.type === 'quiet')).toMatchObject([{ accountId: 'acc_left', state: 'open', closedOn: null }]);
  });

  it('keeps to the book', async () => {
    expect((await call('signal.list', { state: 'all' }, contextOf({ ownerId: 'own_1' }))).total).toBe(2);
    const [left] = (await call('signal.list', { state: 'resolved', accountId: 'acc_left' })).items;
    await expect(call('signal.show', { id: left.id }, contextOf({ ownerId: 'own_1' }))).rejects.toMatchObject({ kind: 'notFound' });
    await expect(call('signal.act', { id: left.id, version: left.version, action: 'reopen' }, contextOf({ ownerId: 'own_1' }))).rejects.toMatchObject({ kind: 'notFound' });
  });
});

describe('signal.retrospective, types and report', () => {
  it('tells which leavings were warned of and which were not', async () => {
    const { items } = await call('signal.retrospective', {});
    expect(items).toMatchObject([
      { accountId: 'acc_surprise', leftOn: '2026-05-15', leadDays: null, warnings: [] },
      { accountId: 'acc_left', reason: 'Low adoption', leadDays: 60, warnings: [{ type: 'quiet', openedOn: '2026-03-01' }] },
    ]);
  });

  it('counts precision only where the outcome is known', async () => {
    const { items } = await call('signal.types', {});
    expect(items.find((item: any) => item.id === 'quiet')).toMatchObject({ fired: 3, accounts: 3, live: 1, judged: 2, precision: 0.5, recall: 0.5, medianLeadDays: 60 });
    expect(items.find((item: any) => item.id === 'growing')).toMatchObject({ fired: 1, precision: null, recall: null });
  });

  it('names signals that never fire, with the missing fact', async () => {
    expect(await call('signal.report', {})).toMatchObject({ never: [{ id: 'never', reason: expect.stringContaining('support.tone_90d') }], everywhere: [{ id: 'growing' }, { id: 'quiet' }] });
  });
});

describe('signal.act', () => {
  const live = async () => (await call('signal.list', { type: 'quiet' })).items[0];
  const close = (day: Day, quiet: number) => runSignals({ db }, { vectors: [{ accountId: 'acc_now', day, values: { 'usage.quiet': quiet } }], day, provisional: false });

  it('refuses an old version, a snooze without a later day and a resolution without a reason', async () => {
    const { id, version } = await live();
    await expect(call('signal.act', { id, version: version + 1, action: 'acknowledge' })).rejects.toMatchObject({ kind: 'conflict', code: 'version' });
    await expect(call('signal.act', { id, version, action: 'snooze', until: today })).rejects.toMatchObject({ kind: 'invalid' });
    await expect(call('signal.act', { id, version, action: 'resolve' })).rejects.toMatchObject({ kind: 'invalid' });
  });

  it('moves through the states, keeps who did it, and stays resolved until the condition has cleared', async () => {
    const { id, version } = await live();
    const assigned = await call('signal.act', { id, version, action: 'assign', assignee: 'own_1' });
    expect(assigned).toMatchObject({ state: 'acknowledged', assignee: 'own_1', version: version + 1 });
    const resolved = await call('signal.act', { id, version: assigned.version, action: 'resolve', note: 'Talked to them.' });
    expect(resolved).toMatchObject({ state: 'resolved', closedOn: today });
    await close(today, 9);
    await close(addDays(today, 1), 9);
    expect(await live()).toBeUndefined();
    await close(addDays(today, 2), 0);
    await close(addDays(today, 3), 9);
    expect((await live()).openedOn).toBe(addDays(today, 3));
    const shown = await call('signal.show', { id });
    expect(shown.resolution).toBe('Talked to them.');
    expect(shown.events.filter((event: any) => event.by === 'ada').map((event: any) => event.toState)).toEqual(['acknowledged', 'resolved']);
    await expect(call('signal.act', { id, version: resolved.version, action: 'reopen' })).rejects.toMatchObject({ code: 'signal_newer' });
  });
});

describe('signal.batch', () => {
  const open = async () => (await call('signal.list', { state: 'live' })).items as { id: string; version: number; state: string; assignee: string | null }[];

  it('assigns many, says what it refused, and takes back exactly what it did', async () => {
    const before = await open();
    const items = before.map(({ id, version }) => ({ id, version }));
    const stale = { id: items[0]!.id, version: items[0]!.version + 7 };
    const refused = await call('signal.batch', { action: 'acknowledge', items: [stale] });
    expect([refused.items, refused.rejected.map((one: { code: string }) => one.code)]).toEqual([[], ['version']]);
    const { items: done } = await call('signal.batch', { action: 'assign', assignee: 'Grace', items });
    expect((await open()).map(({ assignee }) => assignee)).toEqual(items.map(() => 'Grace'));
    const back = await call('signal.batch', { action: 'revert', items: done.map(({ id, version, before: to }: { id: string; version: number; before: object }) => ({ id, version, to })) });
    expect(back.rejected).toEqual([]);
    expect((await open()).map(({ id, state, assignee }) => ({ id, state, assignee }))).toEqual(before.map(({ id, state, assignee }) => ({ id, state, assignee })));
  });

  it('resolves with one reason and opens again', async () => {
    const [first] = await open();
    const { items: [done] } = await call('signal.batch', { action: 'resolve', note: 'Talked to them.', items: [{ id: first!.id, version: first!.version }] });
    expect((await open()).some(({ id }) => id === first!.id)).toBe(false);
    await call('signal.batch', { action: 'revert', items: [{ id: done.id, version: done.version, to: done.before }] });
    expect((await open()).find(({ id }) => id === first!.id)?.state).toBe(first!.state);
  });

  it('changes nothing where one signal is of another book', async () => {
    const items = (await open()).map(({ id, version }) => ({ id, version }));
    await expect(call('signal.batch', { action: 'acknowledge', items }, contextOf({ ownerId: 'own_2' }))).rejects.toMatchObject({ code: 'signal' });
  });
});
