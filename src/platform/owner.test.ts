import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { acquireOwnership, findOwner } from './owner.ts';

const dirs: string[] = [];
const newDir = () => {
  const dir = mkdtempSync(join(tmpdir(), 'mainstay-test-'));
  dirs.push(dir);
  return dir;
};
afterAll(() => dirs.forEach((dir) => rmSync(dir, { recursive: true, force: true })));

it('one owner at a time; the card is private and gone after release', () => {
  const dir = newDir();
  const ownership = acquireOwnership(dir);
  expect(() => acquireOwnership(dir)).toThrow(expect.objectContaining({ code: 'data_owned' }));
  ownership.publish('http://127.0.0.1:1');
  expect(findOwner(dir)).toMatchObject({ pid: process.pid, url: 'http://127.0.0.1:1' });
  expect(statSync(join(dir, 'owner.json')).mode & 0o077).toBe(0);
  ownership.release();
  expect(findOwner(dir)).toBeUndefined();
});

it('a killed owner is replaced', async () => {
  const dir = newDir();
  const script = `const { acquireOwnership } = await import(${JSON.stringify(new URL('./owner.ts', import.meta.url).href)}); acquireOwnership(${JSON.stringify(dir)}); process.stdout.write('owned'); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise((done) => child.stdout.once('data', done));
  expect(() => acquireOwnership(dir)).toThrow(/Another process/);
  child.kill('SIGKILL');
  await new Promise((done) => child.once('exit', done));
  acquireOwnership(dir).release();
});

it('a pid that another process has now is not taken for the owner', () => {
  const dir = newDir();
  acquireOwnership(dir);
  const path = join(dir, 'owner.json');
  writeFileSync(path, JSON.stringify({ ...JSON.parse(readFileSync(path, 'utf8')), startTicks: '1' }));
  expect(findOwner(dir)).toBeUndefined();
  acquireOwnership(dir).release();
});
