import { expect, test } from 'vitest';
import { toDate } from '../../lib/clock.ts';
import { findActionType, type ActionType } from './action-type.ts';
import { actionDigest, canonicalJson, contentProblem, renderMessages } from './render-action.ts';
import { shippedPolicy } from './testing/action-bench.ts';

const type = (id: string) => findActionType(id) as ActionType;
const input = {
  id: 'act_1', type: type('invite'), content: { subject: 'Review; spring, first', body: 'Line one\n<b>two</b> https://x.example/a?b=1&c=2.', startAt: '2026-07-01T10:00:00Z', endAt: '2026-07-01T10:30:00Z', location: 'Room "1"' },
  recipients: [{ personId: 'p1', name: 'Mia "Q" Ünal', address: 'mia@x.example' }, { personId: 'p2', name: null, address: 'tom@x.example' }], owner: { name: 'Ada', email: 'ada@vendor.example' }, accountName: 'X', createdAt: toDate('2026-06-01T08:00:00Z'), policy: shippedPolicy,
};

test('each person gets a message of their own; the same input gives the same bytes', () => {
  const messages = renderMessages(input);
  expect(messages.map(({ to }) => to)).toEqual(['mia@x.example', 'tom@x.example']);
  expect(canonicalJson(renderMessages(input))).toBe(canonicalJson(messages));
  expect(messages[0]?.html).toContain('&lt;b&gt;two&lt;/b&gt;');
  expect(messages[0]?.html).toContain('<a href="https://x.example/a?b=1&amp;c=2">');
});

test('an invitation is a calendar request of short lines', () => {
  const text = renderMessages(input)[0]?.attachments[0]?.content ?? '';
  expect(text.split('\r\n').every((line) => Buffer.byteLength(line) <= 75)).toBe(true);
  const unfolded = text.replaceAll('\r\n ', '');
  for (const line of ['METHOD:REQUEST', 'UID:act_1@mainstay', 'DTSTART:20260701T100000Z', 'DTEND:20260701T103000Z', 'SUMMARY:Review\\; spring\\, first', 'ORGANIZER;CN="Ada":mailto:ada@vendor.example']) expect(unfolded.split('\r\n')).toContain(line);
  expect(unfolded).toContain('ATTENDEE;CN="Mia  Q  Ünal";ROLE');
});

test.each([
  ['send_email', { body: 'x' }, 'subject'], ['send_email', { subject: 'x', body: ' ' }, 'text'], ['send_email', { subject: 'a\nBcc: b', body: 'x' }, 'one line'], ['send_email', { subject: 'x', body: 'Hi {{ name }}' }, 'placeholder'], ['send_email', { subject: 'x', body: '{unsubscribe-link}' }, 'mark'],
  ['invite', { subject: 'x', body: 'x' }, 'beginning'], ['invite', { subject: 'x', body: 'x', startAt: '2026-07-01T10:00:00Z', endAt: '2026-07-01T09:00:00Z' }, 'ends before'],
])('%s %j is not sent as it is', (id, content, word) => expect(contentProblem(type(id), content)).toContain(word));

test('the digest is another one for every part that an approval covers', () => {
  const base = { type: 'send_email', accountId: 'a', channel: 'email', endpoint: null, messages: renderMessages(input), fields: null, policyVersion: 1, expiresAt: toDate('2026-07-01T00:00:00Z') };
  const [first] = base.messages as [(typeof base.messages)[number]];
  const others = [
    { type: 'invite' }, { accountId: 'b' }, { channel: 'chat' }, { endpoint: 'x' }, { policyVersion: 2 }, { expiresAt: toDate('2026-07-02T00:00:00Z') }, { fields: { a: 1 } }, { messages: base.messages.slice(0, 1) }, { messages: base.messages.toReversed() },
    ...(['to', 'name', 'replyTo', 'subject', 'text', 'html'] as const).map((field) => ({ messages: [{ ...first, [field]: 'other' }, ...base.messages.slice(1)] })), { messages: [{ ...first, attachments: [] }, ...base.messages.slice(1)] },
  ];
  expect(new Set([base, ...others.map((other) => ({ ...base, ...other }))].map(actionDigest)).size).toBe(others.length + 1);
});
