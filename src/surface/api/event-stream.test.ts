import Fastify, { type FastifyInstance } from 'fastify';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { toFault, faultTable } from '../../lib/fault.ts';
import type { Principal } from '../../platform/operation/context.ts';
import { startTestDatabase, type TestDatabase } from '../../platform/testing/test-engines.ts';
import { eventStream } from './event-stream.ts';

let database: TestDatabase;
let app: FastifyInstance;
let url: string;
let stream: { close(): Promise<void> };
let principal: Principal;
const all: Principal = { kind: 'user', id: 'u1', name: 'U', scopes: new Set(['read']), book: 'all' };
const pollMs = 10;

beforeAll(async () => {
  database = await startTestDatabase();
  app = Fastify({ forceCloseConnections: true });
  app.setErrorHandler((error, _request, reply) => reply.status(faultTable[toFault(error).kind].status).send({}));
  stream = eventStream(app, { db: database.db, authenticate: async () => principal, pollMs });
  url = await app.listen({ host: '127.0.0.1', port: 0 });
  const { db } = database;
  await db.query("insert into member (id, name, key) values ('m1', 'M1', 'm1'), ('m2', 'M2', 'm2')");
  await db.query("insert into account (id, name, owner_id, known_at) values ('mine', 'Mine', 'm1', now()), ('theirs', 'Theirs', 'm2', now())");
});
beforeEach(() => {
  principal = all;
});
afterAll(async () => {
  await stream.close();
  await app.close();
  await database.stop();
});

const tell = (topic: string, id: string) => database.db.query('insert into change_feed (topic, entity_id) values ($1, $2)', [topic, id]);

/** Follows the stream; `seen` grows with the ids told, `ended` becomes true when the server ends it. */
async function follow(headers: Record<string, string> = {}, query = ''): Promise<{ seen: string[]; ids: number[]; ended: () => boolean; stop(): void }> {
  const abort = new AbortController();
  const response = await fetch(`${url}/api/events${query}`, { headers, signal: abort.signal });
  expect(response.status).toBe(200);
  const seen: string[] = [];
  const ids: number[] = [];
  let ended = false;
  void (async () => {
    let text = '';
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      text += Buffer.from(chunk).toString();
      const parts = text.split('\n\n');
      text = parts.pop() ?? '';
      for (const part of parts) {
        const data = /^data: (.*)$/m.exec(part)?.[1];
        if (data) seen.push((JSON.parse(data) as { id: string }).id);
        const id = /^id: (\d+)$/m.exec(part)?.[1];
        if (id) ids.push(Number(id));
      }
    }
    ended = true;
  })().catch(() => undefined);
  await sleep(pollMs * 8);
  return { seen, ids, ended: () => ended, stop: () => abort.abort() };
}

const until = async (check: () => boolean) => {
  for (let i = 0; i < 200 && !check(); i++) await sleep(pollMs);
  expect(check()).toBe(true);
};

it('tells ids of what changed, and no more', async () => {
  const page = await follow();
  await tell('account', 'mine');
  await until(() => page.seen.includes('mine'));
  page.stop();
});

it('tells a change that commits after a later one', async () => {
  const page = await follow();
  await database.db.tx(async (tx) => {
    await tx.query("insert into change_feed (topic, entity_id) values ('account', 'slow')");
    await tell('account', 'quick');
    await until(() => page.seen.includes('quick'));
    expect(page.seen).not.toContain('slow');
  });
  await until(() => page.seen.includes('slow'));
  page.stop();
});

it('tells a page that comes back what it missed, also what committed late', async () => {
  const first = await follow();
  let last = '';
  await database.db.tx(async (tx) => {
    await tx.query("insert into change_feed (topic, entity_id) values ('account', 'late')");
    await tell('account', 'before');
    await until(() => first.seen.includes('before'));
    last = String(first.ids.at(-1));
    first.stop();
  });
  await tell('account', 'missed');
  const again = await follow({ 'last-event-id': last });
  await until(() => again.seen.includes('missed') && again.seen.includes('late'));
  again.stop();
});

it('a first connection tells what happened after the number it names, and only that', async () => {
  // Somebody else follows, so that the feed has got past what was read already: else it may be told once more, which does no harm.
  const other = await follow();
  await tell('account', 'read already');
  await until(() => other.seen.includes('read already'));
  const { seq } = await database.db.one<{ seq: number }>('select max(seq) as seq from change_feed');
  await tell('account', 'between reading and listening');
  const page = await follow({}, `?after=${seq}`);
  await tell('account', 'later');
  await until(() => page.seen.includes('later'));
  expect([...new Set(page.seen)]).toEqual(['between reading and listening', 'later']);
  page.stop();
  other.stop();
});

it('keeps to the book of the reader', async () => {
  principal = { ...all, id: 'u2', book: { ownerId: 'm1' } };
  const page = await follow();
  await tell('account', 'theirs');
  await tell('account', 'mine');
  await tell('metric', 'all');
  await until(() => page.seen.includes('all'));
  expect(page.seen).toEqual(['mine', 'all']);
  page.stop();
});

it('ends for a reader who was signed out, and never begins for a stranger', async () => {
  const page = await follow();
  principal = { kind: 'anonymous', id: 'anonymous', name: '', scopes: new Set(), book: 'all' };
  await until(page.ended);
  expect((await fetch(`${url}/api/events`)).status).toBe(401);
});

it('ends at once for a reader whose access was taken, long before the next routine check', async () => {
  principal = { ...all, id: 'u3' };
  const page = await follow();
  principal = { kind: 'anonymous', id: 'anonymous', name: '', scopes: new Set(), book: 'all' };
  await tell('access', 'u3');
  await sleep(pollMs * 8);
  expect(page.ended()).toBe(true);
});

it('follows a book that is narrowed while the page is open, and tells nobody of another\'s access', async () => {
  principal = { ...all, id: 'u4' };
  const page = await follow();
  principal = { ...all, id: 'u4', book: { ownerId: 'm1' } };
  await tell('access', 'u4');
  await until(() => page.seen.includes('u4'));
  await tell('access', 'u5');
  await tell('account', 'theirs');
  await tell('book', 'm2');
  await tell('secret topic', 'x');
  await tell('book', 'm1');
  await tell('account', 'mine');
  await until(() => page.seen.includes('mine'));
  expect(page.seen).toEqual(['u4', 'm1', 'mine']);
  page.stop();
});
