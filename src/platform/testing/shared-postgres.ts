import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLog } from '../log/log.ts';
import { openDatabase, type ConnectionConfig } from '../postgres/database.ts';
import { startEmbeddedPostgres, type EmbeddedPostgres } from '../postgres/embedded-postgres.ts';
import { migrate } from '../postgres/migrate.ts';

/** Names the socket on which a test run hands out its one database server. */
export const sharedPostgresVariable = 'MAINSTAY_TEST_POSTGRES';
export const templateDatabase = 'mainstay_template';
export const testLog = createLog('warn');

/** The folder of the operational store's migrations. */
export const postgresMigrations = fileURLToPath(new URL('../postgres/migrations', import.meta.url));

/** A database server without durability in a folder of its own, with a migrated template database. */
export async function startTemplateServer(): Promise<{ connection: ConnectionConfig; stop(): Promise<void> }> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'mainstay-test-'));
  let server: EmbeddedPostgres | undefined;
  const stop = async (): Promise<void> => {
    await server?.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
  try {
    server = await startEmbeddedPostgres({ dataDir, log: testLog, durable: false });
    const admin = openDatabase(server.connection('postgres'), testLog);
    await admin.query(`create database ${templateDatabase}`);
    await admin.close();
    const template = openDatabase(server.connection(templateDatabase), testLog);
    await migrate(template, postgresMigrations);
    await template.close();
    return { connection: server.connection('postgres'), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * Offers one server to all processes of a test run: it starts when the first asks, so a run of pure tests starts none.
 * Asking is connecting to the socket and reading its one JSON line.
 */
export async function offerSharedPostgres(): Promise<{ socket: string; stop(): Promise<void> }> {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'mainstay-run-'));
  const socket = path.join(dir, 'server');
  let started: ReturnType<typeof startTemplateServer> | undefined;
  const listener = net.createServer((client) => {
    client.on('error', () => undefined);
    started ??= startTemplateServer();
    started.then(
      (server) => client.end(JSON.stringify({ connection: server.connection })),
      (error: Error) => client.end(JSON.stringify({ error: error.message })),
    );
  });
  await new Promise<void>((resolve) => listener.listen(socket, resolve));
  return {
    socket,
    stop: async () => {
      listener.close();
      await started?.then((server) => server.stop(), () => undefined);
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** Asks the run's socket for its server. */
export async function askSharedPostgres(socket: string): Promise<ConnectionConfig> {
  const client = net.connect(socket).setEncoding('utf8');
  let text = '';
  for await (const chunk of client) text += chunk;
  const answer = JSON.parse(text) as { connection: ConnectionConfig } | { error: string };
  if ('error' in answer) throw new Error(`The test database did not start: ${answer.error}`);
  return answer.connection;
}
