import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findOwner } from '../src/platform/owner.ts';

/** A server of the product in a process of its own, as users run it. */
export interface ServerProcess {
  url: string;
  /** Calls an operation as the local principal. */
  call<T>(id: string, input?: object): Promise<T>;
  /** CPU the server's own process has used, in seconds; its database server is not counted. Linux. */
  cpuSeconds(): number;
  /** SIGKILL: nothing is finished or told. */
  kill(): Promise<void>;
  /** Ends it in order. */
  stop(): Promise<void>;
}

const startLimitMs = 60_000;
const clockTicksPerSecond = 100;

/** Starts `mainstay serve` on a data directory and any free port; resolves when it answers. Its log goes to `<dataDir>.log`. */
export async function startServer(dataDir: string): Promise<ServerProcess> {
  const child = spawn(process.execPath, [path.join(import.meta.dirname, '../src/main/cli-main.ts'), 'serve', '--data', dataDir, '--port', '0', '--log', 'warn'], { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    log += chunk.toString();
  });
  child.on('exit', () => writeFileSync(`${dataDir}.log`, log, { flag: 'a' }));
  for (let waited = 0; ; waited += 50) {
    const owner = findOwner(dataDir);
    if (owner?.url && owner.pid === child.pid) return serverOf(child, owner.url, owner.token);
    if (child.exitCode !== null || waited > startLimitMs) throw new Error(`The server did not start: ${log.slice(-2000)}`);
    await sleep(50);
  }
}

function serverOf(child: ChildProcess, url: string, token: string): ServerProcess {
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
  };
  return {
    url,
    async call<T>(id: string, input: object = {}) {
      const response = await fetch(`${url}/api/op/${id}`, { method: 'POST', headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: JSON.stringify(input) });
      if (!response.ok) throw new Error(`${id}: ${response.status} ${await response.text()}`);
      return (await response.json()) as T;
    },
    cpuSeconds() {
      const stat = readFileSync(`/proc/${child.pid}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return (Number(fields[11]) + Number(fields[12])) / clockTicksPerSecond;
    },
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  };
}
