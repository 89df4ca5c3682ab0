// Brings the checkout's dependencies and the pinned Node to where the lock file says. Plain ESM: it runs on the system's own Node.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

export const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const at = (...parts) => path.join(root, ...parts);
const stampFile = at('node_modules', '.mainstay-stamp');
const neededMajor = 24;

/** An error that tells the user what to do; printed without a stack. */
export class SetupError extends Error {}

export const say = (line) => process.stderr.write(`${line}\n`);

const readOrEmpty = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : '');

function lockHash() {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}\n`);
  return hash.update(readFileSync(at('package-lock.json'))).update(readFileSync(at('package.json'))).digest('hex');
}

/** Whether every package of the lock that this platform needs stands in node_modules at its locked version. */
function matchesLock() {
  const installed = at('node_modules', '.package-lock.json');
  if (!existsSync(installed)) return false;
  const have = JSON.parse(readFileSync(installed, 'utf8')).packages ?? {};
  const want = JSON.parse(readFileSync(at('package-lock.json'), 'utf8')).packages ?? {};
  return Object.entries(want).every(([name, one]) => name === '' || (have[name] ? have[name].version === one.version : one.optional === true || one.peer === true));
}

/** The Node that runs the sources: the packaged one, or the one on the PATH when it is new enough. Undefined when there is neither. */
export function pinnedNode() {
  const platform = process.platform === 'win32' ? 'win' : process.platform;
  for (const file of [['bin', 'node'], ['bin', 'node.exe'], ['node.exe']]) {
    const packaged = at('node_modules', `node-${platform}-${process.arch}`, ...file);
    if (existsSync(packaged)) return packaged;
  }
  return Number(process.versions.node.split('.')[0]) >= neededMajor ? process.execPath : undefined;
}

function isInstalled() {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === lockHash() && pinnedNode() !== undefined;
}

function writeStamp() {
  try {
    writeFileSync(stampFile, lockHash());
  } catch (error) {
    if (!['EACCES', 'EROFS', 'EPERM'].includes(error.code)) throw error;
  }
}

/** Renews the stamp's time, by which bin/mainstay sees without a hash that nothing changed. */
function touchStamp() {
  try {
    const newest = Math.max(statSync(at('package-lock.json')).mtimeMs, statSync(at('package.json')).mtimeMs);
    if (statSync(stampFile).mtimeMs > newest) return;
    const now = new Date();
    utimesSync(stampFile, now, now);
  } catch {
    // A read-only installation only pays the hash at every start.
  }
}

const isAlive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
};

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Runs `work` while no other process of this checkout runs it. A lock whose holder is gone is taken over. */
export async function exclusively(name, work) {
  mkdirSync(at('.mainstay'), { recursive: true });
  const lock = at('.mainstay', `${name}.lock`);
  for (let told = false; ; ) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const holder = Number(readOrEmpty(lock));
    const age = existsSync(lock) ? Date.now() - statSync(lock).mtimeMs : 0;
    if (holder > 0 ? !isAlive(holder) : age > 5_000) {
      rmSync(lock, { force: true });
      continue;
    }
    if (!told) say(`Waiting for another process (${holder}) that prepares this checkout.`);
    told = true;
    await sleep(300);
  }
  try {
    return await work();
  } finally {
    rmSync(lock, { force: true });
  }
}

/** How to call npm without a shell: its script on our own Node when we find it, else the program on the PATH. */
function npmCommand() {
  const prefix = path.dirname(path.dirname(process.execPath));
  const scripts = [process.env.npm_execpath, path.join(prefix, 'lib/node_modules/npm/bin/npm-cli.js'), path.join(prefix, 'share/nodejs/npm/bin/npm-cli.js'), path.join(path.dirname(process.execPath), 'node_modules/npm/bin/npm-cli.js')];
  const script = scripts.find((one) => one && /npm-cli\.c?js$/.test(one) && existsSync(one));
  return script ? [process.execPath, script] : ['npm'];
}

/** npm wants a cache to write to; with a read-only home folder it gets one in the checkout. */
function npmEnv() {
  const env = { ...process.env };
  delete env.NODE_ENV;
  if (env.npm_config_cache) return env;
  const home = os.homedir();
  try {
    const cache = path.join(home, '.npm');
    accessSync(existsSync(cache) ? cache : home, constants.W_OK);
    return env;
  } catch {
    return { ...env, npm_config_cache: at('.mainstay', 'npm-cache') };
  }
}

function runNpm(args) {
  const [program, ...before] = npmCommand();
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(program, [...before, ...args, '--ignore-scripts', '--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root, env: npmEnv(), stdio: ['ignore', 'pipe', 'pipe'] });
    const started = Date.now();
    const ticker = setInterval(() => say(`  installing, ${Math.round((Date.now() - started) / 1000)} s`), 5_000);
    const done = (code) => {
      clearInterval(ticker);
      resolve({ code, output });
    };
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => {
      output += error.code === 'ENOENT' ? 'npm was not found on the PATH' : error.message;
      done(1);
    });
    child.on('close', done);
  });
}

async function install() {
  const lock = readFileSync(at('package-lock.json'));
  say('Installing the dependencies; the first time takes a minute or two.');
  const started = Date.now();
  let result = await runNpm(['ci']);
  // A lock made where a registry lacks other platforms' optional packages is refused by `npm ci`; the versions are pinned all the same.
  if (result.code !== 0) result = await runNpm(['install', '--no-save']);
  if (!readFileSync(at('package-lock.json')).equals(lock)) writeFileSync(at('package-lock.json'), lock);
  if (result.code !== 0) {
    throw new SetupError(`The dependencies could not be installed.\n${result.output.trim().split('\n').slice(-12).join('\n')}\nCheck the network and the npm registry setting (npm config get registry), then run the command again.`);
  }
  if (!matchesLock()) throw new SetupError('The installation differs from package-lock.json. Delete the node_modules folder and run the command again.');
  checkNode();
  writeStamp();
  say(`Dependencies are in place after ${Math.round((Date.now() - started) / 1000)} s.`);
}

/** Optional packages can be left out without an error, so the Node we need is really run once. */
function checkNode() {
  const node = pinnedNode();
  const answer = node ? spawnSync(node, ['--version'], { encoding: 'utf8' }) : undefined;
  if (Number(/^v(\d+)/.exec(answer?.stdout ?? '')?.[1]) >= neededMajor) return;
  throw new SetupError(`Node ${neededMajor} is needed for ${process.platform} ${process.arch}${node ? `, and ${node} does not run here (${answer?.error?.message ?? answer?.stderr?.trim()})` : ' and no package brings it'}.\nInstall Node ${neededMajor} or newer from nodejs.org, put it first on the PATH and run the command again.`);
}

/** Installs what is missing and answers the Node to run the sources with. Quick when nothing changed. */
export async function ensureInstalled() {
  if (!isInstalled()) {
    if (existsSync(stampFile) === false && matchesLock() && pinnedNode()) {
      checkNode();
      writeStamp();
    } else {
      await exclusively('install', async () => {
        if (!isInstalled()) await install();
      });
    }
  }
  touchStamp();
  return pinnedNode();
}

/** Runs a script's main function when the script itself was called, and turns its errors into a message and exit code 1. */
export function runAsMain(meta, main) {
  if (!process.argv[1] || meta.url !== pathToFileURL(process.argv[1]).href) return;
  main().catch((error) => {
    say(error instanceof SetupError ? error.message : (error.stack ?? String(error)));
    process.exitCode = 1;
  });
}
