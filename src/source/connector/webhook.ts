import { createHmac, timingSafeEqual } from 'node:crypto';

export interface Delivery {
  headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The body as it came, before anything read it. */
  raw: Buffer;
}

/** How a vendor signs what it sends. */
export interface WebhookRule {
  /** The credential that it signs with. */
  secret: string;
  signatureHeader: string;
  timestampHeader: string;
  encoding: 'base64' | 'hex';
  /** The delivery's own id, for telling a replay; null takes the signature. */
  id(delivery: Delivery): string | null;
  /** Objects that a delivery says have changed; empty means all. */
  objects(body: unknown): readonly string[];
}

export type Verdict = { ok: true; id: string; atMs: number } | { ok: false; why: 'unsigned' | 'forged' | 'old' };

/** A delivery older or newer than this is not taken. */
export const toleranceMs = 5 * 60_000;

function one(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

function readTime(text: string): number {
  return /^\d{10}$/.test(text) ? Number(text) * 1000 : /^\d{13}$/.test(text) ? Number(text) : Date.parse(text);
}

/** Whether a delivery comes from who holds the secret, and lately: HMAC-SHA256 over timestamp and body, compared in constant time. Pure; what was seen before is the caller's to know. */
export function verifyWebhook(rule: WebhookRule, delivery: Delivery, secret: string, nowMs: number): Verdict {
  const signature = one(delivery.headers[rule.signatureHeader]);
  const timestamp = one(delivery.headers[rule.timestampHeader]);
  if (!signature || !timestamp || !secret) return { ok: false, why: 'unsigned' };
  const expected = createHmac('sha256', secret).update(timestamp).update(delivery.raw).digest();
  const given = Buffer.from(signature, rule.encoding);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return { ok: false, why: 'forged' };
  const atMs = readTime(timestamp);
  if (!(Math.abs(nowMs - atMs) <= toleranceMs)) return { ok: false, why: 'old' };
  return { ok: true, id: rule.id(delivery) ?? signature, atMs };
}
