import type { ContactOutcome } from '../../contract/mailbox.ts';
import { publicMailDomains } from '../../customer/identity/public-mail-domains.ts';

/** What a person decided about a mailbox or calendar. */
export interface ContactRules {
  /** Domains of colleagues, and single addresses of them. */
  own: readonly string[];
  /** Addresses and domains that keep a message out. */
  without: readonly string[];
  /** Words in a subject that keep a message out. */
  words: readonly string[];
}

/** A message, as far as it is looked at. Addresses are in lower case. */
export interface Letter {
  messageId: string | null;
  from: string | null;
  to: readonly string[];
  subject: string | null;
  /** Header fields by their name in lower case, unfolded, the first of each name first. */
  headers: ReadonlyMap<string, readonly string[]>;
}

/** A meeting that took place, or was to. */
export interface Meeting {
  /** The same at every reading. */
  key: string;
  /** Of the series. */
  uid: string;
  at: Date;
  subject: string | null;
  people: readonly { address: string; declined: boolean }[];
  cancelled: boolean;
  private: boolean;
}

/** Accounts and people by address. */
export interface KnownAddresses {
  people: ReadonlyMap<string, readonly { personId: string; accountId: string }[]>;
  /** Accounts by a domain that is theirs alone. */
  domains: ReadonlyMap<string, string>;
}

export interface ContactWith {
  accountId: string;
  personIds: string[];
}

export type Verdict = { outcome: 'kept'; direction: 'in' | 'out' | 'two_way'; contacts: ContactWith[] } | { outcome: Exclude<ContactOutcome, 'kept'> };

export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}

/** Whose addresses count as colleagues where nobody said: the domain of the mailbox, or its one address where anybody may have one there. */
export function ownByDefault(address: string): string[] {
  const lower = address.trim().toLowerCase();
  return !lower.includes('@') ? [] : [publicMailDomains.includes(domainOf(lower)) ? lower : domainOf(lower)];
}

// A domain stands for its subdomains too.
function isAmong(address: string, list: readonly string[]): boolean {
  const domain = domainOf(address);
  return list.some((one) => (one.includes('@') ? one === address : domain === one || domain.endsWith(`.${one}`)));
}

function first(letter: Letter, name: string): string {
  return letter.headers.get(name)?.[0]?.trim().toLowerCase() ?? '';
}

function isList(letter: Letter): boolean {
  return letter.headers.has('list-id') || letter.headers.has('list-unsubscribe') || /^(list|bulk|junk)$/.test(first(letter, 'precedence'));
}

function isAutomatic(letter: Letter): boolean {
  const submitted = first(letter, 'auto-submitted');
  return (submitted !== '' && submitted !== 'no') || letter.headers.has('x-autoreply') || letter.headers.has('x-autorespond') || first(letter, 'precedence') === 'auto_reply' || first(letter, 'return-path') === '<>'
    || first(letter, 'content-type').startsWith('multipart/report') || /^(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?)([+@-]|$)/.test(letter.from ?? '');
}

// Only the uppermost is of the server that took the message in; those below it the sender may have written.
function isForged(letter: Letter): boolean {
  return /\bdmarc=fail\b/.test(first(letter, 'authentication-results'));
}

function hasWord(subject: string | null, words: readonly string[]): boolean {
  const text = subject?.toLowerCase() ?? '';
  return words.some((word) => text.includes(word.toLowerCase()));
}

/** The accounts behind addresses, each with its people among them. */
function contactsOf(addresses: readonly string[], known: KnownAddresses): ContactWith[] {
  const found = new Map<string, Set<string>>();
  for (const address of addresses) {
    const people = known.people.get(address);
    for (const { accountId, personId } of people ?? []) found.set(accountId, (found.get(accountId) ?? new Set()).add(personId));
    const account = people ? undefined : known.domains.get(domainOf(address));
    if (account !== undefined && !found.has(account)) found.set(account, new Set());
  }
  return [...found].map(([accountId, personIds]) => ({ accountId, personIds: [...personIds] }));
}

/** Whether a message is contact with a customer. What a program sent, what came over a list and what colleagues write each other is none. Pure. */
export function judgeLetter(letter: Letter, rules: ContactRules, known: KnownAddresses): Verdict {
  const { from } = letter;
  if (letter.messageId?.endsWith('@mainstay')) return { outcome: 'ours' };
  if (isList(letter)) return { outcome: 'list' };
  if (isAutomatic(letter)) return { outcome: 'automatic' };
  if (/^(private|personal|company-confidential)$/.test(first(letter, 'sensitivity'))) return { outcome: 'private' };
  if (hasWord(letter.subject, rules.words)) return { outcome: 'word' };
  if ([from ?? '', ...letter.to].some((address) => address !== '' && isAmong(address, rules.without))) return { outcome: 'excluded' };
  const outgoing = from !== null && isAmong(from, rules.own);
  if (outgoing && letter.to.every((address) => isAmong(address, rules.own))) return { outcome: 'internal' };
  const contacts = from === null ? [] : contactsOf(outgoing ? letter.to.filter((address) => !isAmong(address, rules.own)) : [from], known);
  if (contacts.length === 0) return { outcome: 'unknown' };
  // A colleague's own mail comes from the folder of sent mail, which no server judged.
  if (!outgoing && isForged(letter)) return { outcome: 'forged' };
  return { outcome: 'kept', direction: outgoing ? 'out' : 'in', contacts };
}

/** Whether a meeting is contact with a customer: both sides had not declined. Pure. */
export function judgeMeeting(meeting: Meeting, rules: ContactRules, known: KnownAddresses): Verdict {
  if (meeting.cancelled) return { outcome: 'cancelled' };
  if (meeting.private) return { outcome: 'private' };
  if (hasWord(meeting.subject, rules.words)) return { outcome: 'word' };
  if (meeting.people.some(({ address }) => isAmong(address, rules.without))) return { outcome: 'excluded' };
  const [own, others] = [meeting.people.filter(({ address }) => isAmong(address, rules.own)), meeting.people.filter(({ address }) => !isAmong(address, rules.own))];
  if (others.length === 0) return { outcome: 'internal' };
  const came = others.filter(({ declined }) => !declined);
  if (came.length === 0 || (own.length > 0 && own.every(({ declined }) => declined))) return { outcome: 'declined' };
  const contacts = contactsOf(came.map(({ address }) => address), known);
  return contacts.length === 0 ? { outcome: 'unknown' } : { outcome: 'kept', direction: 'two_way', contacts };
}
