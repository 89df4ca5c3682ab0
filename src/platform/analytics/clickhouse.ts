import { createClient, type ClickHouseClient } from '@clickhouse/client';
import { fault } from '../../lib/fault.ts';
import type { Analytics, InsertOptions, QueryOptions } from './analytics.ts';

const idleSettings = { output_format_json_quote_64bit_integers: 0, output_format_json_quote_denormals: 0, date_time_input_format: 'best_effort' } as const;

/** Opens an external ClickHouse by its address (`http://user:password@host:8123/database`). The same statements as on the embedded store. */
export function openClickhouse(url: string): Analytics {
  const client = createClient({ url, request_timeout: 600_000, clickhouse_settings: { ...idleSettings } });
  return {
    query: <T>(sql: string, options: QueryOptions = {}) => attempt(() => rows<T>(client, sql, options)),
    exec: (sql, options = {}) => attempt(async () => {
      await client.command({ query: sql, clickhouse_settings: { max_execution_time: options.maxSeconds ?? 0 } });
    }),
    insert: (table, given, options: InsertOptions = {}) => attempt(async () => {
      const text = typeof given === 'string' ? given : given.map((row) => JSON.stringify(row)).join('\n');
      if (text.trim() === '') return;
      const columns = options.columns ? ` (${options.columns.join(', ')})` : '';
      await client.command({ query: `INSERT INTO ${table}${columns} FORMAT JSONEachRow\n${text}`, clickhouse_settings: options.token ? { insert_deduplication_token: options.token } : {} });
    }),
    close: () => client.close(),
  };
}

async function rows<T>(client: ClickHouseClient, sql: string, options: QueryOptions): Promise<T[]> {
  const result = await client.query({ query: sql, format: 'JSONEachRow', clickhouse_settings: { max_execution_time: options.maxSeconds ?? 0 } });
  return result.json<T>();
}

async function attempt<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const { code, message } = cause as { code?: string; message?: string };
    if (code === 'ECONNREFUSED' || code === 'ENOTFOUND') throw fault('unavailable', 'usage_store', 'The ClickHouse server does not answer.', { remedy: 'Check CLICKHOUSE_URL and the server.' }, cause);
    throw fault('internal', 'usage_query', `The usage store failed: ${(message ?? '').slice(0, 500)}`, {}, cause);
  }
}
