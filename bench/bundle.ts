import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { machine, type BenchResult } from './result.ts';

const distDir = path.join(import.meta.dirname, '../web/dist');
const largestShown = 12;
const kB = (bytes: number): number => Math.round(bytes / 100) / 10;

/** The built web app in kB (1,000 bytes) after gzip: what the first page loads, and the largest parts that are loaded when they are needed. */
export async function run(): Promise<BenchResult> {
  const page = await readFile(path.join(distDir, 'index.html'), 'utf8');
  const entry = new Set([...page.matchAll(/(?:src|href)="\/assets\/([^"]+)"/g)].map(([, name]) => name));
  const files = (await readdir(path.join(distDir, 'assets'))).filter((name) => /\.(js|css)$/.test(name));
  const sizes = await Promise.all(files.map(async (name) => ({ name, isEntry: entry.has(name), bytes: gzipSync(await readFile(path.join(distDir, 'assets', name))).length })));
  const total = (which: (one: { name: string; isEntry: boolean }) => boolean) => kB(sizes.filter(which).reduce((sum, { bytes }) => sum + bytes, 0));
  const lazy = sizes.filter(({ isEntry }) => !isEntry).sort((a, b) => b.bytes - a.bytes);
  return {
    name: 'bundle', machine: machine(),
    figures: {
      entryScriptKb: total(({ name, isEntry }) => isEntry && name.endsWith('.js')), entryStyleKb: total(({ name, isEntry }) => isEntry && name.endsWith('.css')), lazyKb: total(({ isEntry }) => !isEntry), chunks: sizes.length,
      ...Object.fromEntries(lazy.slice(0, largestShown).map(({ name, bytes }) => [`lazy ${name.replace(/-[\w-]{8}\.(js|css)$/, '.$1')}`, kB(bytes)])),
    },
    limits: { entryScriptKb: { most: 250 } },
  };
}
