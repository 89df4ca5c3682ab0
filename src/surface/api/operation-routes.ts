import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { faultTable, toFault } from '../../lib/fault.ts';
import type { Context, Principal } from '../../platform/operation/context.ts';
import { execute } from '../../platform/operation/execute.ts';
import type { OperationTable } from '../../platform/operation/registry.ts';
import { fault } from '../../lib/fault.ts';
import { openApiDocument } from './openapi.ts';
import { problemOf } from './problem.ts';
import { referencePage } from './reference-page.ts';

export interface OperationRouteDeps {
  table: OperationTable;
  version: string;
  /** Who calls; throws a Fault for a bad or expired credential, a foreign origin or a missing CSRF header. */
  authenticate(request: FastifyRequest): Promise<Principal>;
  contextFor(principal: Principal, request: FastifyRequest, reply: FastifyReply): Context;
}

/** Projects the operation table to HTTP: POST (and GET for reads) /api/op/:id, the OpenAPI document and the reference page. */
export function operationRoutes(app: FastifyInstance, deps: OperationRouteDeps): void {
  const openApi = openApiDocument(deps.table.all(), deps.version);
  const reference = referencePage(deps.table.all());
  app.get('/api/openapi.json', async () => openApi);
  app.get('/api', async (_request, reply) => reply.type('text/html; charset=utf-8').send(reference));

  const answer = async (request: FastifyRequest<{ Params: { id: string } }>, reply: FastifyReply, input: unknown) => {
    const principal = await deps.authenticate(request);
    const operation = deps.table.get(request.params.id);
    if (operation.transport === 'cli' && principal.kind !== 'local') throw fault('notFound', 'operation', 'This operation is only for the command line on the server itself.');
    if (request.method === 'GET' && operation.effect !== 'read') throw fault('invalid', 'method', `${operation.id} changes something: use POST.`);
    return reply.send(await execute(operation, deps.contextFor(principal, request, reply), input));
  };
  app.get<{ Params: { id: string } }>('/api/op/:id', (request, reply) => answer(request, reply, request.query));
  app.post<{ Params: { id: string } }>('/api/op/:id', (request, reply) => answer(request, reply, request.body ?? {}));
}

/** One error handler for every route: problem+json, the cause logged once, nothing internal sent. */
export function problemHandler(app: FastifyInstance): void {
  app.setErrorHandler((error, request, reply) => {
    const failure = toFault(httpFault(error) ?? error);
    const status = faultTable[failure.kind].status;
    // A caller who went away is no failure of ours.
    if (status >= 500 && !reply.raw.destroyed) request.log.error({ err: failure.cause ?? failure, code: failure.code }, 'request failed');
    if (failure.details.retryAfterSeconds) reply.header('retry-after', String(failure.details.retryAfterSeconds));
    return reply.status(status).type('application/problem+json').send(problemOf(failure));
  });
}

function httpFault(error: unknown): Error | undefined {
  const { statusCode, code, message } = error as { statusCode?: number; code?: string; message?: string };
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return fault('tooLarge', 'body', 'The request is too large.');
  if (statusCode === 429) return fault('rateLimited', 'rate', message ?? 'Too many requests.');
  if (statusCode && statusCode >= 400 && statusCode < 500) return fault('invalid', 'request', message ?? 'The request is not valid.');
  return undefined;
}
