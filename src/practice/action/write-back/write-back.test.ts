import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, test } from 'vitest';
import type { WriteBackItem, WritePreview } from '../../../contract/write-back.ts';
import { execute } from '../../../platform/operation/execute.ts';
import { startTestDatabase, type TestDatabase } from '../../../platform/testing/test-engines.ts';
import type { FieldValue } from '../../../source/connector/write.ts';
import { mappingOf } from '../../../source/sync/connection/run-sync.ts';
import { checkAudit } from '../action-audit.ts';
import { stopAll } from '../action-switch.ts';
import { approveActions } from '../approve-actions.ts';
import type { ActionChannel } from '../channel.ts';
import { writeBackOperations } from '../operations/write-back-operations.ts';
import { proposeActions, type ActionDraft } from '../propose-actions.ts';
import { readActionDetail } from '../read-actions.ts';
import { sendActions } from '../send-actions.ts';
import { fieldVerdict, fitProblem, sameValue, shapeValue, type FieldMemory } from './own-value.ts';
import { sendFields } from './send-fields.ts';
import { fieldsAt, openBackBench, type BackBench } from './testing/back-bench.ts';
import { vendorChannel } from './vendor-channel.ts';

let store: TestDatabase;
let bench: BackBench;
beforeAll(async () => {
  store = await startTestDatabase();
});
afterEach(() => bench?.close());
afterAll(() => store.stop());

const open = async (vendor: string, accounts = 4) => (bench = await openBackBench(store, vendor, { accounts }));
const run = <T>(id: string, input: object, context = bench.leader): Promise<T> => {
  const operations = writeBackOperations({ visibleAccount: async (_context, reference) => reference, baseUrl: () => 'https://cs.vendor.example', sync: bench.deps, wake: () => {} });
  return execute(operations.find((one) => one.id === id) as never, context, input) as Promise<T>;
};
const show = () => run<WriteBackItem>('writeback.show', { vendor: bench.vendor });
const map = async (wish: object = fieldsAt[bench.vendor] ?? {}) => run<WriteBackItem>('writeback.map', { vendor: bench.vendor, map: wish, version: (await show()).version });
const preview = () => run<WritePreview>('writeback.preview', { vendor: bench.vendor });
const start = async () => run<WriteBackItem>('writeback.start', { vendor: bench.vendor, digest: (await preview()).digest });
const send = () => sendFields(bench.context, bench.deps, bench.vendor);
const field = (name: 'health' | 'band' | 'risk_reason') => fieldsAt[bench.vendor]?.[name] ?? '';
const ref = (n: number) => bench.refs[n] ?? '';
const at = (n: number, name: 'health' | 'band' | 'risk_reason' = 'health') => bench.back.value(ref(n), field(name));
const rowOf = (n: number, name = 'health') => bench.context.db.one<{ state: string; error: string | null }>('select state, error from field_write where ref = $1 and name = $2', [ref(n), name]);
const isWrite = (method: string, path: string) => (method === 'PATCH' && path.endsWith('/composite/sobjects')) || (method === 'PUT' && path.includes('update_many'));
const onWrite = /^(PATCH .*\/composite\/sobjects|PUT .*update_many)/;

describe.each(['salesforce', 'zendesk'])('fields at %s', (vendor) => {
  it('are written once a leader approved the mapping that was looked at, and then only what changed', async () => {
    await open(vendor);
    await expect(map({ health: field('band') })).rejects.toMatchObject({ code: 'mapping' });
    await expect(map({ health: field('health'), band: field('health') })).rejects.toMatchObject({ message: expect.stringContaining('twice') });
    await expect(start()).rejects.toMatchObject({ code: 'no_mapping' });
    await map();
    expect(await preview()).toMatchObject({ linked: 4, looked: 4, counts: { write: 9, done: 3, held: 0 } });
    expect(bench.back.writes(ref(0), field('health'))).toBe(0);
    await expect(run('writeback.start', { vendor, digest: 'x' })).rejects.toMatchObject({ code: 'changed' });
    await expect(run('writeback.start', { vendor, digest: (await preview()).digest }, { ...bench.leader, session: undefined as never })).rejects.toMatchObject({ code: 'person' });
    await start();
    expect(await send()).toMatchObject({ written: 12, held: 0, refused: 0 });
    expect([at(0), at(0, 'band'), at(1, 'risk_reason'), at(0, 'risk_reason')]).toEqual([50, 'watch', 'usage drop', null]);
    const before = bench.sim.calls();
    expect(await send()).toMatchObject({ written: 0 });
    expect(bench.sim.calls()).toBe(before);
    await bench.score(2, 20, 'risk');
    expect(await send()).toMatchObject({ written: 2 });
    expect([at(2), at(2, 'band'), bench.back.writes(ref(2), field('health')), bench.back.writes(ref(0), field('health'))]).toEqual([20, 'risk', 2, 1]);
    expect(await show()).toMatchObject({ on: true, approvedBy: 'Lea', held: null, lastError: null, counts: { written: 12 } });
    expect((await mappingOf(bench.context, vendor)).objects[vendor === 'zendesk' ? 'organizations' : 'accounts']?.leave.filter((place) => place.endsWith(field('health')))).toHaveLength(1);
    await map({ health: field('health') });
    expect(await show()).toMatchObject({ on: false });
    expect(await checkAudit(bench.context.db)).toMatchObject({ brokenAt: null });
  });

  it('that a person set stay as they are, with the reason on the row, until they are emptied there', async () => {
    await open(vendor);
    await map();
    bench.back.set(ref(0), field('health'), 99);
    expect(await preview()).toMatchObject({ counts: { held: 1 } });
    await start();
    await send();
    expect([at(0), at(0, 'band'), at(1)]).toEqual([99, 'watch', 51]);
    expect(await rowOf(0)).toMatchObject({ state: 'held', error: expect.stringContaining('Empty it there') });
    bench.back.set(ref(1), field('health'), 7);
    await bench.score(1, 80, 'good');
    await send();
    expect([at(1), at(1, 'band')]).toEqual([7, 'good']);
    bench.back.set(ref(0), field('health'), null);
    await run('writeback.send', { vendor });
    expect([at(0), (await rowOf(0)).state, at(1), (await rowOf(1)).state]).toEqual([50, 'written', 7, 'held']);
    const { items } = await run<{ items: object[] }>('writeback.list', { vendor, account: 'acc_1', state: 'held' });
    expect(items).toMatchObject([{ accountName: 'Company 1', wanted: 80, found: 7, link: expect.stringContaining(ref(1)) }]);
  });

  it('lose nothing and double nothing when the answer, or the call, is lost', async () => {
    await open(vendor);
    await map();
    await start();
    bench.sim.fail([{ kind: 'lost', every: 1, times: 1, only: onWrite }]);
    await expect(send()).rejects.toMatchObject({ code: 'vendor_unknown' });
    expect([at(0), await rowOf(0)]).toMatchObject([50, { state: 'trying' }]);
    expect(await send()).toMatchObject({ written: 9 });
    expect(bench.refs.map((id) => bench.back.writes(id, field('health')))).toEqual([1, 1, 1, 1]);
    await bench.score(3, 10, 'risk');
    bench.sim.fail([{ kind: 'timeout', every: 1, times: 1, only: onWrite }]);
    await expect(send()).rejects.toMatchObject({ code: 'vendor_unknown' });
    expect(at(3)).toBe(53);
    bench.sim.fail([{ kind: '429', every: 1, times: 1, only: onWrite }]);
    await send();
    expect([at(3), bench.sim.impatient(), (await rowOf(3)).state]).toEqual([10, 0, 'written']);
  });

  it('end row by row, and a permission that was taken away is said once', async () => {
    await open(vendor);
    await map();
    await start();
    bench.back.refuse(ref(2));
    expect(await send()).toMatchObject({ refused: 2 });
    expect(await rowOf(2)).toMatchObject({ state: 'refused', error: expect.stringContaining('legal hold') });
    expect([at(1), at(2), at(3)]).toEqual([51, null, 53]);
    bench.back.allow(false);
    await bench.score(0, 1, 'risk');
    await expect(send()).rejects.toMatchObject({ details: { remedy: expect.stringMatching(/edit access|write/) } });
    expect((await show()).lastError).toMatchObject({ code: expect.stringMatching(/vendor_denied|vendor_refused/), message: expect.stringMatching(/insufficient access|do not have access/) });
    expect(at(0)).toBe(50);
    bench.back.allow(true);
    await run('writeback.send', { vendor });
    expect(at(0)).toBe(1);
  });
});

it('nothing is written while everything is stopped, the policy forbids it, the connection rests, or the approval was withdrawn', async () => {
  await open('salesforce');
  await map();
  await start();
  const held = () => expect(send()).rejects.toMatchObject({ code: 'sending_held' });
  await bench.autonomy({ crm_field: 'draft' });
  await held();
  await bench.autonomy({});
  await bench.context.db.query("update connection set state = 'paused'");
  await held();
  await bench.context.db.query("update connection set state = 'active'");
  await bench.context.db.query("update connection_write set map = map || '{\"band\": {\"field\": \"Other__c\", \"label\": \"x\", \"type\": \"text\", \"length\": null}}'");
  await held();
  await map();
  await start();
  await stopAll(bench.leader, 'test');
  await held();
  await bench.context.db.query('update action_switch set stopped = false');
  // It comes in the middle: after the first look, before a batch is released.
  const { db } = bench.context;
  const stopping = async <T>(work: (tx: typeof db) => Promise<T>): Promise<T> => { await db.query('update action_switch set stopped = true'); return db.tx(work); };
  const late = new Proxy(db, { get: (target, name) => { const own = Reflect.get(target, name) as unknown; return name === 'tx' ? stopping : typeof own === 'function' ? own.bind(target) : own; } });
  await expect(sendFields({ ...bench.context, db: late }, bench.deps, 'salesforce')).rejects.toMatchObject({ code: 'stopped' });
  await db.query('update action_switch set stopped = false');
  await run('writeback.stop', { vendor: 'salesforce' });
  await held();
  expect(bench.refs.map((id) => bench.back.writes(id, field('health')))).toEqual([0, 0, 0, 0]);
});

describe('records', () => {
  const draft = (more: Partial<ActionDraft>): ActionDraft => ({ key: `k ${more.type ?? ''} ${more.accountId ?? ''}`, type: 'crm_task', accountId: 'acc_0', personIds: [], content: { subject: 'Call them', body: 'The renewal is near.' }, taint: { tainted: false }, origin: { kind: 'rule', id: 'r' }, why: 'It is near.', ...more });
  const propose = async (more: Partial<ActionDraft>) => (await bench.context.db.tx((tx) => proposeActions(bench.leader, tx, [draft(more)])))[0];
  const detail = (id = '') => readActionDetail(bench.leader, id);
  const approve = async (id = '') => (await approveActions(bench.leader, [{ id, digest: (await detail(id)).digest }]))[0];
  const turn = async (minutes: number) => {
    bench.clock.advance(minutes * 60_000);
    const channels = new Map<'vendor', ActionChannel>([['vendor', vendorChannel(() => bench.context, bench.deps)]]);
    while (await sendActions({ db: bench.context.db, clock: bench.clock, channels, linkBase: () => 'https://cs.vendor.example', listeners: [] }));
  };
  const on = () => run('writeback.records', { vendor: bench.vendor, on: true });
  const ticketOf = (n: number) => bench.context.db.query("insert into ticket (id, account_id, number, subject, opened_at, status, source_id, known_at) values ('tic_' || $1, $2, $1, 'Help', now(), 'open', 'src_zendesk', now())", [bench.sim.vendor.world.living('tickets')[n], `acc_${n}`]);

  it('go to Salesforce as tasks, opportunities and notes of the account, with id and link in the receipt', async () => {
    await open('salesforce');
    expect(await propose({})).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('No address') });
    await on();
    const [task, deal, note] = [await propose({ key: 'a' }), await propose({ key: 'b', type: 'crm_opportunity', content: { subject: 'More seats', body: 'They asked.', fields: { close_on: '2026-09-30', amount: 5000 } } }), await propose({ key: 'c', type: 'crm_note', content: { subject: 'What they said', body: 'a < b' } })];
    for (const one of [task, deal, note]) expect(await approve(one?.id)).toMatchObject({ approved: true });
    await turn(6);
    expect(bench.back.made()).toMatchObject([{ kind: 'Task', of: ref(0), title: 'Call them', text: expect.stringContaining('The renewal is near.') }, { kind: 'Opportunity', title: 'More seats' }, { kind: 'Note', of: ref(0), title: expect.stringMatching(/^What they said \[.{8}\]$/), text: '<p>a &lt; b</p>' }]);
    const [made] = bench.back.made();
    expect(await detail(task?.id)).toMatchObject({ status: 'sent', deliveries: [{ to: 'salesforce', receipt: `Salesforce: Task ${made?.id} https://sandbox.my.salesforce.com/${made?.id}` }] });
    expect(await propose({ key: 'd', accountId: 'acc_4' })).toMatchObject({ outcome: 'refused', reason: 'The account has no record in Salesforce.' });
    expect(await propose({ key: 'e', type: 'crm_opportunity' })).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('YYYY-MM-DD') });
    await map();
    const value = await propose({ key: 'f', type: 'crm_field', content: { body: 'Set the score.', fields: { health: 12 } } });
    await approve(value?.id);
    await turn(6);
    expect([at(0), (await detail(value?.id)).status]).toEqual([12, 'sent']);
  });

  it.each([['salesforce', 'crm_task', /^POST .*sobjects\/Task/], ['salesforce', 'crm_note', /^POST .*\/composite$/], ['zendesk', 'ticket_note', /^PUT .*tickets/]] as const)('are made once at %s (%s), although the answer or the call was lost', async (vendor, type, only) => {
    await open(vendor);
    await on();
    if (vendor === 'zendesk') await ticketOf(0);
    const one = await propose({ type });
    expect((await detail(one?.id)).messages[0]?.target).toMatchObject({ vendor, ref: vendor === 'zendesk' ? bench.sim.vendor.world.living('tickets')[0] : ref(0) });
    await approve(one?.id);
    bench.sim.fail([{ kind: 'timeout', every: 1, times: 1, only }, { kind: 'lost', every: 1, times: 1, only }]);
    await turn(6);
    for (let tries = 0; tries < 4; tries++) await turn(5);
    expect(bench.sim.met()).toMatchObject({ timeout: 1, lost: 1 });
    expect(bench.back.made()).toMatchObject([{ kind: { crm_task: 'Task', crm_note: 'Note', ticket_note: 'internal comment' }[type] }]);
    expect(await detail(one?.id)).toMatchObject({ status: 'sent', deliveries: [{ attempts: 3, receipt: expect.stringContaining('made by an earlier attempt') }] });
  });

  it('that a missing permission stops say so; a ticket that is not the account\'s is refused; what goes elsewhere afterwards is approved anew', async () => {
    await open('zendesk');
    await ticketOf(0);
    await on();
    const tickets = bench.sim.vendor.world.living('tickets');
    expect(await propose({ key: 'x', type: 'ticket_note', accountId: 'acc_1', content: { body: 'x', fields: { ticket: tickets[0] ?? '' } } })).toMatchObject({ outcome: 'refused', reason: expect.stringContaining('no ticket') });
    expect(await propose({ key: 'y', type: 'ticket_note', accountId: 'acc_2', content: { body: 'x' } })).toMatchObject({ outcome: 'refused', reason: 'The account has no open ticket in Zendesk.' });
    bench.back.allow(false);
    const one = await propose({ type: 'ticket_note', content: { body: 'We are on it.' } });
    await approve(one?.id);
    await turn(6);
    expect(await detail(one?.id)).toMatchObject({ status: 'failed', deliveries: [{ error: expect.stringMatching(/do not have access.*write/s) }] });
    bench.back.allow(true);
    const other = await propose({ key: 'z', type: 'ticket_note', content: { body: 'We are on it.' } });
    await approve(other?.id);
    await run('writeback.records', { vendor: 'zendesk', on: false });
    await bench.context.db.query("insert into action_endpoint (id, kind, name, url, created_at, updated_at) values ('support', 'webhook', 'Desk', 'https://desk.example/x', now(), now())");
    await turn(6);
    expect(await detail(other?.id)).toMatchObject({ status: 'waiting', rule: 'changed' });
    expect(bench.back.made()).toEqual([]);
    await bench.context.db.query('delete from action_endpoint');
  });
});

test.each(['salesforce', 'zendesk'])('kill -9 of the sender before, while and after %s changes something: nothing is lost, nothing is doubled', async (vendor) => {
  await open(vendor, 3);
  await bench.autonomy({ crm_task: 'auto', ticket_note: 'auto' });
  await map();
  await start();
  await run('writeback.records', { vendor, on: true });
  const { db } = bench.context;
  if (vendor === 'zendesk') await db.query("insert into ticket (id, account_id, number, subject, opened_at, status, source_id, known_at) values ('tic_1', 'acc_0', $1, 'Help', now(), 'open', 'src_zendesk', now())", [bench.sim.vendor.world.living('tickets')[0]]);
  const type = vendor === 'zendesk' ? 'ticket_note' : 'crm_task';
  await db.tx((tx) => proposeActions(bench.leader, tx, [{ key: 'kill', type, accountId: 'acc_0', personIds: [], content: { subject: 'Call', body: 'Now.' }, taint: { tainted: false }, origin: { kind: 'rule', id: 'r' }, why: 'x' }]));
  const moments = ['before the record', 'after the record', 'before the fields', 'after the fields'];
  const met: string[] = [];
  const { answer } = bench.sim.vendor;
  let child: ReturnType<typeof spawn> | undefined;
  const kill = (moment: string): boolean => {
    if (moments[0] !== moment) return false;
    met.push(moments.shift() as string);
    child?.kill('SIGKILL');
    return true;
  };
  bench.sim.vendor.answer = (request) => {
    const what = isWrite(request.method, request.path) ? 'fields' : request.method !== 'GET' && /\/sobjects\/Task$|\/tickets\/\d+/.test(request.path) ? 'record' : null;
    if (what && kill(`before the ${what}`)) return { status: 500, body: null };
    const said = answer.call(bench.sim.vendor, request);
    if (what) kill(`after the ${what}`);
    return said;
  };
  for (let round = 0; round < 12; round++) {
    await db.query("update action_delivery set next_at = '2000-01-01', leased_until = case when state = 'sending' then '2000-01-01'::timestamptz end");
    await db.query('update connection_write set leased_until = null, due_at = null');
    const settings = JSON.stringify({ postgres: store.postgres, key: bench.key.toString('hex'), vendor, at: bench.clock.wall().toISOString() });
    child = spawn(process.execPath, [join(import.meta.dirname, 'testing/back-process.ts'), settings], { stdio: ['ignore', 'ignore', 'inherit'] });
    const code = await new Promise<number | null>((done) => child?.on('exit', done));
    if (code === 0) break;
  }
  expect(met).toHaveLength(4);
  expect(bench.back.made()).toHaveLength(1);
  expect(bench.refs.map((id) => [bench.back.value(id, field('health')), bench.back.writes(id, field('health'))])).toEqual([[50, 1], [51, 1], [52, 1]]);
  expect(await db.one('select status from action')).toEqual({ status: 'sent' });
  expect(await db.query("select 1 from field_write where state <> 'written'")).toEqual([]);
}, 60_000);

test.each<[string, FieldValue, FieldValue, Partial<FieldMemory>, string]>([
  ['empty is written', null, 5, {}, 'write'], ['an empty text is empty', '', 5, {}, 'write'], ['nothing over nothing', null, null, {}, 'done'],
  ['ours is written over', 4, 5, { ours: [4] }, 'write'], ['ours as the vendor spells it', '4.0', 5, { ours: [4] }, 'write'], ['what was tried counts as ours', 4, 5, { trying: [4] }, 'write'], ['tried and there', 5, 5, { ours: [4], trying: [5] }, 'done'],
  ['a person\'s stays', 4, 5, {}, 'held'], ['a person changed ours', 4, 5, { ours: [3] }, 'held'], ['a person set the same', 5, 5, {}, 'equal'], ['a person\'s stays although we want nothing there', 4, null, { ours: [3] }, 'held'], ['ours is emptied', 4, null, { ours: [4] }, 'write'],
])('%s', (_name, current, wanted, memory, verdict) => {
  expect(fieldVerdict(current, wanted, { ours: null, trying: null, ...memory })).toBe(verdict);
});

test('values fit the field that is chosen, or the reason is said', () => {
  const of = (more: object) => ({ name: 'f', label: 'F', type: 'text' as const, length: 10, options: null, problem: null, ...more });
  expect([fitProblem('health', of({ type: 'choice' })), fitProblem('risk_reason', of({ type: 'number' })), fitProblem('band', of({ type: 'choice', options: ['good', 'risk'] })), fitProblem('band', of({ problem: 'computed' }))]).toEqual([expect.stringContaining('numbers'), expect.stringContaining('text'), 'The choice lacks "watch", "unknown": add them there first.', 'computed']);
  expect([fitProblem('band', of({ type: 'choice' })), fitProblem('health', of({ type: 'number' })), shapeValue('a long reason for it', of({})), shapeValue(3, of({})), shapeValue('3', of({ type: 'number' }))]).toEqual([null, null, 'a long re…', '3', 3]);
  expect([sameValue('a ', 'a'), sameValue(0, null), sameValue('', null), sameValue('x', 1)]).toEqual([true, false, true, false]);
});
