import { idText, listAt, member, UnreadablePage } from '../connector.ts';
import type { FieldValue, FieldWriter, RecordWriter, RowEnd, VendorField, VendorWrite } from '../write.ts';

const types: Record<string, VendorField['type']> = { text: 'text', textarea: 'text', integer: 'number', decimal: 'number', dropdown: 'choice', tagger: 'choice' };

function fieldOf(field: unknown): VendorField {
  const at = (name: string) => member(field, name);
  const type = types[String(at('type'))] ?? 'other';
  const options = Array.isArray(at('custom_field_options')) ? (at('custom_field_options') as unknown[]).map((one) => String(member(one, 'value'))) : [];
  return { name: String(at('key')), label: String(at('title') ?? at('key')), type, length: null, options: type === 'choice' ? options : null, problem: at('system') === true ? 'It is a field of Zendesk\'s own.' : at('active') === false ? 'It is switched off at Zendesk.' : null };
}

function valueOf(value: unknown): FieldValue {
  return typeof value === 'string' || typeof value === 'number' ? value : value === null || value === undefined ? null : String(value);
}

function numeric(ref: string): number {
  if (!/^\d{1,15}$/.test(ref)) throw new UnreadablePage(`"${ref}" is no id of Zendesk.`);
  return Number(ref);
}

function endsOf(job: unknown, refs: readonly string[]): RowEnd[] {
  const results = member(job, 'results');
  if (!Array.isArray(results)) throw new UnreadablePage('The job does not say how its rows ended.');
  return refs.map((ref, index): RowEnd => {
    const own = results.find((one) => idText(member(one, 'id')) === ref) ?? results.find((one) => member(one, 'index') === index);
    if (own !== undefined && (member(own, 'success') === true || member(own, 'status') === 'Updated')) return { ref, end: 'written', message: null };
    const said = [member(own, 'error'), member(own, 'details')].filter((part) => typeof part === 'string').join(': ');
    return { ref, end: /conflict|lock/i.test(said) ? 'again' : /forbidden|permission|access ?denied/i.test(said) ? 'denied' : 'refused', message: said.slice(0, 300) || 'Zendesk gave no reason.' };
  });
}

const fields: FieldWriter = {
  object: 'organizations',
  describe: { request: { method: 'GET', path: '/api/v2/organization_fields.json' }, read: (body) => listAt(body, 'organization_fields').map(fieldOf) },
  most: { read: 100, write: 100 },
  readRequest: (refs) => ({ method: 'GET', path: '/api/v2/organizations/show_many.json', query: { ids: refs.map(numeric).join(',') } }),
  readValues: (body, _refs, names) => new Map(listAt(body, 'organizations').flatMap((record) => {
    const id = idText(member(record, 'id'));
    return id === null ? [] : [[id, Object.fromEntries(names.map((name) => [name, valueOf(member(member(record, 'organization_fields'), name))]))] as const];
  })),
  writeRequest: (rows) => ({ method: 'PUT', once: true, path: '/api/v2/organizations/update_many.json', body: JSON.stringify({ organizations: rows.map(({ ref, values }) => ({ id: numeric(ref), organization_fields: values })) }) }),
  // Many records are changed by a job, which is asked for until it has ended.
  written(body, rows) {
    const job = member(body, 'job_status');
    const [id, status] = [idText(member(job, 'id')), member(job, 'status')];
    if (status === 'completed') return { ends: endsOf(job, rows.map(({ ref }) => ref)) };
    if (status === 'failed' || status === 'killed') return { ends: rows.map(({ ref }) => ({ ref, end: 'again', message: `The job at Zendesk ended as "${status}".` })) };
    if (id === null || !/^[\w-]+$/.test(id)) throw new UnreadablePage('The answer names no job.');
    return { ask: { method: 'GET', path: `/api/v2/job_statuses/${id}.json` } };
  },
  place: (field) => `organization_fields.${field}`,
  link: (address, ref) => `${address}/agent/organizations/${ref}`,
};

const records: RecordWriter = {
  types: { ticket_note: 'ticket' },
  problem: () => null,
  look: ({ ref }) => [{ method: 'GET', path: `/api/v2/tickets/${numeric(ref)}/comments.json`, query: { sort_order: 'desc', per_page: '100' } }],
  seen([comments], { ref, reference }) {
    return listAt(comments, 'comments').some((one) => String(member(one, 'body') ?? '').includes(reference)) ? { id: ref } : { needs: {} };
  },
  create: ({ ref, text }) => ({ method: 'PUT', once: true, path: `/api/v2/tickets/${numeric(ref)}.json`, body: JSON.stringify({ ticket: { comment: { body: text, public: false } } }) }),
  created(body) {
    const id = idText(member(member(body, 'ticket'), 'id'));
    if (id === null) throw new UnreadablePage('The answer names no ticket.');
    return { id };
  },
  name: () => 'Internal note on ticket',
  link: (address, _type, id) => `${address}/agent/tickets/${id}`,
};

/** What Zendesk takes: fields of organisations in sets, and internal notes on tickets. Customers never see either. */
export const zendeskWrite: VendorWrite = { scopes: ['write'], fields, records };
