import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { PoolConfig } from 'pg';
import type { Analytics } from '../platform/analytics/analytics.ts';
import { openChdb } from '../platform/analytics/chdb.ts';
import { migrateAnalytics } from '../platform/analytics/migrate-analytics.ts';
import type { Config } from '../platform/config/config.ts';
import type { Log } from '../platform/log/log.ts';
import { openBusinessClock, type BusinessClock } from '../platform/business-clock.ts';
import { acquireOwnership, type Ownership } from '../platform/owner.ts';
import { openDatabase, type Db } from '../platform/postgres/database.ts';
import { startEmbeddedPostgres } from '../platform/postgres/embedded-postgres.ts';
import { migrate } from '../platform/postgres/migrate.ts';

/** The engines of one data directory, migrated and ready, owned by this process. */
export interface Engines {
  db: Db;
  analytics: Analytics;
  clock: BusinessClock;
  log: Log;
  dataDir: string;
  postgres: PoolConfig;
  ownership: Ownership;
  stop(): Promise<void>;
}

const migrationsOf = (engine: string) => join(import.meta.dirname, '../platform', engine, 'migrations');

/** Takes ownership of the data directory and opens both engines. `note` says what is being done, for the person who waits. */
export async function openEngines(config: Config, log: Log, note: (text: string) => void = () => {}): Promise<Engines> {
  const ownership = acquireOwnership(config.dataDir);
  const closers: (() => Promise<void> | void)[] = [() => ownership.release()];
  const stop = async () => {
    for (const close of closers.toReversed()) await close();
  };
  try {
    note('Starting the database');
    const postgres = await postgresOf(config, closers);
    const db = openDatabase(postgres, log);
    closers.push(() => db.close());
    const { fresh } = await db.one<{ fresh: boolean }>("select to_regclass('setting') is null as fresh");
    await migrate(db, migrationsOf('postgres'));
    note('Starting the usage store');
    const analytics = await usageStoreOf(config);
    closers.push(() => analytics.close());
    await migrateAnalytics(analytics, migrationsOf('analytics'));
    const clock = await openBusinessClock(db, { simulate: config.simulatedClock, fresh });
    return { db, analytics, log, postgres, ownership, dataDir: config.dataDir, clock, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function postgresOf(config: Config, closers: (() => Promise<void> | void)[]): Promise<PoolConfig> {
  if (config.databaseUrl) return { connectionString: config.databaseUrl };
  const dir = join(config.dataDir, 'postgres');
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const server = await startEmbeddedPostgres({ dir });
  closers.push(() => server.stop());
  return server.config;
}

async function usageStoreOf(config: Config): Promise<Analytics> {
  if (config.clickhouseUrl) {
    const { openClickhouse } = await import('../platform/analytics/clickhouse.ts');
    return openClickhouse(config.clickhouseUrl);
  }
  return openChdb(join(config.dataDir, 'usage'), { maxMemoryBytes: config.analyticsMemoryMb * 1_000_000 });
}
