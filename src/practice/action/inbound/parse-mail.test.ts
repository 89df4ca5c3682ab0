import { describe, expect, test } from 'vitest';
import { ownWords, plainSubject, textOfHtml } from './own-words.ts';
import { parseMail } from './parse-mail.ts';
import { bounceOf, complaintOf, mailText } from '../testing/inbound-mail.ts';
import { kindOf } from './take-mail.ts';

const id = '0123456789abcdef0123456789abcdef01234567';
/** What older mail servers write: a letter, with the message they return below. */
const plain = (said: string) => mailText({ from: 'Mail Delivery <MAILER-DAEMON@mx.example>', subject: 'failure notice', body: `Sorry, your message could not be delivered.\n\n${said}\n\n--- Below is a copy of the message.\n\nFrom: Ada <ada@vendor.example>\nMessage-ID: <${id}@mainstay>\n\nHello Mia` });
const kind = async (text: string) => kindOf(await parseMail(Buffer.from(text)));

describe('what a message is', () => {
  test.each([
    ['a reply', mailText({ inReplyTo: id }), 'reply'],
    ['an out-of-office note by its header', mailText({ inReplyTo: id, headers: { 'Auto-Submitted': 'auto-replied' } }), 'auto_reply'],
    ['a person\'s message that says it is none', mailText({ inReplyTo: id, headers: { 'Auto-Submitted': 'no' } }), 'reply'],
    ['an out-of-office note by its subject', mailText({ subject: 'Automatische Antwort: Your renewal' }), 'auto_reply'],
    ['an address that does not exist', bounceOf(id), 'bounce'],
    ['a mailbox that is full', bounceOf(id, { status: '4.2.2' }), 'soft_bounce'],
    ['a server that still tries', bounceOf(id, { action: 'delayed', status: '4.4.1' }), null],
    ['a plain letter that an address does not exist', plain('The address below has permanent errors: <mia@northwind.example>, 550 5.1.1 unknown user.'), 'bounce'],
    ['a plain letter that it was given up', plain('I tried for a week and am giving up.\n<mia@northwind.example>'), 'bounce'],
    ['a plain letter of a full mailbox', plain('<mia@northwind.example>: 452 the mailbox is full'), 'soft_bounce'],
    ['a plain letter that it is still tried', plain('Your message is delayed; it is still being tried.'), null],
    ['a plain letter that does not say which message', plain('550 unknown user').replaceAll(`${id}@mainstay`, 'other@elsewhere'), 'auto_reply'],
    ['a person who quotes all of it', mailText({ body: `550 is the number of our door.\n\nMessage-ID: <${id}@mainstay>` }), 'reply'],
    ['a complaint', complaintOf(id), 'complaint'],
    ['a sender that is not who it says', mailText({ inReplyTo: id, headers: { 'Authentication-Results': 'mx.vendor.example; spf=pass; dmarc=fail (p=none)' } }), 'forged'],
  ])('%s', async (_name, text, expected) => expect(await kind(text)).toBe(expected));

  test('says which message it answers, from whom, and what was added', async () => {
    const text = mailText({ inReplyTo: id, from: '"Mia, Head" <Mia@Northwind.example>', subject: 'Re: Your renewal', body: 'Yes, call me.\n\nOn Tue, 2 Jun 2026 at 10:00, Ada <ada@vendor.example>\nwrote:\n> Hello Mia\n' });
    expect(await parseMail(Buffer.from(text))).toMatchObject({ sender: 'mia@northwind.example', subject: 'Re: Your renewal', answers: [id], text: 'Yes, call me.', report: null });
    expect(await parseMail(Buffer.from(bounceOf(id)))).toMatchObject({ answers: [id], report: { kind: 'bounce', recipient: 'mia@northwind.example', note: '5.1.1 550 5.1.1 no such user' } });
  });

  test('of what is no message, it says what to hand in', async () => {
    await expect(parseMail(Buffer.from(''))).rejects.toMatchObject({ code: 'mail' });
    await expect(parseMail(Buffer.from('{"a":1}'))).rejects.toMatchObject({ code: 'mail' });
  });
});

test.each([
  ['plain', 'plain'], ['a\n\n> b\nc', 'a'], ['a\r\n\r\nAm 02.06.2026 um 10:00 schrieb Ada <a@b.c>:\r\n> b', 'a'], ['a\n-- \nMia', 'a'], ['a\n-----Original Message-----\nFrom: x', 'a'],
  ['From our side all is well', 'From our side all is well'], ['On Monday we meet.\nAnd then?', 'On Monday we meet.\nAnd then?'], ['', ''],
])('own words of %j', (text, own) => expect(ownWords(text)).toBe(own));

test('HTML becomes text and nothing else', () => {
  expect(ownWords(textOfHtml('<style>p{}</style><p>Yes &amp; no&#33;</p><div>b<script>alert(1)</script></div><blockquote>old</blockquote>'))).toBe('Yes & no!\nb');
  expect(plainSubject('AW: Re: RE[2]:  Your  Renewal')).toBe('your renewal');
});
