import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PoolConfig } from 'pg';
import { inject } from 'vitest';
import type { Analytics } from '../analytics/analytics.ts';
import { openChdb } from '../analytics/chdb.ts';
import { migrateAnalytics } from '../analytics/migrate-analytics.ts';
import { openDatabase, type Db } from '../postgres/database.ts';
import { newSecret } from '../../lib/ids.ts';

/** Both real engines, empty and migrated, for one test file. */
export interface TestEngines {
  db: Db;
  analytics: Analytics;
  dataDir: string;
  /** For code that opens connections of its own (jobs). */
  postgres: PoolConfig;
  stop(): Promise<void>;
}

/** A fresh database copied from the migrated template: under 100 ms. */
export async function startTestDatabase(): Promise<Pick<TestEngines, 'db' | 'postgres' | 'stop'>> {
  const base = { host: inject('postgresHost'), port: 5432, user: 'mainstay' };
  const name = `t_${newSecret(8).toLowerCase().replace(/[^a-z0-9]/g, '0')}`;
  const admin = openDatabase({ ...base, database: 'postgres', max: 1 });
  await admin.query(`create database ${name} template template_mainstay`);
  const postgres = { ...base, database: name };
  const db = openDatabase(postgres);
  return {
    db,
    postgres,
    async stop() {
      await db.close();
      await admin.query(`drop database ${name} with (force)`);
      await admin.close();
    },
  };
}

/** Both engines. One usage store per process: call it once per test file, in beforeAll, and stop it in afterAll. */
export async function startTestEngines(): Promise<TestEngines> {
  const database = await startTestDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), 'mainstay-usage-'));
  const analytics = openChdb(join(dataDir, 'usage'));
  await migrateAnalytics(analytics, new URL('../analytics/migrations', import.meta.url).pathname);
  return {
    ...database,
    analytics,
    dataDir,
    async stop() {
      await analytics.close();
      await database.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
