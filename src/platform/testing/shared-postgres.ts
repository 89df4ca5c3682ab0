import { mkdtemp, rm } from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import type { PoolConfig } from 'pg';
import { openDatabase } from '../postgres/database.ts';
import { startEmbeddedPostgres } from '../postgres/embedded-postgres.ts';
import { migrate } from '../postgres/migrate.ts';

/** Names the socket on which a test run hands out its one database server. */
export const sharedPostgresVariable = 'MAINSTAY_TEST_POSTGRES';
export const templateDatabase = 'template_mainstay';

/** A running server for tests. */
export interface TestServer {
  config: PoolConfig;
  stop(): Promise<void>;
}

/** A server without durability in a folder of its own, with a migrated database that each test file copies. */
export async function startTemplateServer(): Promise<TestServer> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'mainstay-test-'));
  const server = await startEmbeddedPostgres({ dir, unsafeFast: true });
  const stop = async (): Promise<void> => {
    await server.stop();
    await rm(dir, { recursive: true, force: true });
  };
  try {
    const admin = openDatabase({ ...server.config, max: 1 });
    await admin.query(`create database ${templateDatabase}`);
    await admin.close();
    const template = openDatabase({ ...server.config, database: templateDatabase, max: 1 });
    await migrate(template, path.join(import.meta.dirname, '../postgres/migrations'));
    await template.close();
    return { config: server.config, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * Called once per test run, before any test process: offers one server to all of them. It starts when the first asks, so a run of
 * pure tests starts none. To ask is to connect to the socket and read its one JSON document.
 */
export async function setup(): Promise<() => Promise<void>> {
  const dir = await mkdtemp(path.join(os.tmpdir(), 'mainstay-run-'));
  const socket = path.join(dir, 'server');
  let started: Promise<TestServer> | undefined;
  const listener = net.createServer((client) => {
    client.on('error', () => undefined);
    started ??= startTemplateServer();
    started.then(
      (server) => client.end(JSON.stringify({ config: server.config })),
      (error: Error) => client.end(JSON.stringify({ error: error.message })),
    );
  });
  await new Promise<void>((resolve) => listener.listen(socket, resolve));
  process.env[sharedPostgresVariable] = socket;
  return async () => {
    listener.close();
    await started?.then((server) => server.stop(), () => undefined);
    await rm(dir, { recursive: true, force: true });
  };
}

/** Asks the run's socket for its server. */
export async function askSharedPostgres(socket: string): Promise<PoolConfig> {
  let text = '';
  for await (const chunk of net.connect(socket).setEncoding('utf8')) text += chunk;
  const answer = JSON.parse(text) as { config: PoolConfig } | { error: string };
  if ('error' in answer) throw new Error(`The test database did not start: ${answer.error}`);
  return answer.config;
}
