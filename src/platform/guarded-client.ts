import { lookup as lookUp } from 'node:dns';
import http from 'node:http';
import https from 'node:https';
import type { LookupFunction } from 'node:net';
import { isPublicAddress, NotReached, urlRefusal } from './guarded-fetch.ts';

export interface ClientRequest {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  headers: Readonly<Record<string, string>>;
  body?: string | undefined;
  /** From the call to the last byte of the answer. */
  timeoutMs: number;
}

export interface ClientAnswer {
  status: number;
  headers: http.IncomingHttpHeaders;
  /** The whole answer; one that was cut off on its way is an error instead. */
  text: string;
}

/** Many calls to one outside system over kept connections. */
export interface GuardedClient {
  send(url: string, request: ClientRequest): Promise<ClientAnswer>;
  close(): void;
}

const answerLimitBytes = 64 * 1024 * 1024;

// The address is checked where the connection is made, so that a name cannot point elsewhere between check and call.
function guardedLookup(open: boolean): LookupFunction {
  return (name, options, done) => {
    lookUp(name, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error, '', 0);
      if (!open && addresses.some(({ address }) => !isPublicAddress(address))) return done(new NotReached('The address lies in a private network.', true), '', 0);
      const [first] = addresses;
      if (!first) return done(new NotReached(`The name "${name}" is not known.`, false), '', 0);
      return options.all ? done(null, addresses) : done(null, first.address, first.family);
    });
  };
}

/**
 * A client that reaches the open internet over HTTPS only, and the hosts (`name:port`) of the own network that are allowed by name. Redirects are not followed.
 * A body that ends before its announced length, or a connection that breaks within it, is an error.
 */
export function openGuardedClient(allowHosts: readonly string[]): GuardedClient {
  const agents = new Map<string, http.Agent>();
  const agentOf = (url: URL, open: boolean): http.Agent => {
    const key = `${url.protocol}${open}`;
    const found = agents.get(key) ?? new (url.protocol === 'https:' ? https : http).Agent({ keepAlive: true, maxSockets: 4, lookup: guardedLookup(open) } as http.AgentOptions);
    agents.set(key, found);
    return found;
  };
  return {
    async send(text, request) {
      const refusal = urlRefusal(text, allowHosts);
      if (refusal) throw new NotReached(refusal, true);
      const url = new URL(text);
      const port = url.port || (url.protocol === 'https:' ? '443' : '80');
      const open = allowHosts.some((host) => host.toLowerCase() === `${url.hostname.toLowerCase()}:${port}`);
      return exchange(url, request, agentOf(url, open));
    },
    close: () => agents.forEach((agent) => agent.destroy()),
  };
}

function exchange(url: URL, { method, headers, body, timeoutMs }: ClientRequest, agent: http.Agent): Promise<ClientAnswer> {
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const request = (url.protocol === 'https:' ? https : http).request(url, { method, agent, headers: { ...headers, ...length }, signal: AbortSignal.timeout(timeoutMs) }, (response) => {
      const parts: Buffer[] = [];
      let bytes = 0;
      response.on('data', (part: Buffer) => {
        bytes += part.length;
        if (bytes > answerLimitBytes) response.destroy(new Error('The answer is larger than 64 MB.'));
        else parts.push(part);
      });
      response.on('end', () => (response.complete ? resolve({ status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(parts).toString('utf8') }) : reject(new Error('The answer was cut off.'))));
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end(body);
  });
}
