import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PoolConfig } from 'pg';
import { openDatabase, type Db } from '../src/platform/postgres/database.ts';

/** What an owner says of itself once its database answers. */
export interface OwnerNote {
  config: PoolConfig;
  postgresPid: number;
}

/** A data directory with an owner in a process of its own, which may die. */
export interface OwnedStore {
  /** The store, wherever it is reached now; while there is no owner its calls fail as `unavailable`. */
  db: Db;
  /** How the database is reached; answers once an owner has it. */
  reach(): Promise<PoolConfig>;
  /** Kills the owner, with or without its database, and starts the next one. */
  killOwner(withDatabase: boolean): void;
  stop(): Promise<void>;
}

/** Starts an owner on a new data directory. */
export async function openOwnedStore(): Promise<OwnedStore> {
  const dir = await mkdtemp(join(tmpdir(), 'mainstay-owned-'));
  let child: ChildProcess;
  let ready: Promise<OwnerNote>;
  let current: { note: OwnerNote; db: Db } | undefined;
  const start = () => {
    child = spawn(process.execPath, [join(import.meta.dirname, 'chaos-owner.ts'), dir], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const own = child;
    ready = new Promise((resolve, reject) => {
      own.once('message', (note: OwnerNote) => resolve(note));
      own.once('exit', (code) => reject(new Error(`The owner ended with ${code}.`)));
    });
    // Its end is heard by whoever waits for it, or is meant.
    ready.then((note) => { current = { note, db: openDatabase({ ...note.config, max: 6 }) }; }, () => undefined);
  };
  start();
  await ready!;
  const db = new Proxy({} as Db, { get: (_, name) => (...args: unknown[]) => ((current?.db as unknown as Record<string | symbol, (...given: unknown[]) => unknown>)[name] as (...given: unknown[]) => unknown)(...args) });
  return {
    db,
    reach: async () => (await ready).config,
    killOwner(withDatabase) {
      const gone = current;
      const dead = new Promise((done) => child.once('exit', done));
      child.kill('SIGKILL');
      if (withDatabase && gone) try { process.kill(gone.note.postgresPid, 'SIGKILL'); } catch { /* it had ended */ }
      const waiting = dead.then(() => { start(); return ready; });
      ready = waiting;
      void waiting.then(() => gone?.db.close().catch(() => undefined), () => undefined);
    },
    async stop() {
      await ready.catch(() => undefined);
      await current?.db.close();
      const ended = new Promise((done) => child.once('exit', done));
      child.send('stop');
      await ended;
      await rm(dir, { recursive: true, force: true });
    },
  };
}
