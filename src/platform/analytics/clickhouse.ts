import { Readable } from 'node:stream';
import { createClient } from '@clickhouse/client';
import type { Analytics, QueryOptions, InsertOptions } from './analytics.ts';
import { defaultMemoryBytes, engineFault, engineSettings, insertSettings, toJsonLines } from './engine-settings.ts';
import { rowsFromJson } from './rows-from-json.ts';

const limits = (maxSeconds: number | undefined) => (maxSeconds === undefined ? {} : { max_execution_time: maxSeconds });

async function translated<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw engineFault(error);
  }
}

/** Opens a ClickHouse server by its HTTP address (`http://user:password@host:8123/database`). Lanes share its connection pool. */
export function openClickhouse(url: string, { maxMemoryBytes = defaultMemoryBytes }: { maxMemoryBytes?: number } = {}): Analytics {
  const client = createClient({ url, application: 'mainstay', request_timeout: 3_600_000, clickhouse_settings: engineSettings(maxMemoryBytes) });
  return {
    query: <T>(sql: string, { maxSeconds }: QueryOptions = {}) =>
      translated(client.query({ query: sql, format: 'JSONEachRow', clickhouse_settings: limits(maxSeconds) }).then(async (answer) => rowsFromJson<T>(await answer.text()))),
    exec: async (sql, { maxSeconds } = {}) => {
      await translated(client.command({ query: sql, clickhouse_settings: limits(maxSeconds) }));
    },
    insert: async (table, rows, { maxSeconds, token, columns }: InsertOptions = {}) => {
      if (rows.length === 0) return;
      const values = Readable.from([Buffer.from(`${toJsonLines(rows)}\n`)], { objectMode: false });
      const [first, ...more] = columns ?? [];
      await translated(client.insert({
        table, values, format: 'JSONEachRow', ...(first === undefined ? {} : { columns: [first, ...more] }),
        clickhouse_settings: { ...insertSettings(token), ...limits(maxSeconds) },
      }));
    },
    close: () => client.close(),
  };
}
