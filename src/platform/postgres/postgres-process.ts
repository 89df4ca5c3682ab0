import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fault } from '../../lib/fault.ts';
import { monotonicMs } from '../../lib/clock.ts';
import { commandAs, type RunAs } from './run-as.ts';

/** The last lines of a program's output, for the error message. */
const tail = (text: string): string => text.trim().split('\n').slice(-6).join(' | ');

/** Runs a program to its end under another name. A program that can not even start is a rejection, never an uncaught event. */
export function runAs(runAs: RunAs, binary: string, argv: string[], env: NodeJS.ProcessEnv): Promise<void> {
  const { file, args, ...owner } = commandAs(runAs, binary, argv);
  return new Promise((resolve, reject) => {
    let output = '';
    const child = spawn(file, args, { ...owner, env, stdio: ['ignore', 'pipe', 'pipe'], cwd: '/' });
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => reject(fault('unavailable', 'postgres_start', `${path.basename(binary)} could not be started: ${error.message}.`, {}, error)));
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(fault('unavailable', 'postgres_init', `${path.basename(binary)} failed (${code}): ${tail(output)}`));
    });
  });
}

/** Starts the server in a session of its own, so that an interrupt typed in the terminal reaches only us and we stop it in order. */
export function spawnServer(runAs: RunAs, binary: string, argv: string[], options: { env: NodeJS.ProcessEnv; logFd: number }): ChildProcess {
  const { file, args, ...owner } = commandAs(runAs, binary, argv);
  const child = spawn(file, args, { ...owner, env: options.env, detached: true, stdio: ['ignore', options.logFd, options.logFd], cwd: '/' });
  child.unref();
  return child;
}

interface PostmasterFile {
  pid: number;
  ready: boolean;
}

/** What the running server says about itself in its lock file; undefined when there is none. */
export function readPostmasterFile(cluster: string): PostmasterFile | undefined {
  try {
    const lines = readFileSync(path.join(cluster, 'postmaster.pid'), 'utf8').split('\n');
    const pid = Number(lines[0]);
    return Number.isInteger(pid) && pid > 0 ? { pid, ready: lines[7]?.trim() === 'ready' } : undefined;
  } catch {
    return undefined;
  }
}

/** Processes that work in the cluster's folder: the server and its workers. A dead one that nobody has reaped has no folder. */
function processesIn(cluster: string): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).filter((pid) => {
    try {
      return readlinkSync(`/proc/${pid}/cwd`) === cluster;
    } catch {
      return false;
    }
  });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

/**
 * Stops a server that outlived the process that started it, and removes the lock file of one that died. The caller holds the data
 * directory, so a server found here serves nobody. A pid that now belongs to another program is left alone.
 * Fault `conflict` when the server does not end.
 */
export async function stopOrphan(cluster: string): Promise<'none' | 'stopped' | 'cleared'> {
  const lockFile = path.join(cluster, 'postmaster.pid');
  const found = readPostmasterFile(cluster);
  if (found === undefined) {
    rmSync(lockFile, { force: true });
    return 'none';
  }
  const alive = (): boolean => (process.platform === 'linux' ? processesIn(cluster).length > 0 : isAlive(found.pid));
  const wasAlive = alive();
  const isServer = process.platform !== 'linux' || processesIn(cluster).includes(found.pid);
  const started = monotonicMs();
  if (wasAlive && isServer) signal(found.pid, 'SIGINT');
  let forced = false;
  while (alive()) {
    const waitedMs = monotonicMs() - started;
    if (waitedMs > 10_000 && !forced && isServer) {
      signal(found.pid, 'SIGQUIT');
      forced = true;
    }
    if (waitedMs > 30_000) throw fault('conflict', 'postgres_orphan', `An earlier database server (process ${found.pid}) does not stop.`, { remedy: 'End that process, then start again.' });
    await sleep(20);
  }
  if (existsSync(lockFile)) rmSync(lockFile, { force: true });
  return wasAlive ? 'stopped' : 'cleared';
}

/** Waits for a child that was told to stop; harsher signals follow after 15 and 25 seconds. */
export async function stopServer(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.ref();
  child.kill('SIGINT');
  const harsher = [setTimeout(() => child.kill('SIGQUIT'), 15_000), setTimeout(() => child.kill('SIGKILL'), 25_000)];
  await ended;
  for (const timer of harsher) clearTimeout(timer);
}
