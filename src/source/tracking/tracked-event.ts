import { z } from 'zod';
import { toDate } from '../../lib/clock.ts';
import { stableUuid } from '../../lib/ids.ts';
import { isTooDeep, mayHoldOddText, storable } from './storable-json.ts';

/** One event or statement about a key, as accepted. Times are instants; `key` makes a retry the same event. */
export interface TrackedEvent {
  key: string;
  type: 'track' | 'page' | 'screen' | 'identify' | 'group' | 'alias';
  name: string;
  at: Date;
  userKey: string;
  /** The user key is an anonymous id. */
  anonymous: boolean;
  groupKey: string;
  value: number;
  properties: Record<string, unknown>;
  traits: Record<string, unknown>;
  anonymousId: string | null;
  previousId: string | null;
}

/** A part of a payload that cannot be used, and why. */
export interface RejectedEvent {
  code: string;
  reason: string;
  raw: unknown;
}

export interface ReadPayload {
  events: TrackedEvent[];
  rejected: RejectedEvent[];
}

const eventLimitBytes = 32 * 1024;
const futureToleranceMs = 5 * 60_000;
const earliestMs = Date.UTC(2000, 0, 1);
const keyLimit = 512;

const id = z.union([z.string(), z.number()]).transform(String).pipe(z.string().max(keyLimit));
const bag = z.record(z.string(), z.unknown()).nullish().transform((value) => value ?? {});

const message = z.object({
  type: z.enum(['track', 'page', 'screen', 'identify', 'group', 'alias']),
  messageId: z.string().max(keyLimit).nullish(),
  event: z.string().min(1).max(400).nullish(),
  name: z.string().max(400).nullish(),
  category: z.string().max(400).nullish(),
  userId: id.nullish(),
  anonymousId: id.nullish(),
  previousId: id.nullish(),
  groupId: id.nullish(),
  timestamp: z.union([z.string(), z.number()]).nullish(),
  originalTimestamp: z.union([z.string(), z.number()]).nullish(),
  sentAt: z.union([z.string(), z.number()]).nullish(),
  properties: bag,
  traits: bag,
  context: z.object({ groupId: id.nullish(), traits: bag }).loose().nullish(),
});

type Message = z.output<typeof message>;

/** The messages of a body sent to `/v1/<route>`: a batch's list, or the one body itself. Undefined when it is not an object. */
export function messagesOf(route: string, body: unknown): unknown[] | undefined {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined;
  if (route === 'batch') return Array.isArray((body as { batch?: unknown }).batch) ? (body as { batch: unknown[] }).batch : undefined;
  return [{ type: route, ...body }];
}

/**
 * Reads the text of a payload: every usable event, and every other part with the reason. `receivedAt` is wall time of the accept;
 * the sender's clock error (receivedAt - sentAt) is taken out of each time. `sourceId` scopes the keys.
 * What it answers fits both stores, whatever the text holds: an event can be refused, but not stop those behind it.
 */
export function readPayload(sourceId: string, route: string, text: string, receivedAt: Date): ReadPayload {
  const result: ReadPayload = { events: [], rejected: [] };
  const body: unknown = JSON.parse(text);
  const messages = messagesOf(route, body);
  if (!messages) return { events: [], rejected: [{ code: 'shape', reason: route === 'batch' ? 'A batch needs a list called "batch".' : 'The body is not a JSON object.', raw: null }] };
  const clean = mayHoldOddText(text) ? storable : (value: unknown) => value;
  const batchSentAt = (body as { sentAt?: unknown }).sentAt;
  for (const given of messages) {
    if (isTooDeep(given)) {
      result.rejected.push({ code: 'too_deep', reason: 'An event may nest 32 levels.', raw: null });
      continue;
    }
    const read = readMessage(sourceId, clean(given), batchSentAt, receivedAt);
    if ('code' in read) result.rejected.push(read);
    else result.events.push(read);
  }
  return result;
}

function readMessage(sourceId: string, raw: unknown, batchSentAt: unknown, receivedAt: Date): TrackedEvent | RejectedEvent {
  const size = Buffer.byteLength(JSON.stringify(raw));
  const reject = (code: string, reason: string): RejectedEvent => ({ code, reason, raw: size > eventLimitBytes ? { truncated: JSON.stringify(raw).slice(0, 1000).toWellFormed() } : raw });
  if (size > eventLimitBytes) return reject('too_large', `An event may have ${eventLimitBytes} bytes.`);
  const parsed = message.safeParse(raw);
  if (!parsed.success) return reject('shape', parsed.error.issues.map((issue) => `${issue.path.join('.') || 'event'}: ${issue.message}`).join('; '));
  const given = parsed.data;
  if (!given.userId && !given.anonymousId) return reject('no_user', 'userId or anonymousId is needed.');
  if (given.type === 'track' && !given.event) return reject('no_event', 'A track call needs the event\'s name.');
  if (given.type === 'group' && !given.groupId) return reject('no_group', 'A group call needs a groupId.');
  const at = happenedAt(given, batchSentAt, receivedAt);
  if (!at) return reject('timestamp', 'The timestamp is not a date, or lies before the year 2000.');
  return eventOf(sourceId, given, at);
}

function eventOf(sourceId: string, given: Message, at: Date): TrackedEvent {
  const company = given.type === 'identify' ? textOf((given.traits.company as Record<string, unknown> | undefined)?.id) : undefined;
  const groupKey = given.groupId ?? given.context?.groupId ?? company ?? textOf(given.properties.groupId) ?? textOf((given.properties.$groups as Record<string, unknown> | undefined)?.company) ?? '';
  const value = Number(given.properties.value ?? given.properties.revenue ?? 1);
  return {
    key: given.messageId ? stableUuid(sourceId, given.messageId) : stableUuid(sourceId, JSON.stringify(given)),
    type: given.type,
    name: nameOf(given),
    at,
    userKey: given.userId || given.anonymousId || '',
    anonymous: !given.userId,
    groupKey,
    value: Number.isFinite(value) ? value : 1,
    properties: given.properties,
    traits: { ...given.context?.traits, ...given.traits },
    anonymousId: given.anonymousId ?? null,
    previousId: given.previousId ?? null,
  };
}

function nameOf({ type, event, name, properties }: Message): string {
  if (type === 'track') return event ?? '';
  const title = name ?? textOf(properties.name) ?? textOf(properties.title) ?? textOf(properties.path) ?? '';
  return `Viewed ${title || 'a page'}`;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined;
}

function instantOf(value: unknown): Date | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const at = toDate(value);
  return Number.isNaN(at.getTime()) || at.getTime() < 0 ? undefined : at;
}

function happenedAt(given: Message, batchSentAt: unknown, receivedAt: Date): Date | undefined {
  const stated = given.originalTimestamp ?? given.timestamp;
  if (stated === null || stated === undefined) return receivedAt;
  const at = instantOf(stated);
  if (!at) return undefined;
  const sentAt = instantOf(given.sentAt ?? batchSentAt);
  const corrected = sentAt ? at.getTime() + (receivedAt.getTime() - sentAt.getTime()) : at.getTime();
  if (corrected < earliestMs) return undefined;
  // What is said to happen in the future happened now at the latest.
  return corrected > receivedAt.getTime() + futureToleranceMs ? receivedAt : toDate(corrected);
}
