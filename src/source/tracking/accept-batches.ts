import { fault } from '../../lib/fault.ts';
import type { Db } from '../../platform/postgres/database.ts';

/** One HTTP payload to keep. */
export interface AcceptedBatch {
  sourceId: string;
  route: string;
  mayCreate: boolean;
  receivedAt: Date;
  body: string;
}

/** Durable accept: resolves once the batch is committed. */
export interface BatchAcceptor {
  accept(batch: AcceptedBatch): Promise<void>;
}

interface Waiting {
  batch: AcceptedBatch;
  done(): void;
  failed(error: unknown): void;
}

const waitingLimitBytes = 64 * 1024 * 1024;
const flushBatches = 200;
const flushLanes = 2;

/**
 * Group commit: payloads that arrive while a write is under way go into the next one together.
 * When more than 64 MB wait, it refuses with `rateLimited`, which SDKs retry.
 */
export function createAcceptor(db: Db, onStored: () => void): BatchAcceptor {
  const queue: Waiting[] = [];
  let waitingBytes = 0;
  let flushing = 0;
  const flush = async () => {
    flushing++;
    while (queue.length > 0) {
      const group = queue.splice(0, flushBatches);
      try {
        await store(db, group.map(({ batch }) => batch));
        for (const { done } of group) done();
        onStored();
      } catch (error) {
        for (const { failed } of group) failed(error);
      }
      for (const { batch } of group) waitingBytes -= batch.body.length;
    }
    flushing--;
  };
  return {
    accept: (batch) =>
      new Promise<void>((done, failed) => {
        if (waitingBytes + batch.body.length > waitingLimitBytes) return failed(fault('rateLimited', 'pressure', 'Too many events are waiting to be stored.', { retryAfterSeconds: 2 }));
        waitingBytes += batch.body.length;
        queue.push({ batch, done, failed });
        if (flushing < flushLanes) void flush();
      }),
  };
}

// Each body is a parameter of its own: inside an array parameter every quote of it would be escaped, at a multiple of the cost.
async function store(db: Db, batches: readonly AcceptedBatch[]): Promise<void> {
  const rows = batches.map((_, i) => `($${i * 5 + 1}, $${i * 5 + 2}, $${i * 5 + 3}::boolean, $${i * 5 + 4}::timestamptz, $${i * 5 + 5})`);
  await db.query(
    `insert into tracking_batch (source_id, route, may_create, received_at, body) values ${rows.join(', ')}`,
    batches.flatMap(({ sourceId, route, mayCreate, receivedAt, body }) => [sourceId, route, mayCreate, receivedAt, body]),
  );
}
