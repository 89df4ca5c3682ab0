import type { ContactOutcome, MailboxItem, MailboxTest } from '../../contract/mailbox.ts';
import { toDate } from '../../lib/clock.ts';
import { Fault, fault } from '../../lib/fault.ts';
import { openGuardedClient } from '../../platform/guarded-client.ts';
import { NotReached } from '../../platform/guarded-fetch.ts';
import type { Context } from '../../platform/operation/context.ts';
import type { Db } from '../../platform/postgres/database.ts';
import type { SecretBox } from '../../platform/secret-box.ts';
import { judgeLetter, judgeMeeting, type ContactRules, type Letter, type Meeting, type Verdict } from './contact-rules.ts';
import { dropMeetings, keepContacts, knownAddresses, type Contact } from './keep-contacts.ts';
import { openMailServer, serverFault, type FolderLetter, type MailServer, type OpenFolder } from './mail-server.ts';
import { holdLease, leaseMailbox, openMailbox, settleMailbox, type MailboxRow } from './mailbox-store.ts';
import { readCalendar, type CalendarReading } from './read-calendar.ts';

export interface MailboxDeps {
  box(): SecretBox;
  /** Hosts (`name:port`) of the own network that may be read. */
  allowHosts: readonly string[];
  /** Hands a message in that answers one of ours, or reports on one; answers what it was taken as, null when it was of none of ours. */
  takeAnswer(context: Context, raw: Buffer): Promise<'answer' | 'automatic' | 'forged' | null>;
}

/** What a person entered, before it is stored. */
export type MailboxAccess = Pick<MailboxRow, 'kind' | 'host' | 'port' | 'security' | 'username' | 'own_domains' | 'without' | 'words' | 'subjects' | 'since'> & { opened: string };

const sliceSize = 100;
const sampleSize = 50;
const keptSample = 10;
const answerLimitBytes = 10 * 1024 * 1024;
const feedLimitChars = 20 * 1024 * 1024;
const feedTimeoutMs = 30_000;
const longestSpanMs = 400 * 86_400_000;

type Counts = Partial<Record<ContactOutcome, number>>;

function count(counts: Counts, outcome: ContactOutcome, by = 1): void {
  if (by > 0) counts[outcome] = (counts[outcome] ?? 0) + by;
}

function rulesOf(access: Pick<MailboxRow, 'own_domains' | 'without' | 'words' | 'username'>): ContactRules {
  const own = access.username?.includes('@') ? [access.username.toLowerCase()] : [];
  return { own: [...access.own_domains, ...own], without: access.without, words: access.words };
}

function openServer(access: MailboxAccess, allowHosts: readonly string[]): Promise<MailServer> {
  return openMailServer({ host: access.host, port: access.port ?? 993, security: access.security ?? 'tls', user: access.username ?? '', password: access.opened, allowHosts });
}

// A message that says it answers one of ours, or that a mail server wrote about one.
function concernsOurs({ headers }: Letter): boolean {
  return [...(headers.get('in-reply-to') ?? []), ...(headers.get('references') ?? [])].some((ids) => ids.includes('@mainstay>')) || (headers.get('content-type')?.[0] ?? '').toLowerCase().startsWith('multipart/report');
}

async function answerOf(context: Context, deps: MailboxDeps, folder: OpenFolder, letter: FolderLetter): Promise<'answer' | 'automatic' | 'forged' | null> {
  if (!concernsOurs(letter) || letter.bytes > answerLimitBytes) return null;
  const raw = await folder.raw(letter.uid);
  if (!raw) return null;
  return deps.takeAnswer(context, raw).catch((error: unknown) => {
    // One message that cannot be read does not keep back those after it.
    if (error instanceof Fault && error.kind === 'invalid') return null;
    throw error;
  });
}

const peopleOf = (letter: Letter): string[] => [...(letter.from ? [letter.from] : []), ...letter.to];

function mailContact(letter: FolderLetter, folder: string, uidValidity: string, verdict: Extract<Verdict, { outcome: 'kept' }>, row: Pick<MailboxRow, 'source_id' | 'subjects'>): Contact {
  const key = letter.messageId ? `mail ${letter.messageId}` : `mail ${row.source_id} ${folder} ${uidValidity} ${letter.uid}`;
  return { key, kind: 'email', direction: verdict.direction, at: letter.at, subject: row.subjects ? letter.subject : null, author: verdict.direction === 'out' ? letter.from : null, series: null, contacts: verdict.contacts };
}

async function addCounts(tx: Db, sourceId: string, counts: Counts): Promise<void> {
  await tx.query(`update mailbox set counts = counts || (select coalesce(jsonb_object_agg(key, value::int + coalesce((counts->>key)::int, 0)), '{}') from jsonb_each_text($2::jsonb)) where source_id = $1`, [sourceId, JSON.stringify(counts)]);
}

// What is kept and how far was read are one transaction: whatever ends the process, nothing is read twice or left out.
async function readFolder(context: Context, deps: MailboxDeps, row: MailboxRow, path: string, sent: boolean, folder: OpenFolder): Promise<void> {
  const { db, clock } = context;
  const known = await db.maybe<{ uid_validity: string; uid: number }>('select uid_validity, uid::float8 as uid from mailbox_folder where source_id = $1 and folder = $2', [row.source_id, path]);
  const begun = known?.uid_validity === folder.uidValidity ? known.uid : 0;
  const stand = (tx: Db, uid: number) => tx.query('insert into mailbox_folder (source_id, folder, uid_validity, uid) values ($1, $2, $3, $4) on conflict (source_id, folder) do update set uid_validity = excluded.uid_validity, uid = excluded.uid', [row.source_id, path, folder.uidValidity, uid]);
  const uids = await folder.after(begun, row.since);
  for (let at = 0; at < uids.length; at += sliceSize) {
    if (context.signal?.aborted || !(await holdLease(db, clock, row.source_id))) return;
    const slice = uids.slice(at, at + sliceSize);
    const letters = await folder.letters(slice);
    const addresses = await knownAddresses(db, letters.flatMap(peopleOf));
    const [counts, contacts]: [Counts, Contact[]] = [{}, []];
    for (const letter of letters) {
      const answer = sent ? null : await answerOf(context, deps, folder, letter);
      const verdict = answer ? { outcome: answer } : judgeLetter(letter, rulesOf(row), addresses);
      count(counts, verdict.outcome);
      if ('contacts' in verdict) contacts.push(mailContact(letter, path, folder.uidValidity, verdict, row));
    }
    await db.tx(async (tx) => {
      await keepContacts(tx, clock, row.source_id, contacts);
      await addCounts(tx, row.source_id, counts);
      await stand(tx, slice.at(-1) ?? begun);
    });
  }
  if (uids.length === 0 && known?.uid_validity !== folder.uidValidity) await stand(db, Math.max(0, folder.uidNext - 1));
}

async function readImap(context: Context, deps: MailboxDeps, row: MailboxRow): Promise<void> {
  const server = await openServer({ ...row, opened: openMailbox(deps.box(), row) }, deps.allowHosts);
  try {
    for (const { path, sent } of await server.folders()) await server.inFolder(path, (folder) => readFolder(context, deps, row, path, sent, folder));
  } catch (error) {
    throw error instanceof Fault || (error as { severity?: string }).severity ? error : serverFault(error, row.host);
  } finally {
    await server.close();
  }
}

async function fetchFeed(url: string, allowHosts: readonly string[]): Promise<string> {
  const client = openGuardedClient(allowHosts);
  try {
    const { status, text } = await client.send(url, { method: 'GET', headers: { accept: 'text/calendar, text/plain;q=0.5' }, timeoutMs: feedTimeoutMs });
    if (status !== 200) throw fault('unavailable', 'calendar_unreachable', `The calendar's address answers ${status}.`, { remedy: status >= 300 && status < 400 ? 'Enter the address it leads to; redirects are not followed.' : 'Get the address of the feed again: it may have been taken back.' });
    if (text.length > feedLimitChars) throw fault('unavailable', 'calendar_large', 'The calendar is larger than 20 MB.', { remedy: 'Share a calendar with meetings only.' });
    return text;
  } catch (error) {
    if (error instanceof Fault) throw error;
    throw fault('unavailable', 'calendar_unreachable', error instanceof NotReached ? error.message : 'The calendar\'s address does not answer.', { remedy: 'Check the address. One in your own network has to be allowed by MAINSTAY_ALLOW_HOSTS (name:port).' }, error);
  } finally {
    client.close();
  }
}

function spanOf(row: Pick<MailboxRow, 'since'>, now: Date): { from: Date; until: Date } {
  return { from: toDate(Math.max(row.since.getTime(), now.getTime() - longestSpanMs)), until: now };
}

interface JudgedMeeting {
  meeting: Meeting;
  verdict: Verdict;
}

async function judgedMeetings(db: Db, access: MailboxAccess, reading: CalendarReading): Promise<JudgedMeeting[]> {
  const addresses = await knownAddresses(db, reading.meetings.flatMap(({ people }) => people.map(({ address }) => address)));
  return reading.meetings.map((meeting) => ({ meeting, verdict: judgeMeeting(meeting, rulesOf(access), addresses) }));
}

async function readFeed(context: Context, deps: MailboxDeps, row: MailboxRow): Promise<void> {
  const { db, clock } = context;
  const access = { ...row, opened: openMailbox(deps.box(), row) };
  const span = spanOf(row, clock.now());
  const reading = readCalendar(await fetchFeed(access.opened, deps.allowHosts), span.from, span.until);
  const judged = await judgedMeetings(db, access, reading);
  const counts: Counts = {};
  count(counts, 'frequent', reading.frequent);
  for (const { verdict } of judged) count(counts, verdict.outcome);
  const contacts = judged.flatMap(({ meeting, verdict }): Contact[] => ('contacts' in verdict ? [{ key: `meeting ${meeting.key}`, kind: 'meeting', direction: 'two_way', at: meeting.at, subject: row.subjects ? meeting.subject : null, author: null, series: meeting.uid, contacts: verdict.contacts }] : []));
  await db.tx(async (tx) => {
    const kept = await keepContacts(tx, clock, row.source_id, contacts);
    await dropMeetings(tx, clock, row.source_id, { ...span, told: reading.from, series: [...reading.uids], kept });
    await tx.query('update mailbox set counts = $2 where source_id = $1', [row.source_id, JSON.stringify(counts)]);
  });
}

/** Reads one mailbox or calendar from where it stands. How it ended stands with it; a failure is thrown too. */
export async function readMailbox(context: Context, deps: MailboxDeps, row: MailboxRow): Promise<void> {
  const { db, clock } = context;
  await leaseMailbox(db, clock, row.source_id);
  try {
    await (row.kind === 'imap' ? readImap : readFeed)(context, deps, row);
  } catch (error) {
    await settleMailbox(db, clock, row, error);
    throw error;
  }
  await settleMailbox(db, clock, row, undefined);
}

/** Looks into a mailbox or calendar and judges its newest messages or meetings. Stores nothing. */
export async function lookInto(context: Context, deps: Pick<MailboxDeps, 'allowHosts'>, access: MailboxAccess): Promise<MailboxTest> {
  const judged = access.kind === 'imap' ? await lookAtMail(context, deps, access) : await lookAtFeed(context, deps, access);
  const outcomes: MailboxItem['counts'] = {};
  for (const { verdict } of judged) count(outcomes, verdict.outcome);
  const kept = judged.flatMap(({ verdict, ...rest }) => ('contacts' in verdict ? verdict.contacts.map((contact) => ({ ...rest, ...contact, direction: verdict.direction })) : [])).sort((a, b) => b.at.getTime() - a.at.getTime()).slice(0, keptSample);
  const accounts = new Map((await context.db.query<{ id: string; name: string }>('select id, name from account where id = any($1)', [kept.map(({ accountId }) => accountId)])).map(({ id, name }) => [id, name]));
  const people = new Map((await context.db.query<{ id: string; name: string }>('select id, coalesce(name, email) as name from person where id = any($1)', [kept.flatMap(({ personIds }) => personIds)])).map(({ id, name }) => [id, name]));
  return {
    seen: judged.length, outcomes,
    kept: kept.map(({ at, direction, accountId, personIds, subject }) => ({ at: at.toISOString(), direction, account: accounts.get(accountId) ?? accountId, people: personIds.map((id) => people.get(id) ?? id), subject: access.subjects ? subject : null })),
  };
}

interface Looked {
  at: Date;
  subject: string | null;
  verdict: Verdict;
}

async function lookAtMail({ db }: Context, deps: Pick<MailboxDeps, 'allowHosts'>, access: MailboxAccess): Promise<Looked[]> {
  const server = await openServer(access, deps.allowHosts);
  try {
    const letters: FolderLetter[] = [];
    for (const { path } of await server.folders()) letters.push(...(await server.inFolder(path, async (folder) => folder.letters((await folder.after(0, access.since)).slice(-sampleSize)))));
    const addresses = await knownAddresses(db, letters.flatMap(peopleOf));
    return letters.map((letter) => ({ at: letter.at, subject: letter.subject, verdict: judgeLetter(letter, rulesOf(access), addresses) }));
  } catch (error) {
    throw error instanceof Fault || (error as { severity?: string }).severity ? error : serverFault(error, access.host);
  } finally {
    await server.close();
  }
}

async function lookAtFeed({ db, clock }: Context, deps: Pick<MailboxDeps, 'allowHosts'>, access: MailboxAccess): Promise<Looked[]> {
  const span = spanOf(access, clock.now());
  const judged = await judgedMeetings(db, access, readCalendar(await fetchFeed(access.opened, deps.allowHosts), span.from, span.until));
  return judged.map(({ meeting, verdict }) => ({ at: meeting.at, subject: meeting.subject, verdict }));
}

/** Reads those that are due, one after the other. */
export async function readDueMailboxes(context: Context, deps: MailboxDeps): Promise<void> {
  const due = await context.db.query<MailboxRow>("select m.*, s.name from mailbox m join source s on s.id = m.source_id where m.state = 'active' and m.due_at <= $1 and (m.leased_until is null or m.leased_until < $1) order by m.due_at", [context.clock.wall()]);
  for (const row of due) {
    if (context.signal?.aborted) return;
    // What went wrong stands with the mailbox.
    await readMailbox(context, deps, row).catch((error: unknown) => {
      if (!(error instanceof Fault)) context.log.error({ err: error }, 'reading a mailbox failed');
    });
  }
}
