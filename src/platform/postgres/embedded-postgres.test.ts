import { spawn } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { createLog } from '../log/log.ts';
import { openDatabase } from './database.ts';
import { startEmbeddedPostgres, type EmbeddedOptions, type EmbeddedPostgres } from './embedded-postgres.ts';
import { findPostgresRoot } from './postgres-binaries.ts';
import type { RunMode } from './run-as.ts';

const isRoot = process.getuid?.() === 0;
const trash: string[] = [];
const running = new Set<EmbeddedPostgres>();
const newDir = (base = os.tmpdir()): string => {
  const dir = mkdtempSync(path.join(base, 'mainstay-test-'));
  trash.push(dir);
  return dir;
};

afterAll(async () => {
  for (const server of running) await server.stop();
  for (const dir of trash.toReversed()) {
    const moved = path.join(dir, 'data');
    if (existsSync(moved) && realpathSync(moved) !== moved) rmSync(realpathSync(moved), { recursive: true, force: true });
    rmSync(dir, { recursive: true, force: true });
  }
});

async function start(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ unsafeFast: true, log: createLog('silent'), ...options });
  running.add(server);
  return server;
}

async function stop(server: EmbeddedPostgres): Promise<void> {
  await server.stop();
  running.delete(server);
}

async function query<T>(server: EmbeddedPostgres, sql: string): Promise<T[]> {
  const db = openDatabase({ ...server.config, max: 1 });
  try {
    return await db.query<T>(sql);
  } finally {
    await db.close();
  }
}

/** Starts once, writes, stops in order, starts again and reads. */
async function keepsData(options: EmbeddedOptions): Promise<RunMode> {
  const first = await start(options);
  await query(first, 'create table kept (n int); insert into kept values (7)');
  await stop(first);
  expect(existsSync(path.join(options.dir, 'data', 'postmaster.pid'))).toBe(false);
  const second = await start(options);
  expect(await query(second, 'select n from kept')).toEqual([{ n: 7 }]);
  await stop(second);
  return second.mode;
}

test('a cluster is made once, kept over restarts, private and in UTC', async () => {
  const dir = newDir();
  await keepsData({ dir });
  const server = await start({ dir });
  expect(await query(server, "select current_setting('listen_addresses') as l, current_setting('timezone') as z, current_setting('server_encoding') as e, lower('ÄÉ') as t")).toEqual([{ l: '', z: 'UTC', e: 'UTF8', t: 'äé' }]);
  expect(statSync(String(server.config.host)).mode & 0o077).toBe(0);
  await stop(server);
  await server.stop();
});

test('two data directories run side by side', async () => {
  const servers = await Promise.all([start({ dir: newDir() }), start({ dir: newDir() })]);
  const places = await Promise.all(servers.map((server) => query<{ d: string }>(server, "select current_setting('data_directory') as d")));
  expect(new Set(places.map((rows) => rows[0]?.d)).size).toBe(2);
  await Promise.all(servers.map(stop));
});

test('a path too long for a socket is no obstacle', async () => {
  const dir = path.join(newDir(), 'a'.repeat(60), 'b'.repeat(60));
  const server = await start({ dir });
  expect(String(server.config.host).length).toBeLessThan(90);
  await stop(server);
  expect(existsSync(String(server.config.host))).toBe(false);
});

const owner = (dir: string): string => `
  const { startEmbeddedPostgres } = await import(${JSON.stringify(new URL('./embedded-postgres.ts', import.meta.url).href)});
  const server = await startEmbeddedPostgres({ dir: ${JSON.stringify(dir)}, unsafeFast: true });
  process.stdout.write(String(server.pid)); setInterval(() => {}, 1000);`;

/** A server whose owner was killed: the owner is gone, the server goes on. */
async function orphan(dir: string): Promise<number> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', owner(dir)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const pid = await new Promise<number>((resolve) => child.stdout.once('data', (text) => resolve(Number(text))));
  child.kill('SIGKILL');
  await new Promise((resolve) => child.once('exit', resolve));
  process.kill(pid, 0);
  return pid;
}

test('after a kill -9 of its owner a server is stopped and its cluster taken over', async () => {
  const dir = newDir();
  const pid = await orphan(dir);
  const server = await start({ dir });
  expect(server.pid).not.toBe(pid);
  expect(existsSync(`/proc/${pid}/cwd`)).toBe(false);
  await stop(server);
});

test('after a kill -9 of owner and server the next start recovers', async () => {
  const dir = newDir();
  const pid = await orphan(dir);
  process.kill(pid, 'SIGKILL');
  const server = await start({ dir });
  expect(await query(server, 'select 1 as n')).toEqual([{ n: 1 }]);
  await stop(server);
});

test('a lock file whose pid belongs to another program now does not stop the start, nor that program', async () => {
  const dir = newDir();
  await stop(await start({ dir }));
  const other = spawn('sleep', ['60']);
  writeFileSync(path.join(dir, 'data', 'postmaster.pid'), `${other.pid}\n${dir}/data\n1\n5432\n\n\n1 1\nready\n`);
  await stop(await start({ dir }));
  expect(other.exitCode ?? other.signalCode).toBeNull();
  other.kill();
});

test('a server that dies is told apart from one that was stopped, and the process lives on', async () => {
  const lines: string[] = [];
  const server = await start({ dir: newDir(), log: createLog('error', { write: (line) => lines.push(line) }) });
  const db = openDatabase(server.config);
  await db.query('select 1');
  process.kill(server.pid, 'SIGKILL');
  for (let i = 0; i < 100 && lines.length === 0; i += 1) await sleep(20);
  expect(lines[0]).toContain('ended by itself');
  await expect(db.query('select 1')).rejects.toMatchObject({ kind: 'unavailable' });
  await db.close();
  await stop(server);
});

test('library links that no install script made are made at the start', async () => {
  const binariesRoot = copyOfServer();
  expect(existsSync(path.join(binariesRoot, 'lib', 'libpq.so.5'))).toBe(false);
  await stop(await start({ dir: newDir(), binariesRoot }));
  expect(existsSync(path.join(binariesRoot, 'lib', 'libpq.so.5'))).toBe(true);
});

test.runIf(!isRoot)('an installation that we may not write to gets its library links in the data directory', async () => {
  const binariesRoot = copyOfServer();
  chmodSync(path.join(binariesRoot, 'lib'), 0o555);
  await stop(await start({ dir: newDir(), binariesRoot }));
  expect(existsSync(path.join(binariesRoot, 'lib', 'libpq.so.5'))).toBe(false);
  chmodSync(path.join(binariesRoot, 'lib'), 0o755);
});

test('a set-up that was cut off is begun again', async () => {
  const dir = newDir();
  mkdirSync(path.join(dir, 'data.new'));
  writeFileSync(path.join(dir, 'data.new', 'PG_VERSION'), '18');
  await keepsData({ dir });
});

test('a platform without a server, and one that can not start, are Faults with a remedy', async () => {
  const empty = path.join(newDir(), 'native');
  mkdirSync(path.join(empty, 'bin'), { recursive: true });
  await expect(start({ dir: newDir(), binariesRoot: empty })).rejects.toMatchObject({ kind: 'unavailable', details: { remedy: expect.stringContaining('DATABASE_URL') } });
});

/** The packaged server as an installation without install scripts leaves it. */
function copyOfServer(): string {
  const root = path.join(newDir(), 'native');
  cpSync(findPostgresRoot(), root, { recursive: true, verbatimSymlinks: true, filter: (file) => !/\.so(\.\d+)?$/.test(file) || !statSync(file).isFile() || !isLink(file) });
  return root;
}

const isLink = (file: string): boolean => realpathSync(file) !== path.join(realpathSync(path.dirname(file)), path.basename(file));

describe.runIf(isRoot)('as root', () => {
  test.for<RunMode>(['namespace', 'uid', 'copy'])('%s keeps data', async (runMode, { skip }) => {
    const dir = newDir();
    chmodSync(dir, 0o755);
    try {
      expect(await keepsData({ dir, runMode })).toBe(runMode);
    } catch (error) {
      // Containers may forbid user namespaces, and a checkout in a private folder leaves `uid` without binaries: then the next way is taken.
      if (runMode !== 'copy' && (error as { code?: string }).code === 'postgres_start') return skip(`${runMode} is not possible here`);
      throw error;
    }
  });

  test('another uid serves a data directory it can not enter', async () => {
    const closed = newDir();
    chmodSync(closed, 0o700);
    const dir = path.join(closed, 'inside');
    trash.push(dir);
    expect(await keepsData({ dir, runMode: 'copy' })).toBe('copy');
    expect(realpathSync(path.join(dir, 'data'))).not.toContain(closed);
  });

  test('a data directory under the home of root works', async () => {
    await keepsData({ dir: newDir(os.homedir()) });
  });

  test('a cluster of another uid keeps its owner when namespaces are possible', async () => {
    const dir = newDir();
    chmodSync(dir, 0o755);
    await keepsData({ dir, runMode: 'copy' });
    expect(['uid', 'copy']).toContain(await keepsDataAgain(dir));
  });
});

async function keepsDataAgain(dir: string): Promise<RunMode> {
  const server = await start({ dir });
  expect(await query(server, 'select n from kept')).toEqual([{ n: 7 }]);
  await stop(server);
  return server.mode;
}
