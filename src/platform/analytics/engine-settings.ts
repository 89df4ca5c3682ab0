import { fault, Fault } from '../../lib/fault.ts';

export const defaultMemoryBytes = 4_000_000_000;

/** Settings of every session on either engine: exact JSON, UTC, bounded memory with spilling to disk, room for long literal lists. */
export function engineSettings(maxMemoryBytes: number): Record<string, string | number> {
  return {
    max_memory_usage: maxMemoryBytes,
    max_bytes_before_external_group_by: Math.floor(maxMemoryBytes / 2),
    max_bytes_before_external_sort: Math.floor(maxMemoryBytes / 2),
    output_format_json_quote_64bit_integers: 0,
    output_format_json_quote_denormals: 0,
    date_time_output_format: 'iso',
    date_time_input_format: 'best_effort',
    session_timezone: 'UTC',
    max_query_size: 268_435_456,
    max_ast_elements: 10_000_000,
    max_expanded_ast_elements: 10_000_000,
    input_format_skip_unknown_fields: 0,
    async_insert: 0,
    // A load of many years writes one part for each month.
    max_partitions_per_insert_block: 0,
  };
}

/** Settings of one insert. A token needs the same blocks at every try, hence one parser and one writer. */
export function insertSettings(token: string | undefined): Record<string, string | number> {
  const deduplicate = { insert_deduplicate: 1, deduplicate_blocks_in_dependent_materialized_views: 1, input_format_parallel_parsing: 0, max_insert_threads: 1 };
  return token === undefined ? {} : { ...deduplicate, insert_deduplication_token: token };
}

/** Lines of JSON from objects; text is taken as lines already. */
export function toJsonLines(rows: readonly object[] | string): string {
  return typeof rows === 'string' ? rows : rows.map((row) => JSON.stringify(row)).join('\n');
}

/** Error number of the engine, from its message. */
export function engineCode(error: unknown): number | undefined {
  const text = error instanceof Error ? error.message : String(error);
  const given = Number((error as { code?: unknown } | null)?.code) || Number(/Code: (\d+)/.exec(text)?.[1]);
  return Number.isInteger(given) && given > 0 ? given : undefined;
}

/** What the engine refused, in our terms; the statement itself stays out of the message because it carries values. */
export function engineFault(error: unknown): Fault {
  if (error instanceof Fault) return error;
  const code = engineCode(error);
  const message = (error instanceof Error ? error.message : String(error)).split('\n')[0]?.slice(0, 400) ?? '';
  if (code === 159) return fault('unavailable', 'usage_timeout', 'The query took longer than it may.', {}, error);
  if (code === 241) return fault('unavailable', 'usage_memory', 'The query needs more memory than it may use.', { remedy: 'Raise MAINSTAY_ANALYTICS_MEMORY_MB, or ask for less at once.' }, error);
  if (code === undefined && /ECONNREFUSED|ECONNRESET|ENOTFOUND|socket hang up|Timeout error/i.test(message)) {
    return fault('unavailable', 'usage_store', 'The usage store does not answer.', { retryAfterSeconds: 1 }, error);
  }
  return fault('internal', 'usage_query', `The usage store refused a statement: ${message}`, { engineCode: code }, error);
}
