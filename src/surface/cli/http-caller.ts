import http from 'node:http';
import https from 'node:https';
import { Fault, fault, type FaultKind } from '../../lib/fault.ts';
import type { Problem } from '../api/problem.ts';

/** Calls operations by id: in this process, or in the process that owns the data directory. */
export interface Caller {
  call(operationId: string, input: unknown): Promise<unknown>;
}

/** A caller of a running server; `token` is its local token (or an API key), `headers` go along. Faults arrive as they were thrown there. */
export function httpCaller(url: string, token: string, headers: Readonly<Record<string, string>> = {}): Caller {
  return {
    async call(operationId, input) {
      const response = await send(`${url}/api/op/${operationId}`, { ...headers, authorization: `Bearer ${token}` }, input);
      const body = JSON.parse(response.text) as unknown;
      if (response.status < 300) return body;
      const problem = body as Problem;
      throw new Fault(problem.title as FaultKind, problem.code, problem.detail, { remedy: problem.remedy, fields: problem.fields });
    },
  };
}

// A long import or a first reading of a vendor takes as long as it takes: nothing here ends the wait but the server.
function exchange(url: string, headers: Record<string, string>, body: string): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const request = (url.startsWith('https:') ? https : http).request(url, { method: 'POST', agent: false, headers: { ...headers, 'content-type': 'application/json', 'content-length': String(Buffer.byteLength(body)) } }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part)).on('error', reject);
      response.on('end', () => (response.complete ? resolve({ status: response.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8') }) : reject(new Error('The answer was cut off.'))));
    });
    request.on('error', reject).end(body);
  });
}

async function send(url: string, headers: Record<string, string>, input: unknown): Promise<{ status: number; text: string }> {
  try {
    return await exchange(url, headers, JSON.stringify(input ?? {}));
  } catch (cause) {
    throw fault('unavailable', 'server', 'The running server of this data directory does not answer.', { remedy: 'Wait a moment, or stop it and try again.' }, cause);
  }
}
