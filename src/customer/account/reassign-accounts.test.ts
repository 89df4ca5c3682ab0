import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { manualClock, toDate } from '../../lib/clock.ts';
import type { Context } from '../../platform/operation/context.ts';
import { execute } from '../../platform/operation/execute.ts';
import { startTestDatabase, type TestDatabase } from '../../platform/testing/test-engines.ts';
import { reassignOperations } from './reassign-operations.ts';

let database: TestDatabase;
let context: Context;
const operations = new Map(reassignOperations().map((operation) => [operation.id, operation]));
const run = (id: string, input: object, as: Context = context): Promise<any> => execute(operations.get(id) as never, as, input);
const owners = async () => Object.fromEntries((await database.db.query<{ id: string; owner: string | null }>('select id, owner_id as owner from account order by id')).map((row) => [row.id, row.owner]));
const notes = () => database.db.query<{ accountId: string; subject: string; body: string | null }>(`select account_id as "accountId", subject, body from activity order by account_id`);

beforeAll(async () => {
  database = await startTestDatabase();
  context = { db: database.db, analytics: undefined as never, clock: manualClock(toDate('2026-06-01T10:00:00Z')), log: undefined as never, principal: { kind: 'local', id: 'me', name: 'Lena', scopes: new Set(['read', 'write']), book: 'all' } };
  await database.db.query(`insert into member (id, name, key) values ('m1', 'Ann', 'ann'), ('m2', 'Ben', 'ben')`);
}, 60_000);
afterAll(() => database.stop());
beforeEach(async () => {
  await database.db.query('truncate reassignment, reassignment_account, activity, field_version, account cascade');
  await database.db.query(`insert into account (id, name, owner_id, known_at) values ('a', 'A', 'm1', now()), ('b', 'B', null, now()), ('c', 'C', 'm2', now())`);
});

describe('account.reassign', () => {
  it('moves owners, keeps versions, tells each timeline, and counts what stayed', async () => {
    const done = await run('account.reassign', { accountIds: ['a', 'b', 'c', 'a'], ownerId: 'm2', note: 'Renewal talks are open.' });
    expect(done).toMatchObject({ moved: 2, unchanged: 1, owner: { id: 'm2', name: 'Ben' }, undone: false, accounts: [{ accountId: 'a', fromOwnerId: 'm1' }, { accountId: 'b', fromOwnerId: null }] });
    expect(await owners()).toEqual({ a: 'm2', b: 'm2', c: 'm2' });
    expect(await notes()).toEqual([{ accountId: 'a', subject: 'Handed over from Ann to Ben', body: 'Renewal talks are open.' }, { accountId: 'b', subject: 'Handed over from nobody to Ben', body: 'Renewal talks are open.' }]);
    expect(await database.db.query(`select entity_id, value from field_version where field = 'owner_id' order by entity_id`)).toEqual([{ entity_id: 'a', value: 'm2' }, { entity_id: 'b', value: 'm2' }]);
  });

  it('takes a hand-over back, but not what was given on meanwhile, and only once', async () => {
    const first = await run('account.reassign', { accountIds: ['a', 'b'], ownerId: 'm2' });
    await run('account.reassign', { accountIds: ['b'], ownerId: 'm1' });
    expect(await run('account.unassign', { id: first.id })).toMatchObject({ undone: true });
    expect(await owners()).toEqual({ a: 'm1', b: 'm1', c: 'm2' });
    expect((await notes()).map((note) => note.accountId)).toEqual(['b', 'b']);
    await expect(run('account.unassign', { id: first.id })).rejects.toMatchObject({ kind: 'conflict' });
  });

  it('keeps to the book: nothing moves when one account is outside it', async () => {
    const ann: Context = { ...context, principal: { ...context.principal, book: { ownerId: 'm1' } } };
    await expect(run('account.reassign', { accountIds: ['a', 'c'], ownerId: 'm2' }, ann)).rejects.toMatchObject({ kind: 'notFound' });
    expect(await owners()).toEqual({ a: 'm1', b: null, c: 'm2' });
    const own = await run('account.reassign', { accountIds: ['a'], ownerId: 'm2' }, ann);
    await run('account.unassign', { id: own.id }, ann);
    expect(await owners()).toEqual({ a: 'm1', b: null, c: 'm2' });
  });

  it('refuses an unknown owner, and may leave accounts without one', async () => {
    await expect(run('account.reassign', { accountIds: ['a'], ownerId: 'nobody' })).rejects.toMatchObject({ kind: 'notFound', code: 'member' });
    await run('account.reassign', { accountIds: ['a'], ownerId: null });
    expect((await owners()).a).toBe(null);
    expect((await run('member.list', {})).items).toEqual([{ id: 'm1', name: 'Ann', email: null, accounts: 0 }, { id: 'm2', name: 'Ben', email: null, accounts: 1 }]);
  });
});
