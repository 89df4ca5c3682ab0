import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

const variable = 'MAINSTAY_TEST_SAMPLES';
const command = join(import.meta.dirname, '../../src/main/cli-main.ts');
const run = promisify(execFile);

/** Called once per test run: a folder in which the first test that needs a sample company makes it, for the others to copy. */
export async function setup(): Promise<() => Promise<void>> {
  const dir = await mkdtemp(join(tmpdir(), 'mainstay-samples-'));
  process.env[variable] = dir;
  return () => rm(dir, { recursive: true, force: true });
}

async function makeStore(dir: string, accounts: number): Promise<void> {
  const data = `${dir}.making`;
  try {
    for (const words of [['sample', 'load', '--accounts', String(accounts)], ['history', 'close']]) await run(process.execPath, [command, ...words, '--data', data, '--json'], { maxBuffer: 1 << 26 });
    await rename(data, join(dir, 'data'));
  } catch (error) {
    await writeFile(join(dir, 'failed'), String((error as Error).message));
  }
}

/** Copies the run's sample company of `accounts`, with its whole history closed, to `target`. Made by the command line, once per run. */
export async function copySample(accounts: number, target: string): Promise<void> {
  const dir = join(process.env[variable] as string, String(accounts));
  const first = await mkdir(dir).then(() => true, () => false);
  if (first) await makeStore(dir, accounts);
  while (!existsSync(join(dir, 'data')) && !existsSync(join(dir, 'failed'))) await sleep(200);
  if (existsSync(join(dir, 'failed'))) throw new Error('The sample company could not be made.');
  await cp(join(dir, 'data'), target, { recursive: true, preserveTimestamps: true });
}
