import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, chownSync, closeSync, cpSync, existsSync, lstatSync, mkdirSync, openSync, readdirSync, readFileSync, realpathSync, renameSync, rmSync, statSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { fault } from '../../lib/fault.ts';
import { monotonicMs } from '../../lib/clock.ts';
import type { Log } from '../log/log.ts';
import type { ConnectionConfig } from './database.ts';
import { binariesAt, findPostgresRoot, preparePostgresBinaries, type PostgresBinaries } from './postgres-binaries.ts';
import { candidateIdentities, canReach, canRun, type PostgresIdentity } from './postgres-identity.ts';
import { readPostmasterFile, runAs, spawnServer, stopOrphan, stopServer } from './postgres-process.ts';

export interface EmbeddedPostgres {
  /** For `openDatabase`; `database` names another one of the same server. */
  connection(database?: string): ConnectionConfig;
  identity: PostgresIdentity;
  pid: number;
  /** Ends the server in order. Safe to call twice. */
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  /** The cluster lives in `<dataDir>/postgres`. The caller must own the directory (see owner.ts). */
  dataDir: string;
  log: Log;
  /** Trades durability for speed; for tests only. */
  durable?: boolean;
  /** Limits how root may hand the server to another identity; tests force each way with it. */
  onlyIdentity?: PostgresIdentity['kind'];
  /** The packaged server, when it is not the installed one. */
  binariesRoot?: string;
}

/** A socket's path may have 107 bytes; the server adds `/.s.PGSQL.5432` to the folder. */
const longestSocketDir = 107 - '/.s.PGSQL.5432'.length;
const database = 'mainstay';

/**
 * Starts the packaged server on the cluster of a data directory, creating it first when it is new.
 *
 * There is no port: the server listens only on a Unix socket in a private folder (0700), so none can be taken or reached from
 * outside. Whoever can enter that folder owns the cluster's files anyway, so a password would guard nothing and `trust` is used.
 * Works as root (which the server itself refuses), as any other user, after a kill -9 of an earlier owner, and in a read-only installation.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { log } = options;
  const dataDir = path.resolve(options.dataDir);
  mkdirSync(path.join(dataDir, 'log'), { recursive: true });
  const place = path.join(dataDir, 'postgres');
  const setup = await chooseSetup(realpathSync(dataDir), place, options);
  const cluster = existsSync(place) ? realpathSync(place) : place;
  const orphan = existsSync(cluster) ? await stopOrphan(cluster) : 'none';
  if (orphan !== 'none') log.warn({ orphan }, 'an earlier database server had not ended in order');
  const env = serverEnv(setup.binaries);
  if (!existsSync(path.join(cluster, 'PG_VERSION'))) await createCluster(cluster, setup, env, log);
  const socketDir = makeSocketDir(dataDir, setup.identity);
  const child = await startServer(cluster, socketDir, setup, { ...options, dataDir, env });
  const stopAtExit = () => void child.kill('SIGINT');
  const lost = (code: number | null, signal: string | null) => log.error({ code, signal }, 'the database server ended by itself');
  child.on('exit', lost);
  process.once('exit', stopAtExit);
  log.debug({ pid: child.pid, identity: setup.identity.kind }, 'database server is ready');
  return {
    connection: (name = database) => ({ host: socketDir, port: 5432, user: 'postgres', database: name }),
    identity: setup.identity,
    pid: child.pid ?? 0,
    stop: async () => {
      child.off('exit', lost);
      await stopServer(child);
      process.off('exit', stopAtExit);
      if (!socketDir.startsWith(dataDir)) rmSync(socketDir, { recursive: true, force: true });
    },
  };
}

interface Setup {
  identity: PostgresIdentity;
  binaries: PostgresBinaries;
}

function serverEnv(binaries: PostgresBinaries): NodeJS.ProcessEnv {
  const libraries = [binaries.extraLibraryDir, process.env['LD_LIBRARY_PATH']].filter(Boolean).join(':');
  const env: NodeJS.ProcessEnv = { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
  return libraries === '' ? env : { ...env, LD_LIBRARY_PATH: libraries };
}

/** The first identity that can run the server and reach the cluster; the last resort copies both to where another uid can. */
async function chooseSetup(dataDir: string, place: string, options: EmbeddedPostgresOptions): Promise<Setup> {
  const installed = await preparePostgresBinaries(options.binariesRoot ?? findPostgresRoot(), path.join(dataDir, 'run', 'pglib'));
  const cluster = existsSync(place) ? realpathSync(place) : place;
  const owner = existsSync(place) ? statSync(place) : undefined;
  const identities = candidateIdentities(owner, options.onlyIdentity);
  for (const identity of identities) {
    if (canReach(identity, cluster) && canRun(identity, installed.postgres, serverEnv(installed))) return { identity, binaries: installed };
  }
  const user = identities.find((identity) => identity.kind === 'user');
  if (user?.kind === 'user') {
    const binaries = canRun(user, installed.postgres, serverEnv(installed)) ? installed : copyBinaries(installed, user);
    if (!canReach(user, cluster)) moveCluster(dataDir, place, user);
    if (canRun(user, binaries.postgres, serverEnv(binaries))) return { identity: user, binaries };
  }
  if (owner !== undefined && process.getuid?.() !== 0 && owner.uid !== process.getuid?.()) {
    throw fault('forbidden', 'postgres.owner', `The database in ${place} belongs to user ${owner.uid}.`, { remedy: 'Start as that user, or choose another --data directory.' });
  }
  throw fault('unavailable', 'postgres.identity', 'The embedded database can not be started under any user here.', { remedy: 'Run as an ordinary user, or set DATABASE_URL.' });
}

/** Copies the packaged server to a public folder, once per version. */
function copyBinaries(installed: PostgresBinaries, user: { uid: number; gid: number }): PostgresBinaries {
  const stamp = createHash('sha256').update(installed.root).update(String(statSync(installed.postgres).mtimeMs)).digest('hex').slice(0, 12);
  const base = reachableFolders().find((folder) => canReach({ kind: 'user', ...user }, path.join(folder, 'x')));
  const root = path.join(base ?? os.tmpdir(), `mainstay-postgres-${stamp}`);
  if (!isOwnFolder(root)) {
    const draft = `${root}.${randomBytes(4).toString('hex')}`;
    cpSync(installed.root, draft, { recursive: true, verbatimSymlinks: true });
    openToAll(draft);
    renameSync(draft, root);
  }
  return binariesAt(root);
}

/** Our umask may have closed the copy to the user it is made for. */
function openToAll(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const at = path.join(folder, entry.name);
    if (entry.isDirectory()) openToAll(at);
    else if (entry.isFile()) chmodSync(at, (statSync(at).mode & 0o100) === 0 ? 0o644 : 0o755);
  }
}

const reachableFolders = (): string[] => ['/var/lib', os.tmpdir(), '/tmp'].filter((folder) => existsSync(folder));

const isOwnFolder = (folder: string): boolean => existsSync(folder) && lstatSync(folder).isDirectory() && statSync(folder).uid === process.getuid?.();

/** Where no other uid can enter the data directory (say under /root), the cluster lives outside of it, behind a link. */
function moveCluster(dataDir: string, place: string, user: { uid: number; gid: number }): void {
  if (existsSync(place)) return;
  const base = reachableFolders().find((folder) => canReach({ kind: 'user', ...user }, path.join(folder, 'x'))) ?? os.tmpdir();
  const cluster = path.join(base, `mainstay-${createHash('sha256').update(dataDir).digest('hex').slice(0, 12)}-${randomBytes(3).toString('hex')}`);
  mkdirSync(cluster, { mode: 0o700 });
  chownSync(cluster, user.uid, user.gid);
  symlinkSync(cluster, place);
}

/** Creates the cluster: UTF-8, the server's own C.UTF-8 rules (no locale of the system is needed), checksums on. */
async function createCluster(cluster: string, { identity, binaries }: Setup, env: NodeJS.ProcessEnv, log: Log): Promise<void> {
  log.info('creating the database');
  mkdirSync(cluster, { recursive: true, mode: 0o700 });
  if (identity.kind === 'user') chownSync(cluster, identity.uid, identity.gid);
  await runAs(identity, binaries.initdb, [
    `--pgdata=${cluster}`, '--username=postgres', '--auth=trust', '--encoding=UTF8', '--locale=C',
    '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-instructions', '--no-sync',
  ], env);
}

/** A private folder for the socket: inside the data directory, or under the temporary folder when that path is too long. */
function makeSocketDir(dataDir: string, identity: PostgresIdentity): string {
  const inside = path.join(dataDir, 'run', 'pg');
  const fits = Buffer.byteLength(inside) <= longestSocketDir && (mkdirSync(path.dirname(inside), { recursive: true }), canReach(identity, inside));
  let dir = inside;
  if (!fits) {
    const hash = createHash('sha256').update(dataDir).digest('hex').slice(0, 12);
    const base = Buffer.byteLength(os.tmpdir()) < 60 && canReach(identity, path.join(os.tmpdir(), 'x')) ? os.tmpdir() : '/tmp';
    dir = path.join(base, `mainstay-${hash}-${randomBytes(3).toString('hex')}`);
  }
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  if (identity.kind === 'user') chownSync(dir, identity.uid, identity.gid);
  return dir;
}

function serverFlags(cluster: string, socketDir: string, durable: boolean): string[] {
  const settings: Record<string, string> = {
    listen_addresses: '', unix_socket_directories: socketDir, unix_socket_permissions: '0700', port: '5432',
    max_connections: '100', shared_buffers: '128MB', work_mem: '16MB', maintenance_work_mem: '128MB', max_wal_size: '2GB',
    timezone: 'UTC', log_timezone: 'UTC', jit: 'off', wal_level: 'minimal', max_wal_senders: '0', random_page_cost: '1.1',
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', autovacuum: 'off' }),
  };
  return ['-D', cluster, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

/** Starts and waits until connections are accepted. A lock held by a server that is just dying is retried for a while. */
async function startServer(cluster: string, socketDir: string, setup: Setup, options: EmbeddedPostgresOptions & { env: NodeJS.ProcessEnv }) {
  const logPath = path.join(options.dataDir, 'log', 'postgres.log');
  const tooLong = existsSync(logPath) && statSync(logPath).size > 10_000_000;
  const deadline = monotonicMs() + 60_000;
  for (let attempt = 1; ; attempt += 1) {
    const logFd = openSync(logPath, tooLong && attempt === 1 ? 'w' : 'a', 0o600);
    const child = spawnServer(setup.identity, setup.binaries.postgres, serverFlags(cluster, socketDir, options.durable ?? true), { env: options.env, logFd });
    closeSync(logFd);
    let failure: string | undefined;
    child.on('error', (error) => (failure = error.message));
    child.on('exit', (code, name) => (failure ??= `it ended with ${code ?? name}`));
    while (failure === undefined && monotonicMs() < deadline) {
      const lock = readPostmasterFile(cluster);
      if (lock?.ready && lock.pid === child.pid) {
        await ensureDatabase(socketDir);
        return child;
      }
      await sleep(10);
    }
    child.kill('SIGQUIT');
    const lines = readFileSync(logPath, 'utf8').trim().split('\n').slice(-4).join(' | ');
    if (attempt >= 5 || !/lock file|shared memory block/.test(lines)) {
      throw fault('unavailable', 'postgres.start', `The embedded database did not start: ${failure ?? 'no answer in 60 seconds'}. ${lines}`, { remedy: `Read ${logPath}.` });
    }
    await sleep(500);
    await stopOrphan(cluster);
  }
}

/** Creates our database in a new cluster. */
async function ensureDatabase(socketDir: string): Promise<void> {
  const client = new pg.Client({ host: socketDir, port: 5432, user: 'postgres', database: 'postgres' });
  await client.connect();
  try {
    const found = await client.query('select 1 from pg_database where datname = $1', [database]);
    if (found.rows.length === 0) await client.query(`create database ${database}`);
  } finally {
    await client.end();
  }
}
