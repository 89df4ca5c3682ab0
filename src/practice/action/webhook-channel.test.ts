import { createHmac } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { NotSent, type Outgoing } from './channel.ts';
import { startActionBench, type ActionBench } from './testing/action-bench.ts';
import { announceApprovals } from './announce-approvals.ts';
import { payloadFor, webhookChannel } from './webhook-channel.ts';

let bench: ActionBench;
let host = '';
let status = 200;
const got: { headers: http.IncomingHttpHeaders; body: string }[] = [];
const server = http.createServer((request, response) => {
  let body = '';
  request.on('data', (part) => (body += part)).on('end', () => {
    got.push({ headers: request.headers, body });
    response.writeHead(status).end('said');
  });
});
beforeAll(async () => {
  bench = await startActionBench();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  await bench.db.query("insert into action_endpoint (id, kind, name, url, secret, created_at, updated_at) values ('crm', 'webhook', 'CRM', $1, 'pssst', now(), now()), ('chat', 'slack', 'Team', $1, null, now(), now())", [`http://${host}/in`]);
});
beforeEach(() => {
  got.length = 0;
  status = 200;
});
afterAll(async () => {
  server.close();
  await bench.stop();
});

const outgoing = (to: string): Outgoing => ({ key: 'act_1:0', actionId: 'act_1', type: 'crm_task', accountId: 'acc_1', fields: { due: '2026-07-01' }, message: { personId: null, to, name: null, replyTo: null, subject: 'Call <!channel>', text: 'a & b', html: null, attachments: [] } });
const channel = () => webhookChannel({ db: bench.db, allowHosts: [host] });

test('a webhook carries the key, the account and a signature over its body', async () => {
  expect(await channel().send(outgoing('crm'))).toEqual({ receipt: 'HTTP 200 said' });
  expect(got[0]?.headers).toMatchObject({ 'idempotency-key': 'act_1:0', 'x-mainstay-signature': `sha256=${createHmac('sha256', 'pssst').update(got[0]?.body ?? '').digest('hex')}` });
  expect(JSON.parse(got[0]?.body ?? '')).toEqual({ id: 'act_1:0', action: 'act_1', type: 'crm_task', account: 'acc_1', subject: 'Call <!channel>', text: 'a & b', fields: { due: '2026-07-01' } });
});

test('a text cannot call a whole channel of Slack', async () => {
  await channel().send(outgoing('chat'));
  expect(JSON.parse(got[0]?.body ?? '')).toEqual({ text: '*Call &lt;!channel&gt;*\na &amp; b' });
  expect(payloadFor('teams', outgoing('chat'))).toMatchObject({ attachments: [{ content: { type: 'AdaptiveCard' } }] });
  const told = { ...outgoing('chat'), message: { ...outgoing('chat').message, text: 'Decide: https://cs.vendor.example/approvals?open=act_1.' } };
  expect(JSON.stringify(payloadFor('teams', told))).toContain('[https://cs.vendor.example/approvals?open=act_1](https://cs.vendor.example/approvals?open=act_1).');
  expect(JSON.stringify(payloadFor('slack', told))).toContain('https://cs.vendor.example/approvals?open=act_1.');
});

describe('what the answer means', () => {
  test.each([[404, 'certain', true], [429, 'certain', false], [503, 'certain', false], [302, 'certain', true], [500, 'open', false], [502, 'open', false]])('%i is %s', async (code, end, permanent) => {
    status = code;
    const failure = await channel().send(outgoing('crm')).catch((error: unknown) => error);
    expect(failure instanceof NotSent).toBe(end === 'certain');
    if (failure instanceof NotSent) expect(failure.permanent).toBe(permanent);
  });
  test('a private address that is not allowed is not called', async () => {
    await expect(webhookChannel({ db: bench.db, allowHosts: [] }).send(outgoing('crm'))).rejects.toMatchObject({ name: 'NotSent', permanent: true });
    expect(got).toEqual([]);
  });
});

describe('decisions that wait are told to the chat set for them', () => {
  const waiting = (id: string, more = '') => bench.db.query(
    `insert into action (id, key, type, account_id, person_ids, content, tainted, origin, why, status, rule, reason, policy_version, digest, expires_at, proposed_by, created_at, updated_at)
     values ($1, $1, 'send_email', 'acc_1', '{per_1}', '{"subject": "Your renewal", "body": "Hello"}', $2, '{"kind": "agent", "id": "a"}', 'The renewal is near.', 'waiting', 'approve', '', 1, '', $3::timestamptz + interval '5 d', 'agent:a', $3, $3)`, [id, more === 'tainted', bench.clock.now()]);
  const tell = () => announceApprovals({ db: bench.db, clock: bench.clock, linkBase: () => 'https://cs.vendor.example' });
  const told = () => bench.db.query<{ key: string; status: string; content: { subject: string; body: string; endpoint: string } }>("select key, status, content from action where type = 'post_chat' order by key collate \"C\"");

  test('once each, with a link to the very decision; words that strangers shaped stay out; many come as one', async () => {
    await waiting('act_w1');
    expect(await tell()).toBe(0);
    await bench.db.query("insert into action_endpoint (id, kind, name, url, created_at, updated_at) values ('approvals', 'slack', 'Team', $1, now(), now())", [`http://${host}/in`]);
    expect(await tell()).toBe(1);
    expect(await tell()).toBe(0);
    const [first] = await told();
    expect(first).toMatchObject({ key: 'approval:act_w1', status: 'scheduled', content: { subject: 'A decision waits: E-mail to Mia, Northwind', endpoint: 'approvals' } });
    expect(first?.content.body).toMatch(/"Your renewal"\n\nThe renewal is near\.\n\nDecide by \d{4}-\d\d-\d\d: https:\/\/cs\.vendor\.example\/approvals\?open=act_w1$/);
    await waiting('act_w2', 'tainted');
    expect(await tell()).toBe(1);
    expect((await told())[1]?.content.body).not.toMatch(/renewal/);
    for (let n = 3; n < 10; n++) await waiting(`act_w${n}`);
    expect(await tell()).toBe(7);
    expect((await told())[2]).toMatchObject({ key: 'approvals:act_w3', content: { subject: '7 decisions wait', body: 'For Northwind.\n\nhttps://cs.vendor.example/approvals' } });
    expect(await told()).toHaveLength(3);
  });
});
