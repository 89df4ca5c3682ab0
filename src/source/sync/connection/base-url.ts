import { fault } from '../../../lib/fault.ts';
import { urlRefusal } from '../../../platform/guarded-fetch.ts';

const ownMachine = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * An address to call instead of the vendor's own, without a slash at its end. A sandbox may lie on this machine, and nowhere else in the own
 * network; other private hosts are allowed by MAINSTAY_ALLOW_HOSTS alone. Throws a Fault `invalid`.
 */
export function readBaseUrl(text: string, { sandbox, allowHosts }: { sandbox: boolean; allowHosts: readonly string[] }): string {
  const refuse = (message: string, remedy: string) => fault('invalid', 'base_url', message, { remedy, fields: [{ path: 'baseUrl', message }] });
  if (!URL.canParse(text)) throw refuse('This is not a web address.', 'Write it as https://host.');
  const url = new URL(text);
  const bare = url.href.replace(/\/+$/, '');
  if (url.search || url.hash || url.username || url.password) throw refuse('The address holds more than host and path.', 'Write it as https://host.');
  if (sandbox && ownMachine.has(url.hostname) && (url.protocol === 'http:' || url.protocol === 'https:')) return bare;
  const refusal = urlRefusal(bare, allowHosts);
  if (refusal) throw refuse(refusal, 'Use a public https:// address, say that it is a sandbox on this machine, or allow the host by MAINSTAY_ALLOW_HOSTS.');
  return bare;
}
