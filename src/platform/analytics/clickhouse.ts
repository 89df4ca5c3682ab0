import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { ClickHouseLogLevel, createClient } from '@clickhouse/client';
import type { Analytics, QueryOptions, InsertOptions } from './analytics.ts';
import { defaultMemoryBytes, engineFault, engineSettings, insertSettings, toJsonLines } from './engine-settings.ts';
import { rowsFromJson } from './rows-from-json.ts';

const longestRequestMs = 3_600_000;

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
  const client = createClient({
    url, application: 'mainstay', request_timeout: longestRequestMs, log: { level: ClickHouseLogLevel.OFF },
    // Headers sent while the server works keep a proxy in between from hanging up.
    clickhouse_settings: { ...engineSettings(maxMemoryBytes), send_progress_in_http_headers: 1, http_headers_progress_interval_ms: '20000' },
  });
  return {
    query: <T>(sql: string, { maxSeconds }: QueryOptions = {}) =>
      translated(client.query({ query: sql, format: 'JSONEachRow', clickhouse_settings: limits(maxSeconds) }).then(async (answer) => rowsFromJson<T>(await answer.text()))),
    exec: async (sql, { maxSeconds } = {}) => {
      await translated(client.command({ query: sql, clickhouse_settings: limits(maxSeconds) }));
    },
    insert: async (table, rows, { maxSeconds, token, columns }: InsertOptions = {}) => {
      if (rows.length === 0) return;
      const into = columns ? `${table} (${columns.join(', ')})` : table;
      const values = Readable.from([Buffer.from(`${toJsonLines(rows)}\n`)], { objectMode: false });
      const answer = await translated(client.exec({ query: `INSERT INTO ${into} FORMAT JSONEachRow`, values, clickhouse_settings: { ...insertSettings(token), ...limits(maxSeconds) } }));
      await translated(finished(answer.stream.resume()));
    },
    close: () => client.close(),
  };
}
