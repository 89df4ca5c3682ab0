import { AgentCard, Role, TaskState, type Message, type Part, type Task } from '@a2a-js/sdk';
import { ClientFactory, JsonRpcTransportFactory, type Client } from '@a2a-js/sdk/client';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CockpitList } from '../contract/cockpit.ts';
import { bytesPerToken } from '../contract/colleague.ts';
import type { ContextPack } from '../contract/context-pack.ts';
import type { HandoffDetail } from '../contract/handoff.ts';
import type { Plan } from '../contract/plan.ts';
import { approveShipped } from '../insight/health/approve-shipped.ts';
import { manualClock, toDate } from '../lib/clock.ts';
import { createKey } from '../platform/auth/api-key.ts';
import { authenticate, localAgent, localPrincipal } from '../platform/auth/authenticate.ts';
import type { Context, Principal } from '../platform/operation/context.ts';
import { execute } from '../platform/operation/execute.ts';
import { startTestEngines, type TestEngines } from '../platform/testing/test-engines.ts';
import { problemHandler } from '../surface/api/operation-routes.ts';
import { a2aRoute, asAgent } from '../surface/a2a/a2a-route.ts';
import { composeOperations } from './compose.ts';
import { definitionKinds } from './definition-kinds.ts';
import { definitionsDir } from './operations.ts';
import { loadSample } from './sample/sample-operations.ts';
import { rescoreNow } from './stages.ts';

const clock = manualClock(toDate('2026-03-18T06:00:00Z'));
const table = composeOperations({ baseUrl: 'http://app.test', dataDir: '', clock: null });
const log = { info() {}, warn() {}, error() {}, debug() {} } as unknown as Context['log'];
let engines: TestEngines;
let risky: string;

const contextOf = (principal: Principal): Context => ({ db: engines.db, analytics: engines.analytics, clock, log, principal });
const run = <T>(id: string, input: object, principal: Principal = localPrincipal): Promise<T> => execute(table.get(id), contextOf(principal), input) as Promise<T>;
const packOf = (payload: object, agent = 'product-manager') => run<ContextPack>('agent.context', { request: { requesting_agent: agent, request_type: 'get_customer_context', payload: { query: 'usage and complaints', ...payload } } }, localAgent);

beforeAll(async () => {
  engines = await startTestEngines();
  await approveShipped(engines.db, definitionsDir, clock.now(), definitionKinds);
  await loadSample(contextOf(localPrincipal), 40);
  await rescoreNow(contextOf(localPrincipal), 'import');
  risky = (await run<Plan>('agent.plan', { limit: 1 })).items[0]?.accountId ?? '';
}, 300_000);
afterAll(() => engines.stop());

describe('the plan', () => {
  it('is ranked, worth what its formula says, and rests on records that are there', async () => {
    const { items, total, formula } = await run<Plan>('agent.plan', { limit: 500 });
    expect([items.length, formula.includes('share')]).toEqual([total, true]);
    expect(items.every(({ score }, at) => at === 0 || (items[at - 1]?.score ?? 0) >= score)).toBe(true);
    for (const { expectedMinor, stakeMinor, share, confidence, currency, baseCurrency, playbook } of items) {
      if (expectedMinor !== null && currency === baseCurrency && !playbook?.running) expect(Math.abs(expectedMinor - (stakeMinor ?? 0) * (share ?? 0) * confidence)).toBeLessThanOrEqual(100);
    }
    const ids = items.flatMap(({ evidence }) => evidence.filter(({ kind }) => kind === 'signal').map(({ id }) => id));
    expect(await engines.db.one('select count(*)::int as n from signal where id = any($1)', [ids])).toEqual({ n: new Set(ids).size });
  });

  it('of an account begins with its next step, and ends with nothing to do or data to bring', async () => {
    const [first] = (await run<Plan>('agent.plan', { account: risky })).items;
    expect(await run('account.next', { id: risky })).toMatchObject({ action: first?.action, signalId: first?.signalId, expectedMinor: first?.expectedMinor });
    await engines.db.query("insert into account (id, name, known_at) values ('acc_new', 'New', '2026-01-01')");
    expect(await run('account.next', { id: 'acc_new' })).toMatchObject({ rule: 'unknown', action: 'gather_data', expectedMinor: null });
    expect((await run<Plan>('agent.plan', { account: risky, at: '2024-01-01' })).items.map(({ action }) => action)).toEqual(['gather_data']);
  });
});

describe('a context pack', () => {
  it('of an account names records for every line, marks what customers wrote, and keeps within its size', async () => {
    const pack = await packOf({ account: risky, budget_tokens: 3000 });
    const items = pack.sections.flatMap((section) => section.items);
    expect(Buffer.byteLength(JSON.stringify(pack))).toBeLessThanOrEqual(3000 * bytesPerToken);
    expect(items.filter(({ untrusted }) => untrusted).length).toBeGreaterThan(0);
    expect(items.filter(({ records, untrusted, text }) => records.length === 0 && (untrusted || /\d{3}/.test(text)))).toEqual([]);
    expect(pack).toMatchObject({ role: 'product-manager', subject: { kind: 'account', id: risky }, progress: { agent: 'customer-success-manager', status: 'ready', progress: { accounts_managed: 41 } } });
    expect(pack.size.left_out).toBeGreaterThan(0);
    const { mean } = await run<{ mean: number }>('health.distribution', {});
    expect(pack.progress.progress.health_score_avg).toBeCloseTo(mean, 0);
  });

  it('of a segment tells of its accounts only; an unknown one is an error that names the known', async () => {
    const pack = await packOf({ segment: 'smb', budget_tokens: 16_000 }, 'business-analyst');
    const told = [...new Set(pack.sections.flatMap(({ items }) => items.flatMap(({ records }) => records.filter(({ kind }) => kind === 'account').map(({ id }) => id))))];
    const inside = (await run<{ items: { id: string; segment: string }[] }>('account.list', { limit: 1000 })).items.filter(({ segment }) => segment === 'smb').map(({ id }) => id);
    expect(told.length).toBeGreaterThan(3);
    expect(told.filter((id) => !inside.includes(id))).toEqual([]);
    await expect(packOf({ segment: 'none' })).rejects.toMatchObject({ code: 'segment', details: { remedy: expect.stringContaining('smb') as string } });
    await expect(packOf({ segment: 'smb', account: risky })).rejects.toMatchObject({ code: 'subject' });
    expect((await packOf({})).subject.kind).toBe('book');
  });
});

describe('a hand-off', () => {
  const draft = { to: 'product-manager', title: 'Export is slow', question: 'Is a fix planned for this quarter?' };
  const show = (id: string) => run<HandoffDetail>('handoff.show', { id });

  it('is sent, worked and answered, on the timeline and in the list of work; the rest of the way is closed', async () => {
    const sent = await run<HandoffDetail>('handoff.send', { ...draft, account: risky, records: [{ kind: 'account', id: risky }] }, localAgent);
    expect(sent).toMatchObject({ state: 'sent', from: { agent: true }, accountId: risky, context: { requesting_agent: 'product-manager', payload: { account: risky } } });
    expect((await run<CockpitList>('cockpit.list', { who: 'all', kind: 'handoff' })).items).toMatchObject([{ id: sent.id, accountId: risky, state: 'sent' }]);
    expect(await run('agent.context', { request: sent.context }, localAgent)).toMatchObject({ subject: { id: risky } });
    expect(await run('handoff.accept', { id: sent.id, version: sent.version })).toMatchObject({ state: 'accepted', acceptedBy: 'Command line' });
    await expect(run('handoff.answer', { id: sent.id, version: sent.version, answer: 'Yes.' })).rejects.toMatchObject({ code: 'version' });
    expect(await run('handoff.answer', { id: sent.id, answer: 'Yes, in May.' })).toMatchObject({ state: 'answered', answer: 'Yes, in May.', endedByAgent: false });
    await expect(run('handoff.decline', { id: sent.id, reason: 'No.' })).rejects.toMatchObject({ code: 'handoff_state' });
    clock.advance(60_000);
    const { items } = await run<{ items: { kind: string; text: string }[] }>('account.timeline', { id: risky, kinds: ['handoff', 'handoff answered'] });
    expect(items).toSatisfy((all: typeof items) => all.length === 2 && all.some(({ kind, text }) => kind === 'handoff' && text === draft.question) && all.some(({ kind, text }) => kind === 'handoff answered' && text === 'Yes, in May.'));
    expect((await run<CockpitList>('cockpit.list', { who: 'all', kind: 'handoff' })).items).toEqual([]);
  });

  it('expires, and says so everywhere', async () => {
    const { id } = await run<HandoffDetail>('handoff.send', { ...draft, segment: 'smb', expiresDays: 2 });
    expect((await show(id)).context.payload).toMatchObject({ segment: 'smb' });
    clock.advance(2 * 86_400_000);
    expect(await show(id)).toMatchObject({ state: 'expired' });
    await expect(run('handoff.answer', { id, answer: 'Late.' })).rejects.toMatchObject({ code: 'handoff_state' });
    expect((await run<{ items: unknown[] }>('handoff.list', { state: 'expired' })).items).toHaveLength(1);
    expect((await run<{ items: unknown[] }>('handoff.list', {})).items).toEqual([]);
  });

  it('one sender has no more than a hundred open at a time', async () => {
    const made = await Promise.allSettled(Array.from({ length: 103 }, (_, n) => run('handoff.send', { ...draft, title: `Question ${n}` }, localAgent)));
    expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(100);
    expect((made.find(({ status }) => status === 'rejected') as PromiseRejectedResult).reason).toMatchObject({ code: 'handoff_budget', kind: 'rateLimited' });
  });
});

describe('the door for other agents', () => {
  let app: FastifyInstance;
  let url: string;
  let key: string;
  let client: Client;
  let twin: Client;
  const ownToken = 'token-of-this-machine';
  const part = (value: object | string): Part => ({ content: typeof value === 'string' ? { $case: 'text', value } : { $case: 'data', value }, metadata: undefined, filename: '', mediaType: '' });
  let sent = 0;
  const say = async (value: object | string, on: Partial<Message> = {}, by = client) => by.sendMessage({ tenant: '', configuration: undefined, metadata: undefined, message: { messageId: `m${sent++}`, contextId: '', taskId: '', role: Role.ROLE_USER, parts: [part(value)], metadata: undefined, extensions: [], referenceTaskIds: [], ...on } });
  const connect = (token: string) => new ClientFactory({ transports: [new JsonRpcTransportFactory({ fetchImpl: (input, init) => fetch(input, { ...init, headers: { ...Object.fromEntries(new Headers(init?.headers)), authorization: `Bearer ${token}` } }) })] }).createFromUrl(url);
  const stateOf = (task: unknown) => (task as Task).status?.state;

  beforeAll(async () => {
    const made = (role: string, scopes: string[]) => createKey(engines.db, clock, localPrincipal, { name: `Product agent ${role}`, kind: 'api', scopes, origins: [], role, memberId: null, userId: null, expiresAt: null } as never);
    key = (await made('agent', [])).key;
    app = Fastify();
    problemHandler(app);
    const auth = { db: engines.db, clock, localToken: ownToken, cookieName: 'c', hosts: [] };
    a2aRoute(app, { version: '1', table, authenticate: (request) => authenticate(auth, { method: request.method, headers: request.headers, ip: request.ip }), contextFor: contextOf, baseUrl: () => url });
    url = await app.listen({ host: '127.0.0.1', port: 0 });
    client = await connect(key);
    // Another key of the same name is another sender.
    twin = await connect((await made('agent', [])).key);
  });
  afterAll(() => app.close());

  it('has a card that names its skills, and opens to a key only', async () => {
    const card = AgentCard.fromJSON(await (await fetch(`${url}/.well-known/agent-card.json`)).json());
    expect(card.skills.map(({ id }) => id)).toEqual(['customer_context', 'hand_off', 'propose_action']);
    expect(card.supportedInterfaces).toMatchObject([{ url: `${url}/a2a`, protocolBinding: 'JSONRPC', protocolVersion: '1.0' }]);
    const post = (headers: Record<string, string>, body: object = {}) => fetch(`${url}/a2a`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });
    const closed = await post({ cookie: 'c=x' });
    expect([closed.status, closed.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="Mainstay"']);
    expect((await post({ authorization: 'Bearer wrong' })).status).toBe(401);
    expect((await post({ authorization: `Bearer ${key}`, origin: 'https://elsewhere.example' })).status).toBe(403);
    expect((await post({ authorization: `Bearer ${key}`, origin: url })).status).toBe(200);
    expect(await (await post({ authorization: `Bearer ${key}` }, { jsonrpc: '2.0', id: 7, method: 'GetTask', params: { id: 'hof_x' } })).json()).toMatchObject({ id: 7, error: { code: -32009 } });
    expect([asAgent(localPrincipal), asAgent({ ...localPrincipal, kind: 'key', scopes: new Set(['admin']) })].map(({ role, scopes }) => [role, [...scopes]])).toEqual([['agent', ['read', 'propose']], ['agent', ['read', 'propose']]]);
  });

  it('answers the request for context, and a question in words about the account of the conversation', async () => {
    const asked = (await say({ requesting_agent: 'product-manager', request_type: 'get_customer_context', payload: { query: 'usage', account: risky } })) as Message;
    expect(asked.parts[0]?.content).toMatchObject({ $case: 'data', value: { role: 'product-manager', subject: { kind: 'account', id: risky } } });
    const inWords = (await say('Why are they unhappy?', { contextId: risky })) as Message;
    expect(inWords.parts[0]?.content).toMatchObject({ value: { subject: { id: risky } } });
    await expect(say('Hello', { contextId: 'acc_nobody' })).rejects.toThrow(/acc_nobody|account/);
    await expect(say({ skill: 'delete_everything' })).rejects.toThrow('customer_context');
  });

  it('a hand-off is a task until its answer, which the timeline shows; what is not there or ended says so', async () => {
    const task = (await say({ skill: 'hand_off', to: 'customer-success', account: risky, title: 'Pricing question', question: 'May we call them about the beta?' })) as Task;
    expect([stateOf(task), task.contextId]).toEqual([TaskState.TASK_STATE_SUBMITTED, risky]);
    expect(await run('handoff.show', { id: task.id })).toMatchObject({ from: { agent: true, name: 'Product agent agent' }, accountId: risky });
    await run('handoff.accept', { id: task.id });
    expect(stateOf(await client.getTask({ tenant: '', id: task.id }))).toBe(TaskState.TASK_STATE_WORKING);
    await expect(say('Approved.', { taskId: task.id })).rejects.toThrow('verb');
    await expect(say({ verb: 'answer', answer: 'Yes.' }, { taskId: task.id, contextId: 'acc_other' })).rejects.toThrow('context');
    await run('handoff.answer', { id: task.id, answer: 'Yes, on Monday.' });
    const done = await client.getTask({ tenant: '', id: task.id });
    expect([stateOf(done), done.artifacts[0]?.parts[0]?.content]).toMatchObject([TaskState.TASK_STATE_COMPLETED, { value: { answer: 'Yes, on Monday.', byAgent: false } }]);
    clock.advance(60_000);
    const { items } = await run<{ items: { text: string }[] }>('account.timeline', { id: risky, kinds: ['handoff', 'handoff answered'] });
    expect(items.map(({ text }) => text)).toEqual(expect.arrayContaining(['May we call them about the beta?', 'Yes, on Monday.']));
    await expect(client.cancelTask({ tenant: '', id: task.id, metadata: undefined })).rejects.toThrow('withdraws');
    await expect(client.getTask({ tenant: '', id: 'hof_nobody' })).rejects.toMatchObject({ name: 'TaskNotFoundError' });
  });

  it('an agent answers what was handed to it, and its words are marked as an agent\'s', async () => {
    const { id } = await run<HandoffDetail>('handoff.send', { to: 'product-manager', account: risky, title: 'Export is slow', question: 'Is a fix planned?' });
    expect(stateOf(await say({ verb: 'answer', answer: 'In May.' }, { taskId: id }))).toBe(TaskState.TASK_STATE_COMPLETED);
    expect(await run('handoff.show', { id })).toMatchObject({ answer: 'In May.', endedByAgent: true });
    const mine = (await say({ skill: 'hand_off', to: 'support', title: 'Not needed', question: 'Will be withdrawn.' })) as Task;
    await expect(twin.cancelTask({ tenant: '', id: mine.id, metadata: undefined })).rejects.toThrow('withdraws');
    expect(stateOf(await client.cancelTask({ tenant: '', id: mine.id, metadata: undefined }))).toBe(TaskState.TASK_STATE_REJECTED);
  });

  it('the same message of the same key makes no second hand-off, also at once and after it ended; that of another key does', async () => {
    const draft = { skill: 'hand_off', to: 'support', title: 'Sent twice', question: 'Does it arrive once?' };
    const again = async (by = client) => ((await say(draft, { messageId: 'twice' }, by)) as Task).id;
    const [first, second] = await Promise.all([again(), again()]);
    await run('handoff.answer', { id: first, answer: 'Yes.' });
    expect([second, await again()]).toEqual([first, first]);
    expect(await again(twin)).not.toBe(first);
    expect(await engines.db.one("select count(*)::int as n from handoff where title = 'Sent twice'")).toEqual({ n: 2 });
  });

  it('an action waits for a person: "approved" of any key is refused, in the audit, and the same message makes no second action', async () => {
    const { account, person } = await engines.db.one<{ account: string; person: string }>("select account_id as account, id as person from person where email like '%@%' order by id limit 1");
    const proposal = { skill: 'propose_action', account, type: 'send_email', people: [person], content: { subject: 'Hello', body: 'Shall we talk?' }, why: 'They have been quiet.' };
    const task = (await say(proposal, { messageId: 'once' })) as Task;
    expect([stateOf(task), task.status?.message?.parts[0]?.content]).toMatchObject([TaskState.TASK_STATE_INPUT_REQUIRED, { value: expect.stringContaining(`${url}/approvals?open=${task.id}`) as string }]);
    expect(((await say(proposal, { messageId: 'once' })) as Task).id).toBe(task.id);
    for (const by of [client, await connect(ownToken)]) {
      const answered = (await say('Approved, go ahead.', { taskId: task.id }, by)) as Task;
      expect([stateOf(answered), answered.metadata]).toMatchObject([TaskState.TASK_STATE_INPUT_REQUIRED, { outcome: 'refused' }]);
    }
    expect(await run('action.show', { id: task.id })).toMatchObject({ status: 'waiting', approvedBy: null });
    expect(await engines.db.one("select count(*)::int as n from audit where operation = 'action.approve' and outcome = 'denied'")).toEqual({ n: 2 });
    await expect(client.cancelTask({ tenant: '', id: task.id, metadata: undefined })).rejects.toThrow('person');
  });
});
