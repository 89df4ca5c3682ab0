import type { NotificationItem } from '../../contract/notification.ts';
import { toDate } from '../../lib/clock.ts';
import type { Mail } from '../../platform/mail/mailer.ts';
import { digestWords } from './digest-words.ts';

const mostLines = 40;

export interface DigestReader {
  name: string;
  address: string;
  language: 'en' | 'de';
  /** How days are written, such as en-GB. */
  locale: string;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);
}

/** The mail of a digest, as text and as HTML; each line with its reason and its link, where it is changed, and by which link (`stop`) it is stopped in one click (RFC 8058). Pure. */
export function renderDigest(id: string, reader: DigestReader, items: readonly NotificationItem[], base: string, stop: string): Mail {
  const words = digestWords[reader.language];
  const format = new Intl.DateTimeFormat(reader.locale, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
  const lines = items.slice(0, mostLines).map((item) => ({ ...words.line(item, (day) => (day ? format.format(toDate(`${day}T00:00:00Z`)) : '')), link: base + item.link }));
  const rest = items.length - lines.length;
  const settings = `${base}/settings/notifications`;
  const text = [
    words.hello(reader.name), '', words.intro, '',
    ...lines.flatMap(({ title, detail, because, link }) => [`* ${title}`, ...(detail ? [`  ${detail}`] : []), `  (${because})`, `  ${link}`, '']),
    ...(rest > 0 ? [words.more(rest), ''] : []), '-- ', words.why, `${words.settings}: ${settings}`, `${words.stop}: ${stop}`, '',
  ].join('\n');
  const rows = lines.map(({ title, detail, because, link }) =>
    `<tr><td style="padding:14px 0;border-bottom:1px solid #e4e4ea"><a href="${escaped(link)}" style="color:#17181c;font-weight:600;text-decoration:none">${escaped(title)}</a>${detail ? `<br><span style="color:#3d4149">${escaped(detail)}</span>` : ''}<br><span style="color:#555963;font-size:13px">${escaped(because)} &middot; <a href="${escaped(link)}" style="color:#4a46b8">${escaped(words.open)}</a></span></td></tr>`).join('');
  const html = `<!doctype html><html lang="${reader.language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(words.subject(items.length))}</title></head>`
    + `<body style="margin:0;background:#ffffff"><table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td align="center" style="padding:24px 16px"><table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px;font:15px/1.5 system-ui,Segoe UI,Arial,sans-serif;color:#17181c">`
    + `<tr><td style="padding-bottom:8px">${escaped(words.hello(reader.name))}<br><br>${escaped(words.intro)}</td></tr>${rows}${rest > 0 ? `<tr><td style="padding:14px 0">${escaped(words.more(rest))}</td></tr>` : ''}`
    + `<tr><td style="padding-top:20px;color:#555963;font-size:13px">${escaped(words.why)} <a href="${escaped(settings)}" style="color:#4a46b8">${escaped(words.settings)}</a> &middot; <a href="${escaped(stop)}" style="color:#4a46b8">${escaped(words.stop)}</a></td></tr></table></td></tr></table></body></html>`;
  return { to: { name: reader.name, address: reader.address }, subject: words.subject(items.length), text, html, messageId: `${id}@${new URL(base).hostname}`, headers: { 'List-Unsubscribe': `<${stop}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click', 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' } };
}
