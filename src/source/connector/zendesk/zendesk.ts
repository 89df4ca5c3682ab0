import { toDate } from '../../../lib/clock.ts';
import { idText, listAt, member, UnreadablePage, type Connector, type Envelope, type Trouble, type VendorObject, type VendorRecord } from '../connector.ts';
import type { RateReading } from '../rate-governor.ts';
import { zendeskSetUp } from './zendesk-set-up.ts';
import { zendeskWrite } from './zendesk-write.ts';

/** A round begins this long before the end of the last one: a change of the same second may have become visible later. */
const overlapSeconds = 120;

function seconds(since: string | null): number {
  return since === null ? 0 : Math.max(0, Math.floor(toDate(since).getTime() / 1000));
}

// Changes sort by their time; a deletion is a change too.
function envelope(record: VendorRecord): Envelope {
  const updated = member(record, 'updated_at');
  return { id: idText(record.id), version: typeof updated === 'string' ? updated : null, gone: record.status === 'deleted' || (record.deleted_at !== null && record.deleted_at !== undefined) || record.active === false && record.role !== undefined, mergedInto: null };
}

/** The export by cursor: a place in the vendor's own log of changes, which does not move while pages are read. */
function cursorExport(id: 'tickets' | 'users', include?: string): VendorObject {
  const path = `/api/v2/incremental/${id}/cursor.json`;
  return {
    id, envelope,
    start: (since) => ({ startTime: seconds(since), after: null, last: seconds(since) }),
    again: (cursor) => ({ ...cursor, startTime: Math.max(0, Number(cursor.last) - overlapSeconds) }),
    request: ({ after, startTime }) => ({ method: 'GET', path, query: { ...(after === null ? { start_time: String(startTime) } : { cursor: String(after) }), per_page: '1000', ...(include ? { include } : {}) } }),
    read(body, cursor) {
      const records = listAt(body, id);
      const [after, end] = [member(body, 'after_cursor'), member(body, 'end_of_stream')];
      if (typeof end !== 'boolean') throw new UnreadablePage('The answer does not say whether it is the last page.');
      if (!end && (typeof after !== 'string' || after === cursor.after)) throw new UnreadablePage('The answer names no next page, and is not the last one.');
      const last = records.reduce<number>((newest, record) => Math.max(newest, timeOf(record, 'updated_at')), Number(cursor.last));
      return { records, cursor: { ...cursor, after: typeof after === 'string' ? after : cursor.after, last }, done: end };
    },
    lost: (cursor) => ({ ...cursor, after: null, startTime: Math.max(0, Number(cursor.last) - overlapSeconds) }),
  };
}

function timeOf(record: unknown, name: string): number {
  const at = Date.parse(String(member(record, name)));
  return Number.isNaN(at) ? 0 : Math.floor(at / 1000);
}

/** The export by time: each page says up to which moment it goes, and all of one moment come on one page. */
function timeExport(id: 'organizations'): VendorObject {
  return {
    id, envelope,
    start: (since) => ({ startTime: seconds(since) }),
    again: ({ startTime }) => ({ startTime: Math.max(0, Number(startTime) - overlapSeconds) }),
    request: ({ startTime }) => ({ method: 'GET', path: `/api/v2/incremental/${id}.json`, query: { start_time: String(startTime), per_page: '1000' } }),
    read(body, { startTime }) {
      const records = listAt(body, id);
      const [end, count] = [member(body, 'end_time'), member(body, 'count')];
      const done = member(body, 'end_of_stream') ?? records.length < 1000;
      if (!done && (typeof end !== 'number' || end < Number(startTime))) throw new UnreadablePage('The answer does not say where the next page begins.');
      if (typeof count === 'number' && count !== records.length) throw new UnreadablePage(`The answer announces ${count} records and holds ${records.length}.`);
      // Records of one second come on one page, so a page that holds no other second is behind us.
      const next = typeof end !== 'number' ? startTime : !done && end === Number(startTime) ? end + 1 : end;
      return { records, cursor: { startTime: next }, done: Boolean(done) };
    },
    lost: (cursor) => cursor,
  };
}

/** Ratings are listed by when they were asked for. A customer may answer or change them for a while; older ones still come with their ticket. */
const ratingOverlapSeconds = 30 * 86_400;

function ratings(): VendorObject {
  return {
    id: 'satisfaction_ratings', envelope,
    start: (since) => ({ startTime: seconds(since), after: null, last: seconds(since) }),
    again: ({ last }) => ({ startTime: Math.max(0, Number(last) - ratingOverlapSeconds), after: null, last }),
    request: ({ startTime, after }) => ({ method: 'GET', path: '/api/v2/satisfaction_ratings.json', query: { score: 'received', start_time: String(startTime), 'page[size]': '100', ...(after === null ? {} : { 'page[after]': String(after) }) } }),
    read(body, cursor) {
      const records = listAt(body, 'satisfaction_ratings');
      const [more, after] = [member(member(body, 'meta'), 'has_more'), member(member(body, 'meta'), 'after_cursor')];
      if (typeof more !== 'boolean') throw new UnreadablePage('The answer does not say whether it is the last page.');
      if (more && (typeof after !== 'string' || after === cursor.after)) throw new UnreadablePage('The answer names no next page, and is not the last one.');
      const last = records.reduce<number>((newest, record) => Math.max(newest, timeOf(record, 'created_at')), Number(cursor.last));
      return { records, cursor: { ...cursor, after: more ? after : null, last }, done: !more };
    },
    lost: (cursor) => ({ ...cursor, after: null }),
  };
}

function countOf(id: string): VendorObject['count'] {
  return { request: () => ({ method: 'GET', path: `/api/v2/${id}/count.json` }), read: (body) => { const value = member(member(body, 'count'), 'value'); return typeof value === 'number' ? value : null; } };
}

function trouble(status: number): Trouble {
  if (status === 401) return 'auth';
  if (status === 429) return 'rate';
  if (status === 422 || status === 410) return 'cursor';
  return status >= 500 || status === 408 || status === 409 ? 'again' : 'refused';
}

function numeric(value: unknown): number | null {
  return typeof value === 'string' && /^\d+$/.test(value.trim()) ? Number(value) : null;
}

// `x-rate-limit` and `ratelimit-limit` spell one limit; `zendesk-ratelimit-NAME: total=100; remaining=99; resets=41` are those of single lists.
function rates(headers: Readonly<Record<string, unknown>>, nowMs: number): RateReading[] {
  const found: RateReading[] = [];
  const [limit, remaining, reset] = [numeric(headers['x-rate-limit'] ?? headers['ratelimit-limit'] ?? headers['rate-limit']), numeric(headers['x-rate-limit-remaining'] ?? headers['ratelimit-remaining'] ?? headers['rate-limit-remaining']), numeric(headers['ratelimit-reset'] ?? headers['rate-limit-reset'])];
  if (limit !== null && remaining !== null) found.push({ name: 'minute', limit, remaining, resetAtMs: reset === null ? null : nowMs + reset * 1000 });
  for (const [name, value] of Object.entries(headers)) {
    const [, own] = /^zendesk-ratelimit-(.+)$/.exec(name) ?? [];
    const [, total, left, resets] = /total=(\d+);\s*remaining=(\d+);\s*resets=(\d+)/.exec(String(value)) ?? [];
    if (own && total !== undefined) found.push({ name: own, limit: Number(total), remaining: Number(left), resetAtMs: nowMs + Number(resets) * 1000 });
  }
  return found;
}

/** Zendesk Support: organisations by the export by time, users and tickets by the export by cursor; OAuth by client credentials or by refresh tokens that change with each use. */
export const zendesk: Connector = {
  vendor: 'zendesk', name: 'Zendesk', proof: 'client',
  fields: [{ name: 'subdomain', secret: false }, { name: 'clientId', secret: false }, { name: 'clientSecret', secret: true }, { name: 'refreshToken', secret: true, optional: true }, { name: 'webhookSecret', secret: true, optional: true }],
  setUp: zendeskSetUp,
  scopes: ['read'],
  address: ({ subdomain = '' }) => `https://${subdomain.replace(/\.zendesk\.com$/, '')}.zendesk.com`,
  check: ({ subdomain = '' }) => (/^[a-z0-9][a-z0-9-]*(\.zendesk\.com)?$/i.test(subdomain) ? [] : [{ path: 'credentials.subdomain', message: 'Write the part of the address before ".zendesk.com".' }]),
  grant({ clientId, clientSecret, refreshToken }, last, writes = false) {
    const refresh = last?.refresh ?? refreshToken;
    return { path: '/oauth/tokens', contentType: 'application/json', body: JSON.stringify({ ...(refresh ? { grant_type: 'refresh_token', refresh_token: refresh } : { grant_type: 'client_credentials' }), client_id: clientId, client_secret: clientSecret, scope: writes ? 'read write' : 'read' }) };
  },
  probe: { request: { method: 'GET', path: '/api/v2/users/me.json' }, describe: (body) => String(member(member(body, 'user'), 'name') ?? 'Zendesk') },
  headers: {},
  trouble,
  words: (body) => { const text = member(body, 'error_description') ?? member(body, 'description') ?? member(member(body, 'error'), 'message') ?? member(body, 'error'); return typeof text === 'string' ? text.slice(0, 300) : null; },
  rates,
  objects: [{ ...timeExport('organizations'), count: countOf('organizations') }, { ...cursorExport('users'), count: countOf('users') }, { ...cursorExport('tickets', 'metric_sets'), count: countOf('tickets') }, ratings()],
  write: zendeskWrite,
  webhook: {
    secret: 'webhookSecret', signatureHeader: 'x-zendesk-webhook-signature', timestampHeader: 'x-zendesk-webhook-signature-timestamp', encoding: 'base64',
    id: ({ headers }) => { const id = headers['x-zendesk-webhook-invocation-id']; return typeof id === 'string' ? id : null; },
    objects: (body) => { const type = String(member(body, 'type') ?? ''); const [, object] = /event-type:(ticket|user|organization)\b/.exec(type) ?? []; return object ? [`${object}s`] : []; },
  },
};
