import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { manualClock, toDate } from '../../lib/clock.ts';
import type { Principal } from '../operation/context.ts';
import { startTestDatabase } from '../testing/test-engines.ts';
import { createKey, revokeKey } from './api-key.ts';
import { authenticate, checkHost, cookieNameOf, localPrincipal, type AuthDeps, type AuthRequest } from './authenticate.ts';
import { createSignInToken, ensureOwner, redeemSignInToken, revokeSession } from './sign-in.ts';
import { createTokenBucket } from '../token-bucket.ts';
import { sha256 } from '../../lib/ids.ts';

let database: Awaited<ReturnType<typeof startTestDatabase>>;
const clock = manualClock(toDate('2026-05-01T08:00:00Z'));
let deps: AuthDeps;
const cookieName = cookieNameOf('/some/dir');

beforeAll(async () => {
  database = await startTestDatabase();
  deps = { db: database.db, clock, localToken: 'local-token-of-the-owner', cookieName, hosts: ['cs.example.com'] };
});
afterAll(() => database.stop());

const request = (headers: AuthRequest['headers'], method = 'GET'): AuthRequest => ({ method, headers: { host: '127.0.0.1:4321', ...headers }, ip: '127.0.0.1' });

async function signIn(): Promise<string> {
  const owner = await ensureOwner(database.db, clock);
  const token = await createSignInToken(database.db, clock, owner.id);
  return (await redeemSignInToken(database.db, clock, token, null)).sessionToken;
}

describe('sign-in link', () => {
  it('works once', async () => {
    const owner = await ensureOwner(database.db, clock);
    const token = await createSignInToken(database.db, clock, owner.id);
    const answers = await Promise.allSettled([1, 2, 3].map(() => redeemSignInToken(database.db, clock, token, null)));
    expect(answers.filter((answer) => answer.status === 'fulfilled')).toHaveLength(1);
    await expect(redeemSignInToken(database.db, clock, token, null)).rejects.toMatchObject({ code: 'sign_in_link' });
  });

  it('ends after ten minutes', async () => {
    const token = await createSignInToken(database.db, clock, (await ensureOwner(database.db, clock)).id);
    clock.advance(10 * 60_000 + 1);
    await expect(redeemSignInToken(database.db, clock, token, null)).rejects.toMatchObject({ kind: 'unauthenticated' });
  });

  it('is stored as a hash only', async () => {
    const token = await createSignInToken(database.db, clock, (await ensureOwner(database.db, clock)).id);
    const rows = await database.db.query('select * from sign_in_link');
    expect(JSON.stringify(rows)).not.toContain(token);
  });

  it('there is one owner however many first runs there are', async () => {
    const owners = await Promise.all([1, 2, 3].map(() => ensureOwner(database.db, clock)));
    expect(new Set(owners.map((owner) => owner.id)).size).toBe(1);
  });
});

describe('session', () => {
  it('names its user until it is revoked', async () => {
    const token = await signIn();
    const cookie = `other=1; ${cookieName}=${token}`;
    expect(await authenticate(deps, request({ cookie }))).toMatchObject({ kind: 'user' });
    await revokeSession(database.db, clock, sha256(token));
    expect(await authenticate(deps, request({ cookie }))).toMatchObject({ kind: 'anonymous' });
  });

  it('ends after seven idle days', async () => {
    const cookie = `${cookieName}=${await signIn()}`;
    clock.advance(7 * 86_400_000 + 1);
    expect(await authenticate(deps, request({ cookie }))).toMatchObject({ kind: 'anonymous' });
  });

  it.each([
    ['without our header', {}],
    ['from a foreign page', { 'x-mainstay': '1', origin: 'https://evil.example' }],
    ['from a sandboxed page', { 'x-mainstay': '1', origin: 'null' }],
  ])('a change %s is refused', async (_name, headers) => {
    const cookie = `${cookieName}=${await signIn()}`;
    await expect(authenticate(deps, request({ cookie, ...headers }, 'POST'))).rejects.toMatchObject({ code: 'csrf' });
  });

  it('a change from our own page passes', async () => {
    const cookie = `${cookieName}=${await signIn()}`;
    expect(await authenticate(deps, request({ cookie, 'x-mainstay': '1', origin: 'http://127.0.0.1:4321' }, 'POST'))).toMatchObject({ kind: 'user' });
  });
});

describe('keys', () => {
  const limited: Principal = { kind: 'key', id: 'k', name: 'k', scopes: new Set(['read']), book: 'all' };

  it('carry their scopes, and end when revoked or expired', async () => {
    const made = await createKey(database.db, clock, localPrincipal, { name: 'reports', kind: 'api', scopes: ['read'], origins: [], expiresDays: 1 });
    const authorization = `Bearer ${made.key}`;
    const principal = await authenticate(deps, request({ authorization }, 'POST'));
    expect([...principal.scopes]).toEqual(['read']);
    clock.advance(2 * 86_400_000);
    await expect(authenticate(deps, request({ authorization }))).rejects.toMatchObject({ kind: 'unauthenticated' });
    const other = await createKey(database.db, clock, localPrincipal, { name: 'x', kind: 'api', scopes: ['read'], origins: [] });
    await revokeKey(database.db, clock, other.id);
    await expect(authenticate(deps, request({ authorization: `Bearer ${other.key}` }))).rejects.toMatchObject({ kind: 'unauthenticated' });
  });

  it('cannot grant more than their creator holds', async () => {
    await expect(createKey(database.db, clock, limited, { name: 'x', kind: 'api', scopes: ['admin'], origins: [] })).rejects.toMatchObject({ kind: 'forbidden' });
    await expect(createKey(database.db, clock, limited, { name: 'x', kind: 'write_server', scopes: ['track'], origins: [] })).rejects.toMatchObject({ kind: 'forbidden' });
  });

  it('for sending events read nothing', async () => {
    const made = await createKey(database.db, clock, localPrincipal, { name: 'web', kind: 'write_public', scopes: ['track'], origins: ['https://app.example.com/path'] });
    await expect(authenticate(deps, request({ authorization: `Bearer ${made.key}` }))).rejects.toMatchObject({ kind: 'unauthenticated' });
    expect(await database.db.one('select origins from api_key where id = $1', [made.id])).toEqual({ origins: ['https://app.example.com'] });
  });

  it('a public key needs an origin', async () => {
    await expect(createKey(database.db, clock, localPrincipal, { name: 'web', kind: 'write_public', scopes: ['track'], origins: [] })).rejects.toMatchObject({ code: 'origins' });
  });

  it('guessing is slowed down', async () => {
    const guesses = Array.from({ length: 40 }, (_, i) => authenticate({ ...deps }, { ...request({ authorization: `Bearer guess${i}` }), ip: '10.0.0.9' }).catch((error) => error.kind));
    expect(await Promise.all(guesses)).toContain('rateLimited');
  });
});

it.each([
  ['127.0.0.1:4321', true], ['localhost', true], ['[::1]:80', true], ['cs.example.com:443', true],
  ['evil.example', false], ['127.0.0.1.evil.example', false], ['localhost.evil.example:4321', false], ['', false],
])('host %s is ours: %s', (host, ours) => {
  const check = () => checkHost({ headers: { host } }, ['cs.example.com']);
  if (ours) expect(check).not.toThrow();
  else expect(check).toThrow(/does not answer/);
});

it('a token bucket grants its capacity at once, then its rate', () => {
  const bucket = createTokenBucket(3, 1);
  expect([0, 0, 0, 0].map((ms) => bucket.take('a', ms))).toEqual([0, 0, 0, 1]);
  expect(bucket.take('b', 0)).toBe(0);
  expect(bucket.take('a', 1000)).toBe(0);
});
