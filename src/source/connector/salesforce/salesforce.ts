import { toDate } from '../../../lib/clock.ts';
import { idText, listAt, member, UnreadablePage, type Connector, type Cursor, type Envelope, type Trouble, type VendorObject, type VendorRecord } from '../connector.ts';
import type { RateReading } from '../rate-governor.ts';
import { salesforceSetUp } from './salesforce-set-up.ts';
import { salesforceWrite } from './salesforce-write.ts';

const root = '/services/data/v66.0';

/** A round begins this long before the newest change of the last one: a long transaction may show its changes late, under their earlier time. */
const overlapMs = 5 * 60_000;

/** Compound fields and blobs that SOQL does not take beside others. */
const unreadable = new Set(['address', 'location', 'base64', 'complexvalue', 'anyType']);

function envelope(record: VendorRecord): Envelope {
  const version = record.SystemModstamp;
  return { id: idText(record.Id), version: typeof version === 'string' ? version : null, gone: record.IsDeleted === true, mergedInto: idText(record.MasterRecordId) };
}

/** A time as SOQL writes it: `2026-11-23T10:00:00.000Z`, without quotes. */
function soqlTime(iso: string): string {
  return toDate(iso).toISOString();
}

/** Fields of an object that exist here: those that are mapped, own fields of the company, and what says what became of the record. */
function fieldsOf(body: unknown, mapped: readonly string[]): string[] {
  const wanted = new Set(mapped.map((place) => place.split('.')[0]));
  const always = new Set(['Id', 'SystemModstamp', 'IsDeleted', 'MasterRecordId']);
  const described = listAt(body, 'fields').map((field) => ({ name: String(member(field, 'name')), type: String(member(field, 'type')) }));
  return described.filter(({ name, type }) => !unreadable.has(type) && (always.has(name) || wanted.has(name) || name.endsWith('__c'))).map(({ name }) => name);
}

/** Parts of related records (`Owner.Email`), which the description of an object does not list. */
function related(mapped: readonly string[]): string[] {
  return mapped.filter((place) => place.includes('.'));
}

function soql(object: string, { fields, from, after }: Cursor): string {
  const where = after ? `WHERE (SystemModstamp = ${soqlTime(String((after as { at: string }).at))} AND Id > '${(after as { id: string }).id}') OR SystemModstamp > ${soqlTime(String((after as { at: string }).at))}` : from ? `WHERE SystemModstamp >= ${soqlTime(String(from))}` : '';
  return `SELECT ${(fields as string[]).join(', ')} FROM ${object} ${where} ORDER BY SystemModstamp, Id`.replace(/ +/g, ' ');
}

/** An object by query in the order of its changes, the deleted ones among them. Where the vendor forgets a long result, reading goes on after the last record seen. */
function sobject(id: string, object: string): VendorObject {
  return {
    id, envelope,
    start: (since) => ({ from: since, next: null, after: null, newest: since, fields: [] }),
    again: ({ newest, fields }) => ({ from: newest === null ? null : toDate(toDate(String(newest)).getTime() - overlapMs).toISOString(), next: null, after: null, newest, fields }),
    prepare: {
      request: () => ({ method: 'GET', path: `${root}/sobjects/${object}/describe` }),
      read: (body, cursor, mapped) => ({ ...cursor, fields: [...fieldsOf(body, mapped.filter((place) => !place.includes('.'))), ...related(mapped)] }),
    },
    request: (cursor) => (cursor.next === null ? { method: 'GET', path: `${root}/queryAll`, query: { q: soql(object, cursor) } } : { method: 'GET', path: String(cursor.next) }),
    read(body, cursor) {
      const records = listAt(body, 'records');
      const [done, next] = [member(body, 'done'), member(body, 'nextRecordsUrl')];
      if (typeof done !== 'boolean') throw new UnreadablePage('The answer does not say whether it is the last page.');
      if (!done && (typeof next !== 'string' || !next.startsWith('/services/data/') || next === cursor.next)) throw new UnreadablePage('The answer names no next page, and is not the last one.');
      const last = records.at(-1);
      const [at, lastId] = [member(last, 'SystemModstamp'), idText(member(last, 'Id'))];
      const after = typeof at === 'string' && lastId ? { at, id: lastId } : cursor.after;
      return { records, cursor: { ...cursor, next: done ? null : next, after: done ? null : after, newest: typeof at === 'string' ? at : cursor.newest }, done };
    },
    lost: (cursor) => ({ ...cursor, next: null }),
    count: { request: () => ({ method: 'GET', path: `${root}/query`, query: { q: `SELECT COUNT() FROM ${object}` } }), read: (body) => (typeof member(body, 'totalSize') === 'number' ? (member(body, 'totalSize') as number) : null) },
  };
}

function codeOf(body: unknown): string {
  return String(member(Array.isArray(body) ? body[0] : body, 'errorCode') ?? member(body, 'error') ?? '');
}

function trouble(status: number, body: unknown): Trouble {
  const code = codeOf(body);
  if (status === 401) return 'auth';
  if (code === 'REQUEST_LIMIT_EXCEEDED') return 'quota';
  if (status === 429) return 'rate';
  if (code === 'INVALID_QUERY_LOCATOR') return 'cursor';
  return status >= 500 || status === 408 || code === 'UNABLE_TO_LOCK_ROW' || code === 'QUERY_TIMEOUT' ? 'again' : 'refused';
}

function rates(headers: Readonly<Record<string, unknown>>): RateReading[] {
  const [, used, limit] = /api-usage=(\d+)\/(\d+)/.exec(String(headers['sforce-limit-info'] ?? '')) ?? [];
  return used === undefined ? [] : [{ name: 'day', limit: Number(limit), remaining: Math.max(0, Number(limit) - Number(used)), resetAtMs: null, daily: true }];
}

/** Salesforce by REST: an External Client App with client credentials; every object in the order of its changes, deleted and merged records followed. */
export const salesforce: Connector = {
  vendor: 'salesforce', name: 'Salesforce', proof: 'documented', setUp: salesforceSetUp,
  fields: [{ name: 'domain', secret: false }, { name: 'clientId', secret: false }, { name: 'clientSecret', secret: true }],
  scopes: ['api', 'View All Data (or read access to the chosen objects for the run-as user)'],
  address: ({ domain = '' }) => `https://${domain.replace(/^https:\/\//, '').replace(/\/.*$/, '')}`,
  check: ({ domain = '' }) => (/^(https:\/\/)?[a-z0-9-]+(\.[a-z0-9-]+)*\.(salesforce|force)\.com\/?$/i.test(domain) ? [] : [{ path: 'credentials.domain', message: 'Write the company\'s own login address, such as "example.my.salesforce.com".' }]),
  grant: ({ clientId = '', clientSecret = '' }) => ({ path: '/services/oauth2/token', contentType: 'application/x-www-form-urlencoded', body: new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret }).toString() }),
  probe: { request: { method: 'GET', path: `${root}/query`, query: { q: 'SELECT Name FROM Organization LIMIT 1' } }, describe: (body) => String(member(listAt(body, 'records')[0], 'Name') ?? 'Salesforce') },
  headers: { 'sforce-query-options': 'batchSize=2000' },
  trouble,
  words: (body) => { const text = member(Array.isArray(body) ? body[0] : body, 'message') ?? member(body, 'error_description') ?? member(body, 'error'); return typeof text === 'string' ? text.slice(0, 300) : null; },
  rates,
  objects: [sobject('accounts', 'Account'), sobject('contacts', 'Contact'), sobject('cases', 'Case'), sobject('tasks', 'Task'), sobject('events', 'Event')],
  webhook: null, write: salesforceWrite,
};
