import { isoOf } from '../simulator/sim-server.ts';
import { simTable, simTables, type SimRecord, type SimTable } from '../simulator/sim-table.ts';
import type { SimWorld } from '../simulator/sim-vendor.ts';
import { simWords } from '../simulator/sim-words.ts';

/** What the simulated account keeps of a record; the rest of its fields follow from it. */
interface Kept {
  n: number;
  org: string | null;
  requester: string | null;
  createdMs: number;
  edits: number;
  spoiled: boolean;
  /** Custom fields that calls or people set. */
  own?: Readonly<Record<string, unknown>>;
}

type ObjectId = 'organizations' | 'users' | 'tickets' | 'satisfaction_ratings';

export interface ZendeskData {
  world: SimWorld;
  /** Most records on a page of an export, and of a list. */
  pageSize: number;
  tables: Record<ObjectId, SimTable<Kept>>;
  /** A record as the interface writes it. */
  shape(object: string, record: SimRecord<Kept>): Record<string, unknown>;
}

/** Fields of organisations, those made for what is sent back among them. */
export const ownFields = [
  { id: 1, key: 'plan', title: 'Plan', type: 'dropdown', active: true, system: false, custom_field_options: ['basic', 'pro', 'enterprise'].map((value, id) => ({ id, name: value, value })) },
  { id: 2, key: 'mainstay_health', title: 'Mainstay health', type: 'integer', active: true, system: false },
  { id: 3, key: 'mainstay_band', title: 'Mainstay band', type: 'dropdown', active: true, system: false, custom_field_options: ['good', 'watch', 'risk', 'unknown'].map((value, id) => ({ id, name: value, value })) },
  { id: 4, key: 'mainstay_risk', title: 'Mainstay risk reason', type: 'text', active: true, system: false },
] as const;
const emptyOwn: Readonly<Record<string, unknown>> = Object.fromEntries(ownFields.filter(({ key }) => key !== 'plan').map(({ key }) => [key, null]));

const usersEach = 3;
const ticketsEach = 4;
const firstId: Record<ObjectId, number> = { organizations: 360_000_000_001, users: 20_000_000_001, tickets: 1, satisfaction_ratings: 7_000_000_001 };
const idOf = (object: ObjectId, n: number) => String(firstId[object] + n);

// What tells the record from others, and changes with each edit.
function markOf(object: ObjectId, { n, edits }: Kept): string {
  const round = edits === 0 ? '' : ` v${edits + 1}`;
  if (object === 'organizations') return `${simWords.company(n)}${round}`;
  if (object === 'users') return `user${n}${edits === 0 ? '' : `.v${edits + 1}`}@${simWords.domain(Math.floor(n / usersEach))}`;
  return object === 'tickets' ? `${simWords.trouble(n)} (${n})${round}` : `Comment ${n}${round}`;
}

const shapes: Record<ObjectId, (record: SimRecord<Kept>) => Record<string, unknown>> = {
  organizations: (record) => ({
    name: record.data.spoiled ? { text: markOf('organizations', record.data) } : markOf('organizations', record.data), domain_names: [simWords.domain(record.data.n)], details: '', notes: '', group_id: null, shared_tickets: false, tags: record.data.n % 5 === 0 ? ['vip'] : [],
    organization_fields: { plan: ['basic', 'pro', 'enterprise'][record.data.n % 3], ...emptyOwn, ...record.data.own }, deleted_at: record.gone ? isoOf(record.atMs) : null,
  }),
  users: (record) => ({
    name: simWords.person(record.data.n), email: record.data.spoiled ? [markOf('users', record.data)] : markOf('users', record.data), role: 'end-user', active: !record.gone, organization_id: record.data.org === null ? null : Number(record.data.org), phone: null, tags: [], user_fields: {}, time_zone: 'UTC', locale: 'en-US',
  }),
  tickets: (record) => ({
    subject: record.data.spoiled ? { text: markOf('tickets', record.data) } : markOf('tickets', record.data), description: `It happens since this morning, case ${record.data.n}.`, status: record.gone ? 'deleted' : record.data.n % 3 === 0 ? 'open' : 'solved', priority: ['low', 'normal', 'high', 'urgent'][record.data.n % 4], type: 'problem', via: { channel: record.data.n % 2 ? 'email' : 'web' },
    requester_id: Number(record.data.requester), organization_id: record.data.org === null ? null : Number(record.data.org), assignee_id: 9000 + (record.data.n % 5), satisfaction_rating: { score: 'unoffered' }, custom_fields: [], tags: [], generated_timestamp: Math.floor(record.atMs / 1000),
    metric_set: { reopens: record.data.n % 4 === 3 ? 1 : 0, replies: 2, solved_at: record.data.n % 3 === 0 ? null : isoOf(record.data.createdMs + 7_200_000), reply_time_in_minutes: { calendar: 30 + (record.data.n % 90), business: 20 } },
  }),
  satisfaction_ratings: (record) => ({
    score: record.data.spoiled ? { word: 'good' } : record.data.n % 4 === 0 ? 'bad' : 'good', comment: markOf('satisfaction_ratings', record.data), reason: null, ticket_id: 1 + record.data.n * ticketsEach, requester_id: Number(record.data.requester), assignee_id: 9000, group_id: 1,
  }),
};

function fill(tables: ZendeskData['tables'], accounts: number, nowMs: number): void {
  const total = accounts * (1 + usersEach + ticketsEach + 1);
  // A past of up to a year, oldest first, the newest an hour ago.
  const step = Math.min(60_000, Math.floor((364 * 86_400_000) / Math.max(1, total)));
  let at = nowMs - 3_600_000 - total * step;
  const put = (object: ObjectId, n: number, org: string | null, requester: string | null) => {
    at += step;
    tables[object].put(idOf(object, n), { n, org, requester, createdMs: at, edits: 0, spoiled: false }, { atMs: at });
  };
  for (let n = 0; n < accounts; n++) put('organizations', n, null, null);
  for (let n = 0; n < accounts * usersEach; n++) put('users', n, idOf('organizations', Math.floor(n / usersEach)), null);
  for (let n = 0; n < accounts * ticketsEach; n++) put('tickets', n, idOf('organizations', Math.floor(n / ticketsEach)), idOf('users', Math.floor(n / ticketsEach) * usersEach + (n % usersEach)));
  for (let n = 0; n < accounts; n++) put('satisfaction_ratings', n, null, idOf('users', n * usersEach));
}

/** A year of an invented support desk: organisations, their users, tickets and ratings. */
export function zendeskWorld(accounts: number, nowMs: () => number, pageSize = 1000): ZendeskData {
  const tables = { organizations: simTable<Kept>(nowMs), users: simTable<Kept>(nowMs), tickets: simTable<Kept>(nowMs), satisfaction_ratings: simTable<Kept>(nowMs) };
  fill(tables, accounts, nowMs());
  let drifted = false;
  const { tableOf, living, edit } = simTables(tables);
  const world: SimWorld = {
    objects: [{ id: 'organizations', kind: 'account', deletes: true }, { id: 'users', kind: 'person', deletes: true }, { id: 'tickets', kind: 'ticket', deletes: true }, { id: 'satisfaction_ratings', kind: 'survey', deletes: false }],
    living: (object) => living(object).map(({ id }) => id),
    marks: (object) => living(object).map(({ data }) => markOf(object as ObjectId, data)),
    links(object) {
      if (object !== 'tickets') return [];
      return living(object).map(({ data }) => [markOf('tickets', data), markOf('users', tables.users.get(data.requester ?? '')?.data as Kept)]);
    },
    add: (object) => world.addLate(object, 0),
    addLate(object, secondsAgo) {
      const n = tableOf(object).all().length;
      const id = idOf(object as ObjectId, n);
      const [org, user] = [tables.organizations.all()[0], tables.users.all()[0]];
      const belongs = object === 'users' || object === 'tickets';
      const at = nowMs() - secondsAgo * 1000;
      tableOf(object).put(id, { n, org: belongs ? (org?.id ?? null) : null, requester: object === 'organizations' || object === 'users' ? null : (user?.id ?? null), createdMs: at, edits: 0, spoiled: false }, { atMs: at });
      return id;
    },
    change: (object, id) => edit(object, id, { edits: (tableOf(object).get(id)?.data.edits ?? 0) + 1, spoiled: false }),
    remove: (object, id) => edit(object, id, {}, true),
    restore: (object, id) => edit(object, id, {}),
    merge(object, keptId, lostId) {
      edit(object, lostId, {}, true);
      for (const child of ['users', 'tickets'] as const) {
        const field = object === 'users' ? 'requester' : 'org';
        if (child !== object) for (const record of living(child)) if (record.data[field] === lostId) edit(child, record.id, { [field]: keptId });
      }
    },
    spoil: (object, id) => edit(object, id, { spoiled: true }),
    drift: () => void (drifted = true),
  };
  return {
    world, tables, pageSize,
    shape(object, record) {
      const { priority, ...rest } = { id: Number(record.id), url: `https://sandbox.example/api/v2/${object}/${record.id}.json`, created_at: isoOf(record.data.createdMs), updated_at: isoOf(record.atMs), ...shapes[object as ObjectId](record) } as Record<string, unknown>;
      return drifted ? { ...rest, sentiment_score: { value: 0.4 }, ai_summary: 'Something that nobody knew.' } : { ...rest, ...(priority === undefined ? {} : { priority }) };
    },
  };
}
