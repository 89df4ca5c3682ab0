import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Analytics } from '../analytics/analytics.ts';
import { migrateAnalytics } from '../analytics/migrate-analytics.ts';
import { openChdb } from '../analytics/open-chdb.ts';
import { openDatabase, type ConnectionConfig, type Db } from '../postgres/database.ts';
import { askSharedPostgres, sharedPostgresVariable, startTemplateServer, templateDatabase, testLog } from './shared-postgres.ts';

export interface TestEngines {
  db: Db;
  analytics: Analytics;
  /** How to open further connections to the same database. */
  connection: ConnectionConfig;
  /** A folder of this caller alone; removed by `stop`. */
  dataDir: string;
  stop(): Promise<void>;
}

const analyticsMigrations = fileURLToPath(new URL('../analytics/migrations', import.meta.url));

const refuse = (): Promise<never> => Promise.reject(new Error('These test engines were started without analytics.'));
/** Stands in for the usage store where a test asked for none. */
const noAnalytics: Analytics = { query: refuse, insert: refuse, exec: refuse, close: async () => undefined };

/**
 * Real engines for a test file: a fresh, migrated database of the run's one server and a fresh usage store. Call it once per file, in
 * `beforeAll`, and `stop()` in `afterAll`. `analytics: false` leaves out the usage store, which takes most of the time.
 * Outside of a test run it starts a server of its own.
 */
export async function startTestEngines(options: { analytics?: boolean } = {}): Promise<TestEngines> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), 'mainstay-test-'));
  const undo: (() => Promise<unknown>)[] = [async () => rmSync(dataDir, { recursive: true, force: true })];
  const stop = async (): Promise<void> => {
    for (let step = undo.pop(); step; step = undo.pop()) await step();
  };
  try {
    const [connection, analytics] = await Promise.all([
      freshDatabase(undo),
      options.analytics === false ? noAnalytics : freshAnalytics(path.join(dataDir, 'events')),
    ]);
    undo.push(() => analytics.close());
    const db = openDatabase(connection, testLog);
    undo.push(() => db.close());
    return { db, analytics, connection, dataDir, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function freshDatabase(undo: (() => Promise<unknown>)[]): Promise<ConnectionConfig> {
  const socket = process.env[sharedPostgresVariable];
  let server: ConnectionConfig;
  if (socket === undefined) {
    const own = await startTemplateServer();
    undo.push(own.stop);
    server = own.connection;
  } else {
    server = await askSharedPostgres(socket);
  }
  const database = `test_${randomBytes(6).toString('hex')}`;
  const admin = openDatabase({ ...server, max: 1 }, testLog);
  undo.push(async () => {
    await admin.query(`drop database if exists ${database} with (force)`);
    await admin.close();
  });
  await admin.query(`create database ${database} template ${templateDatabase}`);
  return { ...server, database };
}

async function freshAnalytics(dir: string): Promise<Analytics> {
  const analytics = await openChdb(dir);
  await migrateAnalytics(analytics, analyticsMigrations);
  return analytics;
}
