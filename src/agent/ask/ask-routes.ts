import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { askInput, type AskEvent } from '../../contract/ask.ts';
import { fault, toFault } from '../../lib/fault.ts';
import type { Context, Principal } from '../../platform/operation/context.ts';
import { refusalOf } from '../../platform/operation/execute.ts';
import { askModel, type AskModelDeps } from './ask-model.ts';
import { askOperations } from './ask-operations.ts';

/** What the streamed way to a model needs. */
export interface AskRouteDeps {
  /** Null while no model is set up. */
  model: AskModelDeps | null;
  authenticate(request: FastifyRequest): Promise<Principal>;
  contextFor(principal: Principal, extra: Partial<Context>): Context;
}

async function* linesOf(events: AsyncIterable<AskEvent>, log: (error: unknown) => void): AsyncGenerator<string> {
  try {
    for await (const event of events) yield `${JSON.stringify(event)}\n`;
  } catch (error) {
    const { kind, code, message, details } = toFault(error);
    if (kind === 'internal') log(error);
    yield `${JSON.stringify({ kind: 'fault', code, message, remedy: details.remedy ?? null } satisfies AskEvent)}\n`;
  }
}

/** POST /api/ask: a model's answer as it comes, one JSON object a line. Ends when the caller goes away; whoever may not read may not ask. */
export function askRoutes(app: FastifyInstance, { model, authenticate, contextFor }: AskRouteDeps): void {
  app.post('/api/ask', async (request: FastifyRequest, reply: FastifyReply) => {
    const principal = await authenticate(request);
    const [operation] = askOperations({ call: () => Promise.reject(new Error('not called')), visibleAccount: () => Promise.reject(new Error('not called')), baseUrl: () => null, model: null });
    const refusal = operation && refusalOf(operation, principal);
    if (refusal) throw refusal;
    if (!model) throw fault('unavailable', 'model_none', 'No model is set up.', { remedy: 'An administrator sets MAINSTAY_MODEL_PROVIDER and MAINSTAY_MODEL.' });
    const parsed = askInput.safeParse(request.body ?? {});
    if (!parsed.success) throw fault('invalid', 'input', parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '));
    const gone = new AbortController();
    reply.raw.on('close', () => gone.abort());
    const events = askModel(model, contextFor(principal, { signal: gone.signal }), parsed.data);
    reply.header('content-type', 'application/x-ndjson; charset=utf-8').header('cache-control', 'no-store').header('x-accel-buffering', 'no');
    return reply.send(Readable.from(linesOf(events, (error) => request.log.error({ err: error }, 'an answer failed'))));
  });
}
