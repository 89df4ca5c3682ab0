import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { openDatabase } from '../postgres/database.ts';
import { startEmbeddedPostgres } from '../postgres/embedded-postgres.ts';
import { migrate } from '../postgres/migrate.ts';

declare module 'vitest' {
  interface ProvidedContext {
    postgresHost: string;
  }
}

/** Starts one Postgres for the whole test run, with a migrated database that each test file copies. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dir = await mkdtemp(join(tmpdir(), 'mainstay-test-'));
  const server = await startEmbeddedPostgres({ dir, unsafeFast: true });
  const admin = openDatabase({ ...server.config, max: 1 });
  await admin.query('create database template_mainstay');
  const template = openDatabase({ ...server.config, database: 'template_mainstay', max: 1 });
  await migrate(template, new URL('../postgres/migrations', import.meta.url).pathname);
  await template.close();
  await admin.close();
  project.provide('postgresHost', String(server.config.host));
  return async () => {
    await server.stop();
    await rm(dir, { recursive: true, force: true });
    await rm(String(server.config.host), { recursive: true, force: true });
  };
}
