import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { AccountMerge, IdentityPair } from '../contract/identity.ts';
import type { ImportReport } from '../contract/import.ts';
import { approveShipped, healthKinds } from '../insight/health/approve-shipped.ts';
import { signalKind } from '../insight/signal/signal-rule.ts';
import { manualClock, toDate } from '../lib/clock.ts';
import { Fault } from '../lib/fault.ts';
import { principalOfUser } from '../platform/auth/principal-of.ts';
import type { Context, Principal } from '../platform/operation/context.ts';
import { execute } from '../platform/operation/execute.ts';
import { startTestEngines, type TestEngines } from '../platform/testing/test-engines.ts';
import type { DefinitionKind } from '../program/definition/definition.ts';
import { composeOperations } from './compose.ts';

const clock = manualClock(toDate('2026-03-18T06:00:00Z'));
const table = composeOperations({ baseUrl: 'http://127.0.0.1:1', dataDir: '', clock: null });
const local: Principal = { kind: 'local', id: 'test', name: 'Test', scopes: new Set(['admin']), book: 'all' };
const log = { info() {}, warn() {}, error() {}, debug() {} } as unknown as Context['log'];
let engines: TestEngines;
let dir: string;
const contextOf = (principal: Principal): Context => ({ db: engines.db, analytics: engines.analytics, clock, log, principal });
const run = <T>(id: string, input: unknown, who = local): Promise<T> => execute(table.get(id), contextOf(who), input) as Promise<T>;
const codeOf = (work: Promise<unknown>) => work.then(() => 'answered', (error: unknown) => (error instanceof Fault ? error.code : String(error)));

const files = {
  'accounts.csv': 'account_id,account_name,website,industry,csm\nA1,Alpha GmbH,alpha.com,Tech,Ann Lee\nA2,Alpha,,,Ann Lee\nA3,Beta,beta.io,Retail,Bo Ray\nA4,Gamma,gamma.org,,Bo Ray\n',
  'contacts.csv': 'id,account_id,first_name,last_name,email,title\nP1,A1,Cy,Day,cy@alpha.com,CTO\nP2,A2,Di,Eve,di@alpha.com,Buyer\nP3,A2,Ed,Fox,ed@alpha.com,Admin\n',
  'subscriptions.csv': 'subscription_id,account_id,plan,start_date,renewal_date,arr,currency\nS1,A1,pro,2025-01-01,2027-01-01,1200,EUR\nS3,A3,pro,2025-01-01,2027-01-01,2400,EUR\n',
  'tickets.csv': 'ticket_id,account_id,subject,priority,created_at,solved_at,status\nT1,A2,Help,high,2026-03-01 10:00:00,2026-03-01 12:00:00,solved\n',
  'usage.csv': 'account_id,week_start,feature,events\nA1,2026-03-02,report,5\nA2,2026-03-02,report,7\n',
};

async function load(changed: Partial<typeof files> = {}): Promise<ImportReport> {
  const all = { ...files, ...changed };
  for (const [name, text] of Object.entries(all)) await writeFile(join(dir, name), text);
  clock.advance(60_000);
  return run<ImportReport>('import.files', { paths: Object.keys(all).map((name) => join(dir, name)), source: 'crm', yes: true });
}

const idOf = async (ref: string) => (await engines.db.one<{ id: string }>("select entity_id as id from external_id where entity = 'account' and value = $1", [ref])).id;
const picture = async () => ({
  rows: await engines.db.query(`select 'person' as kind, id, account_id from person union all select 'ticket', id, account_id from ticket union all select 'line', id, account_id from agreement_line union all select 'key', key, account_id from usage_identity union all select 'id', value, entity_id from external_id where entity = 'account' order by 1, 2`),
  accounts: await engines.db.query('select id, name, domain, owner_id, industry, parent_id, merged_into from account order by id'),
  usage: await engines.analytics.query("select key, kind, toString(account) as account from identity final order by kind, key"),
});

beforeAll(async () => {
  engines = await startTestEngines();
  dir = await mkdtemp(join(tmpdir(), 'mainstay-identity-'));
  await approveShipped(engines.db, new URL('../../definitions', import.meta.url).pathname, clock.now(), [...healthKinds, signalKind as DefinitionKind]);
  await load();
}, 120_000);
afterAll(async () => {
  await engines.stop();
  await rm(dir, { recursive: true, force: true });
});

it('names pairs that may be one customer, with the reasons, and forgets those that are not', async () => {
  const { items } = await run<{ items: IdentityPair[] }>('identity.list', {});
  expect(items).toHaveLength(1);
  const [a1, a2] = [await idOf('A1'), await idOf('A2')];
  expect(items[0]).toMatchObject({ keep: a1, confidence: 0.85, reasons: [{ code: 'name', value: 'alpha' }, { code: 'people', value: 'alpha.com', count: 2 }] });
  expect(await codeOf(run('identity.distinct', { one: a1, other: a1 }))).toBe('same_account');
  await run('identity.distinct', { one: 'A2', other: 'A1' });
  expect((await run<{ total: number }>('identity.list', {})).total).toBe(0);
  await run('identity.distinct', { one: a1, other: a2, undo: true });
  expect((await run<{ total: number }>('identity.list', {})).total).toBe(1);
});

it('merges: records, people, ids and usage move, lacking fields are filled, and one account is left', async () => {
  const before = await picture();
  const [a1, a2] = [await idOf('A1'), await idOf('A2')];
  // Where an account fell in a lot goes with it, unless the kept one fell before.
  const assigned = () => engines.db.query('select playbook_id as playbook, account_id as account, arm from playbook_assignment order by 1, 2');
  await engines.db.query("insert into playbook_assignment (playbook_id, account_id, cluster_id, playbook_version, arm, randomised, share, at) select p, a, a, 1, arm, true, 0.2, $3 from (values ('growth', $2, 'held_out'), ('renewal', $2, 'held_out'), ('renewal', $1, 'treated')) v(p, a, arm)", [a1, a2, clock.now()]);
  const lots = await assigned();
  const merge = await run<AccountMerge>('identity.confirm', { keep: 'A1', merge: 'A2' });
  expect(await assigned()).toEqual(lots.map((row) => (row.playbook === 'growth' ? { ...row, account: a1 } : row)));
  expect(merge).toMatchObject({ keptId: a1, mergedId: a2, undone: false, moved: { playbook_assignment: 1, person: 2, ticket: 1, external_id: 1, usage_identity: 1 } });
  const listed = await run<{ items: { id: string; externalIds: Record<string, string> }[] }>('account.list', {});
  expect(listed.items.map(({ id }) => id)).not.toContain(a2);
  expect(await run('account.show', { id: 'A2' })).toMatchObject({ account: { id: a1 } });
  const facts = await engines.db.one<{ values: Record<string, number> }>('select values from account_fact where account_id = $1', [a1]);
  expect(facts.values['usage.events_28d']).toBe(12);
  expect(await engines.db.query('select 1 from health_now where account_id = $1', [a2])).toEqual([]);
  expect(await codeOf(run('identity.confirm', { keep: 'A3', merge: a2 }))).toBe('account');

  // The same files change nothing; a record of the one that went updates the one that is left, also when both changed.
  expect((await load()).totals).toMatchObject({ inserted: 0, updated: 0, quarantined: 0 });
  const both = await load({ 'accounts.csv': files['accounts.csv'].replace('Tech', 'Software').replace('A2,Alpha,,,', 'A2,Alpha,,Machines,') });
  expect(both.totals).toMatchObject({ inserted: 0, updated: 2, quarantined: 0 });
  await load();

  const undone = await run<AccountMerge>('identity.split', { merge: merge.id });
  expect(undone.undone).toBe(true);
  expect(await assigned()).toEqual(lots);
  expect(await picture()).toEqual({ ...before, accounts: before.accounts.map((row) => (row.id === a1 ? { ...row, name: 'Alpha' } : row)).map((row) => expect.objectContaining({ id: row.id, domain: row.domain, owner_id: row.owner_id, merged_into: null }) as unknown) });
  expect(await codeOf(run('identity.split', { merge: merge.id }))).toBe('account_merge');
  expect((await run<{ items: AccountMerge[] }>('identity.merges', {})).items).toMatchObject([{ id: merge.id, undone: true }]);
  expect((await engines.db.one<{ values: Record<string, number> }>('select values from account_fact where account_id = $1', [a2])).values['usage.events_28d']).toBe(7);
}, 120_000);

it('fills what the kept account lacks and empties it again; children follow', async () => {
  const [a3, a4] = [await idOf('A3'), await idOf('A4')];
  await engines.db.query("update account set industry = null, domain = null where id = $1", [a4]);
  await engines.db.query("update account set parent_id = $1 where id = $2", [a3, await idOf('A2')]);
  const merge = await run<AccountMerge>('identity.confirm', { keep: a4, merge: a3 });
  expect(await engines.db.one('select domain, industry, owner_id is not null as owned from account where id = $1', [a4])).toEqual({ domain: 'beta.io', industry: 'Retail', owned: true });
  expect(await engines.db.one('select parent_id from account where id = $1', [await idOf('A2')])).toEqual({ parent_id: a4 });
  // A record that names the domain of the one that went belongs to the one that is left.
  await load({ 'tickets.csv': `${files['tickets.csv']}T9,A3,New,low,2026-03-10 10:00:00,,open\n` });
  expect(await engines.db.one("select account_id from ticket where subject = 'New'")).toEqual({ account_id: a4 });
  await engines.db.query("update account set industry = 'Changed since' where id = $1", [a4]);
  await run('identity.split', { merge: merge.id });
  expect(await engines.db.one('select domain, industry from account where id = $1', [a4])).toEqual({ domain: null, industry: 'Changed since' });
  expect(await engines.db.one('select parent_id from account where id = $1', [await idOf('A2')])).toEqual({ parent_id: a3 });
}, 120_000);

it('keeps to the book and the abilities of the caller', async () => {
  await engines.db.query("insert into app_user (id, name, email, role, created_at, accepted_at) values ('usr_ann', 'Ann Lee', null, 'csm', now(), now())");
  const { member } = await engines.db.one<{ member: string }>("select id as member from member where name = 'Ann Lee'");
  const ann = principalOfUser({ id: 'usr_ann', name: 'Ann Lee', role: 'csm', visibility: 'own', companyVisibility: null, memberId: member });
  expect((await run<{ total: number }>('identity.list', {}, ann)).total).toBe(1);
  await engines.db.query('update account set owner_id = null where id = $1', [await idOf('A2')]);
  expect((await run<{ total: number }>('identity.list', {}, ann)).total).toBe(0);
  expect(await codeOf(run('identity.confirm', { keep: 'A1', merge: 'A2' }, ann))).toBe('scope');
});
