import PostalMime, { type Attachment, type Email } from 'postal-mime';
import { toDate } from '../../../lib/clock.ts';
import { fault } from '../../../lib/fault.ts';
import { ownWords, textOfHtml } from './own-words.ts';

/** What a message that came in says. */
export interface ParsedMail {
  /** Its own Message-ID; null without. */
  id: string | null;
  /** Lower case; empty when it names none. */
  sender: string;
  subject: string | null;
  /** When it says it was written. */
  at: Date | null;
  /** What the writer added, without what is quoted. */
  text: string;
  /** Local parts of our Message-IDs that it answers, or that a report is about. */
  answers: string[];
  /** It was made by a program: out of office, received, and the like. */
  automatic: boolean;
  /** A report of a mail server, when it is one. */
  report: MailReport | null;
  /** The receiving server found that it is not from whom it says. */
  refused: boolean;
}

/** A report on a message that left: not delivered for good, not delivered for now, still tried, or marked as unwanted. */
export interface MailReport {
  kind: 'bounce' | 'soft_bounce' | 'delay' | 'complaint';
  /** The address it is about, lower case, where it says so. */
  recipient: string | null;
  note: string;
}

const ourId = /<([0-9a-f]{40})@mainstay>/g;
const mostText = 20_000;
const mostNote = 300;
const limits = { maxNestingDepth: 20, maxHeadersSize: 256 * 1024, maxRfc822NestingDepth: 1 };
// What programs put before a subject, in the languages of the app's readers; RFC 3834 asks for a header, and not all heed it.
const automaticSubject = /^\s*(?:auto(?:matic)?[ -]?(?:reply|response)|automatische antwort|abwesenheitsnotiz|out of (?:the )?office|réponse automatique|respuesta automática|risposta automatica|resposta automática|automatisch antwoord)\b/i;

function header({ headers }: Email, key: string): string {
  return headers.find((one) => one.key === key)?.value.trim() ?? '';
}

function textOf({ content }: Attachment): string {
  return typeof content === 'string' ? content : new TextDecoder().decode(content);
}

/** Fields of a report: lines of "name: value" with folded lines joined, names in lower case; the first of a name counts. */
function fieldsOf(text: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of text.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const [, name, value] = /^([\w-]+):\s*(.*)$/.exec(line) ?? [];
    if (name && value !== undefined && !fields.has(name.toLowerCase())) fields.set(name.toLowerCase(), value.trim());
  }
  return fields;
}

const addressIn = (value: string | undefined): string | null => value?.replace(/^[^;]*;/, '').replaceAll(/[<>\s]/g, '').toLowerCase() || null;

/** Delivery status by RFC 3464, feedback by RFC 5965. A report on several addresses tells of the first that failed. */
function reportOf(mail: Email): MailReport | null {
  const status = mail.attachments.find(({ mimeType }) => mimeType === 'message/delivery-status');
  const feedback = mail.attachments.find(({ mimeType }) => mimeType === 'message/feedback-report');
  if (feedback) {
    const fields = fieldsOf(textOf(feedback));
    return { kind: 'complaint', recipient: addressIn(fields.get('original-rcpt-to')), note: (fields.get('feedback-type') ?? 'complaint').slice(0, mostNote) };
  }
  if (!status) return null;
  const recipients = textOf(status).split(/\r?\n\r?\n/).map(fieldsOf).filter((fields) => fields.has('action'));
  const told = recipients.find((fields) => fields.get('action')?.toLowerCase() === 'failed') ?? recipients[0];
  if (!told) return null;
  const [action, code] = [told.get('action')?.toLowerCase(), told.get('status') ?? ''];
  const kind = action === 'failed' ? (code.startsWith('4') ? 'soft_bounce' : 'bounce') : 'delay';
  return { kind, recipient: addressIn(told.get('final-recipient') ?? told.get('original-recipient')), note: [code, told.get('diagnostic-code')?.replace(/^[^;]*;\s*/, '')].filter(Boolean).join(' ').slice(0, mostNote) };
}

const daemon = /^mailer-daemon@/i;
const forGood = /\b5\.\d{1,3}\.\d{1,3}\b|\b55\d\b|\bpermanent(?:ly)?\b|\bgiv(?:en|ing) up\b|\bunknown user\b|\buser unknown\b|\bno such (?:user|mailbox)\b/i;
const stillTried = /\bdelayed\b|\bwill (?:be retried|keep trying|continue|try again)\b|\bstill (?:trying|being tried)\b/i;

function isDaemon(mail: Email): boolean {
  return daemon.test(mail.from?.address ?? '') || header(mail, 'x-failed-recipients') !== '';
}

// Older mail servers write to people only, and put the message they return below: what they say above it tells whether it is for good.
function plainReportOf(mail: Email): MailReport | null {
  const text = mail.text ?? '';
  const at = text.search(ourId);
  if (!isDaemon(mail) || at < 0) return null;
  const said = text.slice(0, at).split(/\r?\n/).map((line) => line.trim());
  const note = said.find((line) => forGood.test(line)) ?? said.find((line) => /\b4\d\d\b|\b4\.\d/.test(line)) ?? said.find(Boolean) ?? '';
  const above = said.join(' ');
  return { kind: forGood.test(above) ? 'bounce' : stillTried.test(above) ? 'delay' : 'soft_bounce', recipient: addressIn(header(mail, 'x-failed-recipients').split(',')[0]), note: note.slice(0, mostNote) };
}

function answersOf(mail: Email): string[] {
  const returned = mail.attachments.filter(({ mimeType }) => mimeType === 'message/rfc822' || mimeType === 'text/rfc822-headers').map((one) => fieldsOf(textOf(one)).get('message-id') ?? '');
  const named = [header(mail, 'in-reply-to'), header(mail, 'references'), ...returned, isDaemon(mail) ? (mail.text ?? '') : ''].join(' ');
  return [...new Set([...named.matchAll(ourId)].map(([, id]) => id as string))];
}

function isAutomatic(mail: Email): boolean {
  const submitted = header(mail, 'auto-submitted').toLowerCase();
  return (submitted !== '' && !submitted.startsWith('no')) || ['x-autoreply', 'x-autorespond', 'x-auto-response-suppress'].some((key) => !['', 'none'].includes(header(mail, key).toLowerCase())) || /^(auto_reply|bulk|junk|list)/i.test(header(mail, 'precedence')) || automaticSubject.test(mail.subject ?? '')
    || /^(mailer-daemon|postmaster)@/i.test(mail.from?.address ?? '');
}

/**
 * Reads a message (RFC 5322) as it came. Nothing in it is believed beyond what is returned: who wrote, what it answers, what was added. Throws Fault
 * `invalid` for what is no message.
 */
export async function parseMail(raw: Buffer): Promise<ParsedMail> {
  let mail: Email;
  try {
    mail = await PostalMime.parse(raw, { ...limits, rfc822Attachments: true, forceRfc822Attachments: true, attachmentEncoding: 'utf8' });
  } catch (cause) {
    throw fault('invalid', 'mail', 'The message cannot be read.', { remedy: 'Hand in the whole message as it came, headers and all.' }, cause);
  }
  const sender = (mail.from?.address ?? mail.from?.group?.[0]?.address ?? '').trim().toLowerCase();
  if (!sender && !mail.messageId) throw fault('invalid', 'mail', 'This is no e-mail: it has neither a sender nor a Message-ID.', { remedy: 'Hand in the whole message as it came, headers and all.' });
  const at = Date.parse(mail.date ?? '');
  return {
    id: mail.messageId?.trim() || null, sender, subject: mail.subject?.replace(/\s+/g, ' ').trim().slice(0, 300) || null, at: Number.isNaN(at) ? null : toDate(at),
    text: ownWords(mail.text?.trim() ? mail.text : textOfHtml(mail.html ?? '')).slice(0, mostText), answers: answersOf(mail), automatic: isAutomatic(mail), report: reportOf(mail) ?? plainReportOf(mail),
    refused: /\bdmarc=fail\b/i.test(header(mail, 'authentication-results')),
  };
}
