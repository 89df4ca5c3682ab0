import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** A message as a test puts it into a folder. */
export interface TestLetter {
  uid: number;
  at: Date;
  messageId: string | null;
  from: string;
  to: string[];
  subject: string;
  headers?: Record<string, string>;
}

/** A mail server on loopback with the commands that reading needs (RFC 9051), and one user. */
export interface TestImapServer {
  port: number;
  user: string;
  password: string;
  folders: Map<string, { uidValidity: number; letters: TestLetter[] }>;
  /** Commands that came, in capitals. */
  commands: string[];
  /** Called before each answer to a FETCH. */
  onFetch: (() => void) | undefined;
  close(): Promise<void>;
}

const quoted = (text: string | null): string => (text === null ? 'NIL' : `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`);
const addressList = (list: readonly string[]): string => (list.length === 0 ? 'NIL' : `(${list.map((one) => `(NIL NIL ${quoted(one.split('@')[0] ?? '')} ${quoted(one.split('@')[1] ?? '')})`).join('')})`);
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const internalDate = (at: Date): string => `${String(at.getUTCDate()).padStart(2, '0')}-${months[at.getUTCMonth()]}-${at.getUTCFullYear()} ${at.toISOString().slice(11, 19)} +0000`;

function headerText(letter: TestLetter): string {
  const fields = { From: letter.from, To: letter.to.join(', '), Subject: letter.subject, Date: letter.at.toUTCString(), ...(letter.messageId ? { 'Message-ID': `<${letter.messageId}>` } : {}), ...letter.headers };
  return Object.entries(fields).map(([name, value]) => `${name}: ${value}\r\n`).join('');
}

function fetched(letter: TestLetter, sequence: number, wanted: string): string {
  const parts = [`UID ${letter.uid}`];
  const literal = (name: string, text: string) => parts.push(`${name} {${Buffer.byteLength(text)}}\r\n${text}`);
  if (wanted.includes('INTERNALDATE')) parts.push(`INTERNALDATE "${internalDate(letter.at)}"`);
  if (wanted.includes('RFC822.SIZE')) parts.push('RFC822.SIZE 500');
  if (wanted.includes('ENVELOPE')) parts.push(`ENVELOPE (${quoted(letter.at.toUTCString())} ${quoted(letter.subject)} ${addressList([letter.from])} NIL NIL ${addressList(letter.to)} NIL NIL NIL ${quoted(letter.messageId && `<${letter.messageId}>`)})`);
  const fields = /BODY\.PEEK\[(HEADER\.FIELDS \([^)]*\))\]/.exec(wanted)?.[1];
  if (fields) literal(`BODY[${fields}]`, `${Object.entries(letter.headers ?? {}).map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`);
  if (wanted.includes('BODY.PEEK[]')) literal('BODY[]', `${headerText(letter)}\r\nThank you, that helps.\r\n`);
  return `* ${sequence} FETCH (${parts.join(' ')})\r\n`;
}

/** Starts one with an inbox and a folder of sent mail. */
export async function startImapServer(): Promise<TestImapServer> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {}).on('close', () => sockets.delete(socket));
    socket.write('* OK [CAPABILITY IMAP4rev1] ready\r\n');
    let rest = '';
    let folder: { uidValidity: number; letters: TestLetter[] } | undefined;
    socket.setEncoding('utf8').on('data', (data: string) => {
      rest += data;
      for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        folder = answer(socket, line, folder);
      }
    });
  });
  const answer = (socket: Socket, line: string, open: { uidValidity: number; letters: TestLetter[] } | undefined) => {
    const [tag = '', ...words] = line.split(' ');
    const command = words.join(' ');
    self.commands.push(command.toUpperCase().replace(/^LOGIN .*/, 'LOGIN'));
    const ok = (untagged = '', code = '') => socket.write(`${untagged}${tag} OK ${code}done\r\n`);
    const list = (text: string) => socket.write(text);
    const isUid = /^UID /i.test(command);
    const verb = (isUid ? words[1] : words[0])?.toUpperCase() ?? '';
    if (verb === 'CAPABILITY') ok('* CAPABILITY IMAP4rev1\r\n');
    else if (verb === 'LOGIN') command.includes(self.user) && command.includes(self.password) ? ok() : list(`${tag} NO [AUTHENTICATIONFAILED] no\r\n`);
    else if (verb === 'LIST' || verb === 'LSUB') ok(verb === 'LIST' && !command.endsWith('""') ? '* LIST (\\HasNoChildren) "/" INBOX\r\n* LIST (\\HasNoChildren \\Sent) "/" Sent\r\n' : '* LIST (\\Noselect) "/" ""\r\n');
    else if (verb === 'SELECT' || verb === 'EXAMINE') {
      const found = self.folders.get(words[1]?.replaceAll('"', '') ?? '');
      if (!found) list(`${tag} NO no such folder\r\n`);
      else ok(`* ${found.letters.length} EXISTS\r\n* FLAGS (\\Seen)\r\n* OK [UIDVALIDITY ${found.uidValidity}] .\r\n* OK [UIDNEXT ${Math.max(0, ...found.letters.map(({ uid }) => uid)) + 1}] .\r\n`, '[READ-ONLY] ');
      return found;
    } else if (verb === 'SEARCH') {
      const from = Number(/UID (\d+):\*/i.exec(command)?.[1] ?? 1);
      const last = open?.letters.at(-1)?.uid;
      ok(`* SEARCH${(open?.letters ?? []).filter(({ uid }) => uid >= from || uid === last).map(({ uid }) => ` ${uid}`).join('')}\r\n`);
    } else if (verb === 'FETCH') {
      self.onFetch?.();
      const uids = new Set((words[2] ?? '').split(',').flatMap((part) => { const [a = 0, b = a] = part.split(':').map(Number); return Array.from({ length: b - a + 1 }, (_, i) => a + i); }));
      ok((open?.letters ?? []).map((letter, index) => (uids.has(letter.uid) ? fetched(letter, index + 1, command.toUpperCase()) : '')).join(''));
    } else if (verb === 'LOGOUT') {
      ok('* BYE\r\n');
      socket.end();
    } else ok();
    return open;
  };
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const self: TestImapServer = {
    port: (server.address() as AddressInfo).port, user: 'cs@own.test', password: 'a-secret-word', folders: new Map([['INBOX', { uidValidity: 1, letters: [] }], ['Sent', { uidValidity: 1, letters: [] }]]), commands: [], onFetch: undefined,
    close: () => new Promise((resolve) => { for (const socket of sockets) socket.destroy(); server.close(() => resolve()); }),
  };
  return self;
}
