import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { manualClock, toDate } from '../../lib/clock.ts';
import type { Context } from '../../platform/operation/context.ts';
import { execute } from '../../platform/operation/execute.ts';
import { startTestDatabase, type TestDatabase } from '../../platform/testing/test-engines.ts';
import { createStage } from '../identity/staged-batch.ts';
import { editOperations } from './edit-operations.ts';
import { writeAccounts } from './write-accounts.ts';

let database: TestDatabase;
let context: Context;
const clock = manualClock(toDate('2026-06-01T10:00:00Z'));
const operations = new Map(editOperations().map((operation) => [operation.id, operation]));
const run = async (id: string, input: object, as: Context = context): Promise<any> => {
  clock.advance(60_000);
  return execute(operations.get(id) as never, as, input);
};
const fields = () => database.db.query('select id, tier, stage, custom from account order by id');
const newest = async (field: string) => (await database.db.query<{ source: string; value: unknown }>(`select source_id as source, value from field_version where entity_id = 'a' and field = $1 order by known_at desc`, [field]));

/** A later load of the accounts' own source. */
async function load(data: object): Promise<void> {
  clock.advance(60_000);
  await database.db.tx(async (tx) => {
    await tx.query(createStage);
    await tx.query(`insert into stage (item_no, ref, data) values (1, 'A-1', $1)`, [JSON.stringify(data)]);
    await writeAccounts(tx, { sourceId: 'crm', knownAt: clock.wall().toISOString(), accountBy: 'id' });
  });
}

beforeAll(async () => {
  database = await startTestDatabase();
  context = { db: database.db, analytics: undefined as never, clock, log: undefined as never, principal: { kind: 'local', id: 'me', name: 'Lena', scopes: new Set(['read', 'write']), book: 'all' } };
  await database.db.query(`insert into source (id, kind, name, created_at) values ('crm', 'file', 'CRM', now())`);
  await database.db.query(`insert into member (id, name, key) values ('m1', 'Ann', 'ann')`);
}, 60_000);
afterAll(() => database.stop());
beforeEach(async () => {
  await database.db.query('truncate account_edit, account_edit_item, field_version, external_id, dirty_account, account cascade');
  await database.db.query(`insert into account (id, name, owner_id, tier, source_id, known_at) values ('a', 'A', 'm1', 'bronze', 'crm', '2026-01-01'), ('b', 'B', null, null, 'crm', '2026-01-01'), ('c', 'C', 'm1', 'gold', 'crm', '2026-01-01')`);
  await database.db.query(`insert into external_id (source_id, entity, value, entity_id, known_at) values ('crm', 'account', 'A-1', 'a', '2026-01-01')`);
});

describe('account.update', () => {
  it('sets many at once, answers what was, marks them dirty, and takes it back', async () => {
    const done = await run('account.update', { ids: ['a', 'b', 'c'], field: 'tier', value: 'gold' });
    expect(done).toMatchObject({ changed: 2, unchanged: 1, accounts: [{ accountId: 'a', before: 'bronze' }, { accountId: 'b', before: null }] });
    expect((await fields()).map((row) => row.tier)).toEqual(['gold', 'gold', 'gold']);
    expect(await database.db.query('select account_id from dirty_account order by 1')).toEqual([{ account_id: 'a' }, { account_id: 'b' }]);
    expect(await run('account.revert', { id: done.id })).toMatchObject({ undone: true, changed: 2 });
    expect((await fields()).map((row) => row.tier)).toEqual(['bronze', null, 'gold']);
    await expect(run('account.revert', { id: done.id })).rejects.toMatchObject({ kind: 'conflict' });
  });

  it('sets and takes away a custom attribute', async () => {
    await run('account.update', { ids: ['a'], field: 'custom.next_step', value: "Call O'Hara" });
    await run('account.update', { ids: ['a'], field: 'custom.at_risk', value: true });
    expect((await fields())[0]?.custom).toEqual({ next_step: "Call O'Hara", at_risk: true });
    await run('account.update', { ids: ['a'], field: 'custom.at_risk', value: null });
    expect((await fields())[0]?.custom).toEqual({ next_step: "Call O'Hara" });
  });

  it('leaves what was changed again since, and keeps to the book', async () => {
    const first = await run('account.update', { ids: ['a', 'b'], field: 'tier', value: 'gold' });
    await run('account.update', { ids: ['b'], field: 'tier', value: 'silver' });
    expect(await run('account.revert', { id: first.id })).toMatchObject({ changed: 1, unchanged: 1 });
    expect((await fields()).map((row) => row.tier)).toEqual(['bronze', 'silver', 'gold']);
    const ann: Context = { ...context, principal: { ...context.principal, book: { ownerId: 'm1' } } };
    await expect(run('account.update', { ids: ['a', 'b'], field: 'tier', value: 'x' }, ann)).rejects.toMatchObject({ kind: 'notFound' });
    expect((await fields()).map((row) => row.tier)).toEqual(['bronze', 'silver', 'gold']);
  });

  it.each(['id', 'name', 'owner_id', "custom.x' || (select 1)", 'custom.'])('refuses the field %s', async (field) => {
    await expect(run('account.update', { ids: ['a'], field, value: 'x' })).rejects.toMatchObject({ kind: 'invalid' });
  });
});

describe('a later load', () => {
  it('does not overwrite what a person set, and the difference stays to be seen', async () => {
    await load({ name: 'A', tier: 'silver', stage: 'adopting', custom: { plan: 'x', seats_note: 'y' } });
    await run('account.update', { ids: ['a'], field: 'tier', value: 'gold' });
    await run('account.update', { ids: ['a'], field: 'custom.plan', value: 'z' });
    await load({ name: 'A', tier: 'bronze', stage: 'established', custom: { plan: 'w', seats_note: 'n' } });
    expect((await fields())[0]).toMatchObject({ tier: 'gold', stage: 'established', custom: { plan: 'z', seats_note: 'n' } });
    expect((await newest('tier')).slice(0, 2)).toEqual([{ source: 'manual', value: 'gold' }, { source: 'crm', value: 'bronze' }]);
    expect((await newest('custom.plan'))[0]).toEqual({ source: 'manual', value: 'z' });
  });

  it('sets the field again once the edit was taken back', async () => {
    await load({ name: 'A', tier: 'silver' });
    const edit = await run('account.update', { ids: ['a'], field: 'tier', value: 'gold' });
    await run('account.revert', { id: edit.id });
    expect((await newest('tier'))[0]).toEqual({ source: 'crm', value: 'silver' });
    await load({ name: 'A', tier: 'bronze' });
    expect((await fields())[0]).toMatchObject({ tier: 'bronze' });
  });
});
