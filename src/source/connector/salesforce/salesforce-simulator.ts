import { newSecret } from '../../../lib/ids.ts';
import { simLimit } from '../simulator/sim-limit.ts';
import type { SimAnswer, SimOptions, SimRequest, SimVendor } from '../simulator/sim-vendor.ts';
import { answerWrite, salesforceBack } from './salesforce-sim-write.ts';
import { apiNames, ownFields, salesforceWorld, type ObjectId, type SalesforceData } from './salesforce-world.ts';
import { MalformedQuery, readSoql, soqlOrder, type Soql } from './soql.ts';

const clientId = 'mainstay_sandbox';
const root = /^\/services\/data\/v(\d+\.\d)/;
const usualPage = 2000;

/** The rest of a result, as it was when it was asked for. */
interface Locator {
  rows: Record<string, unknown>[];
  total: number;
}

const refused = (status: number, errorCode: string, message: string): SimAnswer => ({ status, body: [{ errorCode, message }] });

/** A Salesforce org as documented: client credentials, describe, queries over changes with locators, deleted and merged records, the day's use of calls. */
export function simulateSalesforce(options: SimOptions): SimVendor {
  const { nowMs, tokenSeconds = 7200, pageSize = usualPage } = options;
  const clientSecret = newSecret(24);
  const sessions = new Map<string, number>();
  const data = salesforceWorld(options.accounts, nowMs);
  const back = salesforceBack(data, nowMs);
  const locators = new Map<string, Locator>();
  const day = simLimit(options.limits?.calls ?? 15_000, options.limits?.windowMs ?? 86_400_000, nowMs);

  const grant = ({ body }: SimRequest): SimAnswer => {
    const asked = new URLSearchParams(body);
    if (asked.get('grant_type') !== 'client_credentials') return { status: 400, body: { error: 'unsupported_grant_type', error_description: 'grant type not supported' } };
    if (asked.get('client_id') !== clientId || asked.get('client_secret') !== clientSecret) return { status: 400, body: { error: 'invalid_client', error_description: 'invalid client credentials' } };
    const token = `00D5g0000000001!${newSecret(24)}`;
    sessions.set(token, nowMs() + tokenSeconds * 1000);
    return { status: 200, body: { access_token: token, instance_url: 'https://sandbox.my.salesforce.com', id: 'https://login.salesforce.com/id/00D/005', token_type: 'Bearer', issued_at: String(nowMs()), signature: 'sandbox', scope: 'api' } };
  };
  const give = ({ rows, total }: Locator, version: string): SimAnswer => {
    const [records, rest] = [rows.slice(0, pageSize), rows.slice(pageSize)];
    if (rest.length === 0) return { status: 200, body: { totalSize: total, done: true, records } };
    const locator = `01g${newSecret(9)}-${total - rest.length}`;
    locators.set(locator, { rows: rest, total });
    return { status: 200, body: { totalSize: total, done: false, nextRecordsUrl: `/services/data/v${version}/query/${locator}`, records } };
  };
  const read = (path: string, query: URLSearchParams, version: string): SimAnswer => {
    const [, described] = /^\/sobjects\/(\w+)\/describe$/.exec(path) ?? [];
    if (described) return describe(data, described);
    const [, locator] = /^\/query(?:All)?\/(.+)$/.exec(path) ?? [];
    const held = locator === undefined ? undefined : locators.get(locator);
    if (locator !== undefined) return held ? give(held, version) : refused(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator');
    if (path !== '/query' && path !== '/queryAll') return refused(404, 'NOT_FOUND', 'The requested resource does not exist');
    try {
      const soql = readSoql(query.get('q') ?? '');
      if (soql.object === 'Organization') return { status: 200, body: { totalSize: 1, done: true, records: [{ attributes: { type: 'Organization' }, Name: 'Sandbox Org' }] } };
      if (soql.object in back.tables || soql.object === 'Task') soql.more = back.rows(soql.object);
      return select(data, soql, path === '/queryAll', (found) => give(found, version));
    } catch (error) {
      if (error instanceof MalformedQuery) return refused(400, 'MALFORMED_QUERY', error.message);
      throw error;
    }
  };

  return {
    world: data.world, back,
    credentials: { domain: 'sandbox.my.salesforce.com', clientId, clientSecret },
    endTokens: () => sessions.clear(),
    refusal: (seconds) => ({ ...refused(429, 'TOO_MANY_REQUESTS', 'Too many requests'), ...(seconds === null ? {} : { headers: { 'retry-after': String(seconds) } }) }),
    answer(request) {
      if (request.path === '/services/oauth2/token' && request.method === 'POST') return grant(request);
      const ends = sessions.get(/^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1] ?? '');
      if (ends === undefined || ends <= nowMs()) return refused(401, 'INVALID_SESSION_ID', 'Session expired or invalid');
      const [start, version] = root.exec(request.path) ?? [];
      if (start === undefined || version === undefined) return refused(404, 'NOT_FOUND', 'The requested resource does not exist');
      const { remaining } = day.take();
      const headers: Record<string, string> = Number.isFinite(day.limit) ? { 'sforce-limit-info': `api-usage=${Math.min(day.limit, day.limit - remaining)}/${day.limit}` } : {};
      if (remaining < 0) return { ...refused(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.'), headers };
      const path = request.path.slice(start.length);
      return { ...(request.method === 'GET' ? read(path, request.query, version) : answerWrite(back, request.method, path, request.body)), headers };
    },
    delivery: () => null,
  };
}

function objectOf(name: string): ObjectId | undefined {
  return (Object.keys(apiNames) as ObjectId[]).find((object) => apiNames[object] === name);
}

const dates = /(Date|DateTime|Modstamp)$/;

function describe(data: SalesforceData, name: string): SimAnswer {
  const object = objectOf(name);
  const [first] = object ? data.tables[object].all() : [];
  if (!object || !first) return refused(404, 'NOT_FOUND', 'The requested resource does not exist');
  const fields = Object.keys(data.shape(object, first)).filter((field) => field !== 'Owner' && field !== 'OwnerId' && !ownFields.some(({ name: own }) => own === field)).map((field) => ({ name: field, type: dates.test(field) ? 'datetime' : field === 'Id' ? 'id' : 'string', custom: field.endsWith('__c'), updateable: field !== 'Id', calculated: false, length: 255 }));
  return { status: 200, body: { name, fields: [...fields, { name: 'OwnerId', type: 'reference', custom: false }, ...(object === 'accounts' ? [{ name: 'BillingAddress', type: 'address', custom: false }, ...ownFields.map((field) => ({ ...field, custom: true, autoNumber: false }))] : [])] } };
}

function valueOf(row: Readonly<Record<string, unknown>>, place: string): unknown {
  return place.split('.').reduce<unknown>((value, part) => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[part] : undefined), row);
}

function select(data: SalesforceData, soql: Soql, withDeleted: boolean, give: (found: Locator) => SimAnswer): SimAnswer {
  const object = objectOf(soql.object);
  if (!object && !soql.more) return refused(400, 'INVALID_TYPE', `sObject type '${soql.object}' is not supported.`);
  const shaped = [...(object ? data.tables[object].all().filter(({ gone }) => withDeleted || !gone).map((record) => data.shape(object, record)) : []), ...(soql.more ?? [])];
  const found = shaped.filter((row) => soql.matches((field) => row[field])).sort((a, b) => { for (const field of soql.orderBy) { const [name = '', way] = field.split(/\s+/); const order = soqlOrder(valueOf(a, name), valueOf(b, name)); if (order !== 0) return /^desc$/i.test(way ?? '') ? -order : order; } return 0; });
  if (/^count\(\)$/i.test(soql.fields[0] ?? '')) return { status: 200, body: { totalSize: found.length, done: true, records: [] } };
  const unknown = soql.fields.find((field) => shaped[0] && !((field.split('.')[0] ?? '') in shaped[0]));
  if (unknown !== undefined) return refused(400, 'INVALID_FIELD', `No such column '${unknown}' on entity '${soql.object}'.`);
  const own = [...new Set(soql.fields.map((field) => field.split('.')[0] ?? ''))];
  const rows = found.slice(0, soql.limit).map((row) => ({ attributes: { type: soql.object, url: `/services/data/sobjects/${soql.object}/${String(row.Id)}` }, ...Object.fromEntries(own.map((field) => [field, row[field] ?? null])) }));
  return give({ rows, total: rows.length });
}
