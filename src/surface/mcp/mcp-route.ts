import { Readable } from 'node:stream';
import { createMcpHandler } from '@modelcontextprotocol/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { fault, toFault } from '../../lib/fault.ts';
import { localAgent } from '../../platform/auth/authenticate.ts';
import { refuseOtherOrigin } from '../../platform/auth/refuse-other-origin.ts';
import type { Context, Principal } from '../../platform/operation/context.ts';
import { execute } from '../../platform/operation/execute.ts';
import type { OperationTable } from '../../platform/operation/registry.ts';
import { createMcpServer } from './mcp-server.ts';
import { toolSetIds } from './tool-sets.ts';

/** What the HTTP door of the Model Context Protocol needs. */
export interface McpRouteDeps {
  version: string;
  table: OperationTable;
  authenticate(request: FastifyRequest): Promise<Principal>;
  contextFor(principal: Principal): Context;
  baseUrl(): string | null;
}

const asked = z.object({ sets: z.string().optional(), readOnly: z.enum(['true', 'false', '']).optional() });

/** The tool sets that a query names, comma-separated; default: core. Fault `invalid` for one that is not there. */
export function readSets(text: string | undefined): (typeof toolSetIds)[number][] {
  const names = text ? text.split(',').map((name) => name.trim()).filter(Boolean) : ['core'];
  return names.map((name) => {
    const known = toolSetIds.find((id) => id === name);
    if (!known) throw fault('invalid', 'tool_set', `There is no tool set "${name}".`, { remedy: `The sets are ${toolSetIds.join(', ')}.` });
    return known;
  });
}

/**
 * `/mcp`: streamable HTTP in both protocol eras, a server per request for the principal of its bearer token. A browser's session does not open it,
 * and neither does a page elsewhere: the host is checked with every request.
 */
export function mcpRoute(app: FastifyInstance, { version, table, authenticate, contextFor, baseUrl }: McpRouteDeps): void {
  const serve = async (request: FastifyRequest, reply: FastifyReply) => {
    const metadata = `resource_metadata="${baseUrl() ?? ''}/.well-known/oauth-protected-resource/mcp"`;
    if (!request.headers.authorization) {
      reply.header('www-authenticate', `Bearer ${metadata}`);
      throw fault('unauthenticated', 'token', 'This door takes an API key.', { remedy: 'Make one with "key create --role agent" and send it as "Authorization: Bearer ...".' });
    }
    refuseOtherOrigin(request.headers);
    const who = await authenticate(request).catch((error: unknown) => {
      if (toFault(error).kind === 'unauthenticated') reply.header('www-authenticate', `Bearer error="invalid_token", ${metadata}`);
      throw error;
    });
    // Whoever holds the machine's own token comes as an agent here: this door is for programs.
    const principal = who.kind === 'local' ? localAgent : who;
    const query = asked.parse(request.query ?? {});
    const sets = readSets(query.sets);
    const readOnly = query.readOnly === 'true' || query.readOnly === '';
    const handler = createMcpHandler(() => createMcpServer({ version, table, principal, baseUrl: baseUrl(), sets, readOnly, call: (id, input) => execute(table.get(id), contextFor(principal), input) }));
    const headers = Object.fromEntries(Object.entries(request.headers).flatMap(([name, value]) => (typeof value === 'string' && name !== 'content-length' ? [[name, value]] : [])));
    const url = `http://${request.headers.host ?? 'localhost'}${request.url}`;
    const body = request.method === 'POST' ? { body: JSON.stringify(request.body ?? null) } : {};
    const answer = await handler.fetch(new Request(url, { method: request.method, headers, ...body }));
    reply.status(answer.status);
    for (const [name, value] of answer.headers) if (name !== 'content-length') reply.header(name, value);
    return reply.send(answer.body ? Readable.fromWeb(answer.body as never) : null);
  };
  app.route({ method: ['GET', 'POST', 'DELETE'], url: '/mcp', handler: serve });
  app.get('/.well-known/oauth-protected-resource/mcp', async () => ({ resource: `${baseUrl() ?? ''}/mcp`, resource_name: 'Mainstay', bearer_methods_supported: ['header'], scopes_supported: ['read', 'propose', 'write'] }));
}
