import { PgBoss, type SendOptions } from 'pg-boss';
import type { PoolConfig } from 'pg';
import type { Log } from '../log/log.ts';
import type { Db } from '../postgres/database.ts';

export interface EnqueueOptions {
  /** Wall time; not before it. What is due in business time waits in its own table and is enqueued when due. */
  runAt?: Date;
  /** While a job with this key waits in the queue, another one with it is not added. */
  singletonKey?: string;
  /** Further tries after a failure, each later than the one before; 5 unless given. */
  retryLimit?: number;
}

export interface Job<T> {
  id: string;
  data: T;
  /** Aborted when the queue stops or the job ran out of time. */
  signal: AbortSignal;
}

/** A durable queue in the operational store. A job runs at least once: a handler must bear to run again. */
export interface Jobs {
  /** Adds a job; within a transaction it exists exactly when that commits. Answers its id, or null when the key already waits. */
  enqueue<T extends object>(db: Db, name: string, data: T, options?: EnqueueOptions): Promise<string | null>;
  /** Works through a queue; a handler that throws is tried again. */
  work<T extends object>(name: string, handler: (job: Job<T>) => Promise<void>, options?: { concurrency?: number }): Promise<void>;
  /** Enqueues again and again: every so many seconds, or by a cron expression in UTC. At most one waits at a time. */
  schedule<T extends object>(name: string, every: number | string, data: T): Promise<void>;
  start(): Promise<void>;
  /** Tells running handlers to end, and waits for them for up to 20 seconds. */
  stop(): Promise<void>;
}

const pollSeconds = 1;
const stopMs = 20_000;

/** Opens the queue on the same server as the operational store; its tables live in a schema of their own. */
export function openJobs(postgres: PoolConfig, log: Log): Jobs {
  const boss = new PgBoss({ ...(postgres as object), application_name: 'mainstay-jobs', max: 4, schema: 'job', monitorVacuum: false });
  boss.on('error', (error) => log.error({ err: error }, 'the job queue met an error'));
  boss.on('warning', (warning) => log.warn({ warning }, 'the job queue gave a warning'));
  const queues = new Map<string, Promise<void>>();
  const timers: NodeJS.Timeout[] = [];
  const ending = new AbortController();
  let ready: Promise<unknown> | undefined;

  // 'short' holds one waiting job per singletonKey; a job without a key gets its own, so that only keys ever exclude each other.
  const queue = (name: string): Promise<void> => {
    const made = queues.get(name) ?? boss.createQueue(name, { policy: 'short', retryLimit: 5, retryDelay: 1, retryBackoff: true, retryDelayMax: 600 });
    queues.set(name, made);
    return made;
  };
  const enqueue = async <T extends object>(db: Db | undefined, name: string, data: T, options: EnqueueOptions = {}): Promise<string | null> => {
    await queue(name);
    const send: SendOptions = { singletonKey: options.singletonKey ?? crypto.randomUUID() };
    if (options.runAt) send.startAfter = options.runAt;
    if (options.retryLimit !== undefined) send.retryLimit = options.retryLimit;
    if (db) send.db = { executeSql: async (text, values) => ({ rows: await db.query(text, values) }) };
    return boss.send(name, data, send);
  };

  return {
    enqueue,
    work: async <T extends object>(name: string, handler: (job: Job<T>) => Promise<void>, { concurrency = 1 }: { concurrency?: number } = {}) => {
      await queue(name);
      await boss.work<T>(name, { pollingIntervalSeconds: pollSeconds, localConcurrency: concurrency }, async ([job]) => {
        if (job) await handler({ id: job.id, data: job.data, signal: AbortSignal.any([job.signal, ending.signal]) });
      });
    },
    schedule: async (name, every, data) => {
      await queue(name);
      if (typeof every === 'string') return void (await boss.schedule(name, every, data, { tz: 'UTC', singletonKey: 'schedule' }));
      const tick = () => void enqueue(undefined, name, data, { singletonKey: 'schedule' }).catch((error: unknown) => log.warn({ err: error, name }, 'a scheduled job could not be added'));
      timers.push(setInterval(tick, every * 1000).unref());
    },
    start: async () => {
      ready ??= boss.start();
      await ready;
    },
    stop: async () => {
      for (const timer of timers.splice(0)) clearInterval(timer);
      ending.abort(new Error('The queue stops.'));
      if (ready) await boss.stop({ graceful: true, timeout: stopMs });
    },
  };
}
