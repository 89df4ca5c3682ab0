import { describe, expect, it } from 'vitest';
import { judgeLetter, judgeMeeting, ownByDefault, type KnownAddresses, type Letter, type Meeting } from './contact-rules.ts';
import { readHeaders, serverRefusal } from './mail-server.ts';
import { readCalendar } from './read-calendar.ts';

const known: KnownAddresses = { people: new Map([['jo@acme.test', [{ personId: 'per_jo', accountId: 'acme' }]]]), domains: new Map([['acme.test', 'acme'], ['beta.test', 'beta']]) };
const rules = { own: ['own.test'], without: ['lawyer.test', 'kim@beta.test'], words: ['salary'] };
const letter = (change: Partial<Omit<Letter, 'headers'>> = {}, headers = ''): Letter => ({ messageId: 'm1@acme.test', from: 'jo@acme.test', to: ['me@own.test'], subject: 'Next steps', ...change, headers: readHeaders(headers) });

describe('judging a message', () => {
  it.each<[string, Letter, string]>([
    ['from a person of an account', letter(), 'kept'],
    ['one of ours, in the folder of sent mail', letter({ messageId: 'abc@mainstay', from: 'me@own.test', to: ['jo@acme.test'] }), 'ours'],
    ['over a list', letter({}, 'List-Id: <news.acme.test>'), 'list'],
    ['in bulk', letter({}, 'Precedence: bulk'), 'list'],
    ['out of office', letter({}, 'Auto-Submitted: auto-replied'), 'automatic'],
    ['written by a person, and saying so', letter({}, 'Auto-Submitted: no'), 'kept'],
    ['a bounce', letter({ from: 'mailer-daemon@acme.test' }), 'automatic'],
    ['by a machine', letter({ from: 'no-reply@acme.test' }), 'automatic'],
    ['marked as private', letter({}, 'Sensitivity: Personal'), 'private'],
    ['with a word that keeps out', letter({ subject: 'Your SALARY' }), 'word'],
    ['copied to somebody who keeps out', letter({ to: ['me@own.test', 'x@mail.lawyer.test'] }), 'excluded'],
    ['from somebody who keeps out', letter({ from: 'kim@beta.test' }), 'excluded'],
    ['whose sender the receiving server denied', letter({}, 'Authentication-Results: mx.own.test;\r\n dmarc=fail header.from=acme.test'), 'forged'],
    ['that a sender called forged itself, below the server\'s word', letter({}, 'Authentication-Results: mx.own.test; dmarc=pass\r\nAuthentication-Results: x; dmarc=fail'), 'kept'],
    ['among colleagues', letter({ from: 'a@own.test' }), 'internal'],
    ['from a stranger who copies a customer', letter({ from: 'x@else.test', to: ['jo@acme.test', 'me@own.test'] }), 'unknown'],
    ['without a sender', letter({ from: null }), 'unknown'],
    ['from a domain that only looks like ours', letter({ from: 'a@notown.test' }), 'unknown'],
  ])('%s: %#', (_, one, outcome) => {
    expect(judgeLetter(one, rules, known).outcome).toBe(outcome);
  });

  it('names the accounts of whom a colleague wrote to, and the sender alone of what came in', () => {
    expect(judgeLetter(letter({ from: 'me@own.test', to: ['jo@acme.test', 'new@acme.test', 'lee@beta.test', 'a@own.test'] }), rules, known)).toEqual({ outcome: 'kept', direction: 'out', contacts: [{ accountId: 'acme', personIds: ['per_jo'] }, { accountId: 'beta', personIds: [] }] });
    expect(judgeLetter(letter({ from: 'lee@beta.test', to: ['jo@acme.test'] }), rules, known)).toEqual({ outcome: 'kept', direction: 'in', contacts: [{ accountId: 'beta', personIds: [] }] });
  });

  it('a domain is one\'s own unless anybody may have an address there', () => {
    expect([ownByDefault('Me@Own.test'), ownByDefault('me@gmail.com'), ownByDefault('me')]).toEqual([['own.test'], ['me@gmail.com'], []]);
  });

  it('mail is read over TLS at its usual ports; other servers only where they are allowed', () => {
    const of = (host: string, port: number, security: 'tls' | 'none', allowHosts: string[] = []) => serverRefusal({ host, port, security, allowHosts }) === undefined;
    expect([of('imap.acme.test', 993, 'tls'), of('imap.acme.test', 22, 'tls'), of('imap.acme.test', 143, 'none'), of('a/b@c', 993, 'tls'), of('box', 1143, 'none', ['box:1143'])]).toEqual([true, false, false, false, true]);
  });
});

const meeting = (people: [string, boolean?][], change: Partial<Meeting> = {}): Meeting => ({ key: 'k', uid: 'u', at: new Date('2026-03-02T09:00:00Z'), subject: 'Review', cancelled: false, private: false, ...change, people: people.map(([address, declined = false]) => ({ address, declined })) });

describe('judging a meeting', () => {
  it.each<[string, Meeting, string]>([
    ['both sides came', meeting([['me@own.test'], ['jo@acme.test']]), 'kept'],
    ['the customer declined', meeting([['me@own.test'], ['jo@acme.test', true]]), 'declined'],
    ['every colleague declined', meeting([['me@own.test', true], ['jo@acme.test']]), 'declined'],
    ['cancelled', meeting([['me@own.test'], ['jo@acme.test']], { cancelled: true }), 'cancelled'],
    ['private', meeting([['jo@acme.test']], { private: true }), 'private'],
    ['colleagues alone', meeting([['me@own.test'], ['a@own.test']]), 'internal'],
    ['nobody named', meeting([]), 'internal'],
    ['strangers', meeting([['me@own.test'], ['x@else.test']]), 'unknown'],
  ])('%s: %#', (_, one, outcome) => {
    expect(judgeMeeting(one, rules, known).outcome).toBe(outcome);
  });
});

const calendar = (...events: string[]): string => ['BEGIN:VCALENDAR', 'VERSION:2.0', ...events.flatMap((event) => ['BEGIN:VEVENT', 'DTSTAMP:20260101T000000Z', ...event.split('\n'), 'END:VEVENT']), 'END:VCALENDAR', ''].join('\r\n');
const span = [new Date('2026-01-01T00:00:00Z'), new Date('2026-04-08T00:00:00Z')] as const;

describe('reading a calendar', () => {
  const weekly = 'UID:w\nDTSTART;TZID=Europe/Berlin:20260302T100000\nDTEND;TZID=Europe/Berlin:20260302T110000\nRRULE:FREQ=WEEKLY;COUNT=7\nEXDATE;TZID=Europe/Berlin:20260309T100000\nSUMMARY:Weekly\nORGANIZER:mailto:Me@own.test\nATTENDEE;PARTSTAT=DECLINED:MAILTO:jo@acme.test\nATTENDEE;CUTYPE=ROOM:mailto:room@own.test';
  const moved = 'UID:w\nRECURRENCE-ID;TZID=Europe/Berlin:20260316T100000\nDTSTART;TZID=Europe/Berlin:20260317T150000\nDTEND;TZID=Europe/Berlin:20260317T160000\nSUMMARY:Moved';

  it('writes a series out in its own time zone, with its exceptions, up to now', () => {
    const { meetings } = readCalendar(calendar(weekly, moved), ...span);
    expect(meetings.map(({ at, subject }) => `${at.toISOString()} ${subject}`)).toEqual(['2026-03-02T09:00:00.000Z Weekly', '2026-03-17T14:00:00.000Z Moved', '2026-03-23T09:00:00.000Z Weekly', '2026-03-30T08:00:00.000Z Weekly', '2026-04-06T08:00:00.000Z Weekly']);
    expect(meetings[0]?.people).toEqual([{ address: 'jo@acme.test', declined: true }, { address: 'me@own.test', declined: false }]);
  });

  it('one keeps its name when it is moved', () => {
    const keys = (...events: string[]) => readCalendar(calendar(...events), ...span).meetings.map(({ key }) => key);
    expect(keys(weekly, moved)).toEqual(keys(weekly));
    expect(new Set(keys(weekly)).size).toBe(5);
    expect(keys('UID:s\nDTSTART:20260302T100000Z\nSUMMARY:One')).toEqual(keys('UID:s\nDTSTART:20260303T100000Z\nSUMMARY:One, later'));
  });

  it('knows what was cancelled or is private, and does not write out what fires every second', () => {
    const { meetings, frequent } = readCalendar(calendar('UID:a\nDTSTART:20260302T100000Z\nSTATUS:CANCELLED\nSUMMARY:A', 'UID:b\nDTSTART:20260303T100000Z\nCLASS:PRIVATE\nSUMMARY:B', 'UID:c\nDTSTART:20200101T000000Z\nRRULE:FREQ=SECONDLY\nSUMMARY:C'), ...span);
    expect([meetings.map((one) => [one.cancelled, one.private]), frequent]).toEqual([[[true, false], [false, true]], 1]);
  });

  it('a page that is no calendar is refused', () => {
    expect(() => readCalendar('<html>Sign in</html>', ...span)).toThrow(/no calendar/);
  });
});
