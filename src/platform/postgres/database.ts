import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { fault } from '../../lib/fault.ts';
import type { Log } from '../log/log.ts';
import { postgresTypes } from './postgres-types.ts';

export type DbRow = Record<string, unknown>;

/** Work done since the handle was opened; transactions count into the handle they came from. */
export interface DbStats {
  statements: number;
  rows: number;
}

/**
 * The operational store. Dates come as 'YYYY-MM-DD', timestamptz as Date, int8 and numeric as number;
 * an integer beyond 2^53 throws instead of losing digits. Pass a JSON array for a jsonb column as text.
 */
export interface Db {
  query<T = DbRow>(text: string, params?: readonly unknown[]): Promise<T[]>;
  /** The first row; Fault notFound when there is none. */
  one<T = DbRow>(text: string, params?: readonly unknown[]): Promise<T>;
  maybe<T = DbRow>(text: string, params?: readonly unknown[]): Promise<T | undefined>;
  /** All or nothing. Inside a transaction it is a savepoint; savepoints of one transaction must not overlap. */
  tx<T>(work: (tx: Db) => Promise<T>): Promise<T>;
  /** Streams a `COPY ... FROM STDIN` and answers the number of rows written. */
  copyIn(sql: string, chunks: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>): Promise<number>;
  stats(): DbStats;
  close(): Promise<void>;
}

const unavailableCodes = /^(08|57P|53)|^(ECONNREFUSED|ECONNRESET|ENOENT|EPIPE|ETIMEDOUT|ENOTFOUND|EACCES)$/;

/** A lost or refused connection becomes Fault `unavailable`; every other error stays as the server sent it. */
function translate(error: unknown): unknown {
  const code = (error as { code?: unknown } | null)?.code;
  const ended = error instanceof Error && /Connection terminated|not queryable|timeout exceeded when trying to connect/.test(error.message);
  if (ended || (typeof code === 'string' && unavailableCodes.test(code))) {
    return fault('unavailable', 'postgres_unavailable', 'The database does not answer.', { retryAfterSeconds: 1 }, error);
  }
  return error;
}

abstract class BaseDb implements Db {
  protected readonly counts: DbStats;

  constructor(counts: DbStats) {
    this.counts = counts;
  }

  /** Several statements without parameters answer an array of results. */
  async #run(text: string, params?: readonly unknown[]): Promise<pg.QueryResult> {
    this.counts.statements += 1;
    try {
      const result = await this.send(text, params);
      for (const one of [result].flat()) this.counts.rows += one.rows.length;
      return result;
    } catch (error) {
      throw translate(error);
    }
  }

  async query<T>(text: string, params?: readonly unknown[]): Promise<T[]> {
    return ([await this.#run(text, params)].flat().at(-1)?.rows ?? []) as T[];
  }

  async maybe<T>(text: string, params?: readonly unknown[]): Promise<T | undefined> {
    return (await this.query<T>(text, params))[0];
  }

  async one<T>(text: string, params?: readonly unknown[]): Promise<T> {
    const row = await this.maybe<T>(text, params);
    if (row === undefined) throw fault('notFound', 'row', 'What was asked for is not there.');
    return row;
  }

  async copyIn(sql: string, chunks: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>): Promise<number> {
    this.counts.statements += 1;
    try {
      return await this.withClient(async (client) => {
        const sink = client.query(copyFrom(sql));
        await pipeline(Readable.from(chunks, { objectMode: false }), sink);
        return sink.rowCount;
      });
    } catch (error) {
      throw translate(error);
    }
  }

  stats(): DbStats {
    return { ...this.counts };
  }

  abstract tx<T>(work: (tx: Db) => Promise<T>): Promise<T>;
  abstract close(): Promise<void>;
  protected abstract send(text: string, params?: readonly unknown[]): Promise<pg.QueryResult>;
  protected abstract withClient<T>(work: (client: pg.ClientBase) => Promise<T>): Promise<T>;
}

class PoolDb extends BaseDb {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    super({ statements: 0, rows: 0 });
    this.#pool = pool;
  }

  protected override send(text: string, params?: readonly unknown[]): Promise<pg.QueryResult> {
    return this.#pool.query(text, params as unknown[]);
  }

  /** A client that failed is thrown away: its session may hold half a COPY or an open transaction. */
  protected override async withClient<T>(work: (client: pg.ClientBase) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect();
    let broken = false;
    const lost = () => void (broken = true);
    client.on('error', lost);
    try {
      return await work(client);
    } catch (error) {
      broken = true;
      throw error;
    } finally {
      client.off('error', lost);
      client.release(broken);
    }
  }

  override async tx<T>(work: (tx: Db) => Promise<T>): Promise<T> {
    let failed: { error: unknown } | undefined;
    try {
      const answer = await this.withClient(async (client) => {
        await client.query('begin');
        try {
          const answer = await work(new TxDb(client, this.counts));
          await client.query('commit');
          return answer;
        } catch (error) {
          // Where even that fails the connection is gone, and the first error says more.
          await client.query('rollback').catch(() => Promise.reject(error));
          failed = { error };
          return undefined;
        }
      });
      if (failed) throw failed.error;
      return answer as T;
    } catch (error) {
      throw translate(error);
    }
  }

  override async close(): Promise<void> {
    if (!this.#pool.ended && !this.#pool.ending) await this.#pool.end();
  }
}

class TxDb extends BaseDb {
  readonly #client: pg.ClientBase;
  #savepointOpen = false;

  constructor(client: pg.ClientBase, counts: DbStats) {
    super(counts);
    this.#client = client;
  }

  protected override send(text: string, params?: readonly unknown[]): Promise<pg.QueryResult> {
    return this.#client.query(text, params as unknown[]);
  }

  protected override withClient<T>(work: (client: pg.ClientBase) => Promise<T>): Promise<T> {
    return work(this.#client);
  }

  override async tx<T>(work: (tx: Db) => Promise<T>): Promise<T> {
    if (this.#savepointOpen) throw fault('internal', 'savepoint_overlap', 'Two savepoints of one transaction overlap.');
    this.#savepointOpen = true;
    try {
      await this.#client.query('savepoint nested');
      try {
        const answer = await work(new TxDb(this.#client, this.counts));
        await this.#client.query('release savepoint nested');
        return answer;
      } catch (error) {
        await this.#client.query('rollback to savepoint nested; release savepoint nested');
        throw error;
      }
    } finally {
      this.#savepointOpen = false;
    }
  }

  override async close(): Promise<void> {}
}

/** Opens a pool. Connects on first use; sessions run in UTC. A lost idle connection is logged and replaced. */
export function openDatabase(config: pg.PoolConfig, log?: Log): Db {
  const pool = new pg.Pool({
    max: 10, connectionTimeoutMillis: 15_000, application_name: 'mainstay', ...config, types: postgresTypes,
    onConnect: async (client) => void (await client.query("set timezone to 'UTC'")),
  });
  pool.on('error', (error) => {
    if (!pool.ending) log?.warn({ reason: error.message }, 'a database connection was lost');
  });
  return new PoolDb(pool);
}
