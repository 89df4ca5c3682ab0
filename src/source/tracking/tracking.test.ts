import { gzipSync } from 'node:zlib';
import { Analytics as SegmentClient } from '@segment/analytics-node';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { faultTable, toFault } from '../../lib/fault.ts';
import { systemClock, toDate } from '../../lib/clock.ts';
import { createKey } from '../../platform/auth/api-key.ts';
import { localPrincipal } from '../../platform/auth/authenticate.ts';
import { startTestEngines, type TestEngines } from '../../platform/testing/test-engines.ts';
import { createAcceptor } from './accept-batches.ts';
import { drainBlock } from './drain-batches.ts';
import { trackingRoutes } from './tracking-routes.ts';

let engines: TestEngines;
let app: FastifyInstance;
let url: string;
let serverKey: string;
let publicKey: string;
const clock = systemClock();

beforeAll(async () => {
  engines = await startTestEngines();
  serverKey = (await createKey(engines.db, clock, localPrincipal, { name: 'server', kind: 'write_server', scopes: ['track'], origins: [] })).key;
  publicKey = (await createKey(engines.db, clock, localPrincipal, { name: 'web', kind: 'write_public', scopes: ['track'], origins: ['https://app.example.com'] })).key;
  app = Fastify();
  app.setErrorHandler((error, _request, reply) => {
    const failure = toFault(error);
    return reply.status(faultTable[failure.kind].status).send({ code: failure.code });
  });
  trackingRoutes(app, { db: engines.db, clock, acceptor: createAcceptor(engines.db, () => {}) });
  url = await app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(async () => {
  await app.close();
  await engines.stop();
});

async function drainAll(): Promise<void> {
  while (await drainBlock({ db: engines.db, analytics: engines.analytics, clock }));
}

const post = (path: string, body: unknown, headers: Record<string, string> = {}, key = serverKey) =>
  fetch(`${url}${path}`, { method: 'POST', headers: { authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}`, 'content-type': 'application/json', ...headers }, body: typeof body === 'string' || body instanceof Uint8Array ? (body as string) : JSON.stringify(body) });

const usageOf = async (accountName: string) => {
  const [row] = await engines.db.query<{ num: number }>('select num from account where name = $1', [accountName]);
  if (!row) return undefined;
  const [count] = await engines.analytics.query<{ n: number }>(
    `select count() as n from event where group_hash in (select hash from identity final where kind = 1 and account = ${row.num}) or (group_hash = 0 and user_hash in (select hash from identity final where kind = 2 and account = ${row.num}))`,
  );
  return count?.n;
};

it('the stock Segment SDK sends, and events count for the account', async () => {
  const sdk = new SegmentClient({ writeKey: serverKey, host: url, path: '/v1/batch', flushInterval: 10 });
  sdk.group({ userId: 'u1', groupId: 'acme', traits: { name: 'Acme', website: 'https://www.acme.example/x' } });
  sdk.identify({ userId: 'u1', traits: { email: 'Ann@acme.example', name: 'Ann' } });
  for (let i = 0; i < 5; i++) sdk.track({ userId: 'u1', event: 'Report opened', context: { groupId: 'acme' } });
  sdk.track({ userId: 'u1', event: 'Exported' });
  await sdk.closeAndFlush();
  await drainAll();
  expect(await usageOf('Acme')).toBe(6);
  expect(await engines.db.one("select name, lower(email) as email from person where name = 'Ann'")).toEqual({ name: 'Ann', email: 'ann@acme.example' });
  expect(await engines.db.one("select domain from account where name = 'Acme'")).toEqual({ domain: 'acme.example' });
});

it('a retry in a new batch with another time counts once, late and out of order events count', async () => {
  const event = (messageId: string, timestamp: string) => ({ type: 'track', messageId, userId: 'u1', event: 'Retry', timestamp, context: { groupId: 'acme' } });
  const before = (await usageOf('Acme')) ?? 0;
  await post('/v1/batch', { batch: [event('m1', '2026-01-02T00:00:00Z'), event('m2', '2026-01-05T00:00:00Z'), event('m1', '2026-01-02T00:00:00Z')] });
  await drainAll();
  await post('/v1/batch', { batch: [event('m1', '2026-01-02T00:00:09Z'), event('m3', '2025-03-01T00:00:00Z')] });
  await drainAll();
  expect(await usageOf('Acme')).toBe(before + 3);
});

it.each(['opened', 'inserted', 'stored'] as const)('a crash after "%s" loses and repeats nothing', async (step) => {
  const before = (await usageOf('Acme')) ?? 0;
  await post('/v1/batch', { batch: [1, 2, 3].map((i) => ({ type: 'track', messageId: `crash-${step}-${i}`, userId: 'u1', event: 'Crash', context: { groupId: 'acme' } })) });
  const crash = (name: string) => {
    if (name === step) throw new Error('killed');
  };
  await expect(drainBlock({ db: engines.db, analytics: engines.analytics, clock, step: crash })).rejects.toThrow('killed');
  await drainAll();
  expect(await usageOf('Acme')).toBe(before + 3);
});

it('events of a user whose account is known later are kept and resolved then', async () => {
  await post('/v1/batch', { batch: [{ type: 'track', messageId: 'late-1', userId: 'u9', event: 'Early' }, { type: 'track', messageId: 'late-2', userId: 'u9', event: 'Early' }] });
  await drainAll();
  await post('/v1/group', { userId: 'u9', groupId: 'late-co', traits: { name: 'Late Co' } });
  await drainAll();
  expect(await usageOf('Late Co')).toBe(2);
  expect(await engines.db.query("select 1 from dirty_account d join account a on a.id = d.account_id where a.name = 'Late Co'")).toHaveLength(1);
});

it('what one call says of a company or a person stays where a later call of the same batch says less', async () => {
  const group = (userId: string, traits: object) => ({ type: 'group', userId, groupId: 'eta', traits });
  await post('/v1/batch', { batch: [group('u30', { name: 'Eta Inc' }), group('u31', {}), { type: 'identify', userId: 'u30', traits: { name: 'Ann' } }, { type: 'identify', userId: 'u30', traits: { title: 'CTO' } }] });
  await drainAll();
  expect(await engines.db.query("select a.name, p.name as person, p.title from person p join account a on a.id = p.account_id where a.name ilike 'eta%'")).toEqual([{ name: 'Eta Inc', person: 'Ann', title: 'CTO' }]);
});

it('events before the account exists resolve when an account with that id arrives', async () => {
  await post('/v1/track', { messageId: 'pre-1', userId: 'u20', event: 'Pre', context: { groupId: 'crm-77' } });
  await drainAll();
  await engines.db.query("insert into source (id, kind, name, created_at) values ('files', 'file', 'Files', now()) on conflict do nothing");
  await engines.db.query("insert into account (id, name, known_at, source_id) values ('acc_77', 'Seventy Seven', now(), 'files')");
  await engines.db.query("insert into external_id (source_id, entity, value, entity_id, known_at) values ('files', 'account', 'crm-77', 'acc_77', now())");
  await post('/v1/track', { messageId: 'pre-2', userId: 'u20', event: 'Pre', context: { groupId: 'crm-77' } });
  await drainAll();
  expect(await usageOf('Seventy Seven')).toBe(2);
});

describe('what it refuses', () => {
  it('bad events are kept with the reason, good ones in the same batch count', async () => {
    const before = (await usageOf('Acme')) ?? 0;
    const good = { type: 'track', messageId: 'good-1', userId: 'u1', event: 'Good', context: { groupId: 'acme' } };
    const response = await post('/v1/batch', { batch: [good, { type: 'track', userId: 'u1' }, { type: 'nope' }, 7, { type: 'track', event: 'x' }, { ...good, messageId: 'bad-time', timestamp: 'yesterday' }, { ...good, messageId: 'big', properties: { x: 'y'.repeat(40_000) } }] });
    expect(await response.json()).toEqual({ success: true });
    await drainAll();
    expect(await usageOf('Acme')).toBe(before + 1);
    const codes = (await engines.db.query<{ code: string }>('select code from tracking_rejected order by id')).map((row) => row.code);
    expect(codes).toEqual(['no_event', 'shape', 'shape', 'no_user', 'timestamp', 'too_large']);
  });

  it.each([
    ['no JSON', '/v1/batch', 'not json', {}, 400, 'json'],
    ['a list', '/v1/track', [], {}, 400, 'shape'],
    ['a batch without a list', '/v1/batch', { batch: 'x' }, {}, 400, 'shape'],
    ['broken gzip', '/v1/batch', new Uint8Array([0x1f, 0x8b, 1, 2, 3]), {}, 400, 'gzip'],
    ['a gzip bomb', '/v1/batch', gzipSync(Buffer.alloc(200 * 1024 * 1024)), {}, 400, 'batch_size'],
    ['a large batch', '/v1/batch', { batch: [], pad: 'x'.repeat(600_000) }, {}, 400, 'batch_size'],
  ])('%s', async (_name, path, body, headers, status, code) => {
    const response = await post(path, body, headers);
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([status, code]);
  });

  it('unknown keys', async () => {
    expect((await post('/v1/track', { userId: 'x', event: 'y' }, {}, 'nope')).status).toBe(401);
  });

  it('a public key from elsewhere, and accounts by a public key', async () => {
    const group = { messageId: 'pub-g', userId: 'p1', groupId: 'pub-co', traits: { name: 'Public Co' } };
    expect((await post('/v1/group', group, { origin: 'https://evil.example' }, publicKey)).status).toBe(403);
    expect((await post('/v1/group', group, {}, publicKey)).status).toBe(403);
    const response = await post('/v1/group', group, { origin: 'https://app.example.com' }, publicKey);
    expect(response.headers.get('access-control-allow-origin')).toBe('https://app.example.com');
    await drainAll();
    expect(await engines.db.query("select 1 from account where name = 'Public Co'")).toHaveLength(0);
  });
});

it('takes the sender\'s clock error out of the time', async () => {
  const skewMs = 3_600_000;
  const sent = toDate(clock.wall().getTime() - skewMs);
  await post('/v1/track', { messageId: 'skew', userId: 'u1', event: 'Skew', timestamp: sent.toISOString(), sentAt: sent.toISOString(), context: { groupId: 'acme' } });
  await drainAll();
  const [row] = await engines.analytics.query<{ late: number }>("select dateDiff('second', at, now64(3)) as late from event where name = 'Skew'");
  expect(Math.abs(row?.late ?? 9999)).toBeLessThan(30);
});

it('accepts gzipped JSON whatever its content type says', async () => {
  const body = gzipSync(JSON.stringify({ batch: [{ type: 'track', messageId: 'gz', userId: 'u1', event: 'Zipped', context: { groupId: 'acme' } }] }));
  const response = await post('/v1/batch', body, { 'content-type': 'application/x-www-form-urlencoded' });
  expect(response.status).toBe(200);
  await drainAll();
  expect(await engines.analytics.query("select count() as n from event where name = 'Zipped'")).toEqual([{ n: 1 }]);
});
