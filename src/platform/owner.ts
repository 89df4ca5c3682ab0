import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fault } from '../lib/fault.ts';
import { newSecret } from '../lib/ids.ts';

/** What the owner of a data directory publishes to other processes of the same user. */
export interface OwnerCard {
  pid: number;
  /** The process's start time in kernel ticks, so that a re-used pid is not taken for the owner. */
  startTicks: string;
  /** Set once it serves. */
  url: string | null;
  /** Accepted by the owner as the local principal. The file is readable by its user alone. */
  token: string;
}

export interface Ownership {
  token: string;
  publish(url: string): void;
  release(): void;
}

function startTicks(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

function isAlive(card: OwnerCard): boolean {
  if (process.platform === 'linux') return startTicks(card.pid) === card.startTicks;
  try {
    process.kill(card.pid, 0);
    return true;
  } catch {
    return false;
  }
}

function readCard(path: string): OwnerCard | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as OwnerCard;
  } catch {
    return undefined;
  }
}

const cardPath = (dataDir: string) => join(dataDir, 'owner.json');

/** The living owner of a data directory, or undefined. */
export function findOwner(dataDir: string): OwnerCard | undefined {
  const card = readCard(cardPath(dataDir));
  return card && isAlive(card) ? card : undefined;
}

/** Becomes the one owner process of `dataDir`; a `conflict` Fault when another lives. What a killed owner left is taken over. */
export function acquireOwnership(dataDir: string): Ownership {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw fault('invalid', 'data_dir', `"${dataDir}" cannot be used as the data directory: ${(error as NodeJS.ErrnoException).code === 'EACCES' ? 'you may not write there' : 'it, or a folder above it, is a file'}.`, { remedy: 'Name another directory with --data.' }, error);
  }
  const path = cardPath(dataDir);
  const card: OwnerCard = { pid: process.pid, startTicks: startTicks(process.pid) ?? '', url: null, token: newSecret() };
  const own = `${path}.${process.pid}`;
  writeFileSync(own, JSON.stringify(card), { mode: 0o600 });
  try {
    claim(path, own, dataDir);
  } finally {
    rmSync(own, { force: true });
  }
  return {
    token: card.token,
    publish(url) {
      writeFileSync(own, JSON.stringify({ ...card, url }), { mode: 0o600 });
      renameSync(own, path);
    },
    release() {
      if (readCard(path)?.token === card.token) rmSync(path, { force: true });
    },
  };
}

// A hard link is made or it is not: of two claimants one wins. A stale card is moved aside first, and checked again once moved.
function claim(path: string, own: string, dataDir: string): void {
  for (let attempt = 0; attempt < 5; attempt++) {
    try {
      linkSync(own, path);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = readCard(path);
    if (holder && isAlive(holder)) throw fault('conflict', 'data_owned', `Another process (${holder.pid}) works on ${dataDir}.`, { remedy: holder.url ? 'Use it, or stop it first.' : 'Wait until it is done, or use another --data directory.' });
    const aside = `${own}.stale`;
    try {
      renameSync(path, aside);
      const moved = readCard(aside);
      if (moved && isAlive(moved)) linkSync(aside, path);
    } catch {
      // Somebody else moved it first.
    }
    rmSync(aside, { force: true });
  }
  throw fault('conflict', 'data_owned', `Several processes try to own ${dataDir}.`, { remedy: 'Try again.' });
}
