import type { ActionContent, RecordTarget, RenderedMessage } from '../../contract/action.ts';
import { toDate } from '../../lib/clock.ts';
import { sha256 } from '../../lib/ids.ts';
import type { ActionType } from './action-type.ts';
import { calendarInvitation } from './calendar-invitation.ts';
import type { Policy } from './policy.ts';

/** Stands for the personal link in what is shown and approved; the sender puts the link in its place. */
export const unsubscribeMark = '{unsubscribe-link}';

/** What rendering needs beyond the content. */
export interface RenderInput {
  id: string;
  type: ActionType;
  content: ActionContent;
  recipients: readonly { personId: string; name: string | null; address: string | null }[];
  /** The account owner's name and address: replies go there. */
  owner: { name: string; email: string } | null;
  accountName: string;
  createdAt: Date;
  policy: Policy;
  /** The record of a connected vendor that takes it. */
  target?: RecordTarget | null | undefined;
}

/** What is wrong with the content of a type; null when it can be sent as it is. Pure. */
export function contentProblem(type: ActionType | undefined, content: ActionContent): string | null {
  if (!type) return null;
  if (content.body.trim() === '') return 'It has no text.';
  if (/[\r\n]/.test(content.subject ?? '') || /[\r\n]/.test(content.location ?? '')) return 'The subject must be one line.';
  if (/\{\{|\{%|\}\}/.test(`${content.subject ?? ''}${content.body}`)) return 'A placeholder was not filled in.';
  if (content.body.includes(unsubscribeMark)) return 'The text holds a mark that is ours.';
  if ((type.channel === 'email' || /^crm_(task|opportunity|note)$/.test(type.id)) && !content.subject?.trim()) return 'It has no subject.';
  if (type.id !== 'invite') return null;
  if (!content.startAt || !content.endAt) return 'An invitation needs a beginning and an end.';
  return toDate(content.startAt) < toDate(content.endAt) ? null : 'The meeting ends before it begins.';
}

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function html(text: string): string {
  const safe = text.replace(/[&<>"]/g, (sign) => escapes[sign] as string).replace(/https?:\/\/[^\s<]+[^\s<.,;:!?)]/g, (url) => `<a href="${url}">${url}</a>`);
  return safe.split(/\n{2,}/).map((part) => `<p>${part.replaceAll('\n', '<br>')}</p>`).join('\n');
}

/** The messages of an action, exactly as they leave: one to each person, or one to the endpoint. Pure: the same input gives the same bytes. */
export function renderMessages(input: RenderInput): RenderedMessage[] {
  const { content, type, policy } = input;
  if (input.target) return [recordMessage(input, input.target)];
  if (type.channel !== 'email') {
    return [{ personId: null, to: content.endpoint ?? type.endpoint ?? '', name: null, replyTo: null, subject: content.subject ?? null, text: content.body, html: null, attachments: [] }];
  }
  const attachments = type.id === 'invite' && content.startAt && content.endAt ? [{ name: 'invite.ics', type: 'text/calendar; method=REQUEST; charset=utf-8', content: calendarInvitation(input) }] : [];
  const body = content.body.trim();
  return input.recipients.map(({ personId, name, address }) => ({
    personId, to: address ?? '', name, replyTo: input.owner?.email ?? null, subject: content.subject?.trim() ?? '',
    text: `${body}\n\n--\n${policy.unsubscribeText} ${unsubscribeMark}\n`,
    html: `${html(body)}\n<p style="color:#666;font-size:12px">${html(policy.unsubscribeText).replace(/^<p>|<\/p>$/g, '')} <a href="${unsubscribeMark}">${unsubscribeMark}</a></p>\n`,
    attachments,
  }));
}

/** By which a record that was made is found again at the vendor: it stands in the record, where people see it. */
export function referenceOf(type: string, actionId: string): string {
  return type === 'crm_note' ? `[${actionId.slice(-8)}]` : `Mainstay reference: ${actionId}`;
}

// Only the title of a note can be searched for at Salesforce, so its reference stands there.
function recordMessage({ id, type, content }: RenderInput, target: RecordTarget): RenderedMessage {
  const reference = referenceOf(type.id, id);
  const isNote = type.id === 'crm_note';
  const subject = content.subject?.trim() ?? null;
  const bare = { personId: null, to: target.vendor, name: null, replyTo: null, html: null, attachments: [], target };
  if (type.id === 'crm_field') return { ...bare, subject, text: content.body };
  return { ...bare, subject: isNote ? `${(subject ?? '').slice(0, 240)} ${reference}` : subject, text: isNote ? content.body : `${content.body.trim()}\n\n${reference}` };
}

/** Keys in order, so that equal values are equal texts. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) => (part && typeof part === 'object' && !Array.isArray(part) ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1))) : part));
}

/** What an approval covers: the bytes, who gets them, the channel and address, attachments, values for another system, the policy's version and the day it expires. */
export interface DigestInput {
  type: string;
  accountId: string;
  channel: string;
  /** The endpoint's address, hashed; null for e-mail. */
  endpoint: string | null;
  messages: readonly RenderedMessage[];
  fields: ActionContent['fields'] | null;
  policyVersion: number;
  expiresAt: Date;
}

/** The digest of what would be sent. */
export function actionDigest({ expiresAt, ...rest }: DigestInput): string {
  return sha256(canonicalJson({ ...rest, expiresAt: expiresAt.toISOString() }));
}
