import { afterEach, beforeEach, expect, test } from 'vitest';
import { toDate } from '../../lib/clock.ts';
import { openMailer, type Mailer } from '../../platform/mail/mailer.ts';
import { startSmtpSink, type SmtpSink } from '../../platform/mail/testing/smtp-sink.ts';
import Fastify from 'fastify';
import { unsubscribeRoutes } from '../../platform/mail/unsubscribe-routes.ts';
import { digestLink } from './digest-link.ts';
import { changeWishes, duePeriod, readWishes, wishesOf } from './preferences.ts';
import { markRead } from './read-notifications.ts';
import { sendDigests } from './send-digests.ts';
import { startNotificationBench, type NotificationBench } from './testing/notification-bench.ts';

let bench: NotificationBench;
let sink: SmtpSink;
let mailer: Mailer;
beforeEach(async () => {
  [bench, sink] = await Promise.all([startNotificationBench(), startSmtpSink()]);
  mailer = openMailer({ smtpUrl: sink.url, mailFrom: 'mainstay@vendor.example' });
  await bench.db.query(`update app_user set email = name || '@vendor.example', preferences = '{"timeZone": "UTC"}'`);
});
afterEach(async () => {
  mailer.close();
  await sink.close();
  await bench.stop();
});

const hourMs = 3_600_000;
const send = () => sendDigests({ db: bench.db, clock: bench.clock, mailer, linkBase: () => 'https://cs.vendor.example' });
const states = async (userId = 'usr_ada') => (await bench.db.query<{ state: string }>('select state from notification_digest where user_id = $1 order by period', [userId])).map(({ state }) => state);
/** The words of a message, its parts decoded. */
const wordsOf = (data: string) => data.split(/\r\n--[^\r\n]+\r\n/).map((part) => (/base64/i.test(part) ? Buffer.from(part.split('\r\n\r\n').slice(1).join(''), 'base64').toString() : part.replace(/=\r\n/g, '').replace(/(?:=[0-9A-F]{2})+/g, (bytes) => Buffer.from(bytes.replaceAll('=', ''), 'hex').toString()))).join('\n');

test('one mail a day with what is unread, as text and HTML: reasons, links, and where to stop it; nothing to say, nothing sent', async () => {
  await bench.signal('acc_1', 'high', '<b>drop');
  await bench.signal('acc_1', 'critical', 'read');
  await bench.tell();
  await bench.db.query("update notification set read_at = now() where facts ->> 'why' like '%critical'");
  for (let i = 0; i < 3; i++) await send();
  expect(sink.messages.map(({ to }) => to)).toEqual([['Ada@vendor.example']]);
  const data = sink.messages[0]?.data ?? '';
  const words = wordsOf(data);
  expect(data).toMatch(/Subject: One thing needs you/);
  for (const part of ['text/plain', 'text/html', 'because of high', '(because you own Northwind)', 'https://cs.vendor.example/account/acc_1?tab=signals', 'https://cs.vendor.example/settings/notifications']) expect(data + words).toContain(part);
  expect(words).not.toContain('critical');
  expect([await states(), await states('usr_bo')]).toEqual([['sent'], ['empty']]);
  bench.clock.advance(24 * hourMs);
  await send();
  expect([sink.messages.length, await states()]).toEqual([1, ['sent', 'empty']]);
});

test('it is sent at the time and in the language of the reader, weekly on their day, never when it is off or quiet, never of another book', async () => {
  await changeWishes(bench.db, bench.clock, 'usr_ada', { at: '19:30' });
  await bench.db.query(`update app_user set preferences = '{"timeZone": "Asia/Tokyo", "language": "de"}' where id = 'usr_ada'`);
  await bench.signal('acc_1', 'high');
  await bench.signal('acc_2', 'high', 'gone');
  await bench.tell();
  await bench.db.query("update account set owner_id = 'mem_ada' where id = 'acc_2'");
  await send();
  expect(sink.messages).toHaveLength(0);
  bench.clock.advance(hourMs / 2);
  await send();
  expect(sink.messages.map(({ to }) => to)).toEqual([['Ada@vendor.example']]);
  expect(wordsOf(sink.messages[0]?.data ?? '')).toContain('weil Sie Northwind betreuen');
  const tuesday = toDate('2026-06-02T10:00:00Z');
  const wish = (more: object) => duePeriod({ ...wishesOf(null), ...more }, tuesday, 'UTC');
  expect([wish({}), wish({ at: '10:01' }), wish({ schedule: 'weekly', weekday: 1 }), wish({ schedule: 'weekly', weekday: 2 }), wish({ schedule: 'off' }), wish({ quietUntil: '2026-06-03' }), wish({ quietUntil: '2026-06-02' })])
    .toEqual(['2026-06-02', null, null, '2026-06-02', null, null, '2026-06-02']);
});

test('a refusal is tried again, with what is unread by then; a lost answer is not', async () => {
  await bench.signal('acc_1', 'high', 'one');
  await bench.tell();
  sink.onMessage = (_data, taken) => (taken ? true : '451 later');
  await send();
  sink.onMessage = () => true;
  sink.messages.length = 0;
  await send();
  expect([sink.messages.length, await states()]).toEqual([0, ['retry']]);
  bench.clock.advance(6 * 60_000);
  await send();
  await send();
  expect([sink.messages.length, await states()]).toEqual([1, ['sent']]);
  await bench.signal('acc_1', 'high', 'two');
  await bench.tell();
  bench.clock.advance(24 * hourMs);
  sink.onMessage = (_data, taken) => !taken;
  await send();
  sink.onMessage = () => true;
  bench.clock.advance(hourMs);
  await send();
  expect([sink.messages.length, await states()]).toEqual([2, ['sent', 'uncertain']]);
  await markRead(bench, 'usr_ada', null, true);
});

test('a process that died after the claim leaves it uncertain; two senders at once send one', async () => {
  await bench.signal('acc_1', 'high');
  await bench.tell();
  await Promise.all([send(), send(), send()]);
  expect(sink.messages).toHaveLength(1);
  await bench.db.query("update notification_digest set state = 'sending' where user_id = 'usr_ada'");
  bench.clock.advance(hourMs / 4);
  await send();
  expect([sink.messages.length, await states()]).toEqual([1, ['uncertain']]);
});

test('the link of a digest stops it in one click; opening it stops nothing, and a link that is not ours does nothing', async () => {
  await bench.signal('acc_1', 'high');
  await bench.tell();
  await send();
  const path = new URL(/^List-Unsubscribe: <([^>]+)>/m.exec(sink.messages[0]?.data.replace(/\r?\n[ \t]+/g, ' ') ?? '')?.[1] ?? '', 'https://x.example').pathname;
  const app = Fastify();
  unsubscribeRoutes(app, { clock: bench.clock, links: [digestLink(bench.db, bench.clock)] });
  const schedule = async () => (await readWishes(bench.db, 'usr_ada')).schedule;
  expect((await app.inject({ url: path })).body).toContain('A…@vendor.example');
  for (const url of [`${path}A`, path.replace('dig_', 'dig_0'), '/unsubscribe/dig_1.', '/unsubscribe/.']) expect((await app.inject({ method: 'POST', url })).statusCode).toBe(404);
  expect(await schedule()).toBe('daily');
  expect((await app.inject({ method: 'POST', url: path, payload: 'List-Unsubscribe=One-Click', headers: { 'content-type': 'application/x-www-form-urlencoded' } })).statusCode).toBe(200);
  expect([await schedule(), (await readWishes(bench.db, 'usr_bo')).schedule]).toEqual(['off', 'daily']);
  await app.close();
});
