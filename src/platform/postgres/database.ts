import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { fault } from '../../lib/fault.ts';
import type { Log } from '../log/log.ts';

export type DbRow = Record<string, unknown>;

/** What a statement cost, for tests that hold the number of statements and rows against the number of accounts. */
export interface DbStats {
  statements: number;
  rows: number;
}

/** The operational store: bound parameters only, sets in and out. */
export interface Db {
  query<T = DbRow>(text: string, params?: readonly unknown[]): Promise<T[]>;
  /** The one row; a `notFound` Fault when there is none. */
  one<T = DbRow>(text: string, params?: readonly unknown[]): Promise<T>;
  maybe<T = DbRow>(text: string, params?: readonly unknown[]): Promise<T | undefined>;
  /** Runs `work` in a transaction; inside one, in a savepoint. */
  tx<T>(work: (tx: Db) => Promise<T>): Promise<T>;
  /** COPY ... FROM STDIN; returns the number of rows taken. */
  copyIn(sql: string, chunks: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>): Promise<number>;
  stats(): DbStats;
  close(): Promise<void>;
}

const { types } = pg;
const dateOid = 1082;
const int8Oid = 20;
const numericOid = 1700;

// Days stay text, so that no time zone moves them; integers beyond 2^53 fail loudly instead of losing digits.
const typeParsers: Record<number, (text: string) => unknown> = {
  [dateOid]: (text) => text,
  [numericOid]: Number,
  [int8Oid]: (text) => {
    const value = Number(text);
    if (!Number.isSafeInteger(value)) throw fault('internal', 'integer_range', `The integer ${text} does not fit.`);
    return value;
  },
};

const parsers = { getTypeParser: (oid: number, format?: 'text' | 'binary') => typeParsers[oid] ?? types.getTypeParser(oid, format as 'text') } as pg.CustomTypesConfig;

/** Opens a pool. An idle client's error is logged and survived: the next query says what is wrong. */
export function openDatabase(config: pg.PoolConfig, log?: Log): Db {
  const pool = new pg.Pool({ max: 10, ...config, types: parsers });
  let closing = false;
  const lost = (error: Error) => {
    if (!closing) log?.warn({ reason: error.message }, 'a database connection was lost');
  };
  pool.on('error', lost);
  const stats: DbStats = { statements: 0, rows: 0 };
  const withClient = async <T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> => {
    const client = await pool.connect();
    client.on('error', lost);
    let broken: Error | undefined;
    try {
      return await work(client);
    } catch (error) {
      if (/terminat|connection/i.test(String((error as Error).message))) broken = error as Error;
      throw error;
    } finally {
      client.off('error', lost);
      client.release(broken);
    }
  };
  const run = async (client: pg.Pool | pg.PoolClient, text: string, params: readonly unknown[]) => {
    stats.statements++;
    const result = await client.query(text, params as unknown[]);
    stats.rows += result.rows?.length ?? 0;
    return result.rows;
  };
  return {
    ...reads((text, params) => run(pool, text, params)),
    tx: (work) => withClient((client) => transaction(client, 0, run, stats, work)),
    copyIn: (sql, chunks) => withClient((client) => copy(client, sql, chunks, stats)),
    stats: () => ({ ...stats }),
    close: () => {
      closing = true;
      return pool.end();
    },
  };
}

type Run = (client: pg.PoolClient, text: string, params: readonly unknown[]) => Promise<DbRow[]>;

function reads(run: (text: string, params: readonly unknown[]) => Promise<DbRow[]>): Pick<Db, 'query' | 'one' | 'maybe'> {
  return {
    query: async <T>(text: string, params: readonly unknown[] = []) => (await run(text, params)) as T[],
    maybe: async <T>(text: string, params: readonly unknown[] = []) => (await run(text, params))[0] as T | undefined,
    one: async <T>(text: string, params: readonly unknown[] = []) => {
      const row = (await run(text, params))[0];
      if (row === undefined) throw fault('notFound', 'row', 'What was asked for is not there.');
      return row as T;
    },
  };
}

async function transaction<T>(client: pg.PoolClient, depth: number, run: Run, stats: DbStats, work: (tx: Db) => Promise<T>): Promise<T> {
  const [begin, commit, rollback] = depth === 0 ? ['begin', 'commit', 'rollback'] : [`savepoint s${depth}`, `release savepoint s${depth}`, `rollback to savepoint s${depth}`];
  await client.query(begin as string);
  const tx: Db = {
    ...reads((text, params) => run(client, text, params)),
    tx: (inner) => transaction(client, depth + 1, run, stats, inner),
    copyIn: (sql, chunks) => copy(client, sql, chunks, stats),
    stats: () => ({ ...stats }),
    close: async () => {},
  };
  try {
    const result = await work(tx);
    await client.query(commit as string);
    return result;
  } catch (error) {
    await client.query(rollback as string).catch(() => {});
    throw error;
  }
}

async function copy(client: pg.PoolClient, sql: string, chunks: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>, stats: DbStats): Promise<number> {
  stats.statements++;
  const stream = client.query(copyFrom(sql));
  await pipeline(chunks as AsyncIterable<string | Uint8Array> as unknown as Readable, stream);
  return stream.rowCount ?? 0;
}
