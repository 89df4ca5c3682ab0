import { mkdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Session } from 'chdb';
import { fault } from '../../lib/fault.ts';
import type { Analytics, QueryOptions, InsertOptions, Lane } from './analytics.ts';
import { defaultMemoryBytes, engineFault, engineSettings, insertSettings, toJsonLines } from './engine-settings.ts';
import { rowsFromJson } from './rows-from-json.ts';

/** One engine session. Calls run one after another, on a thread of the engine, never on the event loop. */
class ChdbLane {
  readonly #session: Session;
  #tail: Promise<unknown> = Promise.resolve();

  constructor(session: Session) {
    this.#session = session;
  }

  /** Runs `work` when all earlier calls are done; `maxSeconds` is set for it alone. */
  run<T>(maxSeconds: number | undefined, work: (session: Session) => Promise<T>): Promise<T> {
    const turn = this.#tail.then(async () => {
      try {
        if (maxSeconds === undefined) return await work(this.#session);
        await this.#session.queryAsync(`SET max_execution_time = ${Number(maxSeconds)}`);
        return await work(this.#session);
      } catch (error) {
        throw engineFault(error);
      } finally {
        if (maxSeconds !== undefined) await this.#session.queryAsync('SET max_execution_time = 0');
      }
    });
    this.#tail = turn.catch(() => undefined);
    return turn;
  }

  async close(): Promise<void> {
    await this.#tail;
    this.#session.close();
  }
}

/** Loaded when it is opened: the library takes 200 MB, and a command that only asks the owner process never needs it. */
function loadChdb(): typeof import('chdb') {
  try {
    return createRequire(import.meta.url)('chdb') as typeof import('chdb');
  } catch (cause) {
    throw fault('unavailable', 'usage_platform', `There is no embedded usage store for ${process.platform} ${process.arch} in this installation.`,
      { remedy: 'Set CLICKHOUSE_URL to a ClickHouse server; on Windows you can also work inside WSL2.' }, cause);
  }
}

export interface ChdbOptions {
  /** Most memory one query may take; beyond half of it grouping and sorting go to disk. */
  maxMemoryBytes?: number;
}

/**
 * Opens the embedded engine on a directory; one directory per process, and one process per directory (Fault `conflict`).
 * Two lanes are two sessions, so that a long query does not hold up a short one.
 */
export function openChdb(dir: string, { maxMemoryBytes = defaultMemoryBytes }: ChdbOptions = {}): Analytics {
  const { Session } = loadChdb();
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const connectionArgs = Object.entries(engineSettings(maxMemoryBytes)).map(([name, value]) => `--${name}=${value}`);
  const open = (): ChdbLane => {
    try {
      return new ChdbLane(new Session(dir, { connectionArgs }));
    } catch (cause) {
      throw fault('conflict', 'usage_store_locked', `The usage store in ${dir} can not be opened; most likely another process has it open.`,
        { remedy: 'Stop that process, or use another --data directory.' }, cause);
    }
  };
  const live = open();
  const bulk = open();
  const lane = (name: Lane | undefined): ChdbLane => (name === 'bulk' ? bulk : live);
  return {
    query: <T>(sql: string, { lane: name, maxSeconds }: QueryOptions = {}) =>
      lane(name).run(maxSeconds, async (session) => rowsFromJson<T>((await session.queryAsync(sql, { format: 'JSONEachRow' })).text())),
    exec: (sql, { lane: name, maxSeconds } = {}) => lane(name).run(maxSeconds, async (session) => void (await session.queryAsync(sql))),
    insert: async (table, rows, { lane: name, maxSeconds, token, columns }: InsertOptions = {}) => {
      if (rows.length === 0) return;
      const values = Buffer.from(toJsonLines(rows));
      await lane(name).run(maxSeconds, (session) =>
        session.insert({ table, values, format: 'JSONEachRow', ...(columns ? { columns } : {}), settings: insertSettings(token) }));
    },
    close: async () => {
      await Promise.all([live.close(), bulk.close()]);
    },
  };
}
