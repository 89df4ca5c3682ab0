import { lookup } from 'node:dns/promises';
import http from 'node:http';
import https from 'node:https';
import { BlockList, isIP } from 'node:net';

/** A refusal or failure before anything was sent: the receiver certainly got nothing. */
export class NotReached extends Error {
  /** Trying again changes nothing. */
  readonly permanent: boolean;

  constructor(message: string, permanent: boolean, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'NotReached';
    this.permanent = permanent;
  }
}

export interface GuardedAnswer {
  status: number;
  headers: http.IncomingHttpHeaders;
  /** The beginning of the answer, at most 16 kB. */
  text: string;
}

export interface GuardedRequest {
  headers: Record<string, string>;
  body: string;
  /** Hosts (`name:port`) inside one's own network that the administrator allows; these may be plain HTTP. */
  allowHosts: readonly string[];
  timeoutMs?: number;
}

const answerLimitBytes = 16 * 1024;

const closed = new BlockList();
for (const [address, bits] of [['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.0.0.0', 24], ['192.0.2.0', 24], ['192.88.99.0', 24], ['192.168.0.0', 16], ['198.18.0.0', 15], ['198.51.100.0', 24], ['203.0.113.0', 24], ['224.0.0.0', 4], ['240.0.0.0', 4]] as const) closed.addSubnet(address, bits, 'ipv4');
// Of IPv6 only the global range is open, without the parts that carry an IPv4 address or are set aside.
for (const [address, bits] of [['2001::', 23], ['2001:db8::', 32], ['2002::', 16], ['3fff::', 20]] as const) closed.addSubnet(address, bits, 'ipv6');
const globalRange = new BlockList();
globalRange.addSubnet('2000::', 3, 'ipv6');

/** True for an address of the open internet; false for loopback, private, link-local and other special ones. */
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return !closed.check(address, 'ipv4');
  return family === 6 && !address.includes('%') && globalRange.check(address, 'ipv6') && !closed.check(address, 'ipv6');
}

/** Why a URL may not be called as such; undefined when it may. An allowed host may be private and plain HTTP. */
export function urlRefusal(text: string, allowHosts: readonly string[]): string | undefined {
  if (!URL.canParse(text)) return 'This is not a web address.';
  const url = new URL(text);
  if (url.username || url.password) return 'The address must hold no user name or password.';
  if (isAllowed(url, allowHosts)) return url.protocol === 'https:' || url.protocol === 'http:' ? undefined : 'The address must begin with https://.';
  if (url.protocol !== 'https:') return 'The address must begin with https://.';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) && !isPublicAddress(host)) return 'The address lies in a private network.';
  return /(^|\.)(localhost|local|internal|home\.arpa)$/i.test(host) || !host.includes('.') && !isIP(host) ? 'The address lies in a private network.' : undefined;
}

function isAllowed(url: URL, allowHosts: readonly string[]): boolean {
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return allowHosts.some((host) => host.toLowerCase() === `${url.hostname.toLowerCase()}:${port}`);
}

/**
 * POSTs to an address that a person entered, without letting it reach into the own network: every address of the name must be public, the
 * connection goes to the address that was checked, redirects are not followed. A `NotReached` says that nothing was sent; any other error leaves that open.
 */
export async function guardedPost(text: string, { headers, body, allowHosts, timeoutMs = 20_000 }: GuardedRequest): Promise<GuardedAnswer> {
  const { url, target } = await checkedTarget(text, allowHosts);
  return exchange(url, target, { headers, body, timeoutMs });
}

/** The address of a name, checked once: whoever connects uses this very address. Throws `NotReached` for what may not be called or is not known. */
export async function checkedTarget(text: string, allowHosts: readonly string[]): Promise<{ url: URL; target: { address: string; family: number } }> {
  const refusal = urlRefusal(text, allowHosts);
  if (refusal) throw new NotReached(refusal, true);
  const url = new URL(text);
  const addresses = await lookup(url.hostname.replace(/^\[|\]$/g, ''), { all: true }).catch((error: Error) => Promise.reject(new NotReached(`The name "${url.hostname}" is not known.`, false, error)));
  if (!isAllowed(url, allowHosts) && addresses.some(({ address }) => !isPublicAddress(address))) throw new NotReached('The address lies in a private network.', true);
  const [target] = addresses;
  if (!target) throw new NotReached(`The name "${url.hostname}" is not known.`, false);
  return { url, target };
}

function exchange(url: URL, target: { address: string; family: number }, { headers, body, timeoutMs }: { headers: Record<string, string>; body: string; timeoutMs: number }): Promise<GuardedAnswer> {
  const agentless = { agent: false, method: 'POST', headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) }, signal: AbortSignal.timeout(timeoutMs), lookup: pinned(target) };
  return new Promise((resolve, reject) => {
    let connected = false;
    const fail = (error: Error) => reject(connected ? error : new NotReached(`The address does not answer: ${error.message}`, false, error));
    const request = (url.protocol === 'https:' ? https : http).request(url, agentless, (response) => {
      let answer = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => void (answer.length < answerLimitBytes && (answer += part.slice(0, answerLimitBytes - answer.length))));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text: answer }));
      response.on('error', fail);
    });
    // With TLS the request leaves only after the handshake.
    request.on('socket', (socket) => socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => void (connected = true)));
    request.on('error', fail);
    request.end(body);
  });
}

type Lookup = NonNullable<http.RequestOptions['lookup']>;

/** A look-up that knows one answer. */
export function pinned({ address, family }: { address: string; family: number }): Lookup {
  return ((_name: string, options: { all?: boolean }, done: (error: null, address: unknown, family?: number) => void) => (options.all ? done(null, [{ address, family }]) : done(null, address, family))) as unknown as Lookup;
}
