/** Two lanes with sessions of their own, so that a heavy query never starves the live path. */
export type Lane = 'live' | 'bulk';

export interface QueryOptions {
  lane?: Lane;
  maxSeconds?: number;
}

export interface InsertOptions {
  lane?: Lane;
  /** Makes a repeated insert of the same block a no-op. */
  token?: string;
  columns?: readonly string[];
}

/** The usage store, in one ClickHouse dialect. Values stand in statements through `literal`. 64-bit integers arrive as numbers: keep them below 2^53 or select them as text. */
export interface Analytics {
  query<T = Record<string, unknown>>(sql: string, options?: QueryOptions): Promise<T[]>;
  /** Inserts rows given as objects or as NDJSON text. */
  insert(table: string, rows: readonly object[] | string, options?: InsertOptions): Promise<void>;
  exec(sql: string, options?: QueryOptions): Promise<void>;
  close(): Promise<void>;
}
