import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { unsubscribeRoutes } from '../../platform/mail/unsubscribe-routes.ts';
import { proposeActions } from './propose-actions.ts';
import { sendActions } from './send-actions.ts';
import { startActionBench, type ActionBench } from './testing/action-bench.ts';
import { suppressionLink } from './suppression.ts';

let bench: ActionBench;
let app: FastifyInstance;
let path = '';
beforeAll(async () => {
  bench = await startActionBench();
  app = Fastify();
  unsubscribeRoutes(app, { clock: bench.clock, links: [suppressionLink(bench.db, bench.clock)] });
  await bench.setPolicy({ autonomy: { send_email: 'auto' } });
  await bench.db.tx((tx) => proposeActions(bench.person(), tx, [bench.draft()]));
  await sendActions(bench.deps);
  path = /https:\/\/cs\.vendor\.example(\/unsubscribe\/[\w-]+)/.exec(bench.sent[0]?.message.text ?? '')?.[1] as string;
});
afterAll(async () => {
  await app.close();
  await bench.stop();
});
const listed = () => bench.db.query('select address, reason from suppression');

test('opening the link asks and changes nothing; scanners open links', async () => {
  const page = await app.inject({ url: path });
  expect([page.statusCode, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
  expect(page.body).toContain('<form method="post">');
  expect(page.body).not.toContain('mia@northwind');
  expect((await app.inject({ method: 'HEAD', url: path })).statusCode).toBeLessThan(500);
  expect(await listed()).toEqual([]);
});

test('a link that is not ours does nothing', async () => {
  expect((await app.inject({ method: 'POST', url: `${path.slice(0, -1)}${path.endsWith('A') ? 'B' : 'A'}` })).statusCode).toBe(404);
  expect((await app.inject({ method: 'POST', url: '/unsubscribe/%27%20or%201=1' })).statusCode).toBe(404);
  expect(await listed()).toEqual([]);
});

test('one click of a mail program stops the messages, also twice, and nothing is sent to that person any more', async () => {
  for (const _ of [1, 2]) expect((await app.inject({ method: 'POST', url: path, headers: { 'content-type': 'application/x-www-form-urlencoded' }, payload: 'List-Unsubscribe=One-Click' })).statusCode).toBe(200);
  expect(await listed()).toEqual([{ address: 'mia@northwind.example', reason: 'unsubscribed' }]);
  const [again] = await bench.db.tx((tx) => proposeActions(bench.person(), tx, [bench.draft()]));
  expect(again).toMatchObject({ outcome: 'refused', reason: 'Mia does not want these messages.' });
  const page = await app.inject({ url: path, headers: { 'accept-language': 'de-DE' } });
  expect(page.body).toContain('Sie erhalten diese Nachrichten nicht mehr');
});

test('the store keeps no token that could be used', async () => {
  const token = path.split('/').at(-1);
  expect(JSON.stringify(await bench.db.query('select * from unsubscribe_token'))).not.toContain(token);
});
