import { z } from 'zod';
import type { AnyOperation } from '../../platform/operation/operation.ts';

type Json = Record<string, unknown>;

/** HTTP method and path of an operation; `noun.verb` answers at POST /api/op/noun.verb, and reads at GET too. */
export function routesOf(operation: AnyOperation): { method: 'get' | 'post'; path: string }[] {
  const path = `/api/op/${operation.id}`;
  return operation.effect === 'read' ? [{ method: 'get', path }, { method: 'post', path }] : [{ method: 'post', path }];
}

/** JSON schema (draft 2020-12, as OpenAPI 3.1 wants it) of one side of an operation. */
export function schemaOf(type: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, ...schema } = z.toJSONSchema(type, { io, unrepresentable: 'any' }) as Json;
  return schema;
}

function queryParameters(operation: AnyOperation): Json[] {
  const schema = schemaOf(operation.input, 'input');
  const required = new Set((schema.required as string[] | undefined) ?? []);
  return Object.entries((schema.properties as Record<string, Json> | undefined) ?? {}).map(([name, property]) => ({
    name,
    in: 'query',
    required: required.has(name),
    schema: property,
    ...(property.description ? { description: property.description } : {}),
  }));
}

function pathItem(operation: AnyOperation): Json {
  const common = {
    summary: operation.summary,
    ...(operation.description ? { description: operation.description } : {}),
    tags: [operation.id.split('.')[0]],
    'x-scope': operation.scope,
    'x-effect': operation.effect,
    ...(operation.scope === 'public' ? { security: [] } : {}),
    responses: {
      200: { description: 'Done.', content: { 'application/json': { schema: schemaOf(operation.output, 'output') } } },
      default: { description: 'A fault.', content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } } },
    },
  };
  const item: Json = {};
  for (const { method } of routesOf(operation)) {
    item[method] =
      method === 'get'
        ? { ...common, operationId: `${operation.id}.get`, parameters: queryParameters(operation) }
        : { ...common, operationId: operation.id, requestBody: { content: { 'application/json': { schema: schemaOf(operation.input, 'input') } } } };
  }
  return item;
}

/** The OpenAPI 3.1 document of the whole operation table. */
export function openApiDocument(operations: readonly AnyOperation[], version: string): Json {
  const shown = operations.filter((operation) => operation.transport !== 'cli');
  return {
    openapi: '3.1.0',
    info: { title: 'Mainstay', version, description: 'Every operation of Mainstay. The command line and the web app use the same ones.', license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: '/' }],
    security: [{ key: [] }, { session: [] }],
    tags: [...new Set(shown.map((operation) => operation.id.split('.')[0]))].map((name) => ({ name })),
    paths: Object.fromEntries(shown.map((operation) => [`/api/op/${operation.id}`, pathItem(operation)])),
    components: {
      securitySchemes: { key: { type: 'http', scheme: 'bearer' }, session: { type: 'apiKey', in: 'cookie', name: 'mainstay' } },
      schemas: {
        Problem: {
          type: 'object',
          required: ['type', 'title', 'status', 'code', 'detail', 'retryable'],
          properties: {
            type: { type: 'string' }, title: { type: 'string' }, status: { type: 'integer' }, code: { type: 'string' }, detail: { type: 'string' }, retryable: { type: 'boolean' }, remedy: { type: 'string' },
            fields: { type: 'array', items: { type: 'object', properties: { path: { type: 'string' }, message: { type: 'string' }, remedy: { type: 'string' } } } },
          },
        },
      },
    },
  };
}
