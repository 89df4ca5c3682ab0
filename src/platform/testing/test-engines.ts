import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { PoolConfig } from 'pg';
import type { Analytics } from '../analytics/analytics.ts';
import { openChdb } from '../analytics/chdb.ts';
import { migrateAnalytics } from '../analytics/migrate-analytics.ts';
import { openDatabase, type Db } from '../postgres/database.ts';
import { askSharedPostgres, sharedPostgresVariable, startTemplateServer, templateDatabase } from './shared-postgres.ts';

/** A fresh operational store for one test file. */
export interface TestDatabase {
  db: Db;
  /** For code that opens connections of its own (jobs). */
  postgres: PoolConfig;
  stop(): Promise<void>;
}

/** Both real engines, empty and migrated, for one test file. */
export interface TestEngines extends TestDatabase {
  analytics: Analytics;
  /** A folder of this caller alone; `stop` removes it. */
  dataDir: string;
}

/** A fresh database copied from the migrated template: under 100 ms. Outside of a test run it starts a server of its own. */
export async function startTestDatabase(): Promise<TestDatabase> {
  const socket = process.env[sharedPostgresVariable];
  const own = socket === undefined ? await startTemplateServer() : undefined;
  const server = own?.config ?? (await askSharedPostgres(socket ?? ''));
  const database = `t_${randomBytes(6).toString('hex')}`;
  const admin = openDatabase({ ...server, max: 1 });
  await admin.query(`create database ${database} template ${templateDatabase}`);
  const postgres = { ...server, database };
  const db = openDatabase(postgres);
  return {
    db,
    postgres,
    stop: async () => {
      await db.close();
      await admin.query(`drop database ${database} with (force)`);
      await admin.close();
      await own?.stop();
    },
  };
}

/** Both engines. One usage store per process: call it once per test file, in beforeAll, and stop it in afterAll. */
export async function startTestEngines(): Promise<TestEngines> {
  const dataDir = await mkdtemp(path.join(os.tmpdir(), 'mainstay-test-'));
  const analytics = openChdb(path.join(dataDir, 'usage'));
  const [database] = await Promise.all([startTestDatabase(), migrateAnalytics(analytics, path.join(import.meta.dirname, '../analytics/migrations'))]);
  return {
    ...database,
    analytics,
    dataDir,
    stop: async () => {
      await analytics.close();
      await database.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
