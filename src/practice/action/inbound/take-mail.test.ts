import { afterEach, beforeEach, expect, test } from 'vitest';
import { toDate } from '../../../lib/clock.ts';
import { approveActions } from '../approve-actions.ts';
import { checkAudit } from '../action-audit.ts';
import { mailIdOf } from '../channel.ts';
import { proposeActions } from '../propose-actions.ts';
import { readActionDetail } from '../read-actions.ts';
import { sendActions } from '../send-actions.ts';
import { startActionBench, type ActionBench } from '../testing/action-bench.ts';
import { bounceOf, complaintOf, mailText } from '../testing/inbound-mail.ts';
import { readReplies, replySource } from './read-replies.ts';
import { takeMail } from './take-mail.ts';

let bench: ActionBench;
let actionId: string;
let mailId: string;
beforeEach(async () => {
  bench = await startActionBench();
  const context = bench.person();
  actionId = ((await bench.db.tx((tx) => proposeActions(context, tx, [bench.draft()])))[0] as { id: string }).id;
  await approveActions(context, [{ id: actionId, digest: (await readActionDetail(context, actionId)).digest }]);
  bench.clock.advance(6 * 60_000);
  while (await sendActions(bench.deps));
  mailId = mailIdOf(bench.sent[0]?.key ?? '');
  bench.clock.advance(2 * 3_600_000);
});
afterEach(() => bench.stop());

const take = (text: string) => takeMail(bench, Buffer.from(text));
const answers = async () => (await readActionDetail(bench.person(), actionId)).deliveries[0]?.answers.map((one) => one.kind);
const activities = () => bench.db.query('select person_id, direction, kind, at, subject, body from activity');
const suppressed = () => bench.db.query<{ address: string; reason: string }>('select address, reason from suppression');

test('a reply is a record of the account and work for its owner, once, until somebody answers', async () => {
  const reply = mailText({ inReplyTo: mailId, body: 'Yes, call me.\n\n> old words' });
  expect(await take(reply)).toEqual({ outcome: 'taken', kind: 'reply', actionId });
  expect(await take(reply)).toMatchObject({ outcome: 'known' });
  expect(await activities()).toEqual([{ person_id: 'per_1', direction: 'in', kind: 'email', at: toDate('2026-06-02T11:00:00Z'), subject: 'Re: Your renewal', body: 'Yes, call me.' }]);
  expect(await answers()).toEqual(['reply']);
  expect(await bench.db.query('select account_id from dirty_account')).toEqual([{ account_id: 'acc_1' }]);
  const open = await replySource.open(bench.person());
  expect(open).toMatchObject([{ kind: 'reply', accountId: 'acc_1', title: 'Re: Your renewal', why: 'Mia answered your e-mail.', dueOn: '2026-06-03', confidence: 1, assigneeId: 'mem_ada' }]);
  // Bo, who sees the own book only, learns nothing of it.
  expect((await readReplies({ db: bench.db, principal: { ...bench.person('usr_bo').principal, book: { ownerId: 'mem_bo' } } }, { open: false, limit: 10, offset: 0 })).items).toEqual([]);
  await bench.db.query("insert into activity (id, account_id, kind, direction, at, source_id, known_at) select 'act_call', 'acc_1', 'call', 'out', $1, source_id, $1 from activity limit 1", [bench.clock.now()]);
  expect(await replySource.open(bench.person())).toEqual([]);
  expect(await checkAudit(bench.db)).toMatchObject({ brokenAt: null });
});

test('is found by sender and subject where the server gave the message another id', async () => {
  expect(await take(mailText({ subject: 'AW: your RENEWAL' }))).toMatchObject({ outcome: 'taken', kind: 'reply' });
  expect(await take(mailText({ subject: 'Something else', id: 'r2@x' }))).toMatchObject({ outcome: 'unmatched' });
  expect(await take(mailText({ from: 'eve@contoso.example', id: 'r3@x' }))).toMatchObject({ outcome: 'unmatched' });
});

test('a stranger who answers is shown as one; automatic answers and forged ones are no contact', async () => {
  await take(mailText({ inReplyTo: mailId, from: 'boss@northwind.example' }));
  expect((await readReplies(bench.person(), { open: true, limit: 10, offset: 0 })).items).toMatchObject([{ known: false, personId: null, from: 'boss@northwind.example', text: 'Yes, please.' }]);
  await take(mailText({ inReplyTo: mailId, id: 'r2@x', headers: { 'Auto-Submitted': 'auto-replied' } }));
  await take(mailText({ inReplyTo: mailId, id: 'r3@x', headers: { 'Authentication-Results': 'mx; dmarc=fail' } }));
  expect((await answers())?.toSorted()).toEqual(['auto_reply', 'forged', 'reply']);
  expect(await activities()).toHaveLength(1);
});

test('a bounce for good and a complaint take the address off; what passes does not', async () => {
  await take(bounceOf(mailId, { status: '4.2.2' }));
  expect(await suppressed()).toEqual([]);
  expect(await take(bounceOf(mailId, { id: 'd2@mx.example' }))).toMatchObject({ outcome: 'taken', kind: 'bounce' });
  expect(await suppressed()).toEqual([{ address: 'mia@northwind.example', reason: 'bounced' }]);
  expect(await take(complaintOf(mailId))).toMatchObject({ kind: 'complaint' });
  expect(await activities()).toEqual([]);
  const next = (await bench.db.tx((tx) => proposeActions(bench.person(), tx, [bench.draft()])))[0];
  expect(next).toMatchObject({ outcome: 'refused' });
});

test('a report that knows no id of ours takes nobody off the list', async () => {
  expect(await take(bounceOf('f'.repeat(40)))).toMatchObject({ outcome: 'unmatched' });
  expect(await suppressed()).toEqual([]);
});
