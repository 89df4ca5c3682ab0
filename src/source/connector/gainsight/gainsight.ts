import { toDate } from '../../../lib/clock.ts';
import { idText, member, UnreadablePage, type Connector, type Cursor, type Envelope, type Page, type Trouble, type VendorObject, type VendorRecord, type VendorRequest } from '../connector.ts';
import { gainsightSetUp } from './gainsight-set-up.ts';

const mostRows = 5000;

/** A round begins this long before the newest change of the last one: a long load may show its rows late, under their earlier time. */
const overlapMs = 10 * 60_000;

/** Deletions are asked for from further back: their filter has no time zone, so it may be understood hours off. */
const deletionOverlapMs = 26 * 3_600_000;

/** Names of the time of a record's last change, the likelier one first. */
const stamps = ['ModifiedDate', 'LastModifiedDate'] as const;

const deleteLog = 'record_delete_log';

/** A time as ISO, written as epoch milliseconds or as text; without a zone it is UTC. Null for anything else. */
function isoTime(value: unknown): string | null {
  if (typeof value !== 'number' && typeof value !== 'string') return null;
  const at = toDate(typeof value === 'string' && /^\d{4}-\d\d-\d\d[ T][\d:.]+$/.test(value) ? `${value.replace(' ', 'T')}Z` : value);
  return Number.isNaN(at.getTime()) ? null : at.toISOString();
}

function earlier(iso: unknown, ms: number): string | null {
  return typeof iso === 'string' ? toDate(toDate(iso).getTime() - ms).toISOString() : null;
}

/** Deletions have whole seconds; the whole second counts, so that a deletion is newer than a change shortly before it. */
function deletedAt(iso: string): string {
  return iso.replace(/\.\d+Z$/, '.999Z');
}

function isNothing(body: unknown): boolean {
  return member(body, 'errorCode') === 'GSOBJ_1011';
}

/** The rows of an answer: `data` is a list, or holds one. "Nothing found" comes as an error, and is none. */
function rowsOf(body: unknown): readonly unknown[] {
  if (isNothing(body)) return [];
  const data = member(body, 'data');
  const rows = Array.isArray(data) ? data : member(data, 'records');
  if (member(body, 'result') !== true || !Array.isArray(rows)) throw new UnreadablePage('The answer holds no rows.');
  return rows as unknown[];
}

function query(object: string, body: object): VendorRequest {
  return { method: 'POST', path: `/v1/data/objects/query/${object}`, body: JSON.stringify(body) };
}

function since(name: string, value: string | null): object {
  return value === null ? {} : { where: { conditions: [{ name, alias: 'A', value: [value], operator: 'GTE' }], expression: 'A' } };
}

/**
 * The rest of a page that begins with the row at which the last one ended. Null: another row stands there, so the rows moved while they were read.
 * Nothing in an answer tells of an end, so reading ends where nothing new comes.
 */
function following(rows: readonly unknown[], offset: number, last: unknown, idOf: (row: unknown) => string | null): readonly unknown[] | null {
  if (offset === 0) return rows;
  return rows.length > 0 && idOf(rows[0]) === last ? rows.slice(1) : null;
}

const gsid = (row: unknown): string | null => idText(member(row, 'Gsid'));
const recordId = (row: unknown): string | null => idText(member(row, 'RecordId'));

/** Changes in their order. The next page begins at the time of the last row, after as many rows as were read of that time. */
function changes(body: unknown, cursor: Cursor, tidy: (row: unknown) => unknown): Page {
  const [offset, stamp] = [Number(cursor.offset), String(cursor.stamp)];
  const rows = rowsOf(body).map(tidy);
  const fresh = following(rows, offset, cursor.last, gsid);
  if (fresh === null) return { records: rows, cursor: { ...cursor, offset: 0, last: null }, done: false };
  if (fresh.length === 0) return afterChanges(cursor);
  const at = isoTime(member(fresh.at(-1), stamp));
  const last = gsid(fresh.at(-1));
  if (at === null || last === null) throw new UnreadablePage('A row does not say which it is and when it changed.');
  const moved = at !== cursor.from;
  const tied = fresh.filter((row) => isoTime(member(row, stamp)) === at).length;
  return { records: fresh, cursor: { ...cursor, from: at, offset: moved ? tied : offset + fresh.length, last, newest: at }, done: false };
}

function afterChanges(cursor: Cursor): Page {
  const next = { ...cursor, phase: 'deletions', offset: 0, last: null };
  return { records: [], cursor: next, done: cursor.deletedFrom === null };
}

/** Deletions by the log of deletions, which holds those of every object for 15 days. */
function deletions(body: unknown, cursor: Cursor, object: string): Page {
  const rows = rowsOf(body);
  const fresh = following(rows, Number(cursor.offset), cursor.last, recordId);
  if (fresh === null) return { records: [], cursor: { ...cursor, offset: 0, last: null }, done: false };
  const records = fresh.filter((row) => String(member(row, 'ObjectName')).toLowerCase() === object.toLowerCase()).map((row) => {
    const [id, at] = [recordId(row), isoTime(member(row, 'DeletedOn'))];
    if (id === null || at === null) throw new UnreadablePage('A deletion does not say of what and when.');
    return { Gsid: id, ModifiedDate: deletedAt(at), deleted: true };
  });
  const newest = isoTime(member(fresh.at(-1), 'DeletedOn'));
  return { records, cursor: { ...cursor, offset: Number(cursor.offset) + fresh.length, last: fresh.length ? recordId(fresh.at(-1)) : cursor.last, deleted: newest ?? cursor.deleted }, done: fresh.length === 0 };
}

interface Described {
  stamp: string;
  fields: string[];
  dates: string[];
}

/** Fields that exist here: those that are mapped, own fields of the company, and what says when a record changed. A part of another record (`Csm__gr.Email`) exists where its lookup does. */
function described(body: unknown, mapped: readonly string[]): Described {
  const data = member(body, 'data');
  const fields = member(Array.isArray(data) ? data[0] : data, 'fields');
  if (member(body, 'result') !== true || !Array.isArray(fields)) throw new UnreadablePage('The answer describes no fields.');
  const known = fields.map((field) => ({ name: String(member(field, 'fieldName')), type: String(member(field, 'dataType')).toUpperCase(), lookup: String(member(member(member(field, 'meta'), 'lookupDetail'), 'lookupName') ?? '') }));
  const stamp = stamps.find((name) => known.some((field) => field.name === name));
  if (stamp === undefined) throw new UnreadablePage('The object has no time of change, so its changes cannot be read.');
  const wanted = new Set(mapped.map((place) => place.toLowerCase()));
  const own = known.filter(({ name }) => wanted.has(name.toLowerCase()) || name === 'Gsid' || name === stamp || name.endsWith('__gc')).map(({ name }) => name);
  const lookups = new Set(known.map(({ lookup }) => lookup.toLowerCase()));
  const parts = mapped.filter((place) => place.includes('.') && lookups.has((place.split('.')[0] ?? '').toLowerCase()));
  return { stamp, fields: [...own, ...parts], dates: known.filter(({ type }) => type === 'DATE' || type === 'DATETIME').map(({ name }) => name) };
}

/** A row with the spelling of names that was asked for, and times as ISO. */
function tidier({ fields, dates }: Cursor): (row: unknown) => unknown {
  const names = new Map((fields as string[]).map((name) => [name.toLowerCase(), name]));
  const times = new Set(dates as string[]);
  return (row) => {
    if (typeof row !== 'object' || row === null || Array.isArray(row)) return row;
    return Object.fromEntries(Object.entries(row).map(([key, value]) => {
      const name = names.get(key.toLowerCase()) ?? key;
      return [name, times.has(name) && typeof value === 'number' ? isoTime(value) : value];
    }));
  };
}

function envelope(record: VendorRecord): Envelope {
  return { id: idText(record.Gsid), version: isoTime(record.ModifiedDate ?? record.LastModifiedDate), gone: record.deleted === true, mergedInto: null };
}

function object(id: string, name: string): VendorObject {
  const beginning = { phase: 'changes', offset: 0, last: null };
  return {
    id, envelope,
    start: (from) => ({ ...beginning, stamp: stamps[0], fields: ['Gsid', stamps[0]], dates: [stamps[0]], from, newest: from, deletedFrom: from, deleted: null }),
    again: (cursor) => ({ ...cursor, ...beginning, from: earlier(cursor.newest, overlapMs), deletedFrom: earlier([cursor.newest, cursor.deleted].filter((at) => typeof at === 'string').toSorted().at(-1) ?? '1970-01-02T00:00:00.000Z', deletionOverlapMs) }),
    prepare: {
      request: () => ({ method: 'GET', path: `/v1/meta/services/objects/${name}/describe` }),
      read: (body, cursor, mapped) => ({ ...cursor, ...described(body, mapped) }),
    },
    request(cursor) {
      // One row of the page before comes again, to see that none moved.
      const place = { limit: mostRows, offset: Math.max(0, Number(cursor.offset) - 1) };
      if (cursor.phase === 'deletions') return query(deleteLog, { select: ['RecordId', 'DeletedOn', 'ObjectName'], ...since('DeletedOn', cursor.deletedFrom === null ? null : String(cursor.deletedFrom).slice(0, 19).replace('T', ' ')), orderBy: { DeletedOn: 'asc', RecordId: 'asc' }, ...place });
      const stamp = String(cursor.stamp);
      return query(name, { select: cursor.fields, ...since(stamp, cursor.from as string | null), orderBy: { [stamp]: 'asc', Gsid: 'asc' }, ...place });
    },
    read: (body, cursor) => (cursor.phase === 'deletions' ? deletions(body, cursor, name) : changes(body, cursor, tidier(cursor))),
    lost: (cursor) => ({ ...cursor, offset: 0, last: null }),
  };
}

function trouble(status: number, body: unknown): Trouble {
  if (status === 401) return 'auth';
  if (status === 429 || member(body, 'errorCode') === 'GU_2400') return 'rate';
  return status >= 500 || status === 408 ? 'again' : 'refused';
}

const has = (value: string | undefined): value is string => value !== undefined && value.trim() !== '';
const host = (domain: string) => domain.trim().replace(/^https:\/\//, '').replace(/\/.*$/, '').toLowerCase();

/** Gainsight CS (NXT): companies, the people of companies and the timeline by the query interface, in the order of their changes; deletions by the log of deletions. */
export const gainsight: Connector = {
  vendor: 'gainsight', name: 'Gainsight', proof: 'documented', setUp: gainsightSetUp,
  fields: [{ name: 'domain', secret: false }, { name: 'clientId', secret: false, optional: true }, { name: 'clientSecret', secret: true, optional: true }, { name: 'accessKey', secret: true, optional: true }],
  scopes: ['read access to Company, Company Person, Activity Timeline and Record Delete Log'],
  address: ({ domain = '' }) => `https://${host(domain)}`,
  check({ domain = '', clientId, clientSecret, accessKey }) {
    const wrong: { path: string; message: string }[] = [];
    if (!/^[a-z0-9-]+(\.[a-z0-9-]+)*\.gainsightcloud\.com$/.test(host(domain))) wrong.push({ path: 'credentials.domain', message: 'Write the company\'s own address, such as "example.gainsightcloud.com".' });
    if (has(clientId) !== has(clientSecret)) wrong.push({ path: has(clientId) ? 'credentials.clientSecret' : 'credentials.clientId', message: 'The OAuth key and its secret belong together.' });
    if (!has(accessKey) && !has(clientId) && !has(clientSecret)) wrong.push({ path: 'credentials.accessKey', message: 'Enter the OAuth key and secret, or the access key.' });
    return wrong;
  },
  signIn: ({ accessKey, clientId }) => (has(accessKey) && !has(clientId) ? { accesskey: accessKey } : null),
  grant: ({ clientId = '', clientSecret = '' }) => ({ path: '/v1/users/m2m/oauth/token', contentType: 'application/x-www-form-urlencoded', body: 'grant_type=client_credentials', headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` } }),
  probe: { request: query('Company', { select: ['Name'], limit: 1, offset: 0 }), describe(body) { const name = member(rowsOf(body)[0], 'Name'); return typeof name === 'string' ? `Gainsight, with ${name} among its companies` : 'Gainsight, without companies'; } },
  headers: {},
  trouble, isEmpty: (_status, body) => isNothing(body),
  words(body) { const text = member(body, 'errorDesc') ?? member(body, 'error_description') ?? member(body, 'message'); return typeof text === 'string' ? text.slice(0, 300) : null; },
  rates: () => [],
  objects: [object('companies', 'Company'), object('people', 'Company_Person'), object('timeline', 'activity_timeline')],
  webhook: null,
};
