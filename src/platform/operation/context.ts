import type { Ability, RoleId } from '../../contract/role.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Analytics } from '../analytics/analytics.ts';
import type { Log } from '../log/log.ts';
import type { Db } from '../postgres/database.ts';

/** Which accounts: all, or those owned by one member. */
export type Book = 'all' | { ownerId: string };

/** Who calls, and what this caller may do. */
export interface Principal {
  kind: 'user' | 'key' | 'local' | 'anonymous' | 'system';
  id: string;
  name: string;
  scopes: ReadonlySet<Ability>;
  /** Which accounts are seen. */
  book: Book;
  /** Which of them may be changed; default: those that are seen. The executor narrows `book` to these for every operation that changes something. */
  changes?: Book;
  role?: RoleId | null;
  /** The person behind the call: the user, or the one in whose name a key acts. */
  userId?: string | null;
}

/** Everything a handler may use. Services beyond the engines are closed over by the operation factories in main/. */
export interface Context {
  db: Db;
  analytics: Analytics;
  clock: Clock;
  log: Log;
  principal: Principal;
  /** The browser session behind the call, where there is one to open or close. */
  session?: { tokenHash: string | null; userAgent: string | null; ip?: string; open(token: string): void; close(): void };
  /** What the audit row says beyond the input; a sign-in names here who it was. */
  trail?: { principal?: { kind: string; id: string }; entity?: string; detail?: Record<string, unknown> };
  /** Aborted when the caller went away. */
  signal?: AbortSignal;
  /** Reports progress of long work: done of total, and what is being done. */
  progress?: (done: number, total: number, note: string) => void;
}

/** SQL condition that keeps to the principal's book, never null; `alias` is the account table's alias. Parameter-free for 'all'. */
export function bookCondition(principal: Principal, alias: string, params: unknown[]): string {
  if (principal.book === 'all') return 'true';
  params.push(principal.book.ownerId);
  return `${alias}.owner_id is not distinct from $${params.length}`;
}
