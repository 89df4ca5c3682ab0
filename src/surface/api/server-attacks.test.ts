import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sha256 } from '../../lib/ids.ts';
import { systemClock } from '../../lib/clock.ts';
import { createKey } from '../../platform/auth/api-key.ts';
import { authOperations } from '../../platform/auth/auth-operations.ts';
import { authenticate, cookieOf, localPrincipal } from '../../platform/auth/authenticate.ts';
import { createSignInToken, ensureOwner } from '../../platform/auth/sign-in.ts';
import { createLog } from '../../platform/log/log.ts';
import type { Context } from '../../platform/operation/context.ts';
import { OperationTable } from '../../platform/operation/registry.ts';
import { startTestDatabase, type TestDatabase } from '../../platform/testing/test-engines.ts';
import { createAcceptor } from '../../source/tracking/accept-batches.ts';
import { trackingRoutes } from '../../source/tracking/tracking-routes.ts';
import { createServer } from './create-server.ts';

// The whole HTTP server with its plugins, attacked over a real socket.
let database: TestDatabase;
let app: FastifyInstance;
let port: number;
let writeKey: string;
const clock = systemClock();
const cookieName = 'mainstay_test';

beforeAll(async () => {
  database = await startTestDatabase();
  const { db } = database;
  writeKey = (await createKey(db, clock, localPrincipal, { name: 's', kind: 'write_server', scopes: ['track'], origins: [] })).key;
  const table = new OperationTable(authOperations({ baseUrl: () => 'http://127.0.0.1', instance: async () => ({ sample: false, empty: true, readingDate: null, today: '2026-01-01', lastChange: 0 }) }));
  app = await createServer({
    log: createLog('silent'), version: '0', table, webDir: '/nowhere', ready: () => true,
    authenticate: (request) => authenticate({ db, clock, localToken: 'local-secret-token', cookieName, hosts: [] }, { method: request.method, headers: request.headers, ip: request.ip }),
    contextFor: (principal, request, reply) => {
      const token = cookieOf(request.headers.cookie, cookieName);
      const session = { tokenHash: token ? sha256(token) : null, userAgent: null, open: (next: string) => void reply.header('set-cookie', `${cookieName}=${next}; Path=/; HttpOnly; SameSite=Lax`), close: () => undefined };
      return { db, clock, principal, session, log: createLog('silent') } as unknown as Context;
    },
    extend: (fastify) => trackingRoutes(fastify, { db, clock, acceptor: createAcceptor(db, () => {}) }),
  });
  port = Number(new URL(await app.listen({ host: '127.0.0.1', port: 0 })).port);
});
afterAll(async () => {
  await app.close();
  await database.stop();
});

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: { code?: string; success?: boolean; [key: string]: unknown };
}

// Unlike fetch, it sends whatever Host, Origin and encoding it is told to.
function send(path: string, headers: Record<string, string>, body?: string | Buffer, method = 'POST'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const call = httpRequest({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      let text = '';
      response.on('data', (chunk) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text.startsWith('{') ? JSON.parse(text) : { text } }));
    });
    call.on('error', reject);
    call.end(body);
  });
}

const basic = () => ({ authorization: `Basic ${Buffer.from(`${writeKey}:`).toString('base64')}` });
const event = (messageId: string) => ({ type: 'track', event: 'E', userId: 'u', messageId });
const batch = JSON.stringify({ batch: [event('a')] });

describe('tracking accepts what clients send', () => {
  it.each<[string, Record<string, string>, Buffer | string]>([
    ['gzip, said and done, as a form', { 'content-encoding': 'gzip', 'content-type': 'application/x-www-form-urlencoded' }, gzipSync(batch)],
    ['gzip, not said', { 'content-type': 'application/json' }, gzipSync(batch)],
    ['gzip said, plain sent', { 'content-encoding': 'gzip', 'content-type': 'application/json' }, batch],
    ['no content type', {}, batch],
    ['an odd content type', { 'content-type': 'x' }, batch],
    ['text with a charset', { 'content-type': 'text/plain;charset=UTF-8' }, batch],
    ['deflate', { 'content-encoding': 'deflate', 'content-type': 'application/json' }, deflateSync(batch)],
    ['brotli', { 'content-encoding': 'br', 'content-type': 'application/json' }, brotliCompressSync(batch)],
  ])('%s', async (_name, headers, body) => {
    expect(await send('/v1/batch', { ...basic(), ...headers }, body)).toMatchObject({ status: 200, body: { success: true } });
  });

  it('the key in the body', async () => {
    expect((await send('/v1/track', { 'content-type': 'application/json' }, JSON.stringify({ ...event('b'), writeKey }))).status).toBe(200);
  });
});

describe('tracking refuses, with 400 as Segment does,', () => {
  const mb = 1024 * 1024;
  it.each<[string, Record<string, string>, Buffer | string]>([
    ['a bomb that says what it is', { 'content-encoding': 'gzip' }, gzipSync(Buffer.alloc(300 * mb))],
    ['a bomb that does not', {}, gzipSync(Buffer.alloc(300 * mb))],
    ['a bomb in a bomb', { 'content-encoding': 'gzip' }, gzipSync(gzipSync(Buffer.alloc(300 * mb)))],
    ['a brotli bomb', { 'content-encoding': 'br' }, brotliCompressSync(Buffer.alloc(64 * mb))],
    ['a batch over 500 KB', {}, JSON.stringify({ batch: [], pad: 'x'.repeat(600_000) })],
    ['a body over every limit', {}, 'x'.repeat(6 * mb)],
    ['half a gzip', { 'content-encoding': 'gzip' }, gzipSync(batch).subarray(0, 30)],
    ['an encoding nobody knows', { 'content-encoding': 'rot13' }, batch],
    ['no JSON', {}, '{"batch":['],
    ['nothing', {}, ''],
  ])('%s', async (_name, headers, body) => {
    const before = process.memoryUsage().rss;
    const answer = await send('/v1/batch', { ...basic(), 'content-type': 'application/json', ...headers }, body).catch((error: NodeJS.ErrnoException) => ({ status: error.code === 'ECONNRESET' || error.code === 'EPIPE' ? 400 : 0 }));
    expect(answer.status).toBe(400);
    expect(process.memoryUsage().rss - before).toBeLessThan(120 * mb);
  });

  it('a stranger, without asking the database each time', async () => {
    const stranger = { authorization: `Basic ${Buffer.from('nope:').toString('base64')}`, 'content-type': 'application/json' };
    const before = database.db.stats().statements;
    const answers = [];
    for (let i = 0; i < 60; i++) answers.push((await send('/v1/batch', stranger, batch)).status);
    expect(new Set(answers)).toEqual(new Set([401]));
    expect(database.db.stats().statements - before).toBeLessThan(10);
  });

  it('keys guessed one after the other, with a wait', async () => {
    const answers = new Set<number>();
    for (let i = 0; i < 80; i++) answers.add((await send('/v1/batch', { authorization: `Basic ${Buffer.from(`guess${i}:`).toString('base64')}` }, batch)).status);
    expect(answers).toEqual(new Set([401, 429]));
    // Known keys go on.
    expect((await send('/v1/batch', basic(), batch)).status).toBe(200);
  });
});

describe('the API', () => {
  const local = { authorization: 'Bearer local-secret-token' };
  const json = { 'content-type': 'application/json' };

  it('does not answer to a foreign name pointed at this machine', async () => {
    expect(await send('/api/op/key.list', { ...local, ...json, host: 'evil.example' }, '{}')).toMatchObject({ status: 403, body: { code: 'host' } });
    expect(await send('/api/op/key.list', { ...local, ...json, host: `127.0.0.1:${port}` }, '{}')).toMatchObject({ status: 200 });
  });

  it('opens one session for a link, and none for its replay', async () => {
    const token = await createSignInToken(database.db, clock, (await ensureOwner(database.db, clock)).id);
    const redeem = () => send('/api/op/session.redeem', json, JSON.stringify({ token }));
    const answers = await Promise.all([redeem(), redeem(), redeem()]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 401, 401]);
    const cookie = String(answers.find(({ status }) => status === 200)?.headers['set-cookie']);
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Lax/);
    expect(cookie).not.toContain(token);
  });

  it('takes a change by cookie only from its own page', async () => {
    const token = await createSignInToken(database.db, clock, (await ensureOwner(database.db, clock)).id);
    expect(await send('/api/op/session.redeem', { ...json, origin: 'https://evil.example' }, JSON.stringify({ token }))).toMatchObject({ status: 403, body: { code: 'origin' } });
    const cookie = String((await send('/api/op/session.redeem', json, JSON.stringify({ token }))).headers['set-cookie']).split(';')[0] ?? '';
    const make = (headers: Record<string, string>) => send('/api/op/key.create', { ...json, cookie, ...headers }, JSON.stringify({ name: 'x', scope: ['read'] }));
    expect(await make({})).toMatchObject({ status: 403, body: { code: 'csrf' } });
    expect(await make({ 'x-mainstay': '1', origin: 'https://evil.example' })).toMatchObject({ status: 403 });
    expect(await make({ 'x-mainstay': '1', origin: `http://127.0.0.1:${port + 1}` })).toMatchObject({ status: 403 });
    expect(await make({ 'x-mainstay': '1', origin: `http://127.0.0.1:${port}` })).toMatchObject({ status: 200 });
  });

  it('lets no key grant itself more, and a write key do nothing but write', async () => {
    const reader = (await createKey(database.db, clock, localPrincipal, { name: 'r', kind: 'api', scopes: ['read'], origins: [] })).key;
    const grant = (bearer: string) => send('/api/op/key.create', { ...json, authorization: `Bearer ${bearer}` }, JSON.stringify({ name: 'more', scope: ['admin'] }));
    expect((await grant(reader)).status).toBe(403);
    // Guessing from one address is slowed down, which earlier tests of this file have earned by now.
    expect([401, 429]).toContain((await grant(writeKey)).status);
    expect([401, 429]).toContain((await send('/v1/batch', { ...json, authorization: `Bearer ${reader}` }, batch)).status);
  });
});
