// Finds a Chromium for the browser tests, and installs one where that is possible without asking.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { root, say, SetupError } from './installation.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge'];

function onPath() {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean);
  const endings = process.platform === 'win32' ? ['.exe'] : [''];
  return names.flatMap((name) => folders.flatMap((folder) => endings.map((ending) => path.join(folder, name + ending))));
}

function usualPlaces() {
  if (process.platform === 'darwin') return ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium'];
  if (process.platform === 'win32') return [process.env.PROGRAMFILES, process.env['PROGRAMFILES(X86)'], process.env.LOCALAPPDATA].filter(Boolean).map((base) => path.join(base, 'Google/Chrome/Application/chrome.exe'));
  return [];
}

/** Browsers that a Playwright installation of this user left behind, newest first. */
function playwrightCache() {
  const caches = [process.env.PLAYWRIGHT_BROWSERS_PATH, path.join(os.homedir(), '.cache/ms-playwright'), path.join(os.homedir(), 'Library/Caches/ms-playwright')];
  const programs = ['chrome-linux/chrome', 'chrome-linux64/chrome', 'chrome-linux/headless_shell', 'chrome-headless-shell-linux64/chrome-headless-shell', 'chrome-mac/Chromium.app/Contents/MacOS/Chromium'];
  return caches.filter((cache) => cache && existsSync(cache)).flatMap((cache) =>
    readdirSync(cache).filter((name) => name.startsWith('chromium')).sort().reverse().flatMap((name) => programs.map((program) => path.join(cache, name, program))));
}

/** A browser counts only when it really starts: a missing library shows here, not in the middle of a test. */
function works(program) {
  if (!program || !existsSync(program)) return false;
  const answer = spawnSync(program, ['--version'], { encoding: 'utf8', timeout: 30_000 });
  return answer.status === 0 && /\d+\.\d+/.test(answer.stdout);
}

const find = () => [...onPath(), ...usualPlaces(), ...playwrightCache()].find(works);

function installFromSystem() {
  if (process.env.BROWSER_INSTALL === '0' || process.platform !== 'linux' || process.getuid?.() !== 0) return;
  if (spawnSync('apt-get', ['--version']).status !== 0) return;
  say('Installing Chromium for the browser tests (BROWSER_INSTALL=0 turns this off).');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const run = (...args) => spawnSync('apt-get', args, { env, stdio: ['ignore', 'ignore', 'inherit'], timeout: 600_000 });
  run('update', '-qq');
  run('install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-liberation');
}

/** Downloads Playwright's own build for this user; the last resort, since it needs the open internet. */
function installFromPlaywright() {
  const cli = path.join(root, 'node_modules/playwright-core/cli.js');
  if (process.env.BROWSER_INSTALL === '0' || !existsSync(cli)) return;
  say('Downloading a browser for the browser tests (BROWSER_INSTALL=0 turns this off).');
  spawnSync(process.execPath, [cli, 'install', 'chromium'], { stdio: ['ignore', 'ignore', 'inherit'], timeout: 300_000 });
}

/** The path of a browser that works. Throws with the remedy when there is none and none can be installed. */
export function ensureBrowser() {
  const chosen = process.env.CHROME_PATH;
  if (chosen) {
    if (works(chosen)) return chosen;
    throw new SetupError(`CHROME_PATH is ${chosen}, which does not start.`);
  }
  const found = find() ?? (installFromSystem(), find()) ?? (installFromPlaywright(), find());
  if (found) return found;
  throw new SetupError('The browser tests need Chromium or Chrome. Install it (on Debian: apt-get install chromium fonts-liberation), or set CHROME_PATH to its program.');
}
