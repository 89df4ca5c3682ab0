import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { approveShipped, healthKinds } from '../insight/health/approve-shipped.ts';
import { metricKind } from '../insight/metric/metric-definition.ts';
import { signalKind } from '../insight/signal/signal-rule.ts';
import { manualClock, toDate } from '../lib/clock.ts';
import { createKey } from '../platform/auth/api-key.ts';
import { authenticate, localAgent, localPrincipal } from '../platform/auth/authenticate.ts';
import type { Context, Principal } from '../platform/operation/context.ts';
import { startTestEngines, type TestEngines } from '../platform/testing/test-engines.ts';
import { policyKind } from '../practice/action/policy.ts';
import type { DefinitionKind } from '../program/definition/definition.ts';
import { problemHandler } from '../surface/api/operation-routes.ts';
import { mcpRoute } from '../surface/mcp/mcp-route.ts';
import { offeredTools } from '../surface/mcp/mcp-server.ts';
import { toolSetIds, toolSets } from '../surface/mcp/tool-sets.ts';
import { composeOperations } from './compose.ts';
import { loadSample } from './sample/sample-operations.ts';
import { rescoreNow } from './stages.ts';

const clock = manualClock(toDate('2026-03-18T06:00:00Z'));
const table = composeOperations({ baseUrl: 'http://app.test', dataDir: '', clock: null });
const log = { info() {}, warn() {}, error() {}, debug() {} } as unknown as Context['log'];
const ownToken = 'token-of-this-machine';
let engines: TestEngines;
let app: FastifyInstance;
let url: string;
let agentKey: string;

const contextOf = (principal: Principal): Context => ({ ...engines, clock, log, principal });
interface Answer { outcome: string; code: string | null; retryable: boolean; remedy?: string; data: { items: Record<string, unknown>[]; total: number } & Record<string, unknown> }

beforeAll(async () => {
  engines = await startTestEngines();
  await approveShipped(engines.db, new URL('../../definitions', import.meta.url).pathname, clock.now(), [...healthKinds, signalKind as DefinitionKind, metricKind as DefinitionKind, policyKind as DefinitionKind]);
  await loadSample(contextOf(localPrincipal), 40);
  await rescoreNow(contextOf(localPrincipal), 'import');
  agentKey = (await createKey(engines.db, clock, localPrincipal, { name: 'Assistant', kind: 'api', scopes: [], origins: [], role: 'agent', memberId: null, userId: null, expiresAt: null } as never)).key;
  app = Fastify();
  problemHandler(app);
  const auth = { db: engines.db, clock, localToken: ownToken, cookieName: 'c', hosts: [] };
  mcpRoute(app, { version: '1', table, authenticate: (request) => authenticate(auth, { method: request.method, headers: request.headers, ip: request.ip }), contextFor: contextOf, baseUrl: () => 'http://app.test' });
  url = `${await app.listen({ host: '127.0.0.1', port: 0 })}/mcp`;
}, 300_000);
afterAll(async () => {
  await app.close();
  await engines.stop();
});

async function connect(token: string, query = ''): Promise<Client> {
  const client = new Client({ name: 'test', version: '1' });
  await client.connect(new StreamableHTTPClientTransport(new URL(url + query), { requestInit: { headers: { authorization: `Bearer ${token}` } } }));
  return client;
}

async function ask(client: Client, name: string, args: Record<string, unknown> = {}): Promise<Answer> {
  const result = await client.callTool({ name, arguments: args });
  expect(JSON.parse((result.content as { text: string }[])[0]?.text ?? '')).toEqual(result.structuredContent);
  return result.structuredContent as unknown as Answer;
}

describe('the tools', () => {
  it('are at most forty unless more are asked for, each once, each over an operation that exists', () => {
    const all = toolSetIds.flatMap((set) => toolSets[set]);
    expect(toolSets.core.length).toBeLessThanOrEqual(40);
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    expect(new Set(all.map(({ operation }) => operation)).size).toBe(all.length);
    for (const { name, operation } of all) {
      expect(name).toMatch(/^[a-z_]{3,40}$/);
      expect(table.find(operation), operation).toBeDefined();
    }
  });

  it('are those that the one who asks may use; an agent reads and proposes, read-only reads', () => {
    const offered = (principal: Principal, readOnly = false) => offeredTools({ table, principal, sets: [...toolSetIds], readOnly }).map(({ operation }) => operation.effect);
    expect(new Set(offered(localAgent))).toEqual(new Set(['read', 'propose']));
    expect(new Set(offered(localPrincipal, true))).toEqual(new Set(['read']));
    expect(new Set(offered(localPrincipal))).toEqual(new Set(['read', 'propose', 'change']));
  });
});

describe('over HTTP', () => {
  it('answers a host with records, links and short lists', async () => {
    const client = await connect(agentKey);
    expect((await client.listTools()).tools.length).toBeGreaterThan(20);
    const book = await ask(client, 'brief');
    expect(book).toMatchObject({ outcome: 'done', retryable: false });
    const worst = await ask(client, 'list_health', { sort: 'score', limit: 2, select: ['score'] });
    expect(worst.data.items).toHaveLength(2);
    expect(Object.keys(worst.data.items[0] ?? {}).sort()).toEqual(['accountId', 'link', 'score']);
    const id = String(worst.data.items[0]?.accountId);
    expect(worst.data.items[0]?.link).toBe(`http://app.test/account/${id}`);
    const brief = await ask(client, 'brief', { account: id });
    const lines = (brief.data.sections as { lines: { text: string; records: { kind: string; id: string }[] }[] }[]).flatMap((section) => section.lines);
    // A line with a figure in it names the record that shows it.
    expect(lines.filter(({ text, records }) => /\d/.test(text) && records.length === 0 && !/^Health (fell|rose)|points|^It /.test(text)).map(({ text }) => text)).toEqual([]);
    const { contents } = await client.readResource({ uri: `mainstay://health/${id}` });
    expect(JSON.parse((contents[0] as { text: string }).text)).toMatchObject({ accountId: id });
    const { prompts } = await client.listPrompts();
    expect(prompts.map(({ name }) => name)).toContain('prepare_call');
    const { name: account } = await engines.db.one<{ name: string }>('select name from account where id = $1', [id]);
    expect((await client.complete({ ref: { type: 'ref/prompt', name: 'prepare_call' }, argument: { name: 'account', value: account } })).completion.values).toContain(account);
    expect((await client.complete({ ref: { type: 'ref/resource', uri: 'mainstay://health/{id}' }, argument: { name: 'id', value: account } })).completion.values).toContain(id);
    expect(JSON.stringify((await client.getPrompt({ name: 'prepare_call', arguments: { account: 'Acme' } })).messages)).toContain('Acme');
    await client.close();
  });

  it('says of a failure what to do, and does not guess', async () => {
    const client = await connect(agentKey);
    expect(await ask(client, 'explain_health', { id: 'nobody' })).toMatchObject({ outcome: 'failed', code: 'account', retryable: false });
    expect((await client.callTool({ name: 'list_health', arguments: { limit: 5000 } })).isError).toBe(true);
    await expect(client.callTool({ name: 'approve_action', arguments: {} })).rejects.toThrow();
    await client.close();
  });

  it('a proposal waits for a person, with a link to the approval; no tool approves it', async () => {
    const client = await connect(agentKey, '?sets=core,work,tasks,admin');
    const { account, person } = await engines.db.one<{ account: string; person: string }>("select account_id as account, id as person from person where email like '%@%' order by id limit 1");
    const proposed = await ask(client, 'propose_action', { account, type: 'send_email', people: [person], content: { subject: 'Hello', body: 'Shall we talk?' }, why: 'They have been quiet for a month.' });
    expect(proposed).toMatchObject({ outcome: 'waiting_for_approval', data: { status: 'waiting', link: expect.stringMatching(/^http:\/\/app\.test\/approvals\?open=act_/) as string } });
    expect((await client.listTools()).tools.map(({ name }) => name).filter((name) => /approv|reject|override|add_task/.test(name))).toEqual([]);
    await client.close();
  });

  it('offers the tools of Task Master under their names and in their shapes', async () => {
    const { key } = await createKey(engines.db, clock, localPrincipal, { name: 'Planner', kind: 'api', scopes: ['read', 'write'], origins: [], role: null, memberId: null, userId: null, expiresAt: null } as never);
    const client = await connect(key, '?sets=core,tasks,taskmaster');
    const names = (await client.listTools()).tools.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(expect.arrayContaining(['get_tasks', 'get_task', 'next_task', 'set_task_status', 'add_task', 'add_subtask', 'update_subtask', 'expand_task', 'remove_task', 'add_dependency', 'remove_dependency', 'validate_dependencies']));
    const raw = async (name: string, args: Record<string, unknown>) => client.callTool({ name, arguments: { projectRoot: '/any', tag: 'master', ...args } });
    const task = async <T = Record<string, unknown>>(name: string, args: Record<string, unknown> = {}) => {
      const { content, isError } = await raw(name, args);
      const text = (content as { text: string }[])[0]?.text ?? '';
      expect(isError, text).toBeFalsy();
      const answer = JSON.parse(text) as { data: T; version: { name: string }; tag: string };
      expect(answer).toMatchObject({ version: { name: 'mainstay' }, tag: 'master' });
      return answer.data;
    };
    const { taskId: first } = await task<{ taskId: string }>('add_task', { title: 'Plan the review', description: 'With figures', priority: 'high' });
    const { taskId: second } = await task<{ taskId: string }>('add_task', { prompt: 'Send the invitation\nTo the sponsor', dependencies: first });
    await task('expand_task', { id: first, prompt: '- Collect figures\n2. Write it down', num: '5' });
    await task('add_subtask', { id: first, title: 'Ask the owner', status: 'pending' });
    const { tasks, stats } = await task<{ tasks: { id: string; dependencies: unknown[]; subtasks?: unknown[] }[]; stats: { total: number } }>('get_tasks', { withSubtasks: true });
    expect(tasks.find(({ id }) => id === first)?.subtasks).toHaveLength(3);
    expect(tasks.find(({ id }) => id === second)?.dependencies).toEqual([Number(first)]);
    expect(stats.total).toBe(tasks.length);
    expect(await task('get_task', { id: `${first}.1` })).toMatchObject({ title: 'Collect figures', status: 'pending' });
    expect(await task('set_task_status', { id: `${first}.1,${first}.2,${first}.3`, status: 'done' })).toMatchObject({ tasks: [{ success: true, oldStatus: 'pending', newStatus: 'done', taskId: `${first}.1` }, {}, {}] });
    // The last part done ends the whole, and the next one can begin.
    expect(await task('get_task', { id: first })).toMatchObject({ status: 'done' });
    expect((await task<{ nextTask: object | null }>('next_task')).nextTask).not.toBeNull();
    expect(await task('update_subtask', { id: `${first}.1`, prompt: 'Found in the report.' })).toMatchObject({ subtask: { id: `${first}.1` } });
    expect(await task('get_task', { id: `${first}.1` })).toMatchObject({ details: 'Found in the report.' });
    expect((await raw('add_dependency', { id: first, dependsOn: second })).isError).toBe(true);
    await task('remove_dependency', { id: second, dependsOn: first });
    expect(await task('validate_dependencies')).toMatchObject({ valid: true });
    expect(await task('remove_task', { id: `${second},${first}`, confirm: true })).toMatchObject({ successful: 2, failed: 0 });
    const gone = await raw('get_task', { id: first });
    expect(gone).toMatchObject({ isError: true, content: [{ text: `There is no task "${first}". get_tasks lists them.` }] });
    await client.close();
    const agent = await connect(agentKey, '?sets=taskmaster');
    expect((await agent.listTools()).tools.map(({ name }) => name).sort()).toEqual(['get_task', 'get_tasks', 'next_task', 'validate_dependencies']);
    await agent.close();
  });

  it('gives context and hands work over', async () => {
    const client = await connect(agentKey);
    const context = await ask(client, 'customer_context', { request: { requesting_agent: 'support', request_type: 'get_customer_context', payload: { query: 'open tickets' } } });
    expect(context).toMatchObject({ outcome: 'done', data: { role: 'support', subject: { kind: 'book' } } });
    const sent = await ask(client, 'hand_off', { to: 'support', title: 'Slow export', question: 'Is it known?' });
    expect(await ask(client, 'answer_handoff', { id: sent.data.id, answer: 'Yes.' })).toMatchObject({ outcome: 'done', data: { state: 'answered', endedByAgent: true } });
    expect((await ask(client, 'plan', { limit: 3 })).data.items).toHaveLength(3);
    await client.close();
  });

  it('a key of an agent that may only read is offered, and can do, nothing else', async () => {
    const { key } = await createKey(engines.db, clock, localPrincipal, { name: 'Reader', kind: 'api', scopes: ['read'], origins: [], role: 'agent', memberId: null, userId: null, expiresAt: null } as never);
    const client = await connect(key);
    const names = (await client.listTools()).tools.map(({ name }) => name);
    expect([names.includes('brief'), names.includes('propose_action'), names.includes('hand_off')]).toEqual([true, false, false]);
    await expect(client.callTool({ name: 'hand_off', arguments: { to: 'support', title: 'Slow export', question: 'Known?' } })).rejects.toThrow();
    await client.close();
    const wide = { name: 'Wide', kind: 'api', scopes: ['read', 'approve'], origins: [], role: 'agent', memberId: null, userId: null, expiresAt: null };
    await expect(createKey(engines.db, clock, localPrincipal, wide as never)).rejects.toMatchObject({ code: 'scopes' });
  });

  it('offers further sets on request, and refuses one that is not there', async () => {
    const client = await connect(ownToken, '?sets=health&readOnly');
    expect((await client.listTools()).tools.map(({ name }) => name)).toContain('health_distribution');
    expect((await client.listTools()).tools.map(({ name }) => name)).not.toContain('give_pulse');
    await client.close();
    expect((await fetch(`${url}?sets=all`, { method: 'POST', headers: { authorization: `Bearer ${agentKey}`, 'content-type': 'application/json' }, body: '{}' })).status).toBe(400);
  });

  it('speaks the older revision too', async () => {
    const send = (body: object) => fetch(url, { method: 'POST', headers: { authorization: `Bearer ${agentKey}`, 'content-type': 'application/json', accept: 'application/json, text/event-stream' }, body: JSON.stringify(body) }).then((response) => response.text());
    expect(await send({ jsonrpc: '2.0', id: 1, method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'old', version: '1' } } })).toContain('"protocolVersion":"2025-11-25"');
    expect(await send({ jsonrpc: '2.0', id: 2, method: 'tools/list', params: {} })).toContain('explain_health');
  });

  it('opens to a token only, and to no page elsewhere', async () => {
    const post = (headers: Record<string, string>) => fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: '{}' });
    const closed = await post({});
    expect([closed.status, closed.headers.get('www-authenticate')]).toEqual([401, 'Bearer resource_metadata="http://app.test/.well-known/oauth-protected-resource/mcp"']);
    expect((await post({ cookie: 'c=x' })).status).toBe(401);
    const wrong = await post({ authorization: 'Bearer wrong' });
    expect([wrong.status, wrong.headers.get('www-authenticate')]).toEqual([401, 'Bearer error="invalid_token", resource_metadata="http://app.test/.well-known/oauth-protected-resource/mcp"']);
    expect((await post({ authorization: `Bearer ${agentKey}`, origin: 'https://elsewhere.example' })).status).toBe(403);
    expect(await (await fetch(url.replace('/mcp', '/.well-known/oauth-protected-resource/mcp'))).json()).toMatchObject({ resource: 'http://app.test/mcp' });
  });
});

describe('the official conformance suite', () => {
  let open: FastifyInstance;
  let openUrl: string;

  // The suite knows no keys: this door adds the agent's.
  beforeAll(async () => {
    open = Fastify();
    problemHandler(open);
    open.addHook('onRequest', async (request) => void (request.headers.authorization ??= `Bearer ${agentKey}`));
    const auth = { db: engines.db, clock, localToken: ownToken, cookieName: 'c', hosts: [] };
    mcpRoute(open, { version: '1', table, authenticate: (request) => authenticate(auth, { method: request.method, headers: request.headers, ip: request.ip }), contextFor: contextOf, baseUrl: () => null });
    openUrl = `${await open.listen({ host: '127.0.0.1', port: 0 })}/mcp`;
  });
  afterAll(() => open.close());

  /** The scenarios that pass with at least one check, of those a revision requires. */
  const passed = (revision: string) => new Promise<string[]>((done) => {
    const cli = new URL('../../node_modules/@modelcontextprotocol/conformance/dist/index.js', import.meta.url).pathname;
    const out = mkdtempSync(join(tmpdir(), 'mainstay-conformance-'));
    execFile(process.execPath, [cli, 'server', '--url', openUrl, '--requirements', revision, '--timeout', '10000', '-o', out], { maxBuffer: 64 * 1024 ** 2 }, (_error, stdout) => {
      rmSync(out, { recursive: true, force: true });
      done([...stdout.matchAll(/^\u2713 ([\w-]+): [1-9]\d* passed, 0 failed/gm)].map(([, name = '']) => name).sort());
    });
  });

  // Every other required scenario calls a tool, prompt or resource of the suite's own, by name; a product has none of them.
  it.each([
    ['2025-11-25', ['dns-rebinding-protection', 'ping', 'prompts-list', 'resources-list', 'server-initialize', 'tools-list']],
    ['2026-07-28', ['caching', 'dns-rebinding-protection', 'http-header-validation', 'input-required-result-unsupported-methods', 'input-required-result-validate-input', 'prompts-list', 'resources-list', 'sep-2164-resource-not-found', 'server-sse-multiple-streams', 'tools-list']],
  ])('%s: what needs no fixture passes', async (revision, expected) => {
    expect(await passed(revision)).toEqual(expect.arrayContaining(expected));
  }, 120_000);
});
