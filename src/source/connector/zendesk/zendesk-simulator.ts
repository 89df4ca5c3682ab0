import { createHmac } from 'node:crypto';
import { newSecret } from '../../../lib/ids.ts';
import { isoOf } from '../simulator/sim-server.ts';
import { simLimit, type SimLimit } from '../simulator/sim-limit.ts';
import type { SimAnswer, SimOptions, SimRequest, SimVendor } from '../simulator/sim-vendor.ts';
import { answerBack, zendeskBack } from './zendesk-sim-write.ts';
import { zendeskWorld, type ZendeskData } from './zendesk-world.ts';

const clientId = 'mainstay_sandbox';

interface TokenStore {
  access: Map<string, { endsMs: number; scope: string }>;
  refresh: string;
}

function page<T>(records: readonly T[]): { records: readonly T[]; count: number } {
  return { records, count: records.length };
}

/** Zendesk Support as documented: OAuth with rotating refresh tokens, exports by cursor and by time with a minute's lag, ratings, counts, limits per minute, signed webhooks. */
export function simulateZendesk(options: SimOptions): SimVendor {
  const { nowMs, tokenSeconds = 1800 } = options;
  const [clientSecret, webhookSecret] = [newSecret(24), newSecret(24)];
  const tokens: TokenStore = { access: new Map(), refresh: newSecret(24) };
  const firstRefresh = tokens.refresh;
  const data = zendeskWorld(options.accounts, nowMs, options.pageSize);
  const back = zendeskBack(data, nowMs);
  const windowMs = options.limits?.windowMs ?? 60_000;
  const minute = simLimit(options.limits?.calls ?? 700, windowMs, nowMs);
  const exports = simLimit(options.limits?.exports ?? 10, windowMs, nowMs);

  const grant = (request: SimRequest): SimAnswer => {
    const asked = readBody(request);
    const known = asked.client_id === clientId && asked.client_secret === clientSecret;
    const rotates = asked.grant_type === 'refresh_token';
    if (!known) return { status: 401, body: { error: 'invalid_client', error_description: 'Client authentication failed' } };
    if (rotates && asked.refresh_token !== tokens.refresh) return { status: 400, body: { error: 'invalid_grant', error_description: 'The refresh token is not valid' } };
    if (!rotates && asked.grant_type !== 'client_credentials') return { status: 400, body: { error: 'unsupported_grant_type' } };
    // A refresh ends the pair before it.
    if (rotates) tokens.access.clear();
    const access = newSecret(24);
    const scope = asked.scope ?? 'read';
    tokens.access.set(access, { endsMs: nowMs() + tokenSeconds * 1000, scope });
    if (rotates) tokens.refresh = newSecret(24);
    return { status: 200, body: { access_token: access, token_type: 'bearer', scope, expires_in: tokenSeconds, ...(rotates ? { refresh_token: tokens.refresh, refresh_token_expires_in: 90 * 86_400 } : {}) } };
  };
  const refusal = (seconds: number | null): SimAnswer => ({ status: 429, body: { error: 'TooManyRequests', description: 'Number of allowed API requests per minute exceeded' }, ...(seconds === null ? {} : { headers: { 'retry-after': String(seconds) } }) });

  return {
    world: data.world, back, refusal,
    credentials: { subdomain: 'sandbox', clientId, clientSecret, refreshToken: firstRefresh, webhookSecret },
    endTokens: () => tokens.access.clear(),
    answer(request) {
      const path = request.path.replace(/\.json$/, '');
      if (path === '/oauth/tokens' && request.method === 'POST') return grant(request);
      const token = tokens.access.get(/^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '');
      if (token === undefined || token.endsMs <= nowMs()) return { status: 401, body: { error: 'invalid_token', error_description: 'The access token provided is expired, revoked, malformed or invalid for other reasons.' } };
      const limited = take(minute, path.startsWith('/api/v2/incremental/') ? exports : null);
      if (limited.over !== null) return { ...refusal(limited.over), headers: { ...refusal(limited.over).headers, ...limited.headers } };
      const answer = answerBack(back, request.method, path, request.query, request.body, token.scope) ?? (request.method === 'GET' ? read(data, path, request.query, nowMs(), `http://${request.headers.host ?? 'sandbox.example'}`) : { status: 405, body: { error: 'MethodNotAllowed' } });
      return { ...answer, headers: limited.headers };
    },
    delivery(object, id) {
      const body = JSON.stringify({ type: `zen:event-type:${object.replace(/s$/, '')}.changed`, id: newSecret(12), time: isoOf(nowMs()), subject: `zen:${object.replace(/s$/, '')}:${id}`, detail: { id } });
      const at = isoOf(nowMs());
      return { body, headers: { 'content-type': 'application/json', 'x-zendesk-webhook-invocation-id': newSecret(12), 'x-zendesk-webhook-signature-timestamp': at, 'x-zendesk-webhook-signature': createHmac('sha256', webhookSecret).update(at + body).digest('base64') } };
    },
  };
}

function readBody({ body, headers }: SimRequest): Record<string, string> {
  if (String(headers['content-type']).includes('json')) {
    try {
      return JSON.parse(body) as Record<string, string>;
    } catch {
      return {};
    }
  }
  return Object.fromEntries(new URLSearchParams(body));
}

// Both spellings of the headers are in use; the exports have a limit of their own.
function take(minute: SimLimit, exports: SimLimit | null): { over: number | null; headers: Record<string, string> } {
  const all = minute.take();
  const own = exports?.take();
  const text = (limit: SimLimit, now: { remaining: number; resetSeconds: number }) => `total=${limit.limit}; remaining=${Math.max(0, now.remaining)}; resets=${now.resetSeconds}`;
  const headers: Record<string, string> = Number.isFinite(minute.limit) ? { 'x-rate-limit': String(minute.limit), 'x-rate-limit-remaining': String(Math.max(0, all.remaining)), 'ratelimit-reset': String(all.resetSeconds) } : {};
  if (exports && own && Number.isFinite(exports.limit)) headers['zendesk-ratelimit-incremental-exports'] = text(exports, own);
  return { over: own && own.remaining < 0 ? own.resetSeconds : all.remaining < 0 ? all.resetSeconds : null, headers };
}

const lagMs = 60_000;

function read(data: ZendeskData, path: string, query: URLSearchParams, nowMs: number, root: string): SimAnswer {
  if (path === '/api/v2/users/me') return { status: 200, body: { user: { id: 1, name: 'Sandbox Admin', role: 'admin' } } };
  const [, counted] = /^\/api\/v2\/(organizations|users|tickets)\/count$/.exec(path) ?? [];
  if (counted) return { status: 200, body: { count: { value: data.world.living(counted).length, refreshed_at: isoOf(nowMs) } } };
  const [, exported] = /^\/api\/v2\/incremental\/(users|tickets)\/cursor$/.exec(path) ?? [];
  if (exported) return byCursor(data, exported, query, nowMs, root);
  if (path === '/api/v2/incremental/organizations') return byTime(data, query, nowMs, root);
  if (path === '/api/v2/satisfaction_ratings') return ratings(data, query, nowMs);
  return listed(data, path, query, root);
}

const badStart: SimAnswer = { status: 422, body: { error: 'InvalidValue', description: 'Invalid start_time' } };

function byCursor(data: ZendeskData, object: string, query: URLSearchParams, nowMs: number, root: string): SimAnswer {
  const table = data.tables[object as 'users' | 'tickets'];
  const start = Number(query.get('start_time'));
  const cursor = query.get('cursor');
  if (cursor === null && (!query.has('start_time') || !Number.isInteger(start) || start * 1000 > nowMs - lagMs)) return badStart;
  const from = cursor === null ? table.placeAt(start * 1000) : Number(Buffer.from(cursor, 'base64').toString('utf8').replace(/\|\|.*$/, ''));
  if (!Number.isInteger(from)) return { status: 422, body: { error: 'InvalidPaginationParameter', description: 'The cursor is not valid' } };
  const found = table.page(from, Math.min(data.pageSize, Number(query.get('per_page') ?? 1000)), nowMs - lagMs);
  const after = Buffer.from(`${found.next}||${object}`).toString('base64');
  return { status: 200, body: { [object]: found.records.map((record) => data.shape(object, record)), after_cursor: after, after_url: `${root}/api/v2/incremental/${object}/cursor.json?cursor=${encodeURIComponent(after)}`, before_cursor: null, before_url: null, end_of_stream: found.end } };
}

// All records of one second are on one page, so that the next page may begin with it.
function byTime(data: ZendeskData, query: URLSearchParams, nowMs: number, root: string): SimAnswer {
  const start = Number(query.get('start_time'));
  if (!query.has('start_time') || !Number.isInteger(start) || start * 1000 > nowMs - lagMs) return badStart;
  const second = (ms: number) => Math.floor(ms / 1000);
  const due = data.tables.organizations.all().filter(({ atMs }) => second(atMs) >= start && atMs <= nowMs - lagMs).sort((a, b) => a.atMs - b.atMs);
  const limit = Math.min(data.pageSize, Number(query.get('per_page') ?? 1000));
  let size = Math.min(limit, due.length);
  while (size < due.length && second(due[size]?.atMs ?? 0) === second(due[size - 1]?.atMs ?? 0)) size += 1;
  const { records, count } = page(due.slice(0, size));
  const end = records.length ? second(records.at(-1)?.atMs ?? 0) : start;
  return { status: 200, body: { organizations: records.map((record) => data.shape('organizations', record)), count, end_time: end, next_page: `${root}/api/v2/incremental/organizations.json?start_time=${end}`, end_of_stream: size >= due.length } };
}

function ratings(data: ZendeskData, query: URLSearchParams, nowMs: number): SimAnswer {
  const start = Number(query.get('start_time') ?? 0) * 1000;
  const after = Number(Buffer.from(query.get('page[after]') ?? '', 'base64').toString('utf8') || 0);
  const size = Math.min(100, data.pageSize, Number(query.get('page[size]') ?? 100));
  const due = data.tables.satisfaction_ratings.all().filter((record) => !record.gone && record.data.createdMs >= start && record.data.createdMs <= nowMs && Number(record.id) > after).sort((a, b) => Number(a.id) - Number(b.id));
  const records = due.slice(0, size);
  const last = Buffer.from(records.at(-1)?.id ?? '').toString('base64');
  return { status: 200, body: { satisfaction_ratings: records.map((record) => data.shape('satisfaction_ratings', record)), meta: { has_more: due.length > size, after_cursor: last, before_cursor: null }, links: { next: null, prev: null } } };
}

/** Plain lists and single records, as other clients read them. */
function listed(data: ZendeskData, path: string, query: URLSearchParams, root: string): SimAnswer {
  const [, object = '', id] = /^\/api\/v2\/(organizations|users|tickets)(?:\/(\d+))?$/.exec(path) ?? [];
  if (!object) return { status: 404, body: { error: 'InvalidEndpoint', description: 'Not found' } };
  const table = data.tables[object as 'organizations' | 'users' | 'tickets'];
  const record = id === undefined ? undefined : table.get(id);
  if (id !== undefined) return record && !record.gone ? { status: 200, body: { [object.slice(0, -1)]: data.shape(object, record) } } : { status: 404, body: { error: 'RecordNotFound', description: 'Not found' } };
  const size = Math.min(100, Number(query.get('page[size]') ?? query.get('per_page') ?? 100));
  const living = table.all().filter(({ gone }) => !gone);
  if (query.has('page[size]')) {
    const from = Number(query.get('page[after]') ?? 0);
    const more = living.length > from + size;
    return { status: 200, body: { [object]: living.slice(from, from + size).map((one) => data.shape(object, one)), meta: { has_more: more, after_cursor: String(from + size), before_cursor: null }, links: { prev: null, next: more ? `${root}${path}.json?${new URLSearchParams({ 'page[size]': String(size), 'page[after]': String(from + size) }).toString()}` : null } } };
  }
  const at = Number(query.get('page') ?? 1);
  return { status: 200, body: { [object]: living.slice((at - 1) * size, at * size).map((one) => data.shape(object, one)), count: living.length, next_page: living.length > at * size ? `${root}${path}.json?page=${at + 1}&per_page=${size}` : null, previous_page: null } };
}
