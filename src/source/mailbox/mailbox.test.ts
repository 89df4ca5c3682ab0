import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { MailboxItem, MailboxTest } from '../../contract/mailbox.ts';
import { manualClock } from '../../lib/clock.ts';
import { createLog } from '../../platform/log/log.ts';
import { localPrincipal } from '../../platform/auth/authenticate.ts';
import { execute } from '../../platform/operation/execute.ts';
import { openSecretKeys } from '../../platform/secret-box.ts';
import { startTestEngines, type TestEngines } from '../../platform/testing/test-engines.ts';
import { resealMailboxes } from './mailbox-store.ts';
import { mailboxOperations, type MailboxOperationDeps } from './operations/mailbox-operations.ts';
import { readDueMailboxes } from './read-mailbox.ts';
import { startImapServer, type TestImapServer, type TestLetter } from './testing/imap-server.ts';

const clock = manualClock(new Date('2026-06-01T12:00:00Z'));
const log = createLog('silent');
let engines: TestEngines;
let imap: TestImapServer;
let web: Server;
let feed = '';
let handed: string[];
const dayMs = 86_400_000;
const before = (days: number) => new Date(Math.floor((clock.now().getTime() - days * dayMs) / 1000) * 1000);

beforeAll(async () => {
  engines = await startTestEngines();
  imap = await startImapServer();
  web = createServer((_, response) => response.end(feed));
  await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
  await engines.db.query("insert into source (id, kind, name, created_at) values ('s', 'file', 'S', now())");
  await engines.db.query("insert into account (id, name, domain, source_id, known_at) select id, id, id || '.test', 's', now() from unnest(array['acme', 'beta']) id");
  await engines.db.query("insert into person (id, account_id, name, email, source_id, known_at) values ('per_jo', 'acme', 'Jo', 'Jo@acme.test', 's', now())");
}, 120_000);
afterAll(async () => {
  web.close();
  await imap.close();
  await engines.stop();
});

const keys = () => openSecretKeys(engines.dataDir, undefined);
const context = () => ({ db: engines.db, analytics: engines.analytics, clock, log, principal: localPrincipal });
const deps = (): MailboxOperationDeps => ({
  box: () => keys().box, allowHosts: [`127.0.0.1:${imap.port}`, `127.0.0.1:${(web.address() as AddressInfo).port}`], wake: () => {},
  takeAnswer: (_, raw) => {
    handed.push(raw.toString('utf8'));
    return Promise.resolve(raw.includes('Subject: Re: Renewal') ? 'answer' : null);
  },
});
const run = <T>(id: string, input: object, over: Partial<MailboxOperationDeps> = {}): Promise<T> => execute(mailboxOperations({ ...deps(), ...over }).find((one) => one.id === id) as never, context(), input) as Promise<T>;
const addMailbox = (input: object = {}) => run<{ mailbox: MailboxItem; found: MailboxTest }>('mailbox.add', { kind: 'imap', host: '127.0.0.1', imapPort: imap.port, security: 'none', user: imap.user, password: imap.password, ...input });
const read = (mailbox = imap.user) => run<MailboxItem>('mailbox.read', { mailbox });
const kept = () => engines.db.query<{ account_id: string; kind: string; direction: string; subject: string | null; person_ids: string[]; at: Date }>('select account_id, kind, direction, subject, person_ids, at from activity order by at, account_id');
const letter = (uid: number, change: Partial<TestLetter> = {}): TestLetter => ({ uid, at: before(20 - uid / 1000), messageId: `m${uid}@acme.test`, from: 'jo@acme.test', to: ['cs@own.test'], subject: `Letter ${uid}`, ...change });
const inbox = (...letters: TestLetter[]) => imap.folders.set('INBOX', { uidValidity: 1, letters });

beforeEach(async () => {
  handed = [];
  feed = '';
  imap.onFetch = undefined;
  imap.commands = [];
  inbox();
  imap.folders.set('Sent', { uidValidity: 1, letters: [] });
  for (const table of ['activity', 'mailbox', 'dirty_account', "source where id like 'src_box%'"]) await engines.db.query(`delete from ${table}`);
});

describe('a mailbox', () => {
  it('is tried before it is kept; its password is sealed, told nowhere, and follows the key', async () => {
    await expect(addMailbox({ password: 'wrong' })).rejects.toMatchObject({ code: 'mailbox_credentials' });
    await expect(addMailbox({ imapPort: 1 })).rejects.toMatchObject({ code: 'mailbox_access' });
    await expect(run('mailbox.add', { kind: 'imap', host: 'localhost', user: 'a', password: 'b' }, { allowHosts: [] })).rejects.toMatchObject({ code: 'mailbox_unreachable' });
    expect(await engines.db.query('select 1 from mailbox')).toEqual([]);
    const { mailbox } = await addMailbox();
    await expect(addMailbox()).rejects.toMatchObject({ code: 'mailbox_there' });
    const stored = () => engines.db.query('select * from mailbox');
    for (const told of [mailbox, await stored(), await engines.db.query('select * from audit')]) expect(JSON.stringify(told)).not.toContain(imap.password);
    const ring = keys();
    ring.add();
    expect(await resealMailboxes(engines.db, ring.box)).toBe(1);
    ring.dropOld();
    expect(await read()).toMatchObject({ condition: 'fresh', ownDomains: ['own.test'] });
  });

  it('brings what customers and colleagues wrote each other, once, and counts the rest', async () => {
    inbox(letter(1), letter(2, { from: 'x@else.test' }), letter(3, { headers: { 'List-Id': '<news>' } }), letter(4, { from: 'new@beta.test', at: before(10) }));
    imap.folders.set('Sent', { uidValidity: 1, letters: [letter(1, { messageId: 'o1@own.test', from: 'cs@own.test', to: ['jo@acme.test'], at: before(5) })] });
    const { found } = await addMailbox();
    expect([found.seen, found.kept.map((one) => [one.account, one.direction, one.people]), await kept()]).toEqual([5, [['acme', 'out', ['Jo']], ['beta', 'in', []], ['acme', 'in', ['Jo']]], []]);
    expect((await read()).counts).toEqual({ kept: 3, unknown: 1, list: 1 });
    const first = await kept();
    expect(first.map((row) => [row.account_id, row.direction, row.subject, row.person_ids])).toEqual([['acme', 'in', 'Letter 1', ['per_jo']], ['beta', 'in', 'Letter 4', []], ['acme', 'out', 'Letter 1', ['per_jo']]]);
    expect(await engines.db.query('select account_id from dirty_account order by 1')).toEqual([{ account_id: 'acme' }, { account_id: 'beta' }]);
    // Numbers given anew by the server, and the same message in another folder, change nothing.
    imap.folders.set('INBOX', { uidValidity: 2, letters: [letter(7, { messageId: 'm1@acme.test', at: before(20 - 1 / 1000) })] });
    await read();
    expect(await kept()).toEqual(first);
    // Nothing in the mailbox is changed.
    expect(imap.commands.filter((command) => /^(UID )?(SELECT|STORE|EXPUNGE|COPY|MOVE|APPEND)\b/.test(command) || (command.includes('FETCH') && /BODY\[/.test(command)))).toEqual([]);
  });

  it('a reading that breaks off goes on where its last hundred ended, with nothing lost or twice', async () => {
    await addMailbox({ subjects: false });
    inbox(...Array.from({ length: 250 }, (_, index) => letter(index + 1)));
    let slices = 0;
    const slow = { ...context(), signal: { get aborted() { return (slices += 1) > 3; } } as AbortSignal };
    await readDueMailboxes(slow, deps());
    const half = (await kept()).length;
    expect(half).toBeGreaterThan(0);
    expect(half).toBeLessThan(250);
    await read();
    expect((await kept()).length).toBe(250);
    expect((await read()).counts).toEqual({ kept: 250 });
    expect((await kept()).every(({ subject }) => subject === null)).toBe(true);
  });

  it('what answers one of our messages is handed in whole, and stands on the timeline once', async () => {
    inbox(letter(1, { subject: 'Re: Renewal', headers: { 'In-Reply-To': '<abc@mainstay>' } }), letter(2, { subject: 'Re: Other', headers: { References: '<other@mainstay>' } }), letter(3));
    await addMailbox();
    expect((await read()).counts).toEqual({ answer: 1, kept: 2 });
    expect(handed.map((raw) => /Subject: (.*)\r/.exec(raw)?.[1])).toEqual(['Re: Renewal', 'Re: Other']);
    expect(handed[0]).toContain('Thank you, that helps.');
    expect((await kept()).map(({ subject }) => subject)).toEqual(['Re: Other', 'Letter 3']);
  });

  it('a failure stands with it and waits longer; a pause ends the reading; what it brought stays when it is removed', async () => {
    inbox(letter(1));
    const { mailbox } = await addMailbox({ everyMinutes: 5 });
    await read();
    const password = imap.password;
    imap.password = 'changed';
    await expect(read()).rejects.toMatchObject({ code: 'mailbox_credentials' });
    await expect(read()).rejects.toMatchObject({ code: 'mailbox_credentials' });
    imap.password = password;
    const [row] = await engines.db.query<{ failures: number; wait: number }>('select failures, extract(epoch from due_at - $1)::int / 60 as wait from mailbox', [clock.wall()]);
    expect(row).toMatchObject({ failures: 2 });
    expect(row?.wait).toBeGreaterThan(15);
    expect(await run('mailbox.pause', { mailbox: mailbox.id })).toMatchObject({ condition: 'paused', dueAt: null });
    expect(await run('mailbox.resume', { mailbox: mailbox.id })).toMatchObject({ condition: 'failing' });
    await read();
    await run('mailbox.remove', { mailbox: mailbox.id });
    expect([(await kept()).length, await engines.db.query('select 1 from mailbox')]).toEqual([1, []]);
  });
});

describe('a calendar', () => {
  const stamp = (days: number) => before(days).toISOString().replace(/[-:]|\.\d+/g, '');
  const event = (uid: string, days: number, ...lines: string[]) => ['BEGIN:VEVENT', `UID:${uid}`, 'DTSTAMP:20260101T000000Z', `DTSTART:${stamp(days)}`, `SUMMARY:${uid}`, 'ORGANIZER:mailto:cs@own.test', 'ATTENDEE;PARTSTAT=ACCEPTED:mailto:jo@acme.test', ...lines, 'END:VEVENT'];
  const calendar = (...events: string[][]) => ['BEGIN:VCALENDAR', 'VERSION:2.0', ...events.flat(), 'END:VCALENDAR', ''].join('\r\n');
  const add = () => run<{ mailbox: MailboxItem }>('mailbox.add', { kind: 'ics', name: 'Cal', url: `http://127.0.0.1:${(web.address() as AddressInfo).port}/private-9f3`, ownDomains: ['own.test'] });

  it('brings the meetings that took place; what was moved moves, what was cancelled goes, what the feed let go stays', async () => {
    feed = calendar(event('old', 90), event('moving', 30), event('off', 20), event('dropped', 15), event('last', 10), event('coming', -3), event('gone', 8, 'STATUS:CANCELLED'));
    const { mailbox } = await add();
    expect(JSON.stringify([mailbox, await engines.db.query('select * from mailbox'), await engines.db.query('select * from audit')])).not.toContain('private-9f3');
    expect((await read('Cal')).counts).toEqual({ kept: 5, cancelled: 1 });
    expect((await kept()).map((row) => [row.subject, row.kind, row.direction, row.person_ids])).toEqual(['old', 'moving', 'off', 'dropped', 'last'].map((subject) => [subject, 'meeting', 'two_way', ['per_jo']]));
    feed = calendar(event('moving', 25), event('off', 20, 'STATUS:CANCELLED'), event('last', 10));
    await read('Cal');
    expect((await kept()).map((row) => [row.subject, row.at.getTime()])).toEqual([['old', before(90).getTime()], ['moving', before(25).getTime()], ['last', before(10).getTime()]]);
  });

  it('a feed that answers something else changes nothing', async () => {
    feed = calendar(event('one', 5));
    await add();
    await read('Cal');
    feed = '<html>Sign in</html>';
    await expect(read('Cal')).rejects.toMatchObject({ code: 'not_calendar' });
    expect((await kept()).length).toBe(1);
    await expect(run('mailbox.add', { kind: 'ics', url: 'https://127.0.0.1/x.ics', ownDomains: ['own.test'] })).rejects.toMatchObject({ code: 'mailbox_access' });
  });
});
