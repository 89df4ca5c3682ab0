import { afterEach, beforeEach, expect, test } from 'vitest';
import { reassignAccounts } from '../../customer/account/reassign-accounts.ts';
import type { Principal } from '../../platform/operation/context.ts';
import { proposeActions } from '../action/propose-actions.ts';
import { changeWishes, readWishes } from './preferences.ts';
import { markRead, readNotifications } from './read-notifications.ts';
import { startNotificationBench, type NotificationBench } from './testing/notification-bench.ts';

let bench: NotificationBench;
beforeEach(async () => {
  bench = await startNotificationBench();
});
afterEach(() => bench.stop());

const list = async (userId: string, more: { view?: 'unread' | 'all'; limit?: number; cursor?: number; principal?: Principal } = {}) =>
  readNotifications({ db: bench.db, clock: bench.clock, principal: more.principal ?? bench.principal(userId) }, userId, await readWishes(bench.db, userId), { view: more.view ?? 'all', limit: more.limit ?? 50, cursor: more.cursor });
const kinds = async (userId: string) => (await list(userId)).items.map(({ kind }) => kind);

test('the owner is told of a grave signal, once, with the reason; a lesser one and other people stay out of it', async () => {
  await bench.signal('acc_1', 'high');
  await bench.signal('acc_1', 'medium', 'lesser');
  await bench.tell();
  await bench.tell();
  expect(await list('usr_ada')).toMatchObject({ total: 1, unread: 1, items: [{ kind: 'signal', reason: 'owner', account: 'Northwind', accountId: 'acc_1', facts: { severity: 'high', why: 'because of high' }, link: '/account/acc_1?tab=signals', readAt: null }] });
  expect([await kinds('usr_bo'), await kinds('usr_lea')]).toEqual([[], []]);
  expect(await bench.db.query("select distinct entity_id from change_feed where topic = 'notification'")).toEqual([{ entity_id: 'usr_ada' }]);
});

test('a score that fell to at risk is told once a day, unless a person set it', async () => {
  await bench.fall('acc_1', 'watch', 'event');
  await bench.fall('acc_1', 'good', 'event');
  await bench.fall('acc_2', 'good', 'override');
  await bench.tell();
  expect(await kinds('usr_ada')).toEqual(['band']);
  expect(await kinds('usr_bo')).toEqual([]);
});

test('what stood before, and what a whole load brings, is silent; while files are loaded what follows from them waits', async () => {
  bench.loading = { whole: true };
  await bench.signal('acc_1', 'critical', 'loaded');
  await bench.tell();
  bench.loading = null;
  await bench.tell();
  expect(await kinds('usr_ada')).toEqual([]);
  bench.loading = { whole: false };
  await bench.signal('acc_1', 'critical', 'new');
  await bench.tell();
  expect(await kinds('usr_ada')).toEqual([]);
  bench.loading = null;
  await bench.tell();
  expect(await kinds('usr_ada')).toEqual(['signal']);
});

test('a hand-over tells the new owner with its note, not who gave accounts to themselves; an account that leaves the book takes its news along', async () => {
  const by = (userId: string) => ({ db: bench.db, clock: bench.clock, principal: { ...bench.principal(userId), book: 'all' as const } });
  await reassignAccounts(by('usr_lea'), { accountIds: ['acc_2'], ownerId: 'mem_ada', note: 'Mind the renewal.' });
  await bench.tell();
  expect((await list('usr_ada')).items).toMatchObject([{ kind: 'handover', reason: 'handed_over', account: 'Contoso', facts: { count: 1, note: 'Mind the renewal.', by: 'lea' } }]);
  await reassignAccounts(by('usr_bo'), { accountIds: ['acc_2'], ownerId: 'mem_bo', note: null });
  await bench.tell();
  expect(await kinds('usr_bo')).toEqual([]);
  expect(await list('usr_ada')).toMatchObject({ total: 0, unread: 0, items: [] });
  expect(await list('usr_ada', { principal: { ...bench.principal('usr_ada'), book: 'all' } })).toMatchObject({ total: 1 });
});

test('an approval goes to the owner, or to those who approve when the owner drafted it', async () => {
  const draft = { type: 'send_email', accountId: 'acc_1', personIds: ['per_1'], content: { subject: 'Your renewal', body: 'Hello' }, taint: { tainted: false }, origin: { kind: 'rule' as const, id: 'r1' }, why: 'It is near.' };
  const propose = (key: string, context: ReturnType<typeof bench.actions.person>, origin = draft.origin as { kind: 'rule' | 'person'; id: string }) => bench.db.tx((tx) => proposeActions(context, tx, [{ ...draft, key, origin }]));
  await propose('one', bench.actions.of({ ...bench.principal('usr_lea'), kind: 'system', userId: null }));
  await bench.tell();
  expect((await list('usr_ada')).items).toMatchObject([{ kind: 'approval', reason: 'owner', facts: { subject: 'Your renewal' } }]);
  expect(await kinds('usr_lea')).toEqual([]);
  await bench.db.query("update action set proposed_user_id = 'usr_ada'");
  await bench.db.query("delete from notification");
  await bench.tell();
  expect(await kinds('usr_ada')).toEqual([]);
  expect((await list('usr_lea')).items).toMatchObject([{ kind: 'approval', reason: 'approver' }]);
});

test('a mention, rows held back and a day to cancel reach who they concern', async () => {
  await bench.db.query("insert into task (id, number, account_id, title, status, priority, author, origin, created_at, updated_at) values ('tsk_1', 1, 'acc_1', 'Call them', 'pending', 'medium', 'usr_bo', '{}', now(), now())");
  await bench.db.query("insert into task_comment (id, task_id, author, author_name, body, mentions, at) values ('c1', 'tsk_1', 'usr_bo', 'Bo', '@Ada please', '{mem_ada,mem_bo}', $1)", [bench.clock.now()]);
  await bench.db.query("insert into source (id, kind, name, created_at) values ('crm', 'file', 'CRM', now())");
  await bench.db.query("insert into import (id, source_id, state, created_at, finished_at, created_by) values ('imp_1', 'crm', 'done', $1, $1, 'usr_lea')", [bench.clock.wall()]);
  await bench.db.query("insert into import_file (id, import_id, path, bytes, state, rows, inserted, quarantined) values ('f1', 'imp_1', 'a.csv', 1, 'done', 3, 1, 2)");
  await bench.db.query("insert into agreement_line (id, account_id, product, annual_minor, currency, start_on, term_end, opt_out_on, auto_renew, source_id, known_at) values ('l1', 'acc_2', 'p', 100, 'EUR', '2025-06-30', '2026-07-30', '2026-06-20', true, 'crm', '2025-01-01')");
  await bench.tell();
  bench.clock.advance(11 * 60_000);
  await bench.tell();
  expect((await list('usr_ada')).items).toMatchObject([{ kind: 'mention', reason: 'mentioned', facts: { by: 'Bo', task: 'Call them' } }]);
  expect((await list('usr_lea')).items).toMatchObject([{ kind: 'import', reason: 'started', facts: { count: 2, source: 'CRM' } }]);
  expect((await list('usr_bo')).items).toMatchObject([{ kind: 'renewal', reason: 'owner', facts: { due: 'opt_out', on: '2026-06-20' } }]);
});

test('pages, reading and unreading; a kind that is off is not listed; quiet counts nothing', async () => {
  for (const type of ['a', 'b', 'c']) await bench.signal('acc_1', 'high', type);
  await bench.tell();
  const first = await list('usr_ada', { limit: 2 });
  expect(first.items).toHaveLength(2);
  expect(await list('usr_ada', { limit: 2, cursor: Number(first.next) })).toMatchObject({ total: 3, next: null, items: [{}] });
  const [one] = first.items;
  expect(await markRead(bench, 'usr_bo', [one?.id as number], true)).toEqual([]);
  expect(await markRead(bench, 'usr_ada', [one?.id as number], true)).toEqual([one?.id]);
  expect(await list('usr_ada', { view: 'unread' })).toMatchObject({ total: 2, unread: 2 });
  expect(await markRead(bench, 'usr_ada', null, true)).toHaveLength(2);
  expect(await markRead(bench, 'usr_ada', [one?.id as number], false)).toEqual([one?.id]);
  expect(await list('usr_ada')).toMatchObject({ total: 3, unread: 1 });
  await changeWishes(bench.db, bench.clock, 'usr_ada', { quietUntil: '2026-06-05' });
  expect(await list('usr_ada')).toMatchObject({ total: 3, unread: 0 });
  await changeWishes(bench.db, bench.clock, 'usr_ada', { quietUntil: null, kinds: { signal: { inApp: false } } });
  expect(await list('usr_ada')).toMatchObject({ total: 0 });
  expect((await readWishes(bench.db, 'usr_ada')).kinds).toMatchObject({ signal: { inApp: false, digest: true }, import: { inApp: true, digest: false } });
});

test('many of one kind at one turn are one line, and never come again one by one', async () => {
  for (let i = 0; i < 5; i++) await bench.signal('acc_1', 'high', `few ${i}`);
  await bench.tell();
  expect((await list('usr_ada')).items).toHaveLength(5);
  for (let i = 0; i < 6; i++) await bench.signal('acc_1', 'critical', `many ${i}`);
  await bench.signal('acc_2', 'high', 'of another');
  expect(await bench.tell()).toBe(2);
  expect(await bench.tell()).toBe(0);
  expect((await list('usr_ada')).items.slice(0, 2)).toMatchObject([{ kind: 'signal', facts: { count: 6 }, account: 'Northwind', link: '/signals' }, { facts: { severity: 'high' } }]);
  expect((await list('usr_bo')).items).toMatchObject([{ facts: { why: 'because of high' } }]);
});
