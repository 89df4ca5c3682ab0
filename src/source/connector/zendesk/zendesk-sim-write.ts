import { isoOf } from '../simulator/sim-server.ts';
import type { SimAnswer, SimBack } from '../simulator/sim-vendor.ts';
import { ownFields, type ZendeskData } from './zendesk-world.ts';

interface Comment {
  id: number;
  ticket: string;
  body: string;
  public: boolean;
  atMs: number;
}

interface Job {
  asked: number;
  results: object[];
}

/** What was sent back to the simulated account, and what it checks. */
export interface ZendeskBack extends SimBack {
  data: ZendeskData;
  isAllowed(): boolean;
  jobs: Map<string, Job>;
  update(id: string, fields: Record<string, unknown>): { error: string; details: string } | null;
  comment(ticket: string, body: string, isPublic: boolean): void;
  comments(ticket: string): readonly Comment[];
}

/** The writing side of the simulated account: fields of organisations by jobs, and comments on tickets. */
export function zendeskBack(data: ZendeskData, nowMs: () => number): ZendeskBack {
  const counts = new Map<string, number>();
  const locked = new Set<string>();
  const written: Comment[] = [];
  let allowed = true;
  const { organizations, tickets } = data.tables;
  const put = (id: string, field: string, value: unknown) => {
    const record = organizations.get(id);
    if (record) organizations.put(id, { ...record.data, own: { ...record.data.own, [field]: value } }, { gone: record.gone });
  };
  return {
    data, jobs: new Map(),
    isAllowed: () => allowed,
    value: (id, field) => organizations.get(id)?.data.own?.[field] ?? null,
    set: put,
    writes: (id, field) => counts.get(`${id} ${field}`) ?? 0,
    refuse: (id) => void locked.add(id),
    allow: (yes) => void (allowed = yes),
    made: () => written.map(({ id, ticket, body, public: open }) => ({ kind: open ? 'public comment' : 'internal comment', id: String(id), of: ticket, title: null, text: body })),
    comments: (ticket) => written.filter((one) => one.ticket === ticket),
    comment(ticket, body, isPublic) {
      written.push({ id: 900_000_001 + written.length, ticket, body, public: isPublic, atMs: nowMs() });
      const record = tickets.get(ticket);
      if (record) tickets.put(ticket, record.data, { gone: record.gone });
    },
    update(id, fields) {
      const record = organizations.get(id);
      if (!record || record.gone) return { error: 'OrganizationNotFound', details: 'Organization not found' };
      if (locked.has(id)) return { error: 'OrganizationUpdateError', details: 'Organizations under legal hold are not changed.' };
      for (const [key, value] of Object.entries(fields)) {
        const field = ownFields.find((one) => one.key === key);
        if (!field) continue;
        if (field.type === 'integer' && value !== null && !Number.isInteger(value)) return { error: 'OrganizationUpdateError', details: `${field.title}: ${String(value)} is not an integer` };
        if ('custom_field_options' in field && value !== null && !field.custom_field_options.some((one) => one.value === value)) return { error: 'OrganizationUpdateError', details: `${field.title}: ${String(value)} is not an option` };
      }
      for (const [key, value] of Object.entries(fields)) {
        counts.set(`${id} ${key}`, (counts.get(`${id} ${key}`) ?? 0) + 1);
        put(id, key, value);
      }
      return null;
    },
  };
}

const notFound: SimAnswer = { status: 404, body: { error: 'RecordNotFound', description: 'Not found' } };

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}

/** Calls of the writing side; undefined for every other one. */
export function answerBack(back: ZendeskBack, method: string, path: string, query: URLSearchParams, body: string, scope: string): SimAnswer | undefined {
  if (method !== 'GET') {
    if (!scope.split(' ').includes('write')) return { status: 403, body: { error: 'insufficient_scope', error_description: 'The access token lacks the scope "write".' } };
    if (!back.isAllowed()) return { status: 403, body: { error: { title: 'Forbidden', message: 'You do not have access to this page. Please contact the account owner.' } } };
  }
  const { tables, shape } = back.data;
  if (method === 'GET' && path === '/api/v2/organization_fields') return { status: 200, body: { organization_fields: ownFields, count: ownFields.length } };
  if (method === 'GET' && path === '/api/v2/organizations/show_many') {
    const ids = (query.get('ids') ?? '').split(',');
    if (ids.length > 100) return { status: 400, body: { error: 'TooManyValues', description: 'Too many ids' } };
    return { status: 200, body: { organizations: ids.flatMap((id) => { const record = tables.organizations.get(id); return record && !record.gone ? [shape('organizations', record)] : []; }) } };
  }
  if (method === 'PUT' && path === '/api/v2/organizations/update_many') {
    const rows = parsed(body).organizations as { id: number; organization_fields: Record<string, unknown> }[];
    if (rows.length > 100) return { status: 400, body: { error: 'TooManyValues', description: 'Too many organizations' } };
    const results = rows.map(({ id, organization_fields: fields }, index) => { const wrong = back.update(String(id), fields); return wrong ? { index, id, ...wrong } : { index, id, action: 'update', success: true, status: 'Updated' }; });
    const id = `job${back.jobs.size + 1}`;
    back.jobs.set(id, { asked: 0, results });
    return { status: 200, body: { job_status: { id, url: `https://sandbox.example/api/v2/job_statuses/${id}.json`, total: rows.length, progress: 0, status: 'queued', message: null, results: null } } };
  }
  const [, job] = /^\/api\/v2\/job_statuses\/(\w+)$/.exec(path) ?? [];
  if (job !== undefined && method === 'GET') {
    const found = back.jobs.get(job);
    if (!found) return notFound;
    found.asked += 1;
    // The first look finds it at work.
    return { status: 200, body: { job_status: found.asked < 2 ? { id: job, status: 'working', progress: 1, results: null } : { id: job, status: 'completed', progress: found.results.length, total: found.results.length, results: found.results } } };
  }
  const [, ticket = '', part] = /^\/api\/v2\/tickets\/(\d+)(\/comments)?$/.exec(path) ?? [];
  const record = ticket === '' ? undefined : tables.tickets.get(ticket);
  if (part && method === 'GET') return record && !record.gone ? { status: 200, body: { comments: back.comments(ticket).map((one) => ({ id: one.id, type: 'Comment', body: one.body, public: one.public, created_at: isoOf(one.atMs) })).reverse(), count: back.comments(ticket).length } } : notFound;
  if (ticket === '' || method !== 'PUT') return undefined;
  if (!record || record.gone) return notFound;
  const comment = (parsed(body).ticket as { comment?: { body?: string; public?: boolean } } | undefined)?.comment;
  if (!comment?.body) return { status: 422, body: { error: 'RecordInvalid', description: 'Record validation errors', details: { comment: [{ description: 'Comment: cannot be blank' }] } } };
  back.comment(ticket, comment.body, comment.public !== false);
  return { status: 200, body: { ticket: { id: Number(ticket) }, audit: { id: 1, ticket_id: Number(ticket) } } };
}
