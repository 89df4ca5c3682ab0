import { newSecret } from '../../../lib/ids.ts';
import { toDate } from '../../../lib/clock.ts';
import { isoOf } from '../simulator/sim-server.ts';
import { simLimit } from '../simulator/sim-limit.ts';
import type { SimAnswer, SimOptions, SimRequest, SimVendor } from '../simulator/sim-vendor.ts';
import { apiNames, gainsightWorld, type GainsightData, type ObjectId } from './gainsight-world.ts';

const clientId = 'mainstay_sandbox';
const mostRows = 5000;
const logDays = 15;

type Row = Record<string, unknown>;

interface Query {
  select: string[];
  where?: { conditions?: { name: string; alias: string; value: unknown[]; operator: string }[] };
  orderBy?: Record<string, string>;
  limit?: number;
  offset?: number;
}

const failed = (status: number, errorCode: string, errorDesc: string): SimAnswer => ({ status, body: { result: false, errorCode, errorDesc, requestId: newSecret(8), data: null, message: null } });
const done = (data: unknown): SimAnswer => ({ status: 200, body: { result: true, errorCode: null, errorDesc: null, requestId: newSecret(8), data, message: null } });

/** A Gainsight CS tenant as documented: access key or M2M OAuth, descriptions and queries of objects, the log of deletions, 100 calls a minute in fixed windows. */
export function simulateGainsight(options: SimOptions): SimVendor {
  const { nowMs, tokenSeconds = 86_400, pageSize = mostRows } = options;
  const [clientSecret, accessKey] = [newSecret(24), newSecret(24)];
  const tokens = new Map<string, number>();
  const data = gainsightWorld(options.accounts, nowMs);
  const minute = simLimit(options.limits?.calls ?? 100, options.limits?.windowMs ?? 60_000, nowMs);

  const grant = ({ headers, body }: SimRequest): SimAnswer => {
    const known = headers.authorization === `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`;
    if (!known || new URLSearchParams(body).get('grant_type') !== 'client_credentials') return { status: 401, body: { error: 'invalid_client', error_description: 'Client authentication failed' } };
    const token = newSecret(24);
    tokens.set(token, nowMs() + tokenSeconds * 1000);
    return { status: 200, body: { access_token: token, token_type: 'Bearer', expires_in: tokenSeconds } };
  };
  const isKnown = ({ headers }: SimRequest): boolean => {
    if (headers.accesskey !== undefined) return headers.accesskey === accessKey;
    return (tokens.get(/^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? '') ?? 0) > nowMs();
  };
  const refusal = (seconds: number | null): SimAnswer => ({ ...failed(429, 'GU_2400', 'API rate limit exceeded'), ...(seconds === null ? {} : { headers: { 'retry-after': String(seconds) } }) });

  return {
    world: data.world, refusal,
    credentials: { domain: 'sandbox.gainsightcloud.com', clientId, clientSecret, accessKey },
    endTokens: () => tokens.clear(),
    answer(request) {
      if (request.path === '/v1/users/m2m/oauth/token' && request.method === 'POST') return grant(request);
      if (!isKnown(request)) return failed(401, 'GU_1101', 'Oops, the authentication failed');
      if (minute.take().remaining < 0) return refusal(null);
      const [, described] = /^\/v1\/meta\/services\/objects\/(\w+)\/describe$/.exec(request.path) ?? [];
      if (described && request.method === 'GET') return describe(data, described);
      const [, name] = /^\/v1\/data\/objects\/query\/(\w+)$/.exec(request.path) ?? [];
      if (name === undefined || request.method !== 'POST') return failed(404, 'GU_1404', 'Not found');
      try {
        return select(data, name, JSON.parse(request.body) as Query, { pageSize, nowMs: nowMs() });
      } catch (error) {
        if (error instanceof SyntaxError) return failed(400, 'GSOBJ_1003', 'The request is not JSON');
        throw error;
      }
    },
    delivery: () => null,
  };
}

function objectOf(name: string): ObjectId | undefined {
  return (Object.keys(apiNames) as ObjectId[]).find((object) => apiNames[object].toLowerCase() === name.toLowerCase());
}

function describe(data: GainsightData, name: string): SimAnswer {
  const object = objectOf(name);
  return object ? done([{ objectName: apiNames[object], label: apiNames[object], fields: data.fields(object) }]) : failed(400, 'GSOBJ_1001', 'Object not found');
}

/** Rows of an object with the time of each; what was deleted leaves it, and stands in the log for 15 days. */
function rowsOf(data: GainsightData, name: string, nowMs: number): Row[] | null {
  if (name === 'record_delete_log') {
    return (Object.keys(apiNames) as ObjectId[]).flatMap((object) => data.tables[object].all().filter(({ gone, atMs }) => gone && atMs > nowMs - logDays * 86_400_000).map(({ id, atMs }) => ({ RecordId: id, DeletedOn: isoOf(atMs).replace(/\.\d+Z$/, 'Z'), ObjectName: apiNames[object] })));
  }
  const object = objectOf(name);
  return object ? data.tables[object].all().filter(({ gone }) => !gone).map((record) => data.shape(object, record)) : null;
}

function msOf(value: unknown): number {
  return typeof value === 'number' ? value : toDate(/^\d{4}-\d\d-\d\d \d/.test(String(value)) ? `${String(value).replace(' ', 'T')}Z` : String(value)).getTime();
}

function compare(a: unknown, b: unknown): number {
  const [x, y] = [String(a), String(b)];
  return typeof a === 'number' && typeof b === 'number' ? a - b : x < y ? -1 : x > y ? 1 : 0;
}

function select(data: GainsightData, name: string, { select: wanted, where, orderBy = {}, limit = 100, offset = 0 }: Query, { pageSize, nowMs }: { pageSize: number; nowMs: number }): SimAnswer {
  const all = rowsOf(data, name, nowMs);
  if (all === null) return failed(400, 'GSOBJ_1001', 'Object not found');
  if (limit > mostRows || offset < 0) return failed(400, 'GSOBJ_1012', `limit may be at most ${mostRows}`);
  const unknown = wanted.find((field) => all[0] && !(field in all[0]));
  if (unknown !== undefined) return failed(400, 'GSOBJ_1006', `Field ${unknown} not found`);
  const [condition, ...more] = where?.conditions ?? [];
  if (more.length > 0 || (condition && condition.operator !== 'GTE')) return failed(400, 'GSOBJ_1010', 'The sandbox knows one condition with GTE');
  const from = condition ? msOf(condition.value[0]) : 0;
  const found = condition ? all.filter((row) => msOf(row[condition.name]) >= from) : all;
  const order = Object.keys(orderBy);
  found.sort((a, b) => { for (const field of order) { const way = compare(a[field], b[field]); if (way !== 0) return way; } return 0; });
  const rows = found.slice(offset, offset + Math.min(limit, pageSize)).map((row) => Object.fromEntries(wanted.map((field) => [field, row[field] ?? null])));
  if (rows.length === 0 && name === apiNames.companies) return failed(400, 'GSOBJ_1011', 'No entity matches the criteria');
  return done(name === apiNames.companies ? rows : { records: rows });
}
