import http from 'node:http';
import type { AddressInfo } from 'node:net';

interface StubMessage { role: string; content?: unknown; tool_calls?: { id: string; function: { name: string; arguments: string } }[]; tool_call_id?: string }

/** What the stub was asked, as it came over the wire. */
export interface StubRequest {
  headers: http.IncomingHttpHeaders;
  body: { model: string; messages: StubMessage[]; tools?: { function: { name: string } }[]; max_tokens?: number; stream?: boolean };
}

/** What the stub answers: text, tool calls, a status, nonsense, or nothing for a while. */
export interface StubAnswer {
  text?: string;
  calls?: readonly { name: string; input: unknown; rawInput?: string }[];
  status?: number;
  headers?: Record<string, string>;
  /** Sent instead of events. */
  raw?: string;
  delayMs?: number;
  usage?: { prompt_tokens: number; completion_tokens: number };
}

/** A model on loopback that speaks the OpenAI protocol, streamed, and says what a script says. */
export interface ModelStub {
  url: string;
  host: string;
  requests: StubRequest[];
  answerWith(script: (request: StubRequest, n: number) => StubAnswer): void;
  close(): Promise<void>;
}

const chunk = (delta: object, finish: string | null = null, usage?: object) => `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'stub', choices: [{ index: 0, delta, finish_reason: finish }], ...(usage ? { usage } : {}) })}\n\n`;

function eventsOf({ text, calls, usage = { prompt_tokens: 100, completion_tokens: 20 } }: StubAnswer): string[] {
  const words = text?.match(/\S+\s*/g) ?? [];
  const toolCalls = (calls ?? []).map(({ name, input, rawInput }, index) => ({ index, id: `call_${Math.trunc(performance.now() * 1000)}_${index}`, type: 'function', function: { name, arguments: rawInput ?? JSON.stringify(input) } }));
  return [chunk({ role: 'assistant', content: '' }), ...words.map((content) => chunk({ content })), ...(toolCalls.length ? [chunk({ tool_calls: toolCalls })] : []), chunk({}, toolCalls.length ? 'tool_calls' : 'stop', { ...usage, total_tokens: usage.prompt_tokens + usage.completion_tokens }), 'data: [DONE]\n\n'];
}

/** Starts the stub on a free port of loopback. */
export async function startModelStub(): Promise<ModelStub> {
  const requests: StubRequest[] = [];
  let script: (request: StubRequest, n: number) => StubAnswer = () => ({ text: 'Hello.' });
  const server = http.createServer((incoming, outgoing) => {
    let body = '';
    incoming.setEncoding('utf8');
    incoming.on('data', (part: string) => (body += part));
    incoming.on('end', () => {
      const request = { headers: incoming.headers, body: JSON.parse(body) } as StubRequest;
      requests.push(request);
      const answer = script(request, requests.length);
      const send = () => {
        if (outgoing.destroyed) return;
        outgoing.writeHead(answer.status ?? 200, { 'content-type': answer.status ? 'application/json' : 'text/event-stream', ...answer.headers });
        if (answer.raw !== undefined || answer.status) return void outgoing.end(answer.raw ?? JSON.stringify({ error: { message: 'no', type: 'stub' } }));
        for (const event of eventsOf(answer)) outgoing.write(event);
        outgoing.end();
      };
      if (answer.delayMs) setTimeout(send, answer.delayMs).unref();
      else send();
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `http://${host}/v1`, host, requests,
    answerWith(next) { script = next; requests.length = 0; },
    close: () => new Promise((done) => { server.closeAllConnections(); server.close(() => done()); }),
  };
}
