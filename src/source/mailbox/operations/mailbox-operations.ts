import { z } from 'zod';
import { listOf } from '../../../contract/listing.ts';
import { mailboxItem, mailboxTest, type MailboxItem } from '../../../contract/mailbox.ts';
import { toDate } from '../../../lib/clock.ts';
import { fault } from '../../../lib/fault.ts';
import { sha256 } from '../../../lib/ids.ts';
import { urlRefusal } from '../../../platform/guarded-fetch.ts';
import type { Context } from '../../../platform/operation/context.ts';
import { defineOperation, type AnyOperation } from '../../../platform/operation/operation.ts';
import { ownByDefault } from '../contact-rules.ts';
import { getMailbox, listMailboxes, mailboxItemOf, openMailbox, sealMailbox, type MailboxRow } from '../mailbox-store.ts';
import { lookInto, readMailbox, type MailboxAccess, type MailboxDeps } from '../read-mailbox.ts';
import { serverRefusal } from '../mail-server.ts';

export interface MailboxOperationDeps extends MailboxDeps {
  /** Reading is wanted now. */
  wake(): void;
}

const text = z.string().trim().toLowerCase().min(1).max(200);
const rules = {
  ownDomains: z.array(text).max(50).optional().describe('Domains (or addresses) of colleagues. Default: that of the mailbox.'),
  without: z.array(text).max(500).optional().describe('Addresses and domains whose messages and meetings are never kept.'),
  words: z.array(text).max(100).optional().describe('Words in a subject that keep a message or meeting out.'),
  subjects: z.boolean().optional().describe('Keep subjects. Default: yes.'),
};
const access = {
  host: z.string().trim().max(253).optional().describe('The mail server.'), imapPort: z.coerce.number().int().min(1).max(65535).optional().describe('Default: 993, or 143 with STARTTLS.'), security: z.enum(['tls', 'starttls', 'none']).optional().describe('Default: tls. none: only to hosts that MAINSTAY_ALLOW_HOSTS names.'),
  user: z.string().trim().max(320).optional(), password: z.string().max(1000).optional().describe('Sealed before it is stored, and never answered.'), url: z.string().trim().max(4000).optional().describe('The address of a calendar feed (.ics). Sealed like a password.'),
};
const everyMinutes = z.coerce.number().int().min(1).max(1440);
const mailbox = z.string().describe('Its id or name, as "mailbox list" shows them.');
const common = { scope: 'admin', effect: 'change', positional: ['mailbox'], entity: ({ mailbox: name }: { mailbox: string }) => `source:${name}` } as const;
const firstDays = 180;

type Rules = { [K in keyof typeof rules]?: z.infer<(typeof rules)[K]> | undefined };
type Access = { [K in keyof typeof access]?: z.infer<(typeof access)[K]> | undefined };

async function oneMailbox({ db, clock }: Context, reference: string): Promise<MailboxItem> {
  return mailboxItemOf(await getMailbox(db, reference), clock.wall());
}

function missing(path: string, message: string) {
  return fault('invalid', 'mailbox_access', message, { fields: [{ path, message }] });
}

function ruleColumns(input: Rules, address: string): Pick<MailboxRow, 'own_domains' | 'without' | 'words' | 'subjects'> {
  return { own_domains: input.ownDomains ?? ownByDefault(address), without: input.without ?? [], words: input.words ?? [], subjects: input.subjects ?? true };
}

/** What a person entered about a mail server, checked. */
function imapAccess(input: Access, allowHosts: readonly string[]): Pick<MailboxAccess, 'kind' | 'host' | 'port' | 'security' | 'username' | 'opened'> {
  const { host, user, password, security = 'tls', imapPort: port = security === 'tls' ? 993 : 143 } = input;
  if (!host) throw missing('host', 'The mail server is needed.');
  if (!user) throw missing('user', 'The user is needed.');
  if (!password) throw missing('password', 'The password is needed.');
  const refusal = serverRefusal({ host, port, security, allowHosts });
  if (refusal) throw missing('host', refusal);
  return { kind: 'imap', host: host.toLowerCase(), port, security, username: user, opened: password };
}

function icsAccess({ url = '' }: Access, allowHosts: readonly string[]): Pick<MailboxAccess, 'kind' | 'host' | 'port' | 'security' | 'username' | 'opened'> {
  const address = url.replace(/^webcals?:\/\//i, 'https://');
  if (!URL.canParse(address)) throw missing('url', 'The address of the calendar feed is needed.');
  const refusal = urlRefusal(address, allowHosts);
  if (refusal) throw missing('url', refusal);
  return { kind: 'ics', host: new URL(address).host, port: null, security: null, username: null, opened: address };
}

/** Mailboxes and calendars that are read for contact with customers. */
export function mailboxOperations(deps: MailboxOperationDeps): AnyOperation[] {
  return [...readings(deps), ...entering(deps), ...running(deps)];
}

function readings(deps: MailboxOperationDeps): AnyOperation[] {
  return [
    defineOperation({
      id: 'mailbox.list', summary: 'Mailboxes and calendars that are read for contact with customers: how each stands, its rules, and messages by outcome.', scope: 'read', effect: 'read', reach: 'company', input: z.object({}), output: listOf(mailboxItem),
      async handler({ db, clock }) {
        const items = (await listMailboxes(db)).map((row) => mailboxItemOf(row, clock.wall()));
        return { items, total: items.length, next: null };
      },
    }),
    defineOperation({
      id: 'mailbox.test', summary: 'Look into a mailbox or calendar: how many of its newest messages or meetings would be kept, and why not the others. Stores nothing.', ...common, effect: 'read', reach: 'company', faults: ['notFound', 'unavailable'],
      input: z.object({ mailbox }), output: mailboxTest,
      async handler(context, input) {
        const row = await getMailbox(context.db, input.mailbox);
        return lookInto(context, deps, { ...row, opened: openMailbox(deps.box(), row) });
      },
    }),
  ];
}

function entering(deps: MailboxOperationDeps): AnyOperation[] {
  return [
    defineOperation({
      id: 'mailbox.add', summary: 'Read a mailbox (IMAP) or a calendar feed (ICS) for contact with customers. It is tried first; who, when and the subject are kept, and nothing of mail that matches no account.',
      scope: 'admin', effect: 'change', faults: ['invalid', 'conflict', 'unavailable'], positional: ['kind'], entity: ({ host }) => `source:${host ?? 'calendar'}`,
      input: z.object({ kind: z.enum(['imap', 'ics']), name: z.string().trim().min(1).max(120).optional().describe('Default: the user, or the host of the feed.'), ...access, ...rules, everyMinutes: everyMinutes.default(5).describe('Minutes between two readings.'), since: z.iso.date().optional().describe(`How far back the first reading goes (YYYY-MM-DD). Default: ${firstDays} days.`), start: z.boolean().default(true).describe('Begin to read. Otherwise it waits, paused.') }),
      output: z.object({ mailbox: mailboxItem, found: mailboxTest }),
      async handler(context, input) {
        const { db, clock, principal } = context;
        const place = (input.kind === 'imap' ? imapAccess : icsAccess)(input, deps.allowHosts);
        if (input.kind === 'ics' && !input.ownDomains?.length) throw missing('ownDomains', 'A calendar does not say whose it is: name the domains of colleagues.');
        const since = input.since === undefined ? toDate(clock.now().getTime() - firstDays * 86_400_000) : toDate(`${input.since}T00:00:00Z`);
        const row: MailboxAccess = { ...place, ...ruleColumns(input, place.username ?? ''), since };
        const id = `src_box_${sha256(place.kind === 'imap' ? `${place.username}@${place.host}`.toLowerCase() : place.opened).slice(0, 16)}`;
        const name = input.name ?? place.username ?? place.host;
        if (await db.maybe('select 1 from mailbox where source_id = $1', [id])) throw fault('conflict', 'mailbox_there', 'This one is read already.', { remedy: 'Change it with "mailbox set".' });
        if (await db.maybe('select 1 from mailbox m join source s on s.id = m.source_id where lower(s.name) = lower($1)', [name])) throw fault('conflict', 'mailbox_name', `"${name}" is the name of another one.`, { fields: [{ path: 'name', message: 'Choose another name.' }] });
        const found = await lookInto(context, deps, row);
        const at = clock.wall();
        await db.tx(async (tx) => {
          await tx.query('insert into source (id, kind, name, created_at) values ($1, $2, $3, $4) on conflict (id) do update set name = excluded.name', [id, input.kind === 'imap' ? 'mailbox' : 'calendar', name, at]);
          await tx.query(
            `insert into mailbox (source_id, kind, state, host, port, security, username, secret, own_domains, without, words, subjects, since, every_minutes, due_at, created_at, created_by) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
            [id, row.kind, input.start ? 'active' : 'paused', row.host, row.port, row.security, row.username, sealMailbox(deps.box(), id, row.opened), row.own_domains, row.without, row.words, row.subjects, since, input.everyMinutes, input.start ? at : null, at, principal.id]);
        });
        deps.wake();
        return { mailbox: await oneMailbox(context, id), found };
      },
    }),
    defineOperation({
      id: 'mailbox.set', summary: 'Change the rules of a mailbox or calendar, its interval, or its password (which is tried first). Rules hold for mail that is read from then on, and for every meeting.', ...common, faults: ['invalid', 'notFound', 'unavailable'],
      input: z.object({ mailbox, ...rules, password: access.password, everyMinutes: everyMinutes.optional() }), output: mailboxItem,
      async handler(context, input) {
        const { db, clock } = context;
        const row = await getMailbox(db, input.mailbox);
        if (input.password !== undefined) {
          if (row.kind === 'ics') throw missing('password', 'A calendar has no password; remove it and add its new address.');
          await lookInto(context, deps, { ...row, opened: input.password });
          await db.query('update mailbox set secret = $2, last_error = null, failures = 0 where source_id = $1', [row.source_id, sealMailbox(deps.box(), row.source_id, input.password)]);
        }
        await db.query("update mailbox set own_domains = $2, without = $3, words = $4, subjects = $5, every_minutes = $6, due_at = case when state = 'active' then $7::timestamptz end where source_id = $1",
          [row.source_id, input.ownDomains ?? row.own_domains, input.without ?? row.without, input.words ?? row.words, input.subjects ?? row.subjects, input.everyMinutes ?? row.every_minutes, clock.wall()]);
        deps.wake();
        return oneMailbox(context, row.source_id);
      },
    }),
  ];
}

function running(deps: MailboxOperationDeps): AnyOperation[] {
  const setState = async (context: Context, reference: string, state: MailboxRow['state']): Promise<MailboxItem> => {
    const { source_id: id } = await getMailbox(context.db, reference);
    // Without its lease a reading ends after the messages in hand.
    await context.db.query("update mailbox set state = $2, due_at = $3, leased_until = case when $2 = 'paused' then null else leased_until end where source_id = $1", [id, state, state === 'active' ? context.clock.wall() : null]);
    if (state === 'active') deps.wake();
    return oneMailbox(context, id);
  };
  return [
    defineOperation({
      id: 'mailbox.read', summary: 'Read a mailbox or calendar now, and wait for the end of it.', ...common, faults: ['notFound', 'conflict', 'unavailable'], input: z.object({ mailbox }), output: mailboxItem,
      async handler(context, input) {
        const row = await getMailbox(context.db, input.mailbox);
        await readMailbox(context, deps, row);
        return oneMailbox(context, row.source_id);
      },
    }),
    defineOperation({ id: 'mailbox.pause', summary: 'Stop reading a mailbox or calendar; it goes on where it stood.', ...common, faults: ['notFound'], input: z.object({ mailbox }), output: mailboxItem, handler: (context, input) => setState(context, input.mailbox, 'paused') }),
    defineOperation({ id: 'mailbox.resume', summary: 'Read a paused mailbox or calendar again, from where it stood.', ...common, faults: ['notFound'], input: z.object({ mailbox }), output: mailboxItem, handler: (context, input) => setState(context, input.mailbox, 'active') }),
    defineOperation({
      id: 'mailbox.remove', summary: 'Stop reading a mailbox or calendar for good and forget its password. What it brought stays; "source remove" takes that out too.', ...common, faults: ['notFound'], input: z.object({ mailbox }), output: z.object({ removed: z.string() }),
      async handler(context, input) {
        const row = await getMailbox(context.db, input.mailbox);
        await context.db.query('delete from mailbox where source_id = $1', [row.source_id]);
        await context.db.query('delete from source s where id = $1 and not exists (select 1 from activity a where a.source_id = s.id)', [row.source_id]);
        return { removed: row.name };
      },
    }),
  ];
}
