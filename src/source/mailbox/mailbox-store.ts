import { fault, toFault } from '../../lib/fault.ts';
import type { MailboxItem } from '../../contract/mailbox.ts';
import type { Clock } from '../../lib/clock.ts';
import { toDate } from '../../lib/clock.ts';
import type { SecretBox } from '../../platform/secret-box.ts';
import type { Db } from '../../platform/postgres/database.ts';

/** A mailbox or calendar as stored. */
export interface MailboxRow {
  source_id: string;
  kind: 'imap' | 'ics';
  name: string;
  state: 'active' | 'paused';
  host: string;
  port: number | null;
  security: 'tls' | 'starttls' | 'none' | null;
  username: string | null;
  secret: string;
  own_domains: string[];
  without: string[];
  words: string[];
  subjects: boolean;
  since: Date;
  every_minutes: number;
  due_at: Date | null;
  leased_until: Date | null;
  created_at: Date;
  last_read_at: Date | null;
  last_error: MailboxItem['lastError'];
  failures: number;
  counts: MailboxItem['counts'];
}

const minuteMs = 60_000;
const leaseMs = 5 * minuteMs;
const silentIntervals = 3;
const longestWaitMinutes = 12 * 60;
const columns = 'm.*, s.name';

/** All that are read, by name. */
export function listMailboxes(db: Db): Promise<MailboxRow[]> {
  return db.query<MailboxRow>(`select ${columns} from mailbox m join source s on s.id = m.source_id order by s.name, m.source_id`);
}

/** One by the id of its source or by its name, or a `notFound` Fault. */
export async function getMailbox(db: Db, reference: string): Promise<MailboxRow> {
  const row = await db.maybe<MailboxRow>(`select ${columns} from mailbox m join source s on s.id = m.source_id where s.id = $1 or lower(s.name) = lower($1) order by (s.id = $1) desc limit 1`, [reference]);
  if (!row) throw fault('notFound', 'mailbox', `No mailbox or calendar "${reference}" is read.`, { remedy: 'See "mailbox list".' });
  return row;
}

/** As it is told; the secret never is. */
export function mailboxItemOf(row: MailboxRow, now: Date): MailboxItem {
  return {
    id: row.source_id, kind: row.kind, name: row.name, condition: conditionOf(row, now.getTime()), host: row.host, port: row.port, security: row.security, user: row.username,
    ownDomains: row.own_domains, without: row.without, words: row.words, subjects: row.subjects, since: row.since.toISOString(), everyMinutes: row.every_minutes, createdAt: row.created_at.toISOString(),
    lastReadAt: row.last_read_at?.toISOString() ?? null, dueAt: row.due_at?.toISOString() ?? null, lastError: row.last_error, failures: row.failures, counts: row.counts,
  };
}

function conditionOf(row: MailboxRow, nowMs: number): MailboxItem['condition'] {
  if (row.leased_until && row.leased_until.getTime() > nowMs) return 'reading';
  if (row.state === 'paused') return 'paused';
  if (row.last_error) return 'failing';
  if (!row.last_read_at) return 'waiting';
  return nowMs - row.last_read_at.getTime() > silentIntervals * row.every_minutes * minuteMs ? 'late' : 'fresh';
}

function placeOf(sourceId: string): string {
  return `mailbox/${sourceId}/secret`;
}

/** Seals a password or the address of a feed. */
export function sealMailbox(box: SecretBox, sourceId: string, secret: string): string {
  return box.seal(secret, placeOf(sourceId));
}

/** The password or the address of a feed; a Fault when the key is not here. */
export function openMailbox(box: SecretBox, row: Pick<MailboxRow, 'source_id' | 'secret'>): string {
  return box.open(row.secret, placeOf(row.source_id));
}

/** Seals what an older key sealed with the newest; answers how many there were. */
export async function resealMailboxes(db: Db, box: SecretBox): Promise<number> {
  return db.tx(async (tx) => {
    const stale = (await tx.query<Pick<MailboxRow, 'source_id' | 'secret'>>('select source_id, secret from mailbox for update')).filter(({ secret }) => box.isStale(secret));
    for (const row of stale) await tx.query('update mailbox set secret = $2 where source_id = $1', [row.source_id, sealMailbox(box, row.source_id, openMailbox(box, row))]);
    return stale.length;
  });
}

/** Takes the right to read; a `conflict` Fault while somebody else has it. */
export async function leaseMailbox(db: Db, clock: Clock, sourceId: string): Promise<void> {
  const at = clock.wall();
  const rows = await db.query('update mailbox set leased_until = $2 where source_id = $1 and (leased_until is null or leased_until < $3) returning 1', [sourceId, toDate(at.getTime() + leaseMs), at]);
  if (rows.length === 0) throw fault('conflict', 'mailbox_reading', 'This mailbox is being read.', { remedy: 'Wait for its end.' });
}

/** Holds the right on while reading goes on; false when it should end: it was paused or removed. */
export async function holdLease(db: Db, clock: Clock, sourceId: string): Promise<boolean> {
  return (await db.query('update mailbox set leased_until = $2 where source_id = $1 and leased_until is not null returning 1', [sourceId, toDate(clock.wall().getTime() + leaseMs)])).length > 0;
}

/** Ends the leases of readers that the end of a process cut off. Called when a store is opened, before anything reads. */
export async function releaseMailboxes(db: Db): Promise<void> {
  await db.query('update mailbox set leased_until = null where leased_until is not null');
}

/** Notes how a reading ended. After failures the next one waits longer and longer. */
export async function settleMailbox(db: Db, clock: Clock, row: MailboxRow, error: unknown): Promise<void> {
  const at = clock.wall();
  const failures = error === undefined ? 0 : row.failures + 1;
  const wait = Math.min(row.every_minutes * 2 ** Math.min(failures, 10), Math.max(longestWaitMinutes, row.every_minutes));
  const { code, message, details } = error === undefined ? { code: '', message: '', details: {} } : toFault(error);
  const said = error === undefined ? null : JSON.stringify({ code, message, remedy: details.remedy ?? null, at: at.toISOString() });
  await db.query(
    `update mailbox set leased_until = null, failures = $2, last_error = $3, last_read_at = case when $3::jsonb is null then $4 else last_read_at end, due_at = case when state = 'active' then $5::timestamptz end where source_id = $1`,
    [row.source_id, failures, said, at, toDate(at.getTime() + wait * minuteMs)]);
  await db.query("insert into change_feed (topic, entity_id) values ('source', $1)", [row.source_id]);
}
