import type { Clock } from '../../lib/clock.ts';
import type { Analytics } from '../analytics/analytics.ts';
import type { Log } from '../log/log.ts';
import type { Db } from '../postgres/database.ts';
import type { Scope } from './operation.ts';

/** Who calls. `book` limits which accounts are seen: all, or those owned by one member. */
export interface Principal {
  kind: 'user' | 'key' | 'local' | 'anonymous' | 'system';
  id: string;
  name: string;
  scopes: ReadonlySet<Scope>;
  book: 'all' | { ownerId: string };
}

/** Everything a handler may use. Services beyond the engines are closed over by the operation factories in main/. */
export interface Context {
  db: Db;
  analytics: Analytics;
  clock: Clock;
  log: Log;
  principal: Principal;
  /** The browser session behind the call, where there is one to open or close. */
  session?: { tokenHash: string | null; userAgent: string | null; open(token: string): void; close(): void };
  /** Aborted when the caller went away. */
  signal?: AbortSignal;
  /** Reports progress of long work: done of total, and what is being done. */
  progress?: (done: number, total: number, note: string) => void;
}

/** SQL condition that keeps to the principal's book; `alias` is the account table's alias. Parameter-free for 'all'. */
export function bookCondition(principal: Principal, alias: string, params: unknown[]): string {
  if (principal.book === 'all') return 'true';
  params.push(principal.book.ownerId);
  return `${alias}.owner_id = $${params.length}`;
}
