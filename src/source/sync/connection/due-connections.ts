import { Fault } from '../../../lib/fault.ts';
import type { Context } from '../../../platform/operation/context.ts';
import { runSync, type SyncDeps } from './run-sync.ts';

/** Reads connected vendors when they are due: each by itself, so that one that waits does not hold up the others. */
export interface DueReader {
  /** Begins what is due; does not wait for its end. */
  turn(): Promise<void>;
  /** Ends after the pages in hand. */
  stop(): Promise<void>;
}

/** A reader over the connections of a store. Where a round stands is kept with its rows, so a process that is killed loses nothing. */
export function dueReader(context: Context, deps: SyncDeps): DueReader {
  const ending = new AbortController();
  const running = new Map<string, Promise<void>>();
  const begin = (vendor: string) => {
    const work = runSync({ ...context, signal: ending.signal }, deps, vendor).then(() => {}, (error: unknown) => {
      // What went wrong stands with the connection; somebody who reads it by hand, or stops it, is no failure.
      if (!(error instanceof Fault)) context.log.error({ err: error }, `reading ${vendor} failed`);
    });
    running.set(vendor, work.finally(() => running.delete(vendor)));
  };
  return {
    async turn() {
      const due = await context.db.query<{ vendor: string }>("select vendor from connection where state = 'active' and due_at <= $1 and (leased_until is null or leased_until < $1) order by due_at", [context.clock.wall()]);
      for (const { vendor } of due) if (!running.has(vendor)) begin(vendor);
    },
    async stop() {
      ending.abort();
      await Promise.all(running.values());
    },
  };
}
