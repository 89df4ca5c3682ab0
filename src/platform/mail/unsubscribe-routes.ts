import type { FastifyInstance } from 'fastify';
import type { Clock } from '../../lib/clock.ts';
import { createTokenBucket } from '../token-bucket.ts';
import { fault } from '../../lib/fault.ts';

/** Whom the token of a personal link belongs to, and how their messages are stopped. */
export interface UnsubscribeLink {
  address: string;
  stopped: boolean;
  stop(): Promise<unknown>;
}

/** Answers undefined for a token that it did not make. */
export type FindUnsubscribeLink = (token: string) => Promise<UnsubscribeLink | undefined>;

const tries = createTokenBucket(60, 1);

const texts = {
  en: { title: 'Stop these messages', ask: 'Do you want to stop receiving these messages at this address?', go: 'Stop the messages', done: 'Done. You will not receive these messages any more.', unknown: 'This link is not valid.' },
  de: { title: 'Nachrichten abbestellen', ask: 'Möchten Sie an diese Adresse keine solchen Nachrichten mehr erhalten?', go: 'Nachrichten abbestellen', done: 'Erledigt. Sie erhalten diese Nachrichten nicht mehr.', unknown: 'Dieser Link ist nicht gültig.' },
};

/** The few letters of an address that its owner knows again and nobody else learns. */
function masked(address: string): string {
  const [name = '', domain = ''] = address.split('@');
  return `${name.slice(0, 1)}…@${domain}`.replace(/[<>&"]/g, '');
}

function page(lang: 'en' | 'de', main: string): string {
  return `<!doctype html><html lang="${lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex"><title>${texts[lang].title}</title><style>body{font:16px/1.5 system-ui,sans-serif;max-width:32rem;margin:15vh auto;padding:0 1rem;color:#1c1c1c;background:#fff}button{font:inherit;padding:.6rem 1rem;border:0;border-radius:6px;background:#1f4fd8;color:#fff}</style></head><body><main><h1>${texts[lang].title}</h1>${main}</main></body></html>`;
}

/** The personal link of a message: GET asks and changes nothing, since mail programs and scanners open links by themselves; POST stops the messages, in one click (RFC 8058). */
export function unsubscribeRoutes(app: FastifyInstance, { clock, links }: { clock: Clock; links: readonly FindUnsubscribeLink[] }): void {
  const find = async (token: string) => {
    for (const link of links) {
      const found = await link(token);
      if (found) return found;
    }
    return undefined;
  };
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: 64 * 1024 }, (_request, _body, done) => done(null, null));
    const limit = (ip: string) => {
      const wait = tries.take(ip, clock.wall().getTime());
      if (wait > 0) throw fault('rateLimited', 'rate', 'Too many requests.', { retryAfterSeconds: wait });
    };
    const languageOf = (header: string | undefined): 'en' | 'de' => (/^de\b/i.test(header ?? '') ? 'de' : 'en');
    scope.get<{ Params: { token: string } }>('/unsubscribe/:token', async (request, reply) => {
      limit(request.ip);
      const lang = languageOf(request.headers['accept-language']);
      const found = await find(request.params.token);
      const t = texts[lang];
      const main = !found ? `<p>${t.unknown}</p>` : found.stopped ? `<p>${t.done}</p>` : `<p>${t.ask} <b>${masked(found.address)}</b></p><form method="post"><button>${t.go}</button></form>`;
      return reply.status(found ? 200 : 404).type('text/html; charset=utf-8').header('cache-control', 'no-store').send(page(lang, main));
    });
    scope.post<{ Params: { token: string } }>('/unsubscribe/:token', async (request, reply) => {
      limit(request.ip);
      const lang = languageOf(request.headers['accept-language']);
      const found = await find(request.params.token);
      await found?.stop();
      return reply.status(found ? 200 : 404).type('text/html; charset=utf-8').header('cache-control', 'no-store').send(page(lang, `<p>${found ? texts[lang].done : texts[lang].unknown}</p>`));
    });
  });
}
