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
      if (response.ok) return body;
      const problem = body as Problem;
      throw new Fault(problem.title as FaultKind, problem.code, problem.detail, { remedy: problem.remedy, fields: problem.fields });
    },
  };
}

async function send(url: string, headers: Record<string, string>, input: unknown): Promise<Answer> {
  try {
    return await post(url, { ...headers, 'content-type': 'application/json' }, JSON.stringify(input));
  } catch (cause) {
    throw fault('unavailable', 'server', 'The running server of this data directory does not answer.', { remedy: 'Wait a moment, or stop it and try again.' }, cause);
  }
}

interface Answer {
  ok: boolean;
  text: string;
}

// A command may take as long as it takes; "fetch" gives up when nothing came for five minutes.
function post(url: string, headers: Record<string, string>, body: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { request } = url.startsWith('https:') ? https : http;
    const asked = request(url, { method: 'POST', headers: { ...headers, 'content-length': Buffer.byteLength(body) }, agent: false }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part)).on('error', reject).on('end', () => resolve({ ok: (response.statusCode ?? 500) < 300, text: Buffer.concat(parts).toString() }));
    });
    asked.on('error', reject).end(body);
  });
}
