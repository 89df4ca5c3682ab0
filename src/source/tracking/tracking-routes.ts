import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, type InputType, type ZlibOptions } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../../lib/clock.ts';
import { fault } from '../../lib/fault.ts';
import { findKey, type KeyRow } from '../../platform/auth/api-key.ts';
import { createTokenBucket } from '../../platform/token-bucket.ts';
import type { Db } from '../../platform/postgres/database.ts';
import type { BatchAcceptor } from './accept-batches.ts';
import { messagesOf } from './tracked-event.ts';

export interface TrackingDeps {
  db: Db;
  clock: Clock;
  acceptor: BatchAcceptor;
}

const batchLimitBytes = 500 * 1024;
// A little over the limit is inflated, so that the answer can say what is wrong; a bomb is not.
const inflateLimitBytes = 2 * 1024 * 1024;
const routes = ['identify', 'track', 'page', 'screen', 'group', 'alias', 'batch'];
const keyCacheMs = 5_000;
const perKey = createTokenBucket(4_000, 2_000);
const lookUps = createTokenBucket(50, 10);

/** The Segment tracking protocol: POST /v1/{identify,track,page,screen,group,alias,batch}. Answers 200 once the payload is durable. */
export function trackingRoutes(app: FastifyInstance, deps: TrackingDeps): void {
  const findWriteKey = cachedKeys(deps);
  app.register(async (scope) => {
    // Clients send JSON under many names; it is read as JSON whatever it is called.
    scope.addHook('onRequest', async ({ headers }) => {
      headers['content-type'] = 'application/octet-stream';
    });
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: inflateLimitBytes }, (_request, body, done) => done(null, body));
    // Segment's answer to too much is 400, and clients know it.
    scope.setErrorHandler((error: Error & { code?: string }) => {
      throw error.code === 'FST_ERR_CTP_BODY_TOO_LARGE' ? tooLarge(error) : error;
    });
    scope.options('/v1/*', async (request, reply) => preflight(request, reply));
    for (const route of routes) {
      scope.post(`/v1/${route}`, { bodyLimit: inflateLimitBytes }, async (request, reply) => {
        const text = await bodyText(request);
        const body = parse(text);
        const key = await findWriteKey(writeKeyOf(request, body), request.ip);
        allowOrigin(request, reply, key);
        const wait = perKey.take(key.id, deps.clock.wall().getTime());
        if (wait) throw fault('rateLimited', 'rate', 'This key sends too many requests.', { retryAfterSeconds: wait });
        if (!messagesOf(route, body)) throw fault('invalid', 'shape', route === 'batch' ? 'A batch needs a list called "batch".' : 'The body must be a JSON object.');
        await deps.acceptor.accept({ sourceId: key.sourceId ?? `tracking:${key.id}`, route, mayCreate: key.kind === 'write_server', receivedAt: deps.clock.wall(), body: withoutKey(text, body) });
        return { success: true };
      });
    }
  });
}

function tooLarge(cause?: unknown) {
  return fault('invalid', 'batch_size', `A batch may have ${batchLimitBytes} bytes.`, {}, cause);
}

type Inflater = (body: InputType, options: ZlibOptions) => Promise<Buffer>;
const gunzipped = promisify(gunzip) as Inflater;
const inflaters: Record<string, Inflater> = { deflate: promisify(inflate) as Inflater, br: promisify(brotliDecompress) as Inflater };

/** How the body is packed: gzip by its first bytes, whatever is said of it; another packing as it is said. */
function inflaterOf(raw: Buffer, encoding: string | undefined): Inflater | undefined {
  if (raw[0] === 0x1f && raw[1] === 0x8b) return gunzipped;
  const said = encoding?.trim().toLowerCase() ?? 'identity';
  if (['', 'identity', 'gzip', 'x-gzip'].includes(said)) return undefined;
  const inflater = inflaters[said];
  if (!inflater) throw fault('invalid', 'encoding', 'The body is packed in a way that is not known here.', { remedy: 'Send gzip, or plain JSON.' });
  return inflater;
}

async function bodyText({ body, headers }: FastifyRequest): Promise<string> {
  const raw = (body as Buffer | undefined) ?? Buffer.alloc(0);
  const unpack = inflaterOf(raw, headers['content-encoding']);
  let plain = raw;
  if (unpack) {
    try {
      plain = await unpack(raw, { maxOutputLength: inflateLimitBytes });
    } catch (cause) {
      throw (cause as { code?: string }).code === 'ERR_BUFFER_TOO_LARGE' ? tooLarge(cause) : fault('invalid', 'gzip', 'The body can not be unpacked.', {}, cause);
    }
  }
  if (plain.length > batchLimitBytes) throw tooLarge();
  return plain.toString('utf8');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw fault('invalid', 'json', 'The body is not JSON.', {}, cause);
  }
}

/** The body as it is kept: a key that came in it is a secret and is not stored. */
function withoutKey(text: string, body: unknown): string {
  return (body as { writeKey?: unknown }).writeKey === undefined ? text : JSON.stringify({ ...(body as object), writeKey: undefined });
}

/** The write key: user name of Basic authorization, Bearer, or `writeKey` in the body. */
function writeKeyOf({ headers }: FastifyRequest, body: unknown): string {
  const [scheme = '', credential = ''] = (headers.authorization ?? '').split(' ');
  if (scheme.toLowerCase() === 'basic') return Buffer.from(credential, 'base64').toString('utf8').split(':')[0] ?? '';
  if (scheme.toLowerCase() === 'bearer') return credential;
  const inBody = (body as { writeKey?: unknown } | null)?.writeKey;
  return typeof inBody === 'string' ? inBody : '';
}

// Unknown keys are remembered too, and new ones are looked up at a bounded rate, so that strangers do not keep the database busy.
function cachedKeys({ db, clock }: TrackingDeps): (secret: string, ip: string) => Promise<KeyRow> {
  const cache = new Map<string, { key: KeyRow | undefined; untilMs: number }>();
  const unknown = () => fault('unauthenticated', 'write_key', 'This write key is not known.', { remedy: 'Make one with "key create --scope track".' });
  return async (secret, ip) => {
    if (!secret) throw unknown();
    const nowMs = clock.wall().getTime();
    let cached = cache.get(secret);
    if (!cached || cached.untilMs <= nowMs) {
      // A key that was good a moment ago is looked up in any case.
      const wait = cached?.key ? 0 : lookUps.take(ip, nowMs);
      if (wait) throw fault('rateLimited', 'rate', 'Too many keys are tried from this address.', { retryAfterSeconds: wait });
      const key = await findKey(db, clock, secret);
      if (cache.size > 1000) cache.clear();
      cached = { key: key?.kind === 'api' ? undefined : key, untilMs: nowMs + keyCacheMs };
      cache.set(secret, cached);
    }
    if (!cached.key) throw unknown();
    return cached.key;
  };
}

// A public key stands in web pages: it is good for the origins it was made for, and a browser always says its origin.
function allowOrigin(request: FastifyRequest, reply: FastifyReply, key: KeyRow): void {
  const origin = request.headers.origin;
  if (key.kind !== 'write_public') return;
  if (!origin || !key.origins.includes(origin)) throw fault('forbidden', 'origin', 'This key may not send from here.', { remedy: 'Add the origin when making the key.' });
  reply.header('access-control-allow-origin', origin).header('vary', 'origin');
}

function preflight(request: FastifyRequest, reply: FastifyReply) {
  return reply
    .header('access-control-allow-origin', request.headers.origin ?? '*').header('vary', 'origin')
    .header('access-control-allow-methods', 'POST').header('access-control-allow-headers', 'authorization, content-type').header('access-control-max-age', '600')
    .status(204).send();
}
