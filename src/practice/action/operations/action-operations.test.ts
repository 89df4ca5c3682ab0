import { afterAll, beforeAll, expect, test } from 'vitest';
import { Fault } from '../../../lib/fault.ts';
import type { Context, Principal } from '../../../platform/operation/context.ts';
import { execute } from '../../../platform/operation/execute.ts';
import { OperationTable } from '../../../platform/operation/registry.ts';
import { approveDefinitions } from '../../../program/definition/definition-store.ts';
import { shippedPolicy, startActionBench, type ActionBench } from '../testing/action-bench.ts';
import { actionOperations, type ActionOperationDeps } from './action-operations.ts';
import { actionSettingOperations } from './action-setting-operations.ts';

let bench: ActionBench;
const deps: ActionOperationDeps = { visibleAccount: async (_context, reference) => reference, baseUrl: () => 'https://cs.vendor.example', allowHosts: [], mailReady: () => true, listeners: [] };
const table = new OperationTable([...actionOperations(deps), ...actionSettingOperations(deps)]);
beforeAll(async () => { bench = await startActionBench(); });
afterAll(() => bench.stop());

const call = (id: string, input: object, context: Context) => execute(table.get(id), context, input) as Promise<any>;
const failure = (work: Promise<unknown>): Promise<Fault> => work.then(() => Promise.reject(new Error('it was let through')), (error: Fault) => error);
const local = (): Context => bench.of({ kind: 'local', id: 'local', userId: null, name: 'Command line', role: 'admin', scopes: new Set(['admin']), book: 'all' });
const agent = (): Context => bench.of({ kind: 'key', id: 'key_1', userId: 'usr_ada', name: 'Agent', role: 'agent', scopes: new Set(['read', 'propose']), book: 'all' });
const admin = (): Context => { const context = bench.person('usr_lea', 'leader'); return { ...context, principal: { ...context.principal, scopes: new Set(['admin']) } as Principal }; };
const draft = { account: 'acc_1', type: 'send_email', people: ['per_1'], content: { subject: 'Hello', body: 'Text' }, why: 'because' };

test('what an agent or the command line proposes is tainted; what a person at a session drafts is not', async () => {
  expect(await call('action.propose', draft, agent())).toMatchObject({ tainted: true, taintedBy: 'Agent', origin: { kind: 'agent' } });
  expect(await call('action.propose', draft, local())).toMatchObject({ tainted: true });
  expect(await call('action.propose', draft, bench.person())).toMatchObject({ tainted: false, origin: { kind: 'person' } });
});

test('approving from the command line is refused with a link to the exact approval; an agent is refused at once', async () => {
  const { id, digest } = await call('action.propose', draft, bench.person());
  const refused = await failure(call('action.approve', { ids: [id], digests: [digest] }, local()));
  expect([refused.kind, refused.code, refused.details.remedy]).toEqual(['forbidden', 'person', `Open https://cs.vendor.example/approvals?open=${id}`]);
  expect((await failure(call('action.approve', { ids: [id], digests: [digest] }, agent()))).code).toBe('agent');
  for (const decision of ['action.reject', 'action.undo', 'action.stop-all']) expect((await failure(call(decision, { ids: [id], reason: 'x' }, agent()))).code, decision).toBe('agent');
  expect(await call('action.approve', { ids: [id], digests: [digest] }, bench.person())).toMatchObject({ items: [{ approved: true }] });
});

test('resuming, autonomy and addresses are decided only by a person at a session; stopping by everyone who may', async () => {
  expect(await call('action.stop-all', { reason: 'x' }, local())).toMatchObject({ stopped: true });
  const { version } = await call('action.settings', {}, local());
  for (const [id, input] of [['action.resume', {}], ['action.autonomy', { type: 'send_email', level: 'auto', version }], ['endpoint.set', { id: 'chat', kind: 'slack', name: 'x', url: 'https://hooks.example.com/x' }], ['suppression.lift', { person: 'per_1', note: 'x' }]] as const) {
    expect((await failure(call(id, input, local()))).code, id).toBe('person');
  }
  expect(await call('action.resume', {}, admin())).toMatchObject({ stopped: false });
});

test('an address is kept without showing its secret part, and one inside the own network is refused', async () => {
  const shown = await call('endpoint.set', { id: 'chat', kind: 'slack', name: 'Team', url: 'https://hooks.example.com/services/SECRET' }, admin());
  expect(JSON.stringify(shown)).not.toContain('SECRET');
  expect((await failure(call('endpoint.set', { id: 'x', kind: 'webhook', name: 'x', url: 'https://169.254.169.254/latest' }, admin()))).code).toBe('endpoint');
});

test('a level set by an administrator outlives a restart with the same files; two at once is a conflict', async () => {
  const files = () => approveDefinitions(bench.db, [{ kind: 'policy', id: 'default', body: shippedPolicy, text: '' }], { at: bench.clock.wall(), by: 'files', kinds: ['policy'] });
  await files();
  const { version } = await call('action.settings', {}, admin());
  const set = await call('action.autonomy', { type: 'send_email', level: 'draft', version }, admin());
  expect(set.version).toBe(version + 1);
  expect((await failure(call('action.autonomy', { type: 'send_email', level: 'auto', version }, admin()))).code).toBe('version');
  expect(await files()).toMatchObject({ added: [], changed: [] });
  expect((await call('action.settings', {}, admin())).types[0]).toMatchObject({ id: 'send_email', autonomy: 'draft' });
  expect(await call('action.verify', {}, admin())).toMatchObject({ sound: true, brokenAt: null });
});
