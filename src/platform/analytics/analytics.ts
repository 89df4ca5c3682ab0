/** `live` for short reads and writes that someone waits for; `bulk` for long ones. Each lane works through its calls in order. */
export type Lane = 'live' | 'bulk';

export interface QueryOptions {
  lane?: Lane;
  /** The engine itself ends the work after this time; Fault `unavailable`, code `usage_timeout`. */
  maxSeconds?: number;
}

export interface InsertOptions extends QueryOptions {
  /** Makes a repeat of the same rows under the same token a no-op, on tables with a deduplication window. */
  token?: string;
  columns?: readonly string[];
}

/**
 * The store of usage events, in one SQL dialect on either engine. Queries take no parameters: values enter through `literal`.
 * Dates come as 'YYYY-MM-DD', times as ISO text in UTC, NaN and infinity as null. A whole number that a double can not
 * hold is Fault `internal`: select hashes and other 64-bit keys as `toString(x)`.
 */
export interface Analytics {
  /** Rows of a SELECT without a FORMAT clause. */
  query<T = Record<string, unknown>>(sql: string, options?: QueryOptions): Promise<T[]>;
  /** Adds objects, or lines of JSON, to a table. Times are ISO text. With a token, at most a million rows. */
  insert(table: string, rows: readonly object[] | string, options?: InsertOptions): Promise<void>;
  /** Runs a statement that answers no rows. */
  exec(sql: string, options?: QueryOptions): Promise<void>;
  close(): Promise<void>;
}
