// Builds the web app when its sources changed. A stamp of their contents stands beside the result.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { exclusively, root, say, SetupError } from './installation.mjs';

const dist = path.join(root, 'web', 'dist');
const stampFile = path.join(dist, '.stamp');
const sources = ['web', 'src/contract', 'src/lib', 'package-lock.json'];

function addFile(hash, file) {
  hash.update(`${path.relative(root, file)}\n`).update(readFileSync(file)).update('\n');
}

function addTree(hash, dir) {
  for (const entry of readdirSync(dir, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const at = path.join(dir, entry.name);
    if (at === dist || entry.name === 'node_modules' || /\.test\.tsx?$/.test(entry.name)) continue;
    if (entry.isDirectory()) addTree(hash, at);
    else addFile(hash, at);
  }
}

function sourceHash() {
  const hash = createHash('sha256');
  for (const name of sources) {
    const at = path.join(root, name);
    if (!existsSync(at)) continue;
    if (name.endsWith('.json')) addFile(hash, at);
    else addTree(hash, at);
  }
  return hash.digest('hex');
}

const isBuilt = () => existsSync(stampFile) && readFileSync(stampFile, 'utf8') === sourceHash();

/** Builds aside and swaps, so a server that runs meanwhile never reads half a build. */
function build(node) {
  const started = Date.now();
  const hash = sourceHash();
  say('Building the web app.');
  const aside = path.join(root, '.mainstay', `web-${process.pid}`);
  const vite = path.join(root, 'node_modules', 'vite', 'bin', 'vite.js');
  const result = spawnSync(node, [vite, 'build', 'web', '--outDir', aside, '--emptyOutDir', '--logLevel', 'warn'], { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 26 });
  if (result.status !== 0) {
    rmSync(aside, { recursive: true, force: true });
    throw new SetupError(`The web app could not be built.\n${(result.stdout + result.stderr).trim().split('\n').slice(-25).join('\n')}`);
  }
  writeFileSync(path.join(aside, '.stamp'), hash);
  rmSync(dist, { recursive: true, force: true });
  renameSync(aside, dist);
  say(`The web app is built after ${Math.round((Date.now() - started) / 1000)} s.`);
}

/** Brings web/dist up to date; `force` builds in any case. Nothing to do in a tree without the web sources. */
export async function ensureWebBuilt(node, { force = false } = {}) {
  if (!existsSync(path.join(root, 'web', 'index.html')) || (!force && isBuilt())) return;
  await exclusively('web-build', async () => {
    if (force || !isBuilt()) build(node);
  });
}
