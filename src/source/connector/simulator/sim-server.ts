import http from 'node:http';
import { toDate } from '../../../lib/clock.ts';
import type { AddressInfo } from 'node:net';
import type { SimAnswer, SimRequest, SimVendor } from './sim-vendor.ts';

/** Ways in which calls fail. `tokens` ends all tokens; `shape` answers JSON that is not as documented; `lost` does what was asked and never answers. */
export const faultKinds = ['429', '429-bare', '500', 'timeout', 'truncated', 'malformed', 'shape', 'tokens', 'lost'] as const;
export type FaultKind = (typeof faultKinds)[number];

/** A fault that every `every`-th call meets, at most `times` times. */
export interface SimFault {
  kind: FaultKind;
  every: number;
  times: number;
  /** Counts only calls whose method and path fit, such as `PATCH /services/…`. */
  only?: RegExp;
}

/** A simulated vendor that answers over HTTP on loopback. */
export interface SimServer {
  baseUrl: string;
  vendor: SimVendor;
  /** Calls that were answered, refused and failed ones too. */
  calls(): number;
  /** Calls that came although the vendor had asked to wait. */
  impatient(): number;
  /** Faults from now on; they replace earlier ones. */
  fail(faults: readonly SimFault[]): void;
  /** Refuses all calls whose path fits, as a missing permission does; null refuses none. */
  forbid(path: RegExp | null): void;
  /** How often each kind of fault was met since. */
  met(): Readonly<Record<string, number>>;
  /** Called after each answer that was given in full. */
  onAnswer(listener: ((request: SimRequest) => void) | null): void;
  close(): Promise<void>;
}

const retryAfterSeconds = 7;

/** Opens a server for a simulated vendor. Port 0 takes a free one. */
export async function openSimServer(vendor: SimVendor, { port = 0, nowMs }: { port?: number; nowMs(): number }): Promise<SimServer> {
  let faults: (SimFault & { left: number; seen: number })[] = [];
  let met: Record<string, number> = {};
  let forbidden: RegExp | null = null;
  let listener: ((request: SimRequest) => void) | null = null;
  let [calls, impatient, closedUntilMs] = [0, 0, 0];
  const nextFault = (request: SimRequest): FaultKind | null => {
    let chosen: FaultKind | null = null;
    for (const fault of faults) {
      if (fault.only && !fault.only.test(`${request.method} ${request.path}`)) continue;
      fault.seen += 1;
      if (chosen === null && fault.left > 0 && fault.seen % fault.every === 0) {
        fault.left -= 1;
        met[fault.kind] = (met[fault.kind] ?? 0) + 1;
        chosen = fault.kind;
      }
    }
    return chosen;
  };
  const handle = (request: SimRequest, response: http.ServerResponse): void => {
    calls += 1;
    if (nowMs() < closedUntilMs) impatient += 1;
    if (forbidden?.test(request.path)) return send(response, { status: 403, body: { error: 'Forbidden', description: 'You do not have access to this page' } }, nowMs());
    const failing = nextFault(request);
    if (failing === 'timeout') return;
    if (failing === 'tokens') vendor.endTokens();
    if (failing === '429') closedUntilMs = nowMs() + retryAfterSeconds * 1000;
    if (failing === '429' || failing === '429-bare') return send(response, vendor.refusal(failing === '429' ? retryAfterSeconds : null), nowMs());
    if (failing === '500') return send(response, { status: 503, body: { error: 'unavailable' } }, nowMs());
    const answer = vendor.answer(request);
    if (failing === 'lost') return;
    if (failing === 'truncated' || failing === 'malformed' || failing === 'shape') return spoiled(response, answer, failing);
    send(response, answer, nowMs());
    if (answer.status < 300) listener?.(request);
  };
  const server = http.createServer((incoming, response) => {
    const parts: Buffer[] = [];
    incoming.on('data', (part: Buffer) => parts.push(part));
    incoming.on('end', () => {
      const url = new URL(incoming.url ?? '/', 'http://sandbox');
      handle({ method: incoming.method ?? 'GET', path: url.pathname, query: url.searchParams, headers: incoming.headers, body: Buffer.concat(parts).toString('utf8') }, response);
    });
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, vendor,
    calls: () => calls,
    impatient: () => impatient,
    fail(next) {
      faults = next.map((fault) => ({ ...fault, left: fault.times, seen: 0 }));
      met = {};
    },
    forbid: (path) => void (forbidden = path),
    met: () => met,
    onAnswer: (next) => void (listener = next),
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}

function send(response: http.ServerResponse, { status, body, headers = {} }: SimAnswer, nowMs: number): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', date: toDate(nowMs).toUTCString(), ...headers }).end(body === undefined ? '' : JSON.stringify(body));
}

/** An answer that ends before its announced length, is a page of a proxy, or is JSON that says nothing. */
function spoiled(response: http.ServerResponse, { status, body, headers = {} }: SimAnswer, how: 'truncated' | 'malformed' | 'shape'): void {
  const text = JSON.stringify(body ?? {});
  if (how === 'shape') return void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify({ unexpected: true }));
  if (how === 'malformed') return void response.writeHead(status, { 'content-type': 'text/html' }).end(`<html>${text.slice(0, 200)}`);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(text) + 10) });
  response.write(text.slice(0, Math.ceil(text.length / 2)), () => response.destroy());
}

/** Epoch milliseconds as an ISO text. */
export function isoOf(ms: number): string {
  return toDate(ms).toISOString();
}
