import { createHmac } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { NotSent, type Outgoing } from './channel.ts';
import { startActionBench, type ActionBench } from './testing/action-bench.ts';
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
