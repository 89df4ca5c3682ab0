import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { systemClock, toDate } from '../../lib/clock.ts';
import { createKey } from '../../platform/auth/api-key.ts';
import { localPrincipal } from '../../platform/auth/authenticate.ts';
import { startTestEngines, type TestEngines } from '../../platform/testing/test-engines.ts';
import { createAcceptor, type BatchAcceptor } from './accept-batches.ts';
import { drainBlock } from './drain-batches.ts';

// Whatever a sender puts into an event, the next sender's events still arrive: no block may stop the drainer.
let engines: TestEngines;
let acceptor: BatchAcceptor;
let sourceId: string;
const clock = systemClock();
let counter = 0;

beforeAll(async () => {
  engines = await startTestEngines();
  acceptor = createAcceptor(engines.db, () => {});
  const { id } = await createKey(engines.db, clock, localPrincipal, { name: 'server', kind: 'write_server', scopes: ['track'], origins: [] });
  sourceId = `tracking:${id}`;
});
afterAll(() => engines.stop());
// A block that a failed case left behind must not fail the next one.
beforeEach(() => engines.db.query("delete from tracking_batch; update tracking_block set state = 'stored'"));

const send = (messages: readonly unknown[] | string) =>
  acceptor.accept({ sourceId, route: 'batch', mayCreate: true, receivedAt: clock.wall(), body: typeof messages === 'string' ? messages : JSON.stringify({ batch: messages }) });

async function drainAll(): Promise<void> {
  while (await drainBlock({ db: engines.db, analytics: engines.analytics, clock }));
}

async function countOf(name: string): Promise<number> {
  const [row] = await engines.analytics.query<{ n: number }>(`select count() as n from event where name = '${name}'`);
  return row?.n ?? 0;
}

const nul = '\u0000';
const backslashNul = '\\u0000';
const lone = '\ud800';
const track = (extra: object) => ({ type: 'track', event: 'Hostile', userId: 'u', messageId: `h${++counter}`, ...extra });

it.each<[string, unknown[]]>([
  ['NUL in the user', [track({ userId: `a${nul}b` })]],
  ['NUL in the group', [{ type: 'group', messageId: `h${++counter}`, userId: 'u', groupId: `g${nul}`, traits: { name: `N${nul}`, domain: `x${nul}.example` } }]],
  ['NUL in traits', [{ type: 'identify', messageId: `h${++counter}`, userId: 'u-nul', traits: { name: `N${nul}`, email: `a${nul}@x.example` } }]],
  ['NUL in name and properties', [track({ event: `E${nul}`, properties: { [nul]: nul } })]],
  ['an escaped backslash before u0000', [track({ userId: `a${backslashNul}` }), { type: 'nope', x: `a${backslashNul}` }]],
  ['half a surrogate pair in keys', [track({ userId: lone, context: { groupId: lone } }), track({ event: `x${lone}`, properties: { p: lone } })]],
  ['half a surrogate pair in traits', [{ type: 'group', messageId: `h${++counter}`, userId: 'u', groupId: 'g-lone', traits: { name: lone, industry: lone } }, { type: 'identify', messageId: `h${++counter}`, userId: 'u-lone', traits: { name: lone, email: `${lone}@x` } }]],
  ['NUL and half a pair in a refused event', [{ type: 'nope', [nul]: nul, x: lone }, `${nul}${lone}`]],
  ['times at the ends of the calendar', ['-271821-04-20T00:00:00.000Z', '+275760-09-13T00:00:00.000Z', '0001-01-01T00:00:00Z', '-000001-01-01T00:00:00Z', '1899-12-31T00:00:00Z', '1969-12-31T23:59:59Z', -8.64e15, 1e20, 5, -1].map((timestamp) => track({ timestamp }))],
  ['a different month for every event', Array.from({ length: 240 }, (_, i) => track({ timestamp: toDate(Date.UTC(2000, i, 3)).toISOString() }))],
  ['numbers beyond any range', [track({ properties: { value: 1e308 * 10, revenue: '1e400' } }), track({ properties: { value: 1e308 } }), track({ properties: { value: {} } }), track({ properties: { value: [] } }), track({ properties: { value: '0x10' } })]],
  ['nothing at all', [null, [], [null], '', 0, {}]],
  ['prototype names', [JSON.parse('{"type":"track","event":"__proto__","userId":"__proto__","properties":{"__proto__":{"x":1},"constructor":1},"context":{"groupId":"constructor"}}')]],
  ['many keys', [track({ properties: Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`k${i}`, i])) })]],
  ['long keys', [track({ userId: 'u'.repeat(512), context: { groupId: 'é'.repeat(512) } })]],
  ['long traits', [{ type: 'identify', messageId: `h${++counter}`, userId: 'u-long', traits: { email: 'e'.repeat(20_000), name: 'n'.repeat(9000) } }]],
  ['the same user in two roles', [track({ userId: 'dup', anonymousId: 'dup' }), { type: 'alias', messageId: `h${++counter}`, userId: 'dup', previousId: 'dup' }]],
  ['two groups of one domain', ['one', 'two'].map((groupId) => ({ type: 'group', messageId: `h${++counter}`, userId: 'u', groupId, traits: { name: groupId, domain: 'same.example' } }))],
])('%s', async (title, messages) => {
  const marker = `after ${title}`;
  await send([...messages, { type: 'track', event: marker, userId: 'ok', messageId: `m${++counter}` }]);
  await drainAll();
  expect(await countOf(marker)).toBe(1);
});

it('whatever JSON it is', async () => {
  const text = fc.string({ unit: 'binary', maxLength: 20 });
  const message = fc.record(
    {
      type: fc.constantFrom('track', 'identify', 'group', 'alias', 'page'), event: text, userId: text, anonymousId: text, groupId: text, previousId: text,
      timestamp: fc.oneof(fc.date({ noInvalidDate: true }).map((date) => date.toISOString()), fc.double(), text),
      properties: fc.dictionary(text, fc.jsonValue()), traits: fc.record({ name: fc.jsonValue(), email: fc.jsonValue(), domain: fc.webUrl(), company: fc.jsonValue() }, { requiredKeys: [] }),
    },
    { requiredKeys: ['type'] },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof({ weight: 4, arbitrary: message }, fc.jsonValue()), { minLength: 1, maxLength: 40 }), async (messages) => {
      const marker = `any ${++counter}`;
      await send([...messages, { type: 'track', event: marker, userId: 'ok', messageId: `m${++counter}` }]);
      await drainAll();
      expect(await countOf(marker)).toBe(1);
    }),
    { numRuns: 25 },
  );
});

it.each([40, 2000, 15_000])('properties %i levels deep', async (levels) => {
  const deep = `{"type":"track","event":"Deep","userId":"u","properties":{"d":${'['.repeat(levels)}${']'.repeat(levels)}}}`;
  await send(`{"batch":[${deep},{"type":"track","event":"after ${levels}","userId":"ok"}]}`);
  await drainAll();
  expect(await countOf(`after ${levels}`)).toBe(1);
});

it('a refused event is kept as far as it can be', async () => {
  await send([{ type: 'nope', text: `a${nul}b${backslashNul}${lone}` }]);
  await drainAll();
  const { raw } = await engines.db.one<{ raw: { text: string } }>('select raw from tracking_rejected order by id desc limit 1');
  expect(raw.text).toBe(`ab${backslashNul}\ufffd`);
});
