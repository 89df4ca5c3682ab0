import { createHmac } from 'node:crypto';
import { guardedPost, NotReached, type GuardedAnswer } from '../../platform/guarded-fetch.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { NotSent, type ActionChannel, type Outgoing } from './channel.ts';

interface Endpoint {
  kind: 'slack' | 'teams' | 'webhook';
  url: string;
  secret: string | null;
}

// A card shows an address as a link only where it is written as one.
function linked(text: string): string {
  return text.replace(/https?:\/\/[^\s<>()[\]]+[^\s<>()[\].,;:!?]/g, (url) => `[${url}](${url})`);
}

/** What a chat or another system is sent. Slack and Teams get their own shapes, everyone else one plain document. Pure. */
export function payloadFor(kind: Endpoint['kind'], { key, actionId, type, accountId, message, fields }: Outgoing): object {
  const title = message.subject ?? '';
  if (kind === 'slack') {
    // Only these three signs have a meaning of their own in Slack's text.
    const plain = (text: string) => text.replace(/[&<>]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign] as string);
    return { text: [title && `*${plain(title)}*`, plain(message.text)].filter(Boolean).join('\n') };
  }
  if (kind === 'teams') {
    const block = (text: string, more: object = {}) => ({ type: 'TextBlock', text, wrap: true, ...more });
    const body = [...(title ? [block(title, { weight: 'Bolder', size: 'Medium' })] : []), ...message.text.split(/\n{2,}/).map((part) => block(linked(part)))];
    return { type: 'message', attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: { $schema: 'http://adaptivecards.io/schemas/adaptive-card.json', type: 'AdaptiveCard', version: '1.4', body } }] };
  }
  return { id: key, action: actionId, type, account: accountId, subject: title || null, text: message.text, fields: fields ?? {} };
}

/** Slack, Teams and generic webhooks. A generic one carries the idempotency key, and a signature where a secret is set: `sha256=` + HMAC of the body. */
export function webhookChannel({ db, allowHosts }: { db: Db; allowHosts: readonly string[] }): ActionChannel {
  return {
    async send(outgoing) {
      const endpoint = await db.maybe<Endpoint>('select kind, url, secret from action_endpoint where id = $1', [outgoing.message.to]);
      if (!endpoint) throw new NotSent(`No address is set for "${outgoing.message.to}".`, false);
      const body = JSON.stringify(payloadFor(endpoint.kind, outgoing));
      const signature: Record<string, string> = endpoint.secret === null ? {} : { 'x-mainstay-signature': `sha256=${createHmac('sha256', endpoint.secret).update(body).digest('hex')}` };
      const headers = { 'content-type': 'application/json', 'user-agent': 'Mainstay', 'idempotency-key': outgoing.key, ...signature };
      const answer = await guardedPost(endpoint.url, { headers, body, allowHosts }).catch((error: unknown) => Promise.reject(error instanceof NotReached ? new NotSent(error.message, error.permanent, error) : error));
      return { receipt: receiptOf(answer) };
    },
  };
}

// A refusal is certain; of a failure on the other side nobody knows what it did before.
function receiptOf({ status, text, headers }: GuardedAnswer): string {
  if (status >= 200 && status < 300) return `HTTP ${status} ${headers['x-request-id'] ?? text.replaceAll(/\s+/g, ' ')}`.trim().slice(0, 200);
  const said = `The receiver answered ${status} ${text.replaceAll(/\s+/g, ' ').slice(0, 160)}`.trim();
  if (status === 429 || status === 503) throw new NotSent(said, false);
  if (status >= 300 && status < 500) throw new NotSent(said, true);
  throw new Error(said);
}
