import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UnreadablePage, type Cursor, type VendorObject } from './connector.ts';
import { cellsOf, objectMapping } from './mapping.ts';
import { isSpent, mergeReadings, waitFor } from './rate-governor.ts';
import { readTokens } from './read-tokens.ts';
import { readRetryAfter, retryWaitMs } from './retry-plan.ts';
import { MalformedQuery, readSoql } from './salesforce/soql.ts';
import { vendors } from './vendors.ts';
import { verifyWebhook } from './webhook.ts';
import { zendesk } from './zendesk/zendesk.ts';

const objectOf = (id: string) => zendesk.objects.find((one) => one.id === id) as VendorObject;

describe('waiting', () => {
  it('takes the vendor\'s word, with seconds or a date by its own clock', () => {
    expect(readRetryAfter('7', undefined, 0)).toBe(7000);
    expect(readRetryAfter('Mon, 01 Jun 2026 08:00:30 GMT', 'Mon, 01 Jun 2026 08:00:00 GMT', Date.UTC(2030, 0, 1))).toBe(30_000);
    expect(readRetryAfter('Mon, 01 Jun 2026 08:00:30 GMT', undefined, Date.UTC(2026, 5, 1, 8))).toBe(30_000);
    expect([readRetryAfter('soon', undefined, 0), readRetryAfter(undefined, undefined, 0)]).toEqual([null, null]);
  });
  it('waits at least what was asked, else a random share of a window that doubles to a minute', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 40 }), fc.option(fc.integer({ min: 0, max: 1e6 })), fc.double({ min: 0, max: 0.999, noNaN: true }), (attempt, asked, chance) => {
      const wait = retryWaitMs(attempt, asked, chance);
      if (asked !== null) expect(wait).toBeGreaterThanOrEqual(asked);
      else expect(wait).toBeLessThanOrEqual(Math.min(60_000, 500 * 2 ** (attempt - 1)));
      expect(wait).toBeGreaterThanOrEqual(0);
    }));
  });
  it('spreads what is left of a limit to its reset, and waits for it when nothing is', () => {
    const one = (remaining: number) => [{ name: 'minute', limit: 100, remaining, resetAtMs: 10_000 }];
    expect(waitFor(one(50), 0)).toBe(0);
    expect(waitFor(one(4), 0)).toBe(2000);
    expect(waitFor(one(0), 0)).toBe(10_000);
    expect(waitFor(one(0), 10_000)).toBe(0);
    const day = { name: 'day', limit: 1000, remaining: 90, resetAtMs: null, daily: true };
    expect([isSpent([day]), isSpent([{ ...day, remaining: 101 }]), waitFor([day], 0)]).toEqual([true, false, 0]);
    expect(mergeReadings(one(9), one(3))).toEqual(one(3));
  });
});

describe('tokens', () => {
  it('keeps a refresh token that is not renewed, and takes no answer without a token', () => {
    const last = { access: 'a', refresh: 'r', expiresAtMs: 1, refreshExpiresAtMs: 9, instanceUrl: null };
    expect(readTokens({ access_token: 'b', expires_in: '60' }, last, 1000)).toEqual({ access: 'b', refresh: 'r', expiresAtMs: 61_000, refreshExpiresAtMs: 9, instanceUrl: null });
    expect(readTokens({ access_token: 'b', refresh_token: 's', refresh_token_expires_in: 5 }, last, 1000)).toMatchObject({ refresh: 's', refreshExpiresAtMs: 6000 });
    expect([readTokens({ error: 'no' }, last, 0), readTokens(null, null, 0), readTokens({ access_token: 4 }, null, 0)]).toEqual([null, null, null]);
  });
});

describe('pages', () => {
  it.each(vendors.flatMap(({ connector }) => connector.objects.map((object) => [connector.vendor, object.id, object] as const)))('%s %s takes no answer of another form', (_vendor, _id, object) => {
    for (const body of [null, [], {}, 'text', { [object.id]: null }, { records: {} }]) expect(() => object.read(body, object.start(null))).toThrow(UnreadablePage);
  });
  it('an export by cursor that says it goes on must say where', () => {
    const users = objectOf('users');
    const start = users.start(null);
    expect(() => users.read({ users: [], end_of_stream: false, after_cursor: null }, start)).toThrow(UnreadablePage);
    expect(() => users.read({ users: [], end_of_stream: false, after_cursor: 'x' }, { ...start, after: 'x' })).toThrow(UnreadablePage);
    const page = users.read({ users: [{ id: 1, updated_at: '2026-06-01T00:00:00Z' }], end_of_stream: true, after_cursor: 'y' }, start);
    expect(users.request(users.again(page.cursor)).query).toMatchObject({ cursor: 'y' });
    expect(users.request(users.lost(page.cursor)).query).toMatchObject({ start_time: String(Date.UTC(2026, 5, 1) / 1000 - 120) });
  });
  it('an export by time never stands still, also on a page of one second alone', () => {
    const organisations = objectOf('organizations');
    fc.assert(fc.property(fc.integer({ min: 0, max: 2e9 }), fc.integer({ min: 0, max: 5000 }), (startTime, step) => {
      const before: Cursor = { startTime };
      const { cursor } = organisations.read({ organizations: [{ id: 1 }], count: 1, end_of_stream: false, end_time: startTime + step }, before);
      expect(Number(cursor.startTime)).toBeGreaterThan(startTime);
    }));
    expect(() => organisations.read({ organizations: [{ id: 1 }], count: 2, end_of_stream: true, end_time: 5 }, { startTime: 0 })).toThrow(/announces 2/);
  });
});

describe('mapping', () => {
  const mapping = objectMapping.parse({ label: 'X', kind: 'survey', only: { score: ['good', 'bad'] }, fields: { ref: 'id', score: 'score', comment: 'part.text' }, words: { score: { good: '5' } }, leave: ['url'] });
  it('reads places with dots, translates words, keeps what nothing reads, and passes over what is not asked for', () => {
    expect(cellsOf({ id: 4, score: 'good', part: { text: 'fine' }, url: 'u', tag: ['a'], none: null, empty: {} }, mapping)).toEqual({ taken: true, cells: ['4', '5', 'fine'], extra: { tag: '["a"]' }, fault: null });
    expect(cellsOf({ id: 4, score: 'offered' }, mapping).taken).toBe(false);
  });
  it('says what has a form that no value can have, and never passes it over for that', () => {
    expect(cellsOf({ id: 4, score: { word: 'good' } }, mapping)).toMatchObject({ taken: true, fault: { field: 'score', reason: expect.stringContaining('an object') } });
    expect(cellsOf(JSON.parse('{"__proto__": {"id": 9}, "score": "bad"}') as never, mapping).cells[0]).toBe('');
  });
});

describe('webhooks', () => {
  const rule = zendesk.webhook as NonNullable<typeof zendesk.webhook>;
  // The documented rule, base64(HMAC-SHA256(secret, timestamp + body)), as another program computes it.
  const raw = Buffer.from('{"a":1}');
  const at = '2026-06-01T08:00:00Z';
  const headers = { 'x-zendesk-webhook-signature': createHmac('sha256', 's3cret').update(`${at}{"a":1}`).digest('base64'), 'x-zendesk-webhook-signature-timestamp': at };
  const now = Date.UTC(2026, 5, 1, 8);
  it('takes a signed and young one only', () => {
    expect(headers['x-zendesk-webhook-signature']).toBe('6xo7AjWaBkqbsDWm7WAWaX9SmX2CxPxnADuMY9KensQ=');
    expect(verifyWebhook(rule, { headers, raw }, 's3cret', now)).toMatchObject({ ok: true, atMs: now });
    expect(verifyWebhook(rule, { headers, raw }, 'other', now)).toEqual({ ok: false, why: 'forged' });
    expect(verifyWebhook(rule, { headers, raw: Buffer.from('{"a":2}') }, 's3cret', now)).toEqual({ ok: false, why: 'forged' });
    expect(verifyWebhook(rule, { headers, raw }, 's3cret', now + 300_001)).toEqual({ ok: false, why: 'old' });
    expect(verifyWebhook(rule, { headers: {}, raw }, 's3cret', now)).toEqual({ ok: false, why: 'unsigned' });
    expect(verifyWebhook(rule, { headers, raw }, '', now)).toEqual({ ok: false, why: 'unsigned' });
  });
});

describe('the simulator\'s queries', () => {
  it('AND binds closer than OR, instants compare as instants, and what is no query is refused', () => {
    const { matches, limit } = readSoql("SELECT Id FROM Account WHERE (At = 2026-06-01T00:00:00.000Z AND Id > 'b') OR At > 2026-06-01T00:00:00.000Z ORDER BY At, Id LIMIT 5");
    const row = (At: string, Id: string) => matches((field) => ({ At, Id })[field]);
    expect([row('2026-06-01T00:00:00.000+0000', 'c'), row('2026-06-01T00:00:00.000+0000', 'a'), row('2026-06-02T00:00:00.000+0000', 'a'), row('2026-05-02T00:00:00.000+0000', 'c'), limit]).toEqual([true, false, true, false, 5]);
    for (const text of ['SELECT', 'SELECT Id FROM Account WHERE Id', "SELECT Id FROM Account WHERE (Id = 'a'", 'DELETE FROM Account']) expect(() => readSoql(text)).toThrow(MalformedQuery);
  });
});
