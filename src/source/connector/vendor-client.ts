import type { Clock } from '../../lib/clock.ts';
import { fault, type Fault } from '../../lib/fault.ts';
import type { ClientAnswer, GuardedClient } from '../../platform/guarded-client.ts';
import { NotReached } from '../../platform/guarded-fetch.ts';
import { type Connector, type Credentials, type Tokens, type Trouble, type VendorRequest } from './connector.ts';
import { isSpent, mergeReadings, waitFor, type RateReading } from './rate-governor.ts';
import { longestWaitMs, mostAttempts, readRetryAfter, retryWaitMs } from './retry-plan.ts';
import { readTokens } from './read-tokens.ts';

/** Thrown when the vendor no longer knows the place that a cursor names. */
export class LostCursor extends Error {}

/** Thrown by a call that changes something, when nobody knows whether it did. */
export class UnknownEnd extends Error {}

export interface VendorClientDeps {
  http: GuardedClient;
  clock: Clock;
  /** Waits; throws when the work is to end. */
  sleep(ms: number): Promise<void>;
  /** Uniform in [0, 1). */
  chance(): number;
  /** The newest tokens are stored before they are used, so that a crash does not lose a pair whose predecessor is already void. */
  tokens: {
    last: Tokens | null;
    save(tokens: Tokens): Promise<void>;
    /** Lets one client of the connection at a time ask for tokens, and hands it the newest pair that another one may have stored meanwhile. */
    alone?<T>(work: (newest: Tokens | null) => Promise<T>): Promise<T>;
  };
  /** The permission to write is asked for as well. */
  writes?: boolean;
  timeoutMs?: number;
  /** Fewer attempts where a person waits. */
  attempts?: number;
}

/** Calls of one connection, with its tokens, limits and patience. */
export interface VendorClient {
  /** The parsed answer. Throws `LostCursor`, or a Fault that says what a person can do. */
  json(request: VendorRequest): Promise<unknown>;
  /** What is known of the vendor's limits. */
  rates(): readonly RateReading[];
  calls(): number;
}

/** Opens a client. `baseUrl` wins over the address that the vendor's tokens name. */
export function vendorClient(connector: Connector, credentials: Credentials, baseUrl: string | null, deps: VendorClientDeps): VendorClient {
  const { http, clock, sleep, chance, tokens, timeoutMs = 60_000, attempts = mostAttempts, writes = false } = deps;
  let current = tokens.last;
  let refreshing: Promise<Tokens> | undefined;
  let readings: readonly RateReading[] = [];
  let calls = 0;
  const nowMs = () => clock.wall().getTime();
  const root = () => baseUrl ?? connector.address(credentials);
  const signedIn = connector.signIn?.(credentials) ?? null;

  const isFresh = ({ expiresAtMs }: Tokens) => expiresAtMs === null || expiresAtMs - 60_000 > nowMs();
  const alone = tokens.alone ?? (<T>(work: (newest: Tokens | null) => Promise<T>) => work(null));
  const refresh = (): Promise<Tokens> => (refreshing ??= alone(async (newest) => {
    // Another client of this connection was given a pair meanwhile, and ours may be void by it.
    if (newest && newest.access !== current?.access) {
      current = newest;
      if (isFresh(newest)) return newest;
    }
    return grantTokens();
  }).finally(() => (refreshing = undefined)));
  const grantTokens = async (): Promise<Tokens> => {
    const grant = connector.grant(credentials, current, writes);
    const { answer, body } = await patiently(`${root()}${grant.path}`, 'POST', { ...grant.headers, 'content-type': grant.contentType, accept: 'application/json' }, grant.body);
    const read = answer.status < 300 ? readTokens(body, current, nowMs()) : null;
    if (!read) throw answer.status < 300 ? bodyFault(connector) : credentialFault(connector, answer.status, body);
    await tokens.save(read);
    return (current = read);
  };
  const access = async (): Promise<Tokens> => (current && isFresh(current) ? current : refresh());

  // Transport errors, cut-off or unreadable bodies, 5xx and rate limits are tried again with patience; every other answer is the caller's.
  // A call that changes something is only tried again where it certainly did nothing.
  const patiently = async (url: string, method: VendorRequest['method'], headers: Record<string, string>, body?: string, once = false): Promise<{ answer: ClientAnswer; body: unknown }> => {
    for (let attempt = 1; ; attempt++) {
      const pause = waitFor(readings, nowMs());
      if (pause > longestWaitMs) throw rateFault(connector, pause);
      if (pause > 0) await sleep(pause);
      let last: Fault;
      let retryAfter: number | null = null;
      try {
        calls += 1;
        const answer = await http.send(url, { method, headers, body, timeoutMs });
        readings = mergeReadings(readings, connector.rates(answer.headers, nowMs()));
        const parsed = parseBody(answer.text);
        const trouble = answer.status < 300 ? (parsed.ok ? null : 'again') : connector.trouble(answer.status, parsed.ok ? parsed.value : null);
        if (trouble !== 'rate' && trouble !== 'again') return { answer, body: parsed.ok ? parsed.value : null };
        if (once && (answer.status < 300 || answer.status >= 500 || answer.status === 408)) throw new UnknownEnd(answer.status < 300 ? `${connector.name} took the call, and its answer cannot be read.` : `${connector.name} answered with an error (${answer.status}); whether it did anything is not known.`);
        retryAfter = readRetryAfter(answer.headers['retry-after'], answer.headers.date, nowMs());
        last = trouble === 'rate' ? rateFault(connector, retryAfter) : answer.status < 300 ? bodyFault(connector) : serverFault(connector, answer.status);
      } catch (error) {
        if (error instanceof NotReached && error.permanent) throw fault('invalid', 'address', error.message, { remedy: 'Correct the address of the connection. A host of your own network must be allowed by name.' }, error);
        if ((error as { code?: string }).code === 'stopping' || error instanceof UnknownEnd) throw error;
        if (once && !(error instanceof NotReached)) throw new UnknownEnd(`${connector.name} did not answer, or broke off; whether it did anything is not known.`, { cause: error });
        last = reachFault(connector, error);
      }
      const wait = retryWaitMs(attempt, retryAfter, chance());
      if (attempt >= attempts || wait > longestWaitMs) throw last;
      await sleep(wait);
    }
  };

  return {
    rates: () => readings,
    calls: () => calls,
    async json(request) {
      if (isSpent(readings)) throw quotaFault(connector);
      const url = `${baseUrl ?? (signedIn ? null : (await access()).instanceUrl) ?? root()}${request.path}${request.query ? `?${new URLSearchParams(request.query).toString()}` : ''}`;
      for (let round = signedIn ? 2 : 1; ; round++) {
        const used = signedIn ? null : await access();
        const { answer, body } = await patiently(url, request.method, { ...connector.headers, accept: 'application/json', ...(used ? { authorization: `Bearer ${used.access}` } : signedIn), ...(request.body === undefined ? {} : { 'content-type': 'application/json' }) }, request.body, request.once);
        if (answer.status < 300 || connector.isEmpty?.(answer.status, body)) return body;
        const trouble = connector.trouble(answer.status, body);
        if (trouble === 'auth' && round === 1) {
          if (current === used) await refresh();
          continue;
        }
        throw troubleOf(connector, request.once && trouble === 'cursor' ? 'refused' : trouble, answer.status, body, writes);
      }
    },
  };
}

function parseBody(text: string): { ok: true; value: unknown } | { ok: false } {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false };
  }
}

function troubleOf(connector: Connector, trouble: Trouble, status: number, body: unknown, writes: boolean): Error {
  if (trouble === 'cursor') return new LostCursor();
  if (trouble === 'quota') return quotaFault(connector);
  if (trouble === 'auth') return credentialFault(connector, status, body);
  const said = connector.words(body);
  return fault('unavailable', 'vendor_refused', `${connector.name} refused the call (${status})${said ? `: ${said}` : '.'}`, { remedy: `Check that the permissions are granted: ${[...connector.scopes, ...(writes ? (connector.write?.scopes ?? []) : [])].join(', ')}.` });
}

function credentialFault(connector: Connector, status: number, body: unknown): Fault {
  const said = connector.words(body);
  return fault('invalid', 'vendor_credentials', `${connector.name} does not accept the credentials (${status})${said ? `: ${said}` : '.'}`, { remedy: 'Enter the credentials again; check that they were not revoked and have the needed permissions.' });
}

function rateFault({ name }: Connector, waitMs: number | null): Fault {
  return fault('unavailable', 'vendor_rate', `${name} asks to wait.`, { remedy: 'Nothing to do: reading goes on by itself where it stopped.', ...(waitMs === null ? {} : { retryAfterSeconds: Math.ceil(waitMs / 1000) }) });
}

function quotaFault({ name }: Connector): Fault {
  return fault('unavailable', 'vendor_quota', `The day's calls to ${name} are nearly used up; the rest is left to others.`, { remedy: 'Reading goes on by itself when calls are free again. Read less often, or ask the vendor for more calls.', retryAfterSeconds: 3600 });
}

function serverFault({ name }: Connector, status: number): Fault {
  return fault('unavailable', 'vendor_down', `${name} answers with an error (${status}).`, { remedy: 'Reading goes on by itself where it stopped; see the vendor\'s status page if it lasts.' });
}

function bodyFault({ name }: Connector): Fault {
  return fault('unavailable', 'vendor_answer', `${name} answers with something other than it documents.`, { remedy: 'Check the address of the connection; a proxy may stand between.' });
}

function reachFault({ name }: Connector, cause: unknown): Fault {
  return fault('unavailable', 'vendor_unreachable', `${name} does not answer, or breaks off.`, { remedy: 'Check the address and the network; reading goes on by itself where it stopped.' }, cause);
}
