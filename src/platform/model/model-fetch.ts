import http from 'node:http';
import https from 'node:https';
import { Readable } from 'node:stream';
import { checkedTarget, pinned } from '../guarded-fetch.ts';

const answerLimitBytes = 8 * 1024 * 1024;

/**
 * A `fetch` for model providers, streamed, with the guard of all outgoing calls: only public addresses over TLS, except hosts that the administrator
 * allows; the connection goes to the address that was checked; redirects are not followed. An answer of more than 8 MB breaks off.
 */
export function modelFetch(allowHosts: readonly string[]): typeof fetch {
  return async (input, init = {}) => {
    const { url, target } = await checkedTarget(input instanceof Request ? input.url : String(input), allowHosts);
    const body = typeof init.body === 'string' ? init.body : '';
    const headers = { ...Object.fromEntries(new Headers(init.headers)), 'content-length': String(Buffer.byteLength(body)) };
    const { promise, resolve, reject } = Promise.withResolvers<Response>();
    const request = (url.protocol === 'https:' ? https : http).request(url, { agent: false, method: init.method ?? 'POST', headers, lookup: pinned(target), ...(init.signal ? { signal: init.signal } : {}) }, (response) => {
      let bytes = 0;
      response.on('data', (part: Buffer) => { bytes += part.length; if (bytes > answerLimitBytes) response.destroy(new Error('The model\'s answer is too long.')); });
      response.pause();
      const status = response.statusCode ?? 502;
      const isBare = status === 204 || status === 304;
      resolve(new Response(isBare ? null : (Readable.toWeb(response) as ReadableStream<Uint8Array>), { status: status >= 300 && status < 400 ? 502 : status, headers: plainHeaders(response.headers) }));
    });
    request.on('error', reject);
    request.end(body);
    return promise;
  };
}

function plainHeaders(headers: http.IncomingHttpHeaders): [string, string][] {
  return Object.entries(headers).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as [string, string]] : []));
}
