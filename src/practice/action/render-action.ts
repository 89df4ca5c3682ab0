import type { ActionContent, RecordTarget, RenderedMessage, SurveyAsk } from '../../contract/action.ts';
import { toDate } from '../../lib/clock.ts';
import { sha256 } from '../../lib/ids.ts';
import type { ActionType } from './action-type.ts';
import { calendarInvitation } from './calendar-invitation.ts';
import type { Policy } from './policy.ts';

/** Stands for the personal link in what is shown and approved; the sender puts the link in its place. */
export const unsubscribeMark = '{unsubscribe-link}';

/** Stands for the personal link of a survey. */
export const surveyMark = '{survey-link}';

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
  if (ownMark.test(`${content.subject ?? ''}${content.body}${JSON.stringify(content.survey ?? '')}`)) return 'The text holds a mark that is ours.';
  if ((type.channel === 'email' || /^crm_(task|opportunity|note)$/.test(type.id)) && !content.subject?.trim()) return 'It has no subject.';
  if ((type.id === 'send_survey') !== (content.survey !== undefined)) return content.survey ? 'Only a survey puts a question with a scale.' : 'It has no question.';
  if (content.survey) return askProblem(content.survey);
  if (type.id !== 'invite') return null;
  if (!content.startAt || !content.endAt) return 'An invitation needs a beginning and an end.';
  return toDate(content.startAt) < toDate(content.endAt) ? null : 'The meeting ends before it begins.';
}

const ownMark = /\{(?:unsubscribe|survey)-link\}/;

function askProblem({ min, max, question, low, high, followUp, thanks, closing }: SurveyAsk): string | null {
  if (min >= max) return 'The scale ends where it begins.';
  if (question.trim() === '') return 'It has no question.';
  return /\{\{|\{%|\}\}/.test([question, low, high, followUp, thanks, closing].join('')) ? 'A placeholder was not filled in.' : null;
}

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Plain text as it may stand in HTML, also between double quotes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => escapes[sign] as string);
}

function html(text: string): string {
  const safe = escapeHtml(text).replace(/https?:\/\/[^\s<]+[^\s<.,;:!?)]/g, (url) => `<a href="${url}">${url}</a>`);
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
  const ask = content.survey && surveyBlock(content.survey);
  return input.recipients.map(({ personId, name, address }) => ({
    personId, to: address ?? '', name, replyTo: input.owner?.email ?? null, subject: content.subject?.trim() ?? '',
    text: `${body}\n\n${ask ? `${ask.text}\n\n` : ''}--\n${policy.unsubscribeText} ${unsubscribeMark}\n`,
    html: `${html(body)}\n${ask ? `${ask.html}\n` : ''}<p style="color:#666;font-size:12px">${html(policy.unsubscribeText).replace(/^<p>|<\/p>$/g, '')} <a href="${unsubscribeMark}">${unsubscribeMark}</a></p>\n`,
    attachments,
  }));
}

// One row of cells as wide as the screen allows: mail programs keep tables, and eleven answers still fit a phone. A link opens the page with the answer chosen; nothing is recorded by opening it.
function surveyBlock({ min, max, question, low, high, closing }: SurveyAsk): { text: string; html: string } {
  const scores = Array.from({ length: max - min + 1 }, (_, index) => min + index);
  const ends = [low && `${min} = ${low}`, high && `${max} = ${high}`].filter(Boolean).join(', ');
  const cells = scores.map((score) => `<td style="padding:0 2px"><a href="${surveyMark}?score=${score}" title="${score} / ${max}" style="display:block;padding:12px 0;border:1px solid #8a8f98;border-radius:6px;color:#1c1c1c;text-align:center;text-decoration:none;font-size:16px">${score}</a></td>`).join('');
  const legend = low || high ? `<tr><td colspan="${scores.length}" style="padding:6px 2px 0"><table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td align="left" style="color:#5b606a;font-size:13px">${escapeHtml(low)}</td><td align="right" style="color:#5b606a;font-size:13px">${escapeHtml(high)}</td></tr></table></td></tr>` : '';
  return {
    text: `${question}${ends ? `\n${ends}` : ''}\n${surveyMark}${closing ? `\n\n${closing}` : ''}`,
    html: `<p><b>${escapeHtml(question)}</b></p>\n<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px;table-layout:fixed"><tr>${cells}</tr>${legend}</table>${closing ? `\n${html(closing)}` : ''}`,
  };
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
