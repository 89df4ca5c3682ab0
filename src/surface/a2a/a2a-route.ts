import { A2A_VERSION_HEADER, AGENT_CARD_PATH, AgentCard } from '@a2a-js/sdk';
import { JsonRpcTransportHandler, ServerCallContext, validateVersion } from '@a2a-js/sdk/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { roleTable } from '../../contract/role.ts';
import { fault, faultTable, toFault } from '../../lib/fault.ts';
import { localAgent } from '../../platform/auth/authenticate.ts';
import { refuseOtherOrigin } from '../../platform/auth/refuse-other-origin.ts';
import type { Context, Principal } from '../../platform/operation/context.ts';
import { execute } from '../../platform/operation/execute.ts';
import type { OperationTable } from '../../platform/operation/registry.ts';
import { a2aPath, agentCard } from './agent-card.ts';
import { a2aRequests } from './request-handler.ts';

/** What the door for agents needs of the house. */
export interface A2ARouteDeps {
  version: string;
  table: OperationTable;
  authenticate(request: FastifyRequest): Promise<Principal>;
  contextFor(principal: Principal): Context;
  baseUrl(): string | null;
}

/** Whoever comes through this door is an agent: of what the key may, what an agent may. Pure. */
export function asAgent(principal: Principal): Principal {
  if (principal.kind === 'local') return localAgent;
  const may = roleTable.agent.abilities.filter((ability) => principal.scopes.has(ability) || principal.scopes.has('admin'));
  return { ...principal, role: 'agent', scopes: new Set(may) };
}

/** The agent card, and `/a2a`: JSON-RPC of the Agent2Agent protocol 1.0 for the holder of an API key. A browser's session does not open it. */
export function a2aRoute(app: FastifyInstance, { version, table, authenticate, contextFor, baseUrl }: A2ARouteDeps): void {
  const base = (request: FastifyRequest) => baseUrl() ?? `http://${request.headers.host ?? 'localhost'}`;
  app.get(`/${AGENT_CARD_PATH}`, async (request, reply) => reply.header('cache-control', 'public, max-age=300').send(AgentCard.toJSON(agentCard(base(request), version))));
  app.post(a2aPath, async (request: FastifyRequest, reply: FastifyReply) => {
    if (!request.headers.authorization) {
      reply.header('www-authenticate', 'Bearer realm="Mainstay"');
      throw fault('unauthenticated', 'token', 'This door takes an API key.', { remedy: 'Make one with "key create --role agent" and send it as "Authorization: Bearer ...".' });
    }
    refuseOtherOrigin(request.headers);
    const who = await authenticate(request).catch((error: unknown) => {
      if (toFault(error).kind === 'unauthenticated') reply.header('www-authenticate', 'Bearer realm="Mainstay", error="invalid_token"');
      throw error;
    });
    const principal = asAgent(who);
    const card = agentCard(base(request), version);
    // What an agent proposes for a person's key stays within what the person may change.
    const call = async (id: string, input: unknown) => {
      const operation = table.get(id);
      try {
        return await execute(operation, contextFor(operation.effect === 'read' || who.role === 'agent' ? principal : { ...principal, book: principal.changes ?? principal.book }), input);
      } catch (error) {
        const failure = toFault(error);
        if (faultTable[failure.kind].status >= 500) request.log.error({ err: failure.cause ?? failure, code: failure.code }, 'request failed');
        throw failure;
      }
    };
    const body = request.body as Record<string, unknown> | undefined;
    const header = request.headers[A2A_VERSION_HEADER.toLowerCase()];
    try {
      const context = new ServerCallContext({ user: { isAuthenticated: true, userName: principal.id }, ...(typeof header === 'string' ? { requestedVersion: header } : {}) });
      validateVersion(context.requestedVersion, card, 'JSONRPC');
      return await reply.send(await new JsonRpcTransportHandler(a2aRequests({ card, baseUrl: base(request), principal, call })).handle(body ?? {}, context));
    } catch (error) {
      return reply.send({ jsonrpc: '2.0', id: body?.id ?? null, error: JsonRpcTransportHandler.mapToJSONRPCError(error) });
    }
  });
}
