import { existsSync } from 'node:fs';
import { join } from 'node:path';
import compress from '@fastify/compress';
import fastifyStatic from '@fastify/static';
import Fastify, { type FastifyInstance } from 'fastify';
import { fault } from '../../lib/fault.ts';
import type { Log } from '../../platform/log/log.ts';
import { operationRoutes, problemHandler, type OperationRouteDeps } from './operation-routes.ts';

export interface ServerDeps extends OperationRouteDeps {
  log: Log;
  /** Folder of the built web app. */
  webDir: string;
  /** True once the engines answer. */
  ready(): boolean;
  /** Routes of other floors: tracking, event stream, uploads. */
  extend(app: FastifyInstance): void;
}

const jsonLimitBytes = 4 * 1024 * 1024;

// Charts and notifications set inline styles; scripts come from our own files only.
const contentPolicy = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

/** Builds the HTTP server: API, event stream and the web app, on one origin. It listens when the caller says so. */
export async function createServer(deps: ServerDeps): Promise<FastifyInstance> {
  const app = Fastify({ loggerInstance: deps.log.child({}, { level: 'warn' }), bodyLimit: jsonLimitBytes, forceCloseConnections: true, routerOptions: { maxParamLength: 200 } }) as unknown as FastifyInstance;
  problemHandler(app);
  // Answers only: request bodies are inflated where a limit of their own guards them.
  await app.register(compress, { globalDecompression: false, threshold: 2048, encodings: ['br', 'gzip'], brotliOptions: { params: { 1: 4 } } } as object);
  app.addHook('onSend', async (request, reply) => {
    reply.header('x-content-type-options', 'nosniff').header('referrer-policy', 'no-referrer').header('content-security-policy', contentPolicy);
    if (request.url.startsWith('/api')) reply.header('cache-control', 'no-store');
  });
  app.get('/api/health', async (_request, reply) => (deps.ready() ? { status: 'ok', version: deps.version } : reply.status(503).send({ status: 'starting' })));
  operationRoutes(app, deps);
  deps.extend(app);
  await webApp(app, deps.webDir);
  return app;
}

// The app's pages have paths of their own; each is answered with the one document.
async function webApp(app: FastifyInstance, webDir: string): Promise<void> {
  const built = existsSync(join(webDir, 'index.html'));
  if (built) {
    await app.register(fastifyStatic, { root: webDir, wildcard: false, index: false, setHeaders: (response, path) => void response.header('cache-control', /\/assets\//.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache') });
    app.get('/', (_request, reply) => reply.sendFile('index.html'));
  }
  app.setNotFoundHandler((request, reply) => {
    const page = request.method === 'GET' && built && !request.url.startsWith('/api') && !request.url.startsWith('/v1') && !request.url.startsWith('/assets') && !request.url.startsWith('/calendar');
    if (page) return reply.sendFile('index.html');
    throw fault('notFound', 'route', `There is nothing at ${request.method} ${request.url.split('?')[0]}.`, { remedy: 'The API reference is at /api.' });
  });
}
