// Entry of every npm script: installs what is missing, then runs the wanted part on the pinned Node.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { ensureBrowser } from './ensure-browser.mjs';
import { ensureInstalled, root, runAsMain, say, SetupError } from './installation.mjs';
import { ensureWebBuilt } from './web-build.mjs';

const inRoot = (...parts) => path.join(root, ...parts);
const entry = inRoot('src', 'main', 'cli-main.ts');

/** Runs the pinned Node in the caller's folder and ends as it ends. Signals reach it; if we are killed, so is it. */
function runNode(node, args, { env = {}, guarded = false } = {}) {
  return new Promise((resolve) => {
    const child = spawn(node, guarded ? ['--import', inRoot('scripts', 'end-with-parent.mjs'), ...args] : args, {
      env: { ...process.env, ...env }, stdio: guarded ? ['inherit', 'inherit', 'inherit', 'ipc'] : 'inherit',
    });
    // A terminal sends its interrupt to the whole group, so it is passed on only where there is none.
    const passOn = (signal) => () => (signal === 'SIGINT' && process.stdin.isTTY ? undefined : child.kill(signal));
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, passOn(signal));
    child.on('error', (error) => {
      say(`Node could not be started: ${error.message}`);
      resolve(1);
    });
    child.on('exit', (code, signal) => resolve(code ?? 128 + ({ SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 }[signal] ?? 0)));
  });
}

/** Runs several programs one after another and answers the first exit code that is not 0. */
async function inOrder(steps) {
  for (const step of steps) {
    const code = await step();
    if (code !== 0) return code;
  }
  return 0;
}

const hasBrowserTests = () => existsSync(inRoot('test', 'browser')) && readdirSync(inRoot('test', 'browser')).some((name) => name.endsWith('.test.ts'));

/** Where the tests find a browser; when there is none they say why, and the other tests still run. */
function browserEnv(args) {
  const wanted = hasBrowserTests() && (args.length === 0 || args.some((arg) => arg.startsWith('-') || arg.includes('browser')));
  if (!wanted) return {};
  try {
    return { CHROME_PATH: ensureBrowser() };
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    return { MAINSTAY_NO_BROWSER: error.message };
  }
}

function check(node) {
  const tsc = inRoot('node_modules', 'typescript', 'bin', 'tsc');
  const projects = ['tsconfig.json', 'web/tsconfig.json'].filter((file) => existsSync(inRoot(file)));
  return inOrder(projects.map((project) => () => runNode(node, [tsc, '--noEmit', '-p', inRoot(project)])));
}

const commands = {
  demo: async (node, args) => (await ensureWebBuilt(node), runNode(node, [entry, 'demo', ...args], { guarded: true })),
  serve: async (node, args) => (await ensureWebBuilt(node), runNode(node, [entry, 'serve', ...args], { guarded: true })),
  cli: (node, args) => runNode(node, [entry, ...args], { guarded: true }),
  build: async (node) => (await ensureWebBuilt(node, { force: true }), 0),
  bench: (node, args) => runNode(node, [inRoot('bench', 'run.ts'), ...args], { guarded: true }),
  conformance: (node, args) => runNode(node, [inRoot('bench', 'conformance.ts'), ...args], { guarded: true }),
  chaos: (node, args) => runNode(node, [inRoot('bench', 'chaos.ts'), ...args], { guarded: true }),
  shots: async (node, args) => (await ensureWebBuilt(node), runNode(node, [inRoot('test', 'browser', 'shots.ts'), ...args], { env: { CHROME_PATH: ensureBrowser() } })),
  check,
  test: async (node, args) => {
    await ensureWebBuilt(node);
    const vitest = inRoot('node_modules', 'vitest', 'vitest.mjs');
    return runNode(node, [vitest, 'run', '--root', root, ...args], { env: browserEnv(args) });
  },
};

async function main() {
  const [name, ...args] = process.argv.slice(2);
  const command = Object.hasOwn(commands, name ?? '') ? commands[name] : undefined;
  if (!command) throw new SetupError(`Usage: node scripts/bootstrap.mjs ${Object.keys(commands).join(' | ')} [arguments]`);
  process.exitCode = await command(await ensureInstalled(), args);
}

runAsMain(import.meta, main);
