import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ActionStatus } from '../../contract/action.ts';
import { toDate } from '../../lib/clock.ts';
import { checkAudit } from './action-audit.ts';
import { resumeAll, stopAll } from './action-switch.ts';
import { approveActions, type ApproveAnswer } from './approve-actions.ts';
import { editAction, rejectActions, undoActions } from './change-actions.ts';
import { NotSent } from './channel.ts';
import { proposeActions, type ActionDraft, type ProposedAction } from './propose-actions.ts';
import { readActionDetail } from './read-actions.ts';
import { sendActions } from './send-actions.ts';
import { suppress } from './suppression.ts';
import { startActionBench, tuesday, type ActionBench } from './testing/action-bench.ts';

let bench: ActionBench;
beforeEach(async () => {
  bench = await startActionBench();
});
afterEach(() => bench.stop());

const minuteMs = 60_000;
const propose = async (more: Partial<ActionDraft> = {}, context = bench.person()) => (await bench.db.tx((tx) => proposeActions(context, tx, [bench.draft(more)])))[0] as ProposedAction;
const show = (id: string, context = bench.person()) => readActionDetail(context, id);
const statusOf = async (id: string): Promise<ActionStatus> => (await show(id)).status;
const approve = async (id: string, context = bench.person()) => (await approveActions(context, [{ id, digest: (await show(id)).digest }]))[0] as ApproveAnswer;
/** Lets the sender work until nothing is left to do at this moment. */
const send = async () => { while (await sendActions(bench.deps)); };
const wait = async (minutes: number) => { bench.clock.advance(minutes * minuteMs); await send(); };

describe('what a person approved', () => {
  test('goes out once, after the undo window, exactly as it was shown', async () => {
    const { id, outcome } = await propose();
    expect(outcome).toBe('waiting');
    const seen = await show(id);
    expect(seen).toMatchObject({ mayApprove: true, recipients: [{ name: 'Mia', address: 'mia@northwind.example' }] });
    expect(await approve(id)).toMatchObject({ approved: true, dueAt: toDate(tuesday.getTime() + 5 * minuteMs) });
    await wait(4);
    expect(bench.sent).toEqual([]);
    await wait(1);
    await wait(60);
    expect(bench.sent).toHaveLength(1);
    expect(bench.sent[0]?.message).toMatchObject({ to: 'mia@northwind.example', subject: 'Your renewal', replyTo: 'ada@vendor.example' });
    const link = /https:\/\/cs\.vendor\.example\/unsubscribe\/[\w-]{43}/.exec(bench.sent[0]?.message.text ?? '')?.[0] as string;
    expect(bench.sent[0]?.message.text.replaceAll(link, '{unsubscribe-link}')).toBe(seen.messages[0]?.text);
    expect(await show(id)).toMatchObject({ status: 'sent', deliveries: [{ state: 'sent', attempts: 1, receipt: expect.stringContaining('250') }], approvedBy: 'Ada' });
    expect(JSON.stringify(await show(id))).not.toContain(link.slice(-43));
    expect(await checkAudit(bench.db)).toMatchObject({ brokenAt: null });
  });

  test('is taken back within the window, and an approval taken back is spent', async () => {
    const { id } = await propose();
    await approve(id);
    expect(await undoActions(bench.person(), [], [id])).toMatchObject([{ changed: true, status: 'waiting' }]);
    await bench.db.query("update action set status = 'scheduled', due_at = $2, approval_id = (select approval_id from action_approval_item where action_id = $1) where id = $1", [id, tuesday]);
    await wait(10);
    expect([bench.sent.length, await statusOf(id)]).toEqual([0, 'waiting']);
  });

  test('waits again when content, recipient, address or policy change after the approval', async () => {
    const changes: Record<string, (id: string) => Promise<unknown>> = {
      content: (id) => bench.db.query("update action set content = content || '{\"body\": \"Pay here\"}' where id = $1", [id]),
      recipients: (id) => bench.db.query("update action set person_ids = '{per_2}' where id = $1", [id]),
      address: () => bench.db.query("update person set email = 'attacker@evil.example' where id = 'per_1'"),
      policy: () => bench.setPolicy({ undoMinutes: 6 }),
      expiry: (id) => bench.db.query("update action set expires_at = expires_at + interval '1 day' where id = $1", [id]),
    };
    for (const [what, change] of Object.entries(changes)) {
      const { id } = await propose();
      expect(await approve(id), what).toMatchObject({ approved: true });
      await change(id);
      await wait(10);
      expect([bench.sent.length, await statusOf(id)], what).toEqual([0, 'waiting']);
      await rejectActions(bench.person(), [], [id], 'test');
    }
  });

  test('skips who stopped the messages after the approval, and the others get theirs', async () => {
    const { id } = await propose({ personIds: ['per_1', 'per_2'] });
    await approve(id);
    await suppress(bench.db, bench.clock, { address: 'MIA@northwind.example', reason: 'unsubscribed', byWhom: 'recipient' });
    await wait(5);
    expect(bench.sent.map(({ message }) => message.to)).toEqual(['tom@northwind.example']);
    expect(await show(id)).toMatchObject({ status: 'sent', reason: '1 of 2 were sent.', deliveries: [{ state: 'skipped' }, { state: 'sent' }] });
  });

  test('one approval covers a batch; what changed meanwhile is answered and left', async () => {
    const [a, b] = [await propose(), await propose({ accountId: 'acc_2', personIds: ['per_other'] })];
    const items = [{ id: a.id, digest: (await show(a.id)).digest }, { id: b.id, digest: 'what was shown before' }];
    expect(await approveActions(bench.person('usr_lea', 'leader'), items)).toMatchObject([{ id: a.id, approved: true }, { id: b.id, approved: false, rule: 'changed' }]);
    await wait(5);
    expect(bench.sent.map(({ message }) => message.to)).toEqual(['mia@northwind.example']);
  });
});

describe('who approves', () => {
  test.each([
    ['the command line', { kind: 'local', id: 'local', userId: null, role: 'admin' }], ['a key with every scope', { kind: 'key', id: 'key_1', userId: 'usr_lea', role: null }], ['an agent', { kind: 'key', id: 'key_2', userId: 'usr_lea', role: 'agent' }], ['a user without a session', { kind: 'user', id: 'usr_lea', userId: 'usr_lea', role: 'leader' }],
  ] as const)('never %s', async (_who, caller) => {
    const { id } = await propose();
    const context = bench.of({ ...caller, name: 'X', scopes: new Set(['admin']), book: 'all' });
    expect(await approve(id, context)).toMatchObject({ approved: false, rule: 'person' });
    // Even with a session beside it, a key is a key.
    if (caller.kind !== 'user') expect(await approve(id, { ...context, session: bench.person().session as never })).toMatchObject({ rule: 'person' });
  });

  test('the owner of the account and the roles of the policy; nobody else', async () => {
    const { id } = await propose();
    expect(await approve(id, bench.person('usr_bo'))).toMatchObject({ rule: 'approver' });
    await bench.setPolicy({ approvers: { roles: ['leader'], owner: false, proposer: false } });
    expect(await approve(id, bench.person('usr_ada'))).toMatchObject({ rule: 'approver' });
    const own = await propose({}, bench.person('usr_lea', 'leader'));
    expect(await approve(own.id, bench.person('usr_lea', 'leader'))).toMatchObject({ rule: 'proposer' });
    expect(await approve(id, bench.person('usr_lea', 'leader'))).toMatchObject({ approved: true });
  });
});

describe('proposing', () => {
  test('the same key makes one action, also at once', async () => {
    const draft = bench.draft({ key: 'run:1:step:2' });
    const all = await Promise.all([1, 2, 3].map(() => bench.db.tx((tx) => proposeActions(bench.person(), tx, [draft, draft]))));
    expect(new Set(all.flat().map(({ id }) => id)).size).toBe(1);
    expect(all.flat().filter(({ created }) => created)).toHaveLength(2);
  });

  test.each([
    ['a stranger', { personIds: ['per_other'] }, 'not one of the people'], ['nobody known', { personIds: ['per_x'] }, 'not one of the people'], ['nobody', { personIds: [] }, 'nobody'], ['who has left', { personIds: ['per_1', 'per_left'] }, 'has left'], ['who has no address', { personIds: ['per_mute'] }, 'no usable'],
    ['an unknown type', { type: '__proto__' }, 'knows no action'], ['a header in the subject', { content: { subject: 'Hi\r\nBcc: all@x.example', body: 'x' } }, 'one line'], ['a placeholder left', { content: { subject: 'Hi {{person.name}}', body: 'x' } }, 'placeholder'], ['an address that is not set', { type: 'webhook', personIds: [] }, 'No address'],
  ])('refuses %s', async (_what, more, reason) => {
    expect(await propose(more)).toMatchObject({ outcome: 'refused', reason: expect.stringContaining(reason) });
  });

  test('what policy lets pass goes out by itself, except tainted content', async () => {
    await bench.setPolicy({ autonomy: { send_email: 'auto' } });
    expect(await propose({ taint: { tainted: true, by: 'ticket text' } })).toMatchObject({ outcome: 'waiting', reason: expect.stringContaining('ntrusted') });
    const free = await propose();
    expect(free.outcome).toBe('scheduled');
    await send();
    expect([bench.sent.length, await statusOf(free.id)]).toEqual([1, 'sent']);
  });

  test('an agent\'s edit is no way around: editing keeps the taint and spends the approval', async () => {
    await bench.setPolicy({ autonomy: { send_email: 'auto' } });
    const { id } = await propose({ taint: { tainted: true } });
    await approve(id);
    await editAction(bench.person(), { id, version: (await show(id)).version, content: { subject: 'Other', body: 'Words' } });
    await wait(10);
    expect(await show(id)).toMatchObject({ status: 'waiting', rule: 'tainted', original: { subject: 'Your renewal' } });
    expect(bench.sent).toEqual([]);
  });

  test('what nobody decides expires', async () => {
    const { id } = await propose();
    await wait(8 * 1440);
    expect(await statusOf(id)).toBe('expired');
  });
});

describe('limits', () => {
  test('one person is written to once in two days, whoever asks, also at once', async () => {
    await bench.setPolicy({ autonomy: { send_email: 'auto' } });
    const all = await bench.db.tx((tx) => proposeActions(bench.person(), tx, [bench.draft(), bench.draft(), bench.draft()]));
    expect(all.map(({ dueAt }) => dueAt?.toISOString())).toEqual(['2026-06-02T10:00:00.000Z', '2026-06-04T10:00:00.000Z', '2026-06-06T10:00:00.000Z']);
    await Promise.all([send(), send()]);
    expect(bench.sent).toHaveLength(1);
    await wait(2 * 1440 - 1);
    expect(bench.sent).toHaveLength(1);
    await wait(1);
    expect(bench.sent).toHaveLength(2);
  });

  test('quiet hours are those of the recipient', async () => {
    await bench.setPolicy({ autonomy: { send_email: 'auto' }, quietHours: { from: '18:00', to: '08:00', weekends: true, timeZone: 'UTC' } });
    await bench.db.query("update person set time_zone = 'Asia/Tokyo' where id = 'per_1'");
    expect(await propose()).toMatchObject({ outcome: 'scheduled', dueAt: toDate('2026-06-02T23:00:00Z') });
    await bench.db.query("update account set country = 'United States' where id = 'acc_2'");
    expect(await propose({ accountId: 'acc_2', personIds: ['per_other'] })).toMatchObject({ dueAt: toDate('2026-06-02T15:00:00Z') });
  });

  test('the budget of one origin is used up, then a person decides', async () => {
    await bench.setPolicy({ autonomy: { send_email: 'auto' }, budgets: { perDay: 10, perOriginPerDay: 1 } });
    expect((await propose()).outcome).toBe('scheduled');
    expect(await propose({ personIds: ['per_2'] })).toMatchObject({ outcome: 'waiting', reason: expect.stringContaining('budget') });
  });
});

describe('the switch', () => {
  test('stops what is planned; after resuming what people approved goes on, what passed by itself waits', async () => {
    await bench.setPolicy({ autonomy: { send_email: 'auto_undo' } });
    const free = await propose();
    await bench.setPolicy({ autonomy: { send_email: 'approve' } });
    const asked = await propose({ accountId: 'acc_2', personIds: ['per_other'] });
    await approve(asked.id, bench.person('usr_lea', 'leader'));
    expect(await stopAll(bench.person(), 'wrong list')).toEqual({ waiting: 1 });
    await wait(30);
    expect([bench.sent.length, await statusOf(free.id), await statusOf(asked.id)]).toEqual([0, 'waiting', 'scheduled']);
    await resumeAll(bench.person());
    await send();
    expect(bench.sent.map(({ message }) => message.to)).toEqual(['eve@contoso.example']);
  });

  test('holds messages that are ready but not claimed', async () => {
    await propose().then(({ id }) => approve(id));
    bench.behaviour.send = async () => { throw new NotSent('busy', false); };
    await wait(5);
    await stopAll(bench.person(), '');
    bench.behaviour.send = async () => {};
    await wait(60);
    expect(bench.sent).toEqual([]);
    await resumeAll(bench.person());
    await send();
    expect(bench.sent).toHaveLength(1);
  });
});

describe('attempts', () => {
  test('what certainly did not arrive is tried again with the same key', async () => {
    const keys: string[] = [];
    let failures = 2;
    bench.behaviour.send = async ({ key }) => { keys.push(key); if (failures-- > 0) throw new NotSent('busy', false); };
    const { id } = await propose();
    await approve(id);
    await wait(5);
    await wait(1);
    await wait(5);
    expect([keys.length, new Set(keys).size, await statusOf(id)]).toEqual([3, 1, 'sent']);
  });

  test('an e-mail of which the end is not known is not sent again by itself; a webhook is, with its key', async () => {
    await bench.db.query("insert into action_endpoint (id, kind, name, url, created_at, updated_at) values ('crm', 'webhook', 'CRM', 'https://crm.example/x', now(), now())");
    const tries = new Map<string, number>();
    bench.behaviour.send = async ({ type }) => { tries.set(type, (tries.get(type) ?? 0) + 1); if (tries.get(type) === 1) throw new Error('the line broke'); };
    const [mail, task] = [await propose(), await propose({ type: 'crm_task', personIds: [] })];
    await approve(mail.id);
    await approve(task.id);
    await wait(5);
    await wait(10);
    expect([await statusOf(mail.id), await statusOf(task.id)]).toEqual(['uncertain', 'sent']);
    expect(Object.fromEntries(tries)).toEqual({ send_email: 1, crm_task: 2 });
  });

  test('what a dead sender held has an unknown end', async () => {
    const { id } = await propose();
    await approve(id);
    let release = () => {};
    bench.behaviour.send = () => new Promise((done) => { release = done; });
    bench.clock.advance(5 * minuteMs);
    const hung = sendActions(bench.deps);
    await expect.poll(async () => (await show(id)).deliveries[0]?.state).toBe('sending');
    bench.clock.advance(3 * minuteMs);
    await sendActions({ ...bench.deps, channels: new Map() });
    expect(await statusOf(id)).toBe('uncertain');
    // It comes back after all, and changes nothing.
    release();
    await hung;
    expect(await statusOf(id)).toBe('uncertain');
  });
});

test('the record refuses changes, and shows one made behind its back', async () => {
  await propose();
  await propose();
  await expect(bench.db.query('update action_audit set event = $1 where seq = 1', ['x'])).rejects.toThrow(/append-only/);
  await expect(bench.db.query('delete from action_audit')).rejects.toThrow(/append-only/);
  await bench.db.query('alter table action_audit disable trigger action_audit_append_only');
  await bench.db.query("update action_audit set by_whom = 'user:usr_bo' where seq = 1");
  expect(await checkAudit(bench.db)).toMatchObject({ brokenAt: 1 });
  await bench.db.query("update action_audit set by_whom = 'user:usr_ada' where seq = 1");
  expect(await checkAudit(bench.db)).toMatchObject({ lines: 2, brokenAt: null });
});
