import { idText, listAt, member, UnreadablePage, type VendorRequest } from '../connector.ts';
import type { FieldValue, FieldWriter, RecordDraft, RecordWriter, RowEnd, VendorField, VendorWrite } from '../write.ts';

const root = '/services/data/v66.0';

const types: Record<string, VendorField['type']> = { string: 'text', textarea: 'text', double: 'number', int: 'number', percent: 'number', currency: 'number', picklist: 'choice' };

function fieldOf(field: unknown): VendorField {
  const at = (name: string) => member(field, name);
  const type = types[String(at('type'))] ?? 'other';
  const values = Array.isArray(at('picklistValues')) ? (at('picklistValues') as unknown[]).filter((one) => member(one, 'active') !== false).map((one) => String(member(one, 'value'))) : [];
  const problem = at('custom') !== true ? 'It is a field of Salesforce\'s own: only fields that your company added are written.'
    : at('calculated') === true || at('autoNumber') === true ? 'Salesforce computes it.'
      : at('updateable') !== true ? 'The run-as user may not edit it.' : null;
  // A text of 1 to 255 characters says its length; other types say 0.
  const length = type === 'text' && typeof at('length') === 'number' && (at('length') as number) > 0 ? (at('length') as number) : null;
  return { name: String(at('name')), label: String(at('label') ?? at('name')), type, length, options: type === 'choice' && at('restrictedPicklist') === true ? values : null, problem };
}

function valueOf(value: unknown): FieldValue {
  return typeof value === 'string' || typeof value === 'number' ? value : value === null || value === undefined ? null : String(value);
}

// A record that others hold at this moment is free again soon.
const passing = new Set(['UNABLE_TO_LOCK_ROW', 'SERVER_UNAVAILABLE', 'REQUEST_LIMIT_EXCEEDED']);

const denied = new Set(['INSUFFICIENT_ACCESS_OR_READONLY', 'INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY', 'INVALID_FIELD_FOR_INSERT_UPDATE']);

function endOf(answer: unknown, ref: string): RowEnd {
  if (member(answer, 'success') === true) return { ref, end: 'written', message: null };
  const errors = member(answer, 'errors');
  const first = Array.isArray(errors) ? errors[0] : undefined;
  const code = String(member(first, 'statusCode') ?? '');
  const said = [code, member(first, 'message'), ...(Array.isArray(member(first, 'fields')) && (member(first, 'fields') as unknown[]).length ? [`(${(member(first, 'fields') as unknown[]).join(', ')})`] : [])].filter((part) => typeof part === 'string' && part !== '').join(' ');
  return { ref, end: passing.has(code) ? 'again' : denied.has(code) ? 'denied' : 'refused', message: said.slice(0, 300) || 'Salesforce gave no reason.' };
}

const fields: FieldWriter = {
  object: 'accounts',
  describe: { request: { method: 'GET', path: `${root}/sobjects/Account/describe` }, read: (body) => listAt(body, 'fields').map(fieldOf) },
  most: { read: 2000, write: 200 },
  readRequest: (refs, names) => ({ method: 'POST', path: `${root}/composite/sobjects/Account`, body: JSON.stringify({ ids: refs, fields: ['Id', ...names] }) }),
  readValues(body, _refs, names) {
    if (!Array.isArray(body)) throw new UnreadablePage('The answer is no list of records.');
    return new Map(body.flatMap((record) => {
      const id = idText(member(record, 'Id'));
      return id === null ? [] : [[id, Object.fromEntries(names.map((name) => [name, valueOf(member(record, name))]))] as const];
    }));
  },
  writeRequest: (rows) => ({ method: 'PATCH', once: true, path: `${root}/composite/sobjects`, body: JSON.stringify({ allOrNone: false, records: rows.map(({ ref, values }) => ({ attributes: { type: 'Account' }, id: ref, ...values })) }) }),
  written(body, rows) {
    if (!Array.isArray(body) || body.length !== rows.length) throw new UnreadablePage(`The answer does not say how ${rows.length} records ended.`);
    return { ends: rows.map(({ ref }, index) => endOf(body[index], ref)) };
  },
  place: (field) => field,
  link: (address, ref) => `${address}/${ref}`,
};

const objects: Record<string, { name: string; account: string; title: string }> = {
  crm_task: { name: 'Task', account: 'WhatId', title: 'Subject' },
  crm_opportunity: { name: 'Opportunity', account: 'AccountId', title: 'Name' },
};
const longestTitle: Record<string, number> = { crm_task: 255, crm_opportunity: 120, crm_note: 255 };
const usualStage = 'Prospecting';

function query(q: string): VendorRequest {
  return { method: 'GET', path: `${root}/query`, query: { q } };
}

const accountOf = ({ ref }: RecordDraft) => query(`SELECT Id, OwnerId FROM Account WHERE Id = '${ref.replaceAll(/[^a-zA-Z0-9]/g, '')}'`);

/** What was made lately for the account, the newest first, with what each holds. */
function recentOf({ type, ref }: RecordDraft): VendorRequest {
  const id = ref.replaceAll(/[^a-zA-Z0-9]/g, '');
  const object = objects[type];
  if (!object) return query(`SELECT ContentDocumentId, ContentDocument.Title FROM ContentDocumentLink WHERE LinkedEntityId = '${id}' ORDER BY ContentDocument.CreatedDate DESC LIMIT 200`);
  return query(`SELECT Id, Description FROM ${object.name} WHERE ${object.account} = '${id}' ORDER BY CreatedDate DESC LIMIT 200`);
}

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** A note's text, as Salesforce keeps it: simple HTML in base64. */
function noteContent(text: string): string {
  const html = text.split(/\n{2,}/).map((part) => `<p>${part.replaceAll(/[&<>"']/g, (sign) => escapes[sign] as string).replaceAll('\n', '<br>')}</p>`).join('');
  return Buffer.from(html, 'utf8').toString('base64');
}

// A note and its link to the account come into being together or not at all.
function createNote({ ref, title, text }: RecordDraft): VendorRequest {
  const part = (referenceId: string, object: string, body: object) => ({ method: 'POST', url: `${root}/sobjects/${object}`, referenceId, body });
  return {
    method: 'POST', once: true, path: `${root}/composite`,
    body: JSON.stringify({ allOrNone: true, compositeRequest: [part('note', 'ContentNote', { Title: title, Content: noteContent(text) }), part('link', 'ContentDocumentLink', { ContentDocumentId: '@{note.id}', LinkedEntityId: ref, ShareType: 'V' })] }),
  };
}

function createdNote(body: unknown): { id: string } | { problem: string } {
  const parts = listAt(body, 'compositeResponse');
  const failed = parts.map((part) => ({ status: Number(member(part, 'httpStatusCode')), error: Array.isArray(member(part, 'body')) ? (member(part, 'body') as unknown[])[0] : undefined }))
    .find(({ status, error }) => !(status < 300) && member(error, 'errorCode') !== 'PROCESSING_HALTED');
  if (failed) return { problem: `${String(member(failed.error, 'errorCode') ?? failed.status)} ${String(member(failed.error, 'message') ?? '')}`.trim().slice(0, 300) };
  const id = idText(member(member(parts[0], 'body'), 'id'));
  if (id === null) throw new UnreadablePage('The answer names no record.');
  return { id };
}

const isDay = (value: unknown) => typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value);
const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);

const records: RecordWriter = {
  types: { crm_task: 'account', crm_opportunity: 'account', crm_note: 'account' },
  problem(type, { due, close_on: closeOn, amount }) {
    if (type === 'crm_task' && due !== undefined && due !== null && !isDay(due)) return 'The day a task is due is written as YYYY-MM-DD.';
    if (type === 'crm_opportunity' && !isDay(closeOn)) return 'An opportunity needs the day by which it is to close, as YYYY-MM-DD.';
    return type === 'crm_opportunity' && amount !== undefined && amount !== null && !(Number(amount) >= 0) ? 'The amount of an opportunity is a number.' : null;
  },
  look: (draft) => [accountOf(draft), recentOf(draft)],
  seen([account, recent], draft) {
    const found = listAt(recent, 'records').find((record) => String(draft.type === 'crm_note' ? (member(member(record, 'ContentDocument'), 'Title') ?? '') : (member(record, 'Description') ?? '')).includes(draft.reference));
    const id = idText(member(found, draft.type === 'crm_note' ? 'ContentDocumentId' : 'Id'));
    if (id !== null) return { id };
    const [home] = listAt(account, 'records');
    if (!home) return { problem: `Salesforce has no account ${draft.ref} any more.` };
    return { needs: { owner: idText(member(home, 'OwnerId')) ?? '' } };
  },
  create(draft, { owner }) {
    const object = objects[draft.type];
    if (!object) return createNote(draft);
    const { due, priority, close_on: closeOn, stage, amount } = draft.fields;
    const own = draft.type === 'crm_task' ? { ActivityDate: text(due), Priority: text(priority) } : { CloseDate: text(closeOn), StageName: text(stage) ?? usualStage, Amount: amount === undefined || amount === null ? undefined : Number(amount) };
    return { method: 'POST', once: true, path: `${root}/sobjects/${object.name}`, body: JSON.stringify({ [object.title]: draft.title.slice(0, longestTitle[draft.type]), [object.account]: draft.ref, Description: draft.text, OwnerId: owner || undefined, ...own }) };
  },
  created(body, { type }) {
    if (type === 'crm_note') return createdNote(body);
    const id = idText(member(body, 'id'));
    if (member(body, 'success') !== true || id === null) throw new UnreadablePage('The answer names no record.');
    return { id };
  },
  name: (type) => objects[type]?.name ?? 'Note',
  link: (address, _type, id) => `${address}/${id}`,
};

/** What Salesforce takes: fields of accounts in sets, tasks, opportunities and notes. A record holds its reference where queries and people see it. */
export const salesforceWrite: VendorWrite = { scopes: ['edit access to the mapped account fields, and to create tasks, opportunities and notes, for the run-as user'], fields, records };
