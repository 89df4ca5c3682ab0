// A stand-in for the server with seeded rows, for developing pages and for the browser tests. It is no part of the product build.
import { createReadStream, existsSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { addDays } from '../../src/lib/period.ts';
import { fakeDetail, fakeHealth, fakeTimeline, fakeUsage } from './fake-account.ts';
import { fakeBook, today } from './fake-rows.ts';
import { fakeBoard, fakeBridge, fakeDoubt, fakeFile, fakeKeys, fakeParts, fakeQuarantine, fakeReport, fakeSources } from './fake-store.ts';

const dist = join(import.meta.dirname, '..', 'dist');
const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.woff2': 'font/woff2', '.svg': 'image/svg+xml' };
const policy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

// Inputs come from the app, which is typed; the stand-in takes them as they are.
type Input = any;
type Handler = (input: Input) => unknown;

/** A failed call, sent as problem+json. */
function problem(status: number, code: string, detail: string, remedy: string) {
  return { problem: { type: `urn:mainstay:fault:${code}`, title: code, status, code, detail, remedy } };
}

function handlers(accounts: number, empty: boolean, emit: (topic: string, id: string | null) => void): Record<string, Handler> {
  const book = fakeBook(accounts);
  const state = { empty, imports: new Map<string, { state: string; files: ReturnType<typeof fakeFile>[]; doubts: ReturnType<typeof fakeDoubt>[] }>(), quarantine: fakeQuarantine(), doubts: [fakeDoubt('dbt_0')], keys: fakeKeys(), sources: fakeSources(), overrides: new Map<string, never>(), pulses: new Map<string, never>() };
  const account = (id: string) => book.accounts.find((row) => row.id === id);
  const gone = () => problem(404, 'account', 'There is no such account.', 'Open the book and choose one.');
  const me = () => ({ user: { id: 'usr_0', name: 'Maya Okafor' }, instance: { sample: !state.empty, empty: state.empty, readingDate: null, today } });
  const report = (id: string) => {
    const item = state.imports.get(id);
    return fakeReport(id, item?.state ?? 'staged', item?.files ?? [], item?.doubts ?? []);
  };
  return {
    'session.me': me,
    'reading.show': () => ({ readingDay: null, newestDay: today, offered: null }),
    'reading.set': ({ day }) => ({ readingDay: day ?? null, newestDay: today, offered: null }),
    'session.redeem': ({ token }) => (token === 'good-good-good-good-good' ? me() : problem(401, 'link_spent', 'This sign-in link was used or has expired.', 'Ask the server for a new one.')),
    'session.leave': () => ({}),
    'account.book': ({ at }) => ({ items: state.empty ? [] : book.accounts, total: accounts, at: at ?? today }),
    'account.show': ({ id }) => { const row = account(id); return row ? fakeDetail(row) : gone(); },
    'account.timeline': ({ limit, cursor }) => fakeTimeline(limit ?? 30, Number(cursor ?? 0)),
    'account.usage': ({ id, weeks }) => { const row = account(id); return row ? fakeUsage(row, weeks) : gone(); },
    'health.show': ({ id, at }) => { const row = account(id); return row ? fakeHealth(row, at ?? today, { override: state.overrides.get(id) ?? null, pulse: state.pulses.get(id) ?? null }) : gone(); },
    'health.override': ({ id, score, reason, days }) => { state.overrides.set(id, { id: 'ovr', score, reason, by: 'Maya Okafor', expiresAt: `${addDays(today, days)}T00:00:00Z` } as never); emit('account', id); return {}; },
    'health.lift': ({ id }) => { state.overrides.delete(id); emit('account', id); return {}; },
    'health.pulse': ({ id, value, note }) => { state.pulses.set(id, { value, note: note ?? null, by: 'Maya Okafor', at: `${today}T09:00:00Z`, expiresAt: `${today}T09:00:00Z` } as never); return {}; },
    'signal.list': ({ state: wanted, family, accountId, limit }) => {
      const found = book.signals.filter((item) => (wanted === 'all' || (wanted === 'live' || !wanted ? !['resolved', 'expired'].includes(item.state) : item.state === wanted)) && (!family || item.family === family) && (!accountId || item.accountId === accountId));
      return { items: found.slice(0, limit ?? 100), total: found.length, next: null };
    },
    'signal.act': ({ id, action, until, version }) => {
      const item = book.signals.find((one) => one.id === id);
      if (!item) return gone();
      if (item.version !== version) return problem(409, 'version', 'Someone else changed this signal meanwhile.', 'Look at it again.');
      item.state = ({ acknowledge: 'acknowledged', snooze: 'snoozed', resolve: 'resolved', reopen: 'open' } as const)[action as string] ?? item.state;
      item.snoozedUntil = until ?? null;
      item.version += 1;
      return item;
    },
    'metric.board': () => ({ items: fakeBoard() }),
    'metric.parts': ({ id }) => fakeParts(id, book.accounts),
    'metric.movements': () => fakeBridge(book.accounts),
    'import.stage': ({ uploads }) => {
      const id = `imp_${state.imports.size + 1}`;
      state.imports.set(id, { state: 'staged', files: (uploads as { name: string }[]).map((file, i) => fakeFile(i, file.name)), doubts: [fakeDoubt(`dbt_${id}`)] });
      return report(id);
    },
    'import.correct': ({ id, file, decision }) => {
      const found = state.imports.get(id)?.files.find((one) => one.id === file);
      if (found) Object.assign(found, decision.kind ? { kind: decision.kind } : {}, { mapping: { ...found.mapping, ...decision.mapping } });
      return report(id);
    },
    'import.run': ({ id }) => {
      const item = state.imports.get(id);
      if (item) item.state = 'running';
      setTimeout(() => { if (item) item.state = 'done'; state.empty = false; emit('import', id); }, 600);
      return report(id);
    },
    'import.show': ({ id }) => report(id),
    'import.preview': ({ id }) => ({ items: state.imports.get(id)?.files ?? [] }),
    'import.list': () => ({ items: [...state.imports.keys()].map((id) => ({ ...report(id).totals, id, source: 'files', state: report(id).state, createdAt: `${today}T04:00:00Z`, finishedAt: null })), total: state.imports.size, next: null }),
    'quarantine.list': () => { const items = state.quarantine.filter((item) => item.state === 'open'); return { items, total: items.length, next: null }; },
    'quarantine.fix': ({ id, set }) => { const item = state.quarantine.find((one) => one.id === id); if (item) Object.assign(item.raw, set); return item; },
    'quarantine.replay': ({ ids }) => { for (const item of state.quarantine) if (ids.includes(item.id)) item.state = 'replayed'; return { replayed: ids.length, stillQuarantined: 0 }; },
    'quarantine.dismiss': ({ ids }) => { for (const item of state.quarantine) if (ids.includes(item.id)) item.state = 'dismissed'; return { dismissed: ids.length }; },
    'doubt.list': ({ state: wanted }) => { const items = state.doubts.filter((item) => wanted === 'all' || item.state === 'open'); return { items, total: items.length, next: null }; },
    'doubt.answer': ({ id, choice }) => { const item = state.doubts.find((one) => one.id === id) ?? state.imports.values().flatMap((one) => one.doubts).find((one) => one.id === id); if (item) Object.assign(item, { choice, state: 'answered' }); return item; },
    'source.list': () => ({ items: state.empty ? [] : state.sources }),
    'sample.load': () => { state.empty = false; emit('source', null); return {}; },
    'sample.remove': () => { state.empty = true; emit('source', null); return {}; },
    'key.create': ({ name, kind, scopes, origins }) => { const id = `key_${state.keys.length}`; state.keys.push({ id, name, kind, scopes, origins, prefix: 'mssk_1a2', createdAt: `${today}T04:00:00Z`, lastUsedAt: null, revokedAt: null }); return { id, key: 'mssk_1a2b3c4d5e6f7g8h9j' }; },
    'key.list': () => ({ items: state.keys }),
    'key.revoke': ({ id }) => { const key = state.keys.find((one) => one.id === id); if (key) key.revokedAt = `${today}T05:00:00Z`; return {}; },
  };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': status < 400 ? 'application/json' : 'application/problem+json' }).end(JSON.stringify(body));
}

function sendPage(request: IncomingMessage, response: ServerResponse): void {
  const path = normalize(new URL(request.url ?? '/', 'http://x').pathname);
  const file = existsSync(join(dist, path)) && extname(path) ? path : 'index.html';
  response.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream', 'content-security-policy': policy });
  createReadStream(join(dist, file)).pipe(response);
}

export interface FakeApi {
  url: string;
  /** Sends a change to open pages. */
  emit(topic: string, id: string | null): void;
  /** Replaces the answer of an operation; undefined restores it. */
  set(operation: string, handler: Handler | undefined): void;
  calls: { operation: string; input: unknown }[];
  close(): Promise<void>;
}

/** Starts the stand-in on a free loopback port (or the one given). */
export async function startFakeApi({ accounts = 400, empty = false, port = 0 } = {}): Promise<FakeApi> {
  const streams = new Set<ServerResponse>();
  let seq = 0;
  const emit = (topic: string, id: string | null) => {
    seq += 1;
    for (const stream of streams) stream.write(`id: ${seq}\nevent: change\ndata: ${JSON.stringify({ seq, topic, id })}\n\n`);
  };
  const answers = handlers(accounts, empty, emit);
  const replaced = new Map<string, Handler>();
  const calls: FakeApi['calls'] = [];
  const server = createServer(async (request, response) => {
    const url = request.url ?? '/';
    if (url.startsWith('/api/events')) {
      response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' }).write(': open\n\n');
      streams.add(response);
      request.on('close', () => streams.delete(response));
    } else if (url.startsWith('/api/upload')) {
      await bodyOf(request);
      sendJson(response, 200, { spool: `s-${seq}` });
    } else if (url.startsWith('/api/op/')) {
      const operation = url.slice(8);
      const input = JSON.parse((await bodyOf(request)) || '{}') as Input;
      calls.push({ operation, input });
      const handler = replaced.get(operation) ?? answers[operation];
      const output = handler ? ((await handler(input)) as { problem?: { status: number } } | undefined) : problem(404, 'operation', `No operation ${operation}.`, 'See /api.');
      if (request.headers['x-mainstay'] !== '1') sendJson(response, 403, problem(403, 'csrf', 'Header missing.', '').problem);
      else if (output?.problem) sendJson(response, output.problem.status, output.problem);
      else sendJson(response, 200, output ?? {});
    } else sendPage(request, response);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, emit, calls,
    set: (operation, handler) => (handler ? void replaced.set(operation, handler) : void replaced.delete(operation)),
    close: () => new Promise((resolve) => { server.closeAllConnections(); server.close(() => resolve()); }),
  };
}

if (process.argv[1] === import.meta.filename) {
  const api = await startFakeApi({ port: Number(process.env.PORT ?? 8787), accounts: Number(process.env.ACCOUNTS ?? 400), empty: process.env.EMPTY === '1' });
  process.stdout.write(`${api.url}\n`);
}
