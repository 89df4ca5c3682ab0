import { mkdirSync } from 'node:fs';
import { Session } from 'chdb';
import { fault } from '../../lib/fault.ts';
import type { Analytics, InsertOptions, Lane, QueryOptions } from './analytics.ts';

export interface ChdbOptions {
  maxMemoryBytes?: number;
}

const defaultMemoryBytes = 4_000_000_000;

/** Opens the embedded usage store in `dir`. One process per directory: a second one is refused with a `conflict` Fault. */
export function openChdb(dir: string, { maxMemoryBytes = defaultMemoryBytes }: ChdbOptions = {}): Analytics {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const sessions: Record<Lane, Session> = { live: open(dir), bulk: open(dir) };
  const settings = (options: QueryOptions) => `max_memory_usage = ${maxMemoryBytes}, max_bytes_before_external_group_by = ${Math.floor(maxMemoryBytes / 2)}, max_execution_time = ${options.maxSeconds ?? 0}, output_format_json_quote_64bit_integers = 0, output_format_json_quote_denormals = 0${options.lane === 'bulk' ? '' : ', max_threads = 2'}`;
  return {
    async query<T>(sql: string, options: QueryOptions = {}) {
      const result = await attempt(() => sessions[options.lane ?? 'live'].queryAsync(`${sql}\nSETTINGS ${settings(options)}`, { format: 'JSONEachRow' }));
      const text = result.text().trim();
      return text === '' ? [] : (JSON.parse(`[${text.split('\n').join(',')}]`) as T[]);
    },
    async exec(sql, options = {}) {
      await attempt(() => sessions[options.lane ?? 'bulk'].queryAsync(sql, { format: 'JSONEachRow' }));
    },
    async insert(table, rows, options: InsertOptions = {}) {
      const text = typeof rows === 'string' ? rows : rows.map((row) => JSON.stringify(row)).join('\n');
      if (text.trim() === '') return;
      await attempt(() => sessions[options.lane ?? 'live'].insert({
        table, values: Buffer.from(text), format: 'JSONEachRow', columns: options.columns,
        settings: { date_time_input_format: 'best_effort', ...(options.token ? { insert_deduplication_token: options.token } : {}) },
      }));
    },
    async close() {
      sessions.live.cleanup();
      sessions.bulk.cleanup();
    },
  };
}

function open(dir: string): Session {
  try {
    return new Session(dir);
  } catch (cause) {
    throw fault('conflict', 'usage_store_locked', 'The usage store of this data directory is in use by another process.', { remedy: 'Stop that process, or use another --data directory.' }, cause);
  }
}

async function attempt<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const message = String((cause as Error).message ?? cause);
    if (/Code: 159|TIMEOUT_EXCEEDED/.test(message)) throw fault('unavailable', 'usage_timeout', 'The usage query took too long.', { remedy: 'Ask for a shorter period.' }, cause);
    if (/Code: 241|MEMORY_LIMIT/.test(message)) throw fault('unavailable', 'usage_memory', 'The usage query needs more memory than it may use.', { remedy: 'Ask for a shorter period or raise the limit.' }, cause);
    throw fault('internal', 'usage_query', `The usage store failed: ${message.slice(0, 500)}`, {}, cause);
  }
}
