import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { roleTable } from '../../contract/role.ts';
import type { Clock } from '../../lib/clock.ts';
import { fault } from '../../lib/fault.ts';
import { sha256 } from '../../lib/ids.ts';
import type { Principal } from '../operation/context.ts';
import type { Db } from '../postgres/database.ts';
import { findKey } from './api-key.ts';
import { principalOfKey, principalOfUser } from './principal-of.ts';
import { refuseOtherOrigin } from './refuse-other-origin.ts';
import { findSession } from './sign-in.ts';
import { createTokenBucket } from '../token-bucket.ts';

/** The person or program on this machine that may read the data directory. */
export const localPrincipal: Principal = { kind: 'local', id: 'local', name: 'Command line', role: 'admin', userId: null, scopes: new Set(roleTable.admin.abilities), book: 'all' };
/** A program on this machine that acts as an agent: it reads and proposes, and never decides. */
export const localAgent: Principal = { kind: 'key', id: 'local-agent', name: 'Agent on this machine', role: 'agent', userId: null, scopes: new Set(roleTable.agent.abilities), book: 'all' };
/** Asks to be less: the holder of the local token acts as {@link localAgent}. */
export const asAgentHeader = 'x-mainstay-as';
const anonymous: Principal = { kind: 'anonymous', id: 'anonymous', name: 'Anonymous', scopes: new Set(), book: 'all' };

export interface AuthDeps {
  db: Db;
  clock: Clock;
  /** The owner process's own token; whoever can read the data directory has it. */
  localToken: string;
  cookieName: string;
  /** Host names beyond loopback under which this instance is reached. */
  hosts: readonly string[];
}

/** What authentication needs of a request. */
export interface AuthRequest {
  method: string;
  headers: IncomingHttpHeaders;
  ip: string;
}

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;
const failures = createTokenBucket(20, 0.5);
const calls = createTokenBucket(600, 100);

/** The cookie name of an instance, so that two instances on one host never share a session. */
export function cookieNameOf(dataDir: string): string {
  return `mainstay_${sha256(dataDir).slice(0, 8)}`;
}

/** Refuses a host name that is not ours: a page elsewhere must not reach us by pointing its name at this machine. */
export function checkHost({ headers }: Pick<AuthRequest, 'headers'>, hosts: readonly string[]): void {
  const host = headers.host ?? '';
  if (!loopback.test(host) && !hosts.includes(host.replace(/:\d+$/, '').toLowerCase())) throw fault('forbidden', 'host', `This server does not answer to the name "${host.slice(0, 80)}".`, { remedy: 'Use the address it printed, or configure the host name.' });
}

/** Who calls: by local token, API key or session cookie. Throws for a credential that is not good; without one the caller is anonymous. */
export async function authenticate(deps: AuthDeps, request: AuthRequest): Promise<Principal> {
  checkHost(request, deps.hosts);
  const bearer = /^Bearer\s+(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const principal = bearer ? await byBearer(deps, bearer, request) : await byCookie(deps, request);
  limit(calls.take(principal.kind === 'anonymous' ? `ip:${request.ip}` : `${principal.kind}:${principal.id}`, deps.clock.wall().getTime()));
  return principal;
}

async function byBearer(deps: AuthDeps, bearer: string, request: AuthRequest): Promise<Principal> {
  if (sameSecret(bearer, deps.localToken)) return request.headers[asAgentHeader] === 'agent' ? localAgent : localPrincipal;
  const key = await findKey(deps.db, deps.clock, bearer);
  if (key?.kind === 'api') return principalOfKey(key);
  limit(failures.take(request.ip, deps.clock.wall().getTime()));
  throw fault('unauthenticated', 'key', key ? 'This key may only send events.' : 'This key is not known, or was revoked or has expired.', { remedy: 'Make one with "key create".' });
}

async function byCookie(deps: AuthDeps, request: AuthRequest): Promise<Principal> {
  const token = cookieOf(request.headers.cookie, deps.cookieName);
  if (!token) {
    if (request.method !== 'GET' && request.method !== 'HEAD') refuseOtherOrigin(request.headers);
    return anonymous;
  }
  checkSameSite(request);
  const user = await findSession(deps.db, deps.clock, token);
  return user ? principalOfUser(user) : anonymous;
}

// A cookie travels by itself: a change must carry our header, which no foreign page can add without asking us first, and our origin.
function checkSameSite({ method, headers }: AuthRequest): void {
  if (method === 'GET' || method === 'HEAD') return;
  const origin = headers.origin;
  const foreign = origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== headers.host);
  if (foreign || headers['x-mainstay'] !== '1') throw fault('forbidden', 'csrf', 'This request did not come from the app.', { remedy: 'Send the header "x-mainstay: 1" from the app\'s own origin, or use an API key.' });
}

function limit(waitSeconds: number): void {
  if (waitSeconds > 0) throw fault('rateLimited', 'rate', 'Too many requests.', { retryAfterSeconds: waitSeconds, remedy: `Wait ${waitSeconds} s.` });
}

function sameSecret(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(sha256(a)), Buffer.from(sha256(b)));
}

/** The value of one cookie of a Cookie header. */
export function cookieOf(header: string | undefined, name: string): string | undefined {
  for (const part of (header ?? '').split(';')) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return undefined;
}
