import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { MailNotSent, openMailer, type Mailer } from './mailer.ts';
import { startSmtpSink, type SmtpSink } from './testing/smtp-sink.ts';

let sink: SmtpSink;
let mailer: Mailer;
beforeAll(async () => {
  sink = await startSmtpSink();
  mailer = openMailer({ smtpUrl: sink.url, mailFrom: 'Mainstay <success@vendor.example>' });
});
beforeEach(() => { sink.onMessage = () => true; });
afterAll(async () => {
  mailer.close();
  await sink.close();
});
const mail = { to: { name: 'Mïa "x" <a@b>, Tom', address: 'mia@northwind.example' }, subject: 'Grüße\r\nBcc: all@evil.example', text: 'Hello', html: '<p>Hello</p>', messageId: 'k1@mainstay', headers: { 'List-Unsubscribe': '<https://cs.example/u/1>' } };

test('a message arrives once, with its headers, and nothing in a name or subject becomes a header or a recipient', async () => {
  expect(await mailer.send(mail)).toMatchObject({ response: expect.stringContaining('250'), messageId: '<k1@mainstay>' });
  const [got] = sink.messages;
  expect(got?.to).toEqual(['mia@northwind.example']);
  expect(got?.data).toMatch(/^List-Unsubscribe: <https:\/\/cs\.example\/u\/1>$/m);
  expect(got?.data).toMatch(/^From: Mainstay <success@vendor\.example>$/m);
  expect(got?.data).not.toMatch(/^Bcc:/im);
});

test.each([['550 5.1.1 unknown', true], ['451 4.3.0 busy', false]])('%s is certain', async (answer, permanent) => {
  sink.onMessage = () => answer;
  const failure = await mailer.send(mail).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(MailNotSent);
  expect((failure as MailNotSent).permanent).toBe(permanent);
});

test('a line that breaks after the text was sent leaves the end open', async () => {
  sink.onMessage = (_data, taken) => !taken;
  expect(await mailer.send(mail).catch((error: unknown) => error)).not.toBeInstanceOf(MailNotSent);
});

test('a server that is not there certainly took nothing', async () => {
  const nowhere = openMailer({ smtpUrl: 'smtp://127.0.0.1:1', mailFrom: 'a@b.example' });
  await expect(nowhere.send(mail)).rejects.toMatchObject({ name: 'MailNotSent', permanent: false });
  nowhere.close();
});
