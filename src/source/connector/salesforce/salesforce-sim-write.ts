import type { SimAnswer, SimBack } from '../simulator/sim-vendor.ts';
import { ownFields, stamp, type SalesforceData } from './salesforce-world.ts';

type Row = Record<string, unknown>;

/** What was sent back to the simulated org, and what it checks. */
export interface SalesforceBack extends SimBack {
  /** Objects that only calls fill. */
  tables: Record<string, Row[]>;
  rows(object: string): readonly Row[];
  isAllowed(): boolean;
  update(id: string, fields: Row): { code: string; message: string; fields: string[] } | null;
  create(object: string, fields: Row): { id: string } | { code: string; message: string };
  find(id: string): Row | undefined;
}

const prefixes: Record<string, string> = { Task: '00T', Opportunity: '006', ContentNote: '069', ContentDocumentLink: '06A' };
const required: Record<string, readonly string[]> = { Task: ['WhatId'], Opportunity: ['AccountId', 'Name', 'StageName', 'CloseDate'], ContentNote: ['Title'], ContentDocumentLink: ['ContentDocumentId', 'LinkedEntityId'] };

/** The writing side of the simulated org: custom fields of accounts, and records that calls make. */
export function salesforceBack(data: SalesforceData, nowMs: () => number): SalesforceBack {
  const tables: Record<string, Row[]> = { Task: [], Opportunity: [], ContentNote: [], ContentDocumentLink: [] };
  const counts = new Map<string, number>();
  const locked = new Set<string>();
  let [allowed, next] = [true, 1];
  const account = (id: string) => data.tables.accounts.get(id);
  const put = (id: string, field: string, value: unknown) => {
    const record = account(id);
    if (record) data.tables.accounts.put(id, { ...record.data, own: { ...record.data.own, [field]: value } }, { gone: record.gone });
  };
  return {
    tables,
    isAllowed: () => allowed,
    rows(object) {
      return (tables[object] ?? []).map((row) => (object === 'ContentDocumentLink' ? { ...row, ContentDocument: tables.ContentNote?.find(({ Id }) => Id === row.ContentDocumentId) } : row));
    },
    value: (id, field) => account(id)?.data.own?.[field] ?? null,
    set: put,
    writes: (id, field) => counts.get(`${id} ${field}`) ?? 0,
    refuse: (id) => void locked.add(id),
    allow: (yes) => void (allowed = yes),
    made: () => [
      ...(tables.Task ?? []).map((row) => ({ kind: 'Task', id: String(row.Id), of: String(row.WhatId), title: String(row.Subject ?? ''), text: String(row.Description ?? '') })),
      ...(tables.Opportunity ?? []).map((row) => ({ kind: 'Opportunity', id: String(row.Id), of: String(row.AccountId), title: String(row.Name), text: String(row.Description ?? '') })),
      ...(tables.ContentNote ?? []).map((row) => ({ kind: 'Note', id: String(row.Id), of: String(tables.ContentDocumentLink?.find(({ ContentDocumentId }) => ContentDocumentId === row.Id)?.LinkedEntityId ?? ''), title: String(row.Title), text: Buffer.from(String(row.Content ?? ''), 'base64').toString('utf8') })),
    ],
    find(id) {
      const record = account(id);
      return record && !record.gone ? data.shape('accounts', record) : undefined;
    },
    update(id, fields) {
      const record = account(id);
      if (!record || record.gone) return { code: 'ENTITY_IS_DELETED', message: 'entity is deleted', fields: [] };
      if (!allowed) return { code: 'INSUFFICIENT_ACCESS_OR_READONLY', message: 'insufficient access rights on object id', fields: [] };
      if (locked.has(id)) return { code: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'Accounts under legal hold are not changed.', fields: [] };
      for (const [name, value] of Object.entries(fields)) {
        const field = ownFields.find((one) => one.name === name);
        if (!field) return { code: 'INVALID_FIELD', message: `No such column '${name}' on sobject of type Account`, fields: [name] };
        if (!field.updateable) return { code: 'INVALID_FIELD_FOR_INSERT_UPDATE', message: `Unable to create/update fields: ${name}.`, fields: [name] };
        if (field.type === 'string' && String(value ?? '').length > field.length) return { code: 'STRING_TOO_LONG', message: `${field.label}: data value too large (max length=${field.length})`, fields: [name] };
        if (field.type === 'double' && value !== null && typeof value !== 'number') return { code: 'INVALID_TYPE_ON_FIELD_IN_RECORD', message: `${field.label}: value not of required type`, fields: [name] };
        if ('picklistValues' in field && value !== null && !field.picklistValues.some((one) => one.value === value)) return { code: 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', message: `${field.label}: bad value for restricted picklist field: ${String(value)}`, fields: [name] };
      }
      for (const [name, value] of Object.entries(fields)) {
        counts.set(`${id} ${name}`, (counts.get(`${id} ${name}`) ?? 0) + 1);
        put(id, name, value);
      }
      return null;
    },
    create(object, fields) {
      const table = tables[object];
      if (!table) return { code: 'NOT_FOUND', message: 'The requested resource does not exist' };
      if (!allowed) return { code: 'INSUFFICIENT_ACCESS_OR_READONLY', message: `You do not have the level of access necessary to create ${object}.` };
      const missing = required[object]?.filter((name) => fields[name] === undefined || fields[name] === null);
      if (missing?.length) return { code: 'REQUIRED_FIELD_MISSING', message: `Required fields are missing: [${missing.join(', ')}]` };
      const home = String(fields.WhatId ?? fields.AccountId ?? fields.LinkedEntityId ?? '');
      if (home && (!account(home) || account(home)?.gone)) return { code: 'ENTITY_IS_DELETED', message: 'entity is deleted' };
      const id = `${prefixes[object]}5g00000${String(next++).padStart(6, '0')}BAA`.slice(0, 18);
      const at = stamp(nowMs());
      table.push({ Id: id, ...fields, CreatedDate: at, SystemModstamp: at, IsDeleted: false, IsClosed: false, Owner: null });
      return { id };
    },
  };
}

const refused = (status: number, errorCode: string, message: string): SimAnswer => ({ status, body: [{ errorCode, message }] });

function parsed(body: string): Row | null {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Row) : null;
  } catch {
    return null;
  }
}

/** Calls that change the org, and the reading of many records at once, which is a POST. `path` stands after the version. */
export function answerWrite(back: SalesforceBack, method: string, path: string, text: string): SimAnswer {
  const body = parsed(text);
  if (body === null) return refused(400, 'JSON_PARSER_ERROR', 'Unexpected character');
  if (method === 'POST' && path === '/composite/sobjects/Account') {
    const ids = body.ids as string[];
    if (ids.length > 2000) return refused(400, 'EXCEEDED_ID_LIMIT', 'record limit reached. cannot submit more than 2000 records into this call');
    return { status: 200, body: ids.map((id) => { const row = back.find(id); return row ? Object.fromEntries([['attributes', { type: 'Account' }], ...(body.fields as string[]).map((field) => [field, row[field] ?? null])]) : null; }) };
  }
  if (method === 'PATCH' && path === '/composite/sobjects') {
    const records = body.records as (Row & { id: string })[];
    if (records.length > 200) return refused(400, 'EXCEEDED_MAX_SIZE_REQUEST', 'record limit reached. cannot submit more than 200 records into this call');
    return { status: 200, body: records.map(({ id, attributes: _attributes, ...fields }) => { const wrong = back.update(id, fields); return wrong ? { id, success: false, errors: [{ statusCode: wrong.code, message: wrong.message, fields: wrong.fields }] } : { id, success: true, errors: [] }; }) };
  }
  if (method === 'POST' && path === '/composite') return composite(back, body.compositeRequest as Part[]);
  const [, object] = /^\/sobjects\/(\w+)$/.exec(path) ?? [];
  if (method !== 'POST' || object === undefined) return refused(405, 'METHOD_NOT_ALLOWED', `HTTP Method '${method}' not allowed.`);
  const made = back.create(object, body);
  return 'id' in made ? { status: 201, body: { id: made.id, success: true, errors: [] } } : refused(made.code === 'NOT_FOUND' ? 404 : made.code.startsWith('INSUFFICIENT') ? 403 : 400, made.code, made.message);
}

interface Part { url: string; referenceId: string; body: Row }

// All parts or none, as `allOrNone` asks; a later part names the record of an earlier one.
function composite(back: SalesforceBack, parts: readonly Part[]): SimAnswer {
  const ids = new Map<string, string>();
  const kept = Object.fromEntries(Object.entries(back.tables).map(([name, rows]) => [name, [...rows]]));
  const answers: { body: unknown; httpStatusCode: number; referenceId: string }[] = [];
  for (const { url, referenceId, body } of parts) {
    const fields = Object.fromEntries(Object.entries(body).map(([name, value]) => [name, typeof value === 'string' ? value.replace(/^@\{(\w+)\.id\}$/, (all, from: string) => ids.get(from) ?? all) : value]));
    const made = back.create(url.split('/').at(-1) ?? '', fields);
    if ('id' in made) ids.set(referenceId, made.id);
    answers.push('id' in made ? { body: { id: made.id, success: true, errors: [] }, httpStatusCode: 201, referenceId } : { body: [{ errorCode: made.code, message: made.message }], httpStatusCode: 400, referenceId });
  }
  if (answers.every(({ httpStatusCode }) => httpStatusCode < 300)) return { status: 200, body: { compositeResponse: answers } };
  for (const [name, rows] of Object.entries(kept)) back.tables[name] = rows;
  return { status: 200, body: { compositeResponse: answers.map((one) => (one.httpStatusCode < 300 ? { ...one, body: [{ errorCode: 'PROCESSING_HALTED', message: 'The transaction was rolled back since another operation in the same transaction failed.' }], httpStatusCode: 400 } : one)) } };
}
