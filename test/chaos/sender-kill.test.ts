import { spawn, type ChildProcess } from 'node:child_process';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { manualClock, systemClock } from '../../src/lib/clock.ts';
import { startSmtpSink, type SmtpSink } from '../../src/platform/mail/testing/smtp-sink.ts';
import { startTestDatabase, type TestDatabase } from '../../src/platform/testing/test-engines.ts';
import { checkAudit } from '../../src/practice/action/action-audit.ts';
import { proposeActions, type ActionDraft } from '../../src/practice/action/propose-actions.ts';
import { shippedPolicy } from '../../src/practice/action/testing/action-bench.ts';
import { approveDefinitions } from '../../src/program/definition/definition-store.ts';

const each = 60;
let store: TestDatabase;
let mail: SmtpSink;
let web: http.Server;
let child: ChildProcess | undefined;
const hooks: string[] = [];
const coverage = { kills: 0, beforeMail: 0, afterMail: 0, beforeHook: 0, afterHook: 0 };
const met = { beforeMail: 0, afterMail: 0, beforeHook: 0, afterHook: 0 };

// The sender dies in the middle of the attempt: the receiver has or has not got it, and nobody was told. Counted, not drawn by lot: every run of the test meets each of the four moments.
function mayKill(what: keyof typeof met): boolean {
  if (!child) return false;
  met[what] += 1;
  if (met[what] % (what.endsWith('Mail') ? 6 : 9) !== 3) return false;
  coverage.kills += 1;
  coverage[what] += 1;
  child.kill('SIGKILL');
  child = undefined;
  return true;
}

beforeAll(async () => {
  store = await startTestDatabase();
  mail = await startSmtpSink();
  mail.onMessage = (_data, taken) => !mayKill(taken ? 'afterMail' : 'beforeMail');
  web = http.createServer((request, response) => {
    if (mayKill('beforeHook')) return void request.socket.destroy();
    hooks.push(String(request.headers['idempotency-key']));
    if (mayKill('afterHook')) return void request.socket.destroy();
    request.resume().on('end', () => response.end('ok'));
  });
  await new Promise<void>((done) => web.listen(0, '127.0.0.1', done));
});
afterAll(async () => {
  child?.kill('SIGKILL');
  web.closeAllConnections();
  web.close();
  await mail.close();
  await store.stop();
});

test('kill -9 of the sender between its record and the receipt: no e-mail is doubled, nothing is lost, a webhook comes again only under its own key', async () => {
  const { db } = store;
  const host = `127.0.0.1:${(web.address() as AddressInfo).port}`;
  const clock = manualClock(systemClock().wall());
  const policy = { ...shippedPolicy, autonomy: { send_email: 'auto', crm_task: 'auto' }, quietHours: { ...shippedPolicy.quietHours, from: '00:00', to: '00:00', weekends: false }, budgets: { perDay: 1000, perOriginPerDay: 1000 } };
  await approveDefinitions(db, [{ kind: 'policy', id: 'default', body: policy, text: '' }], { at: clock.wall(), by: 'test', kinds: ['policy'] });
  await db.query("insert into action_endpoint (id, kind, name, url, created_at, updated_at) values ('crm', 'webhook', 'CRM', $1, now(), now())", [`http://${host}/crm`]);
  await db.query("insert into account (id, name, known_at) select 'acc_' || n, 'A' || n, now() from generate_series(1, $1::int) n", [each]);
  await db.query("insert into person (id, account_id, name, email, known_at) select 'per_' || n, 'acc_' || n, 'P' || n, 'p' || n || '@x.example', now() from generate_series(1, $1::int) n", [each]);
  const drafts = Array.from({ length: each }, (_, i) => i + 1).flatMap((n): ActionDraft[] => [
    { key: `mail ${n}`, type: 'send_email', accountId: `acc_${n}`, personIds: [`per_${n}`], content: { subject: `No ${n}`, body: 'Hello' }, taint: { tainted: false }, origin: { kind: 'rule', id: 'r' }, why: 'x' },
    { key: `task ${n}`, type: 'crm_task', accountId: `acc_${n}`, personIds: [], content: { subject: `No ${n}`, body: 'Call' }, taint: { tainted: false }, origin: { kind: 'rule', id: 'r' }, why: 'x' },
  ]);
  await db.tx((tx) => proposeActions({ clock }, tx, drafts));
  const settings = JSON.stringify({ postgres: store.postgres, smtpUrl: mail.url, allowHosts: [host] });
  const open = async () => (await db.one<{ n: number }>("select count(*)::int as n from action where status in ('scheduled', 'sending')")).n;
  while ((await open()) > 0) {
    if (!child) {
      // The dead sender's lease runs out, and its back-off is over.
      await db.query("update action_delivery set leased_until = now() - interval '1 s' where state = 'sending'");
      const fresh = spawn(process.execPath, [join(import.meta.dirname, '../../src/practice/action/testing/sender-process.ts'), settings], { stdio: ['ignore', 'ignore', 'inherit'] });
      child = fresh;
      fresh.on('exit', () => { if (child === fresh) child = undefined; });
    }
    await db.query("update action_delivery set next_at = now() where state = 'ready' and next_at > now()");
    await new Promise((done) => setTimeout(done, 50));
  }
  const ended = await db.query<{ key: string; type: string; status: string; delivery: string; address: string }>('select a.key, a.type, a.status, d.id as delivery, d.recipient as address from action a join action_delivery d on d.action_id = a.id');
  const arrivals = (address: string) => mail.messages.filter(({ to }) => to.includes(address)).length;
  const mails = ended.filter(({ type }) => type === 'send_email');
  expect(mails.filter(({ address }) => arrivals(address) > 1)).toEqual([]);
  expect(mails.filter(({ status, address }) => status === 'sent' && arrivals(address) !== 1)).toEqual([]);
  expect(mails.filter(({ status }) => status !== 'sent' && status !== 'uncertain')).toEqual([]);
  const tasks = ended.filter(({ type }) => type === 'crm_task');
  expect(tasks.filter(({ status, delivery }) => status !== 'uncertain' && (status !== 'sent' || !hooks.includes(delivery)))).toEqual([]);
  expect(new Set(hooks).size).toBeLessThanOrEqual(each);
  expect((await checkAudit(db)).brokenAt).toBeNull();
  const uncertain = mails.filter(({ status }) => status === 'uncertain').length;
  process.stdout.write(`sender chaos ${JSON.stringify({ ...coverage, actions: ended.length, mailArrived: mail.messages.length, mailUncertain: uncertain, hookArrivals: hooks.length, hookKeys: new Set(hooks).size })}\n`);
  expect(coverage.kills).toBeGreaterThan(15);
  expect(mail.messages.length).toBeGreaterThan(each / 4);
  expect(Math.min(coverage.beforeMail, coverage.afterMail, coverage.beforeHook, coverage.afterHook)).toBeGreaterThan(0);
}, 240_000);
