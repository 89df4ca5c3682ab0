import { ImapFlow, type FetchMessageObject } from 'imapflow';
import { toDate } from '../../lib/clock.ts';
import { fault, type Fault } from '../../lib/fault.ts';
import { checkedTarget, NotReached } from '../../platform/guarded-fetch.ts';
import type { Letter } from './contact-rules.ts';

export interface ServerSettings {
  host: string;
  port: number;
  security: 'tls' | 'starttls' | 'none';
  user: string;
  password: string;
  /** Hosts (`name:port`) of the own network that the administrator allows. */
  allowHosts: readonly string[];
}

/** A message in a folder. */
export interface FolderLetter extends Letter {
  uid: number;
  at: Date;
  bytes: number;
}

/** A folder that is open for reading; nothing in it is changed, not even what counts as seen. */
export interface OpenFolder {
  uidValidity: string;
  /** The number the next message will get. */
  uidNext: number;
  /** Messages after a number that arrived since a day, in their order. */
  after(uid: number, since: Date): Promise<number[]>;
  letters(uids: readonly number[]): Promise<FolderLetter[]>;
  /** The whole message; undefined when it is gone. */
  raw(uid: number): Promise<Buffer | undefined>;
}

/** A signed-in mail server. */
export interface MailServer {
  /** The inbox, and the folder of sent mail where the server names one. */
  folders(): Promise<{ path: string; sent: boolean }[]>;
  inFolder<T>(path: string, work: (folder: OpenFolder) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

const usualPorts = new Set([143, 993]);
const timeoutMs = 30_000;
const headerNames = ['list-id', 'list-unsubscribe', 'precedence', 'auto-submitted', 'x-autoreply', 'x-autorespond', 'return-path', 'content-type', 'sensitivity', 'authentication-results', 'in-reply-to', 'references'];

/** Why a server may not be called; undefined when it may. Without encryption only hosts that the administrator allows. */
export function serverRefusal({ host, port, security, allowHosts }: Pick<ServerSettings, 'host' | 'port' | 'security' | 'allowHosts'>): string | undefined {
  if (!/^[a-z0-9.-]+$/i.test(host)) return 'This is no name of a mail server.';
  if (allowHosts.some((one) => one.toLowerCase() === `${host.toLowerCase()}:${port}`)) return undefined;
  if (security === 'none') return 'Mail is read over an encrypted connection only.';
  return usualPorts.has(port) ? undefined : 'Mail is read at port 993 (TLS) or 143 (STARTTLS).';
}

/** Header lines as the server gave them, unfolded. Pure. */
export function readHeaders(text: string): Map<string, string[]> {
  const headers = new Map<string, string[]>();
  for (const line of text.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const [, name, value] = /^([!-9;-~]+):\s?(.*)$/.exec(line) ?? [];
    if (name !== undefined) headers.set(name.toLowerCase(), [...(headers.get(name.toLowerCase()) ?? []), value ?? '']);
  }
  return headers;
}

function addressesOf(list: readonly { address?: string | undefined }[] | undefined): string[] {
  return (list ?? []).flatMap(({ address }) => (address?.includes('@') ? [address.trim().toLowerCase()] : []));
}

function momentOf(value: string | number | Date): Date {
  return typeof value === 'object' ? value : toDate(value);
}

function letterOf({ uid, envelope, internalDate, headers, size }: FetchMessageObject): FolderLetter {
  const arrived = momentOf(internalDate ?? 0);
  const written = envelope?.date === undefined ? undefined : momentOf(envelope.date);
  // A clock of the sender that is ahead makes no message of tomorrow.
  const at = written && Number.isFinite(written.getTime()) && written.getTime() > 0 && written < arrived ? written : arrived;
  return {
    uid, at, bytes: size ?? 0, messageId: envelope?.messageId?.replace(/^<|>$/g, '').trim() || null, from: addressesOf(envelope?.from)[0] ?? null,
    to: [...new Set([...addressesOf(envelope?.to), ...addressesOf(envelope?.cc)])], subject: envelope?.subject?.trim().slice(0, 500) || null, headers: readHeaders(headers?.toString('utf8') ?? ''),
  };
}

/** What went wrong at a mail server, with its remedy. */
export function serverFault(error: unknown, host: string): Fault {
  if (error instanceof NotReached) return fault('unavailable', 'mailbox_unreachable', error.message, { remedy: 'Check the name of the server. One in your own network has to be allowed by MAINSTAY_ALLOW_HOSTS (name:port).' }, error);
  const { authenticationFailed, responseText, code } = error as { authenticationFailed?: boolean; responseText?: string; code?: string };
  if (authenticationFailed) return fault('unavailable', 'mailbox_credentials', `${host} refuses this user and password.`, { remedy: 'Enter them again. Where two factors are needed the provider gives out a password for one app; some allow IMAP only after it was switched on.' }, error);
  const said = responseText ?? code ?? (error instanceof Error ? error.message : String(error));
  return fault('unavailable', 'mailbox_unreachable', `${host} does not answer as a mail server: ${said.slice(0, 200)}`, { remedy: 'Check server, port and encryption: 993 with TLS, or 143 with STARTTLS.' }, error);
}

/** Signs in at a mail server. The name is looked up once, checked, and the connection goes to the checked address. */
export async function openMailServer(settings: ServerSettings): Promise<MailServer> {
  const { host, port, security, user, password, allowHosts } = settings;
  const refusal = serverRefusal(settings);
  if (refusal) throw fault('invalid', 'mailbox_server', refusal, { remedy: 'Other servers of the own network have to be allowed by MAINSTAY_ALLOW_HOSTS (name:port).', fields: [{ path: 'host', message: refusal }] });
  try {
    const { target } = await checkedTarget(`https://${host}:${port}`, allowHosts);
    const client = new ImapFlow({
      host: target.address, port, secure: security === 'tls', doSTARTTLS: security === 'tls' ? undefined : security === 'starttls', servername: host, auth: { user, pass: password },
      logger: false, disableAutoIdle: true, connectionTimeout: timeoutMs, greetingTimeout: timeoutMs, socketTimeout: timeoutMs * 2, tls: { servername: host },
    } as ConstructorParameters<typeof ImapFlow>[0]);
    // Errors outside of a call would end the process; each call fails by itself.
    client.on('error', () => {});
    await client.connect();
    return serverOf(client);
  } catch (error) {
    throw serverFault(error, host);
  }
}

function serverOf(client: ImapFlow): MailServer {
  return {
    async folders() {
      const list = await client.list();
      const sent = list.find(({ specialUse }) => specialUse === '\\Sent');
      return [{ path: 'INBOX', sent: false }, ...(sent ? [{ path: sent.path, sent: true }] : [])];
    },
    async inFolder(path, work) {
      const lock = await client.getMailboxLock(path, { readOnly: true });
      try {
        const { mailbox } = client;
        if (!mailbox) throw new Error(`The folder ${path} does not open.`);
        return await work({
          uidValidity: String(mailbox.uidValidity), uidNext: mailbox.uidNext,
          async after(uid, since) {
            // "n:*" answers the last message even where its number is lower.
            const found = await client.search({ uid: `${uid + 1}:*`, since }, { uid: true });
            return (found || []).filter((one) => one > uid).sort((a, b) => a - b);
          },
          letters: async (uids) => (uids.length === 0 ? [] : (await client.fetchAll(uids.join(','), { uid: true, envelope: true, internalDate: true, size: true, headers: headerNames }, { uid: true })).map(letterOf).sort((a, b) => a.uid - b.uid)),
          async raw(uid) {
            const message = await client.fetchOne(String(uid), { source: true }, { uid: true });
            return message ? message.source : undefined;
          },
        });
      } finally {
        lock.release();
      }
    },
    async close() {
      await client.logout().catch(() => client.close());
    },
  };
}
