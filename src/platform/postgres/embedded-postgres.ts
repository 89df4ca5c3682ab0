import { chownSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs';
import type { ChildProcess } from 'node:child_process';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PoolConfig } from 'pg';
import { monotonicMs } from '../../lib/clock.ts';
import { fault } from '../../lib/fault.ts';
import type { Log } from '../log/log.ts';
import { copyBinaries, findPostgresRoot, preparePostgresBinaries, type PostgresBinaries } from './postgres-binaries.ts';
import { makeSocketDir, moveCluster } from './postgres-folders.ts';
import { readPostmasterFile, runAs, spawnServer, stopOrphan, stopServer } from './postgres-process.ts';
import { candidates, canReach, canRun, type RunAs, type RunMode } from './run-as.ts';

export interface EmbeddedPostgres {
  /** For `openDatabase`. */
  config: PoolConfig;
  pid: number;
  mode: RunMode;
  /** Ends the server in order. Safe to call twice. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** The cluster lives in `<dir>/data`. The caller owns the data directory around it (see owner.ts). */
  dir: string;
  log?: Log;
  /** Trades durability for speed; for tests only. */
  unsafeFast?: boolean;
  /** Forces one way to run the server; tests try each. */
  runMode?: RunMode;
  /** The packaged server, when it is not the installed one. */
  binariesRoot?: string;
}

interface Setup {
  way: RunAs;
  binaries: PostgresBinaries;
  env: NodeJS.ProcessEnv;
}

/**
 * Starts the packaged server on the cluster in `dir`, creating it when it is new.
 *
 * There is no port: the server listens only on a Unix socket in a private folder (0700), so none can be taken or reached from
 * outside. Whoever can enter that folder owns the cluster's files anyway, so a password would guard nothing and `trust` is used.
 * Works as root (which the server itself refuses), as any other user, after a kill -9 of an earlier owner, and in a read-only installation.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  mkdirSync(options.dir, { recursive: true, mode: 0o700 });
  const dir = realpathSync(options.dir);
  const place = path.join(dir, 'data');
  const setup = await chooseSetup(dir, place, options);
  const cluster = existsSync(place) ? realpathSync(place) : place;
  const orphan = existsSync(cluster) ? await stopOrphan(cluster) : 'none';
  if (orphan !== 'none') options.log?.warn({ orphan }, 'an earlier database server had not ended in order');
  if (!existsSync(path.join(cluster, 'PG_VERSION'))) await createCluster(cluster, setup, options.unsafeFast ?? false);
  const socketDir = makeSocketDir(dir, setup.way);
  const child = await startServer(cluster, socketDir, setup, options);
  const stopAtExit = () => void child.kill('SIGINT');
  const lost = (code: number | null, signal: string | null) => options.log?.error({ code, signal }, 'the database server ended by itself');
  process.once('exit', stopAtExit);
  child.on('exit', lost);
  return {
    config: { host: socketDir, port: 5432, user: 'mainstay', database: 'postgres' },
    pid: child.pid ?? 0,
    mode: setup.way.mode,
    stop: async () => {
      child.off('exit', lost);
      await stopServer(child);
      process.off('exit', stopAtExit);
      rmSync(socketDir, { recursive: true, force: true });
    },
  };
}

function serverEnv(binaries: PostgresBinaries): NodeJS.ProcessEnv {
  const env: NodeJS.ProcessEnv = { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
  // A library found through a link looks for its own needs beside the link, so the real folder is named as well.
  return binaries.extraLibraryDir ? { ...env, LD_LIBRARY_PATH: `${binaries.extraLibraryDir}:${path.join(binaries.root, 'lib')}` } : env;
}

/** The first way in which the server runs and reaches the cluster. A new cluster that another user could not reach is put elsewhere, behind a link. */
async function chooseSetup(dir: string, place: string, options: EmbeddedOptions): Promise<Setup> {
  const installed = await preparePostgresBinaries(options.binariesRoot ?? findPostgresRoot(), path.join(dir, 'lib'));
  const owner = existsSync(place) ? statSync(place) : undefined;
  const foreign = owner !== undefined && process.getuid !== undefined && process.getuid() !== 0 && owner.uid !== process.getuid();
  if (foreign) {
    throw fault('forbidden', 'postgres_owner', `The database in ${place} belongs to user ${owner.uid}.`, { remedy: 'Start as that user, or choose another --data directory.' });
  }
  const ways = candidates(owner, options.runMode);
  for (const way of ways) {
    const binaries = way.mode === 'copy' ? copyBinaries(installed, way) : installed;
    const env = serverEnv(binaries);
    if (!canRun(way, binaries.postgres, env)) continue;
    if (!canReach(way, owner ? realpathSync(place) : place)) {
      if (owner) continue;
      moveCluster(dir, place, way);
    }
    return { way, binaries, env };
  }
  throw fault('unavailable', 'postgres_start', `The embedded Postgres does not run here (tried: ${ways.map((way) => way.mode).join(', ')}).`, { remedy: 'Run as an ordinary user, or set DATABASE_URL.' });
}

/**
 * Creates the cluster: UTF-8 with the server's own C.UTF-8 rules, so that no locale of the system is needed.
 * It is made aside and moved into place, so that a kill on the way leaves none rather than half of one.
 */
async function createCluster(cluster: string, { way, binaries, env }: Setup, unsafeFast: boolean): Promise<void> {
  const draft = `${cluster}.new`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true, mode: 0o700 });
  if (way.ids) chownSync(draft, way.ids.uid, way.ids.gid);
  await runAs(way, binaries.initdb, [
    `--pgdata=${draft}`, '--username=mainstay', '--auth=trust', '--encoding=UTF8', '--locale=C',
    '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--no-instructions', ...(unsafeFast ? ['--no-sync'] : []),
  ], env);
  renameSync(draft, cluster);
}

function serverFlags(cluster: string, socketDir: string, unsafeFast: boolean): string[] {
  const settings: Record<string, string> = {
    listen_addresses: '', unix_socket_directories: socketDir, unix_socket_permissions: '0700', port: '5432',
    max_connections: '100', shared_buffers: '256MB', work_mem: '16MB', maintenance_work_mem: '128MB', max_wal_size: '2GB',
    timezone: 'UTC', log_timezone: 'UTC', jit: 'off', wal_level: 'minimal', max_wal_senders: '0', random_page_cost: '1.1',
    ...(unsafeFast ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', autovacuum: 'off' } : {}),
  };
  return ['-D', cluster, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])];
}

const startLimitMs = 60_000;
const mostAttempts = 5;

/** Starts and waits until connections are accepted. A lock held by a server that is just dying is tried again. */
async function startServer(cluster: string, socketDir: string, setup: Setup, options: EmbeddedOptions): Promise<ChildProcess> {
  const logPath = path.join(options.dir, 'postgres.log');
  if (existsSync(logPath) && statSync(logPath).size > 10_000_000) rmSync(logPath);
  const deadline = monotonicMs() + startLimitMs;
  for (let attempt = 1; ; attempt += 1) {
    const logFd = openSync(logPath, 'a', 0o600);
    const child = spawnServer(setup.way, setup.binaries.postgres, serverFlags(cluster, socketDir, options.unsafeFast ?? false), { env: setup.env, logFd });
    closeSync(logFd);
    const failure = await untilReady(child, cluster, deadline);
    if (failure === undefined) return child;
    child.kill('SIGQUIT');
    const lines = readFileSync(logPath, 'utf8').trim().split('\n').slice(-4).join(' | ');
    if (attempt >= mostAttempts || monotonicMs() > deadline || !/lock file|shared memory block/.test(lines)) {
      throw fault('unavailable', 'postgres_start', `The embedded Postgres did not start: ${failure}. ${lines}`, { remedy: `Read ${logPath}, or set DATABASE_URL.` });
    }
    await sleep(500);
    await stopOrphan(cluster);
  }
}

/** Undefined once the server accepts connections; otherwise what went wrong. */
async function untilReady(child: ChildProcess, cluster: string, deadline: number): Promise<string | undefined> {
  let failure: string | undefined;
  child.on('error', (error) => (failure = error.message));
  child.on('exit', (code, signal) => (failure ??= `it ended with ${code ?? signal}`));
  while (failure === undefined) {
    const lock = readPostmasterFile(cluster);
    if (lock?.ready && lock.pid === child.pid) return undefined;
    if (monotonicMs() > deadline) return 'no answer in 60 seconds';
    await sleep(10);
  }
  return failure;
}
