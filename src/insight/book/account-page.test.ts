import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { activityOperations } from '../../customer/conversation/operations/activity-operations.ts';
import { manualClock, toDate } from '../../lib/clock.ts';
import type { Context, Principal } from '../../platform/operation/context.ts';
import { execute } from '../../platform/operation/execute.ts';
import { OperationTable } from '../../platform/operation/registry.ts';
import { startTestEngines, type TestEngines } from '../../platform/testing/test-engines.ts';
import { approveShipped } from '../health/approve-shipped.ts';
import { compareOperations } from '../health/compare-operations.ts';
import { visibleAccount } from '../health/visible-account.ts';
import { accountPageOperations } from './account-page-operations.ts';
import { bookOperations } from './book-operations.ts';
import type { BookInsight } from './read-book.ts';

const clock = manualClock(toDate('2026-06-30T12:00:00Z'));
const table = new OperationTable([...accountPageOperations(), ...compareOperations(), ...activityOperations({ visibleAccount }), ...bookOperations({ insightAt: async () => new Map() })]);
let engines: TestEngines;

const contextOf = (book: Principal['book'] = 'all'): Context => ({ db: engines.db, analytics: engines.analytics, clock, log: undefined as never, principal: { kind: 'user', id: 'ada', name: 'Ada', scopes: new Set(['read', 'write']), book } });
const call = (id: string, input: object, context = contextOf()) => execute(table.get(id), context, input) as Promise<Record<string, any>>;
const day = (text: string) => toDate(`${text}T10:00:00Z`);

beforeAll(async () => {
  engines = await startTestEngines();
  const { db, analytics } = engines;
  await approveShipped(db, 'definitions', toDate('2025-06-01T00:00:00Z'));
  await db.query(`insert into source (id, kind, name, created_at) values ('crm', 'file', 'CRM', now()), ('desk', 'file', 'Desk', now())`);
  await db.query(`insert into member (id, name, key) values ('m1', 'Ada', 'ada'), ('m2', 'Bob', 'bob')`);
  await db.query(`insert into account (id, name, owner_id, industry, source_id, known_at) values ('a1', 'Alpha', 'm1', 'Energy', 'crm', $1), ('a2', 'Beta', 'm2', null, 'crm', $1)`, [day('2026-01-01')]);
  await db.query(
    `insert into field_version (entity, entity_id, field, value, source_id, known_at) values ('account', 'a1', 'industry', '"Retail"', 'desk', $1), ('account', 'a1', 'industry', '"Energy"', 'crm', $2), ('account', 'a1', 'owner_id', '"m1"', 'crm', $2),
       ('person', 'p1', 'role', '"champion"', 'crm', $2), ('account', 'a1', 'tier', '"gold"', 'crm', $1), ('account', 'a1', 'tier', '"Gold"', 'desk', $2)`,
    [day('2026-02-01'), day('2026-05-01')],
  );
  await db.query(`insert into person (id, account_id, name, email, role, influence, sentiment, joined_on, reports_to, source_id, known_at, custom) values
    ('p1', 'a1', 'Pia', 'pia@alpha.example', 'champion', 'high', 0.5, '2026-01-01', null, 'crm', $1, '{"Team": "Sales"}'), ('p2', 'a1', 'Quy', 'quy@alpha.example', null, null, null, '2026-01-01', 'PIA@alpha.example', 'crm', $1, '{}')`, [day('2026-01-01')]);
  await db.query(`insert into ticket (id, account_id, person_id, number, subject, body, opened_at, solved_at, source_id, known_at) values ('t1', 'a1', 'p1', '7', 'Export 100% slow', 'It takes an hour.', $1, $2, 'desk', $1)`, [day('2026-03-01'), day('2026-04-01')]);
  await db.query(`insert into usage_identity (source_id, kind, key, account_id, email, first_seen_at) values ('crm', 'group', 'g1', 'a1', null, $1), ('crm', 'user', 'u1', 'a1', 'pia@alpha.example', $1)`, [day('2026-01-01')]);
  const { num } = await db.one<{ num: number }>(`select num from account where id = 'a1'`);
  await analytics.exec(`insert into identity (kind, source, key, account, version) values (1, 'crm', 'g1', ${num}, 1), (2, 'crm', 'u1', ${num}, 1)`);
  await analytics.exec(`insert into event (source, group_key, user_key, at, name, props, known_at, key) select 'crm', 'g1', if(number % 3 = 0, '', 'u1'), toDateTime64('2026-06-${'20'} 09:00:00', 3, 'UTC'), if(number % 2 = 0, 'report_viewed', 'board_opened'), '', now64(3), generateUUIDv4() from numbers(12)`);
}, 60_000);
afterAll(() => engines.stop());

describe('account.record', () => {
  it('tells source, time and history of each field, and where the newest values of two sources differ', async () => {
    const { fields } = await call('account.record', { id: 'a1' });
    const industry = fields.find((field: any) => field.field === 'industry');
    expect(industry.versions.map((version: any) => [version.value, version.source])).toEqual([['Energy', 'CRM'], ['Retail', 'Desk']]);
    expect(industry.conflict.map((side: any) => side.sourceId).sort()).toEqual(['crm', 'desk']);
    expect(fields.find((field: any) => field.field === 'tier').conflict).toEqual([]);
    expect(fields.find((field: any) => field.field === 'owner_id').value).toBe('Ada');
  });

  it('knows at a past day only what was known then', async () => {
    const { fields } = await call('account.record', { id: 'a1', at: '2026-03-01' });
    expect(fields.map((field: any) => [field.field, field.value])).toEqual([['industry', 'Retail'], ['tier', 'gold']]);
    const { account } = await call('account.show', { id: 'a1', at: '2026-03-01' });
    expect([account.industry, account.owner]).toEqual(['Retail', null]);
    expect((await call('account.show', { id: 'a1' })).account.owner).toBe('Ada');
  });
});

describe('account.timeline', () => {
  it('finds entries that hold every word, whatever the case, and takes no sign for a pattern', async () => {
    expect((await call('account.timeline', { id: 'a1', search: 'HOUR 100%' })).items.map((entry: any) => entry.kind)).toEqual(['ticket']);
    expect((await call('account.timeline', { id: 'a1', search: '100_' })).items).toEqual([]);
    expect((await call('account.timeline', { id: 'a1' })).counts).toMatchObject({ ticket: 1, 'ticket solved': 1 });
  });

  it('pages without losing or repeating an entry', async () => {
    const first = await call('account.timeline', { id: 'a1', limit: 1 });
    const second = await call('account.timeline', { id: 'a1', limit: 1, cursor: first.next });
    expect([first.items[0].kind, second.items[0].kind, second.counts]).toEqual(['ticket solved', 'ticket', null]);
  });
});

describe('activity', () => {
  const note = { account: 'a1', kind: 'call', at: '2026-06-29T09:00:00Z', direction: 'two_way', subject: 'Spoke about goals', text: 'All well.', participants: ['p2', 'p1'] };

  it('is kept under people, marks the account, counts everyone as contacted, and can be changed, removed and put back', async () => {
    const added = await call('activity.add', note);
    expect(added).toMatchObject({ author: 'Ada', version: 1, participants: ['p2', 'p1'] });
    expect(await engines.db.query(`select account_id, cause from dirty_account`)).toEqual([{ account_id: 'a1', cause: 'event' }]);
    expect((await call('account.people', { id: 'a1' })).people.map((person: any) => [person.id, person.contacts90])).toEqual([['p1', 1], ['p2', 1]]);
    const { entry, before } = await call('activity.change', { ...note, id: added.id, version: 1, subject: 'Spoke about plans' });
    expect([entry.subject, entry.version, before.subject]).toEqual(['Spoke about plans', 2, 'Spoke about goals']);
    await expect(call('activity.change', { ...note, id: added.id, version: 1 })).rejects.toMatchObject({ kind: 'conflict' });
    await call('activity.remove', { id: added.id, version: 2 });
    expect((await call('account.timeline', { id: 'a1', search: 'spoke' })).items).toEqual([]);
    expect(await call('activity.restore', { id: added.id })).toMatchObject({ subject: 'Spoke about plans', participants: ['p2', 'p1'] });
  });

  it('refuses the future, strangers, records of other sources and other books', async () => {
    await expect(call('activity.add', { ...note, at: '2026-07-02T00:00:00Z' })).rejects.toMatchObject({ code: 'future' });
    await expect(call('activity.add', { ...note, account: 'a2' })).rejects.toMatchObject({ code: 'participant' });
    await expect(call('activity.remove', { id: 't1', version: 1 })).rejects.toMatchObject({ kind: 'notFound' });
    await expect(call('activity.add', note, contextOf({ ownerId: 'm2' }))).rejects.toMatchObject({ kind: 'notFound' });
  });
});

describe('account.people', () => {
  it('reads role as known by the day, influence and sentiment from the record, and who reports to whom by address', async () => {
    const now = await call('account.people', { id: 'a1' });
    expect(now.people.find((person: any) => person.id === 'p1')).toMatchObject({ role: 'champion', influence: { level: 3, from: 'record' }, sentiment: { value: 0.5, from: 'record' } });
    expect(now.people.find((person: any) => person.id === 'p2').reportsToId).toBe('p1');
    const then = await call('account.people', { id: 'a1', at: '2026-03-01' });
    expect(then.people.find((person: any) => person.id === 'p1').role).toBeNull();
    expect(then.gaps[0]).toMatchObject({ id: 'champion', state: 'unknown' });
  });
});

describe('account.slices', () => {
  it('cuts usage by module and team, and tells what belongs to none', async () => {
    expect((await call('account.slices', { id: 'a1', by: 'module', weeks: 4 })).slices.map((slice: any) => [slice.label, slice.total])).toEqual([['board', 6], ['report', 6]]);
    expect(await call('account.slices', { id: 'a1', by: 'team', weeks: 4 })).toMatchObject({ slices: [{ label: 'Sales', total: 8, users: 1 }], unattributed: 4, total: 12 });
    expect((await call('account.slices', { id: 'a1', by: 'feature', weeks: 4, at: '2026-06-10' })).total).toBe(0);
  });
});

describe('health.compare', () => {
  it('adds up on both sides and names the facts that changed with their records', async () => {
    const compared = await call('health.compare', { id: 'a1', from: '2026-02-15' });
    for (const [side, points] of [['from', 'fromPoints'], ['to', 'toPoints']] as const) {
      if (compared[side]?.score != null) expect(compared.drivers.reduce((sum: number, driver: any) => sum + (driver[points] ?? 0), 0)).toBeCloseTo(compared[side].score, 0);
    }
    const events = compared.facts.find((fact: any) => fact.id === 'usage.events_28d');
    expect(events.to.value).toBe(12);
    expect(events.evidence[0].kind).toBe('usage');
    await expect(call('health.compare', { id: 'a1', from: '2026-06-30' })).rejects.toMatchObject({ code: 'dates' });
  });
});

describe('an account of which almost nothing is known', () => {
  it('answers everywhere', async () => {
    expect((await call('account.people', { id: 'a2' })).gaps.map((gap: any) => gap.state)).toEqual(['unknown', 'unknown', 'unknown']);
    expect(await call('account.slices', { id: 'a2' })).toMatchObject({ slices: [], grain: 'none' });
    expect((await call('account.timeline', { id: 'a2' })).items).toEqual([]);
    expect((await call('account.record', { id: 'a2' })).fields).toEqual([]);
    expect((await call('health.compare', { id: 'a2', from: '2025-01-01' })).drivers).toEqual([]);
  });
});

it('a list at a past day holds the accounts that existed by then, today all', async () => {
  const insight: BookInsight = { score: 70, band: 'good', confidence: 1, coverage: 1, moved: { d7: null, d28: null, d90: null }, healthSeries: [], arrMinor: null, currency: null, renewalOn: null, usageSeries: [], stage: null, segment: null, lastTouchOn: null };
  const existing = new OperationTable(bookOperations({ insightAt: async (_, { day: at }) => new Map(at >= '2026-01-01' ? [['a1', insight]] : []) }));
  const total = async (at?: string) => ((await execute(existing.get('account.list'), contextOf(), at ? { at } : {})) as { total: number }).total;
  expect([await total('2025-01-01'), await total('2026-03-01'), await total()]).toEqual([0, 1, 2]);
});

it.each(['2026-02-30', '2026-13-01', '0000-01-01', 'yesterday'])('refuses %s as a day, naming the field', async (at) => {
  await expect(call('account.list', { at })).rejects.toMatchObject({ kind: 'invalid', details: { fields: [{ path: 'at' }] } });
});
