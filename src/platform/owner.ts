import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { execFileSync } from 'node:child_process';
import { fault } from '../lib/fault.ts';

/** How other processes of this machine reach the one that owns a data directory. */
export interface OwnerInfo {
  pid: number;
  /** The address of its HTTP surface, without a path. */
  url: string;
  /** Proves that the caller can read the data directory; kept in a file of mode 0600. */
  token: string;
}

export interface Ownership {
  /** Known only to processes that can read the data directory. */
  token: string;
  /** Tells clients where we answer. */
  publish(url: string): void;
  release(): void;
}

interface Holder {
  pid: number;
  /** Tells this life of the pid from another process that gets the same number later. */
  life: string;
}

/** Boot and start time of a process, or undefined when there is none (a dead one not yet reaped counts as none). */
function processLife(pid: number): string | undefined {
  try {
    if (process.platform !== 'linux') return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()}:${fields[19]}`;
  } catch {
    return undefined;
  }
}

function parse<T>(text: string | undefined): T | undefined {
  try {
    return text === undefined ? undefined : (JSON.parse(text) as T);
  } catch {
    return undefined;
  }
}

function readText(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

const lives = (holder: Holder | undefined): boolean => holder !== undefined && processLife(holder.pid) === holder.life;

function writeAtomically(file: string, text: string): void {
  const draft = `${file}.${randomBytes(4).toString('hex')}`;
  writeFileSync(draft, text, { mode: 0o600 });
  renameSync(draft, file);
}

/** Takes the lock file or tells who has it. A file linked into place appears whole or not at all. */
function tryLock(lock: string, mine: string): Holder | undefined {
  const draft = `${lock}.${randomBytes(4).toString('hex')}`;
  writeFileSync(draft, mine, { mode: 0o600 });
  try {
    for (;;) {
      try {
        linkSync(draft, lock);
        return undefined;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const seen = readText(lock);
      const holder = parse<Holder>(seen);
      if (seen === undefined) continue;
      if (lives(holder)) return holder;
      removeStale(lock, seen);
    }
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Removes a lock whose holder is gone; if another process replaced it meanwhile, gives that one its lock back. */
function removeStale(lock: string, seen: string): void {
  const aside = `${lock}.${randomBytes(4).toString('hex')}`;
  try {
    renameSync(lock, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  try {
    if (readText(aside) !== seen) linkSync(aside, lock);
  } finally {
    rmSync(aside, { force: true });
  }
}

/**
 * Makes this process the one that may open the embedded engines of a data directory. The lock outlives no one: a holder that was killed
 * is recognised by its pid's start time. Fault `conflict` while another process holds it.
 */
export function acquireOwnership(dataDir: string): Ownership {
  const run = path.join(dataDir, 'run');
  mkdirSync(run, { recursive: true });
  const lock = path.join(run, 'owner.lock');
  const info = path.join(run, 'owner.json');
  const life = processLife(process.pid) ?? 'unknown';
  const mine = JSON.stringify({ pid: process.pid, life, nonce: randomBytes(8).toString('hex') });
  const holder = tryLock(lock, mine);
  if (holder) {
    throw fault('conflict', 'owner.taken', `Process ${holder.pid} already works in ${dataDir}.`, { remedy: 'Use that one, stop it first, or choose another --data directory.', pid: holder.pid });
  }
  rmSync(info, { force: true });
  const token = randomBytes(32).toString('base64url');
  const release = (): void => {
    if (readText(lock) !== mine) return;
    rmSync(info, { force: true });
    rmSync(lock, { force: true });
  };
  process.once('exit', release);
  return {
    token,
    publish: (url) => writeAtomically(info, JSON.stringify({ pid: process.pid, life, url, token })),
    release: () => {
      process.off('exit', release);
      release();
    },
  };
}

/** The process that owns a data directory now and has published its address; undefined when there is none. */
export function findOwner(dataDir: string): OwnerInfo | undefined {
  const found = parse<OwnerInfo & Holder>(readText(path.join(dataDir, 'run', 'owner.json')));
  return found !== undefined && lives(found) ? { pid: found.pid, url: found.url, token: found.token } : undefined;
}
