import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Clock } from '../../../lib/clock.ts';
import { fault } from '../../../lib/fault.ts';
import { findKey } from '../../../platform/auth/api-key.ts';
import type { Db } from '../../../platform/postgres/database.ts';
import { createTokenBucket } from '../../../platform/token-bucket.ts';
import { takeMail } from './take-mail.ts';

const bodyLimitBytes = 10 * 1024 * 1024;
const perSender = createTokenBucket(100, 20);

/** The write key: password or user name of Basic authorization, or Bearer. Mail services put it into the address they post to. */
function keysOf({ headers }: FastifyRequest): string[] {
  const [scheme = '', credential = ''] = (headers.authorization ?? '').split(' ');
  if (scheme.toLowerCase() === 'basic') return Buffer.from(credential, 'base64').toString('utf8').split(':').toReversed().filter(Boolean);
  return scheme.toLowerCase() === 'bearer' && credential ? [credential] : [];
}

async function allow({ db, clock }: { db: Db; clock: Clock }, request: FastifyRequest): Promise<void> {
  for (const secret of keysOf(request).slice(0, 2)) if ((await findKey(db, clock, secret))?.kind === 'write_server') return;
  throw fault('unauthenticated', 'write_key', 'Mail is taken only with a server write key.', { remedy: 'Make one with "key create --scope track", and send it as the password of Basic authorization or as Bearer.' });
}

/** The message: the body as it is, or the field of a JSON body in which mail services hand on the whole of it. */
function messageOf({ headers, body }: FastifyRequest): Buffer {
  const raw = (body as Buffer | undefined) ?? Buffer.alloc(0);
  if (!headers['content-type']?.startsWith('application/json')) return raw;
  let given: unknown;
  try {
    given = JSON.parse(raw.toString('utf8'));
  } catch (cause) {
    throw fault('invalid', 'json', 'The body is not JSON.', {}, cause);
  }
  const { raw: plain, RawEmail: named } = (given ?? {}) as { raw?: unknown; RawEmail?: unknown };
  const text = plain ?? named;
  if (typeof text !== 'string') throw fault('invalid', 'mail', 'The JSON holds no message.', { fields: [{ path: 'raw', message: 'Put the whole message (RFC 5322) into "raw" or "RawEmail", or post it as it is as message/rfc822.' }] });
  return Buffer.from(text, 'utf8');
}

/** POST /v1/mail: a message that came to one of the company's mailboxes, handed on by the mail service or a rule there. Answers what became of it. */
export function inboundRoute(app: FastifyInstance, deps: { db: Db; clock: Clock }): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: bodyLimitBytes }, (_request, body, done) => done(null, body));
    scope.post('/v1/mail', { bodyLimit: bodyLimitBytes }, async (request) => {
      const wait = perSender.take(request.ip, deps.clock.wall().getTime());
      if (wait) throw fault('rateLimited', 'rate', 'Too many messages from this address.', { retryAfterSeconds: wait });
      await allow(deps, request);
      const { outcome, kind } = await takeMail(deps, messageOf(request));
      return { outcome, kind };
    });
  });
}
