import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openSecretKeys } from './secret-box.ts';

let dir: string;
beforeEach(() => { dir = mkdtempSync(path.join(tmpdir(), 'mainstay-key-')); });
afterEach(() => rmSync(dir, { recursive: true, force: true }));

it('makes a key file that its owner alone reads, and opens what it sealed, at its place only', () => {
  const { box } = openSecretKeys(dir, undefined);
  const sealed = box.seal('the secret', 'here');
  expect(sealed).not.toContain('secret');
  expect(box.seal('the secret', 'here')).not.toBe(sealed);
  expect(statSync(path.join(dir, 'secret.key')).mode & 0o777).toBe(0o600);
  expect(openSecretKeys(dir, undefined).box.open(sealed, 'here')).toBe('the secret');
  expect(() => box.open(sealed, 'there')).toThrow(/changed/);
  const parts = sealed.split('.');
  expect(() => box.open([...parts.slice(0, 4), `${parts[4]?.startsWith('A') ? 'B' : 'A'}${parts[4]?.slice(1)}`].join('.'), 'here')).toThrow(/changed/);
});

it('rotates: what the old key sealed opens until the old key is dropped', () => {
  const keys = openSecretKeys(dir, undefined);
  const old = keys.box.seal('x', 'p');
  keys.add();
  expect(keys.box.isStale(old)).toBe(true);
  expect(keys.box.open(old, 'p')).toBe('x');
  const fresh = keys.box.seal('x', 'p');
  keys.dropOld();
  expect(keys.box.open(fresh, 'p')).toBe('x');
  expect(() => keys.box.open(old, 'p')).toThrow(/not here/);
  expect(readFileSync(path.join(dir, 'secret.key'), 'utf8').trim().split('\n')).toHaveLength(1);
});

it('takes the key of the environment instead, refuses one of another length, and writes no file', () => {
  const given = Buffer.alloc(32, 7).toString('base64');
  const { box, add } = openSecretKeys(dir, given);
  expect(openSecretKeys(path.join(dir, 'other'), given).box.open(box.seal('x', 'p'), 'p')).toBe('x');
  expect(() => add()).toThrow(/MAINSTAY_SECRET_KEY/);
  expect(() => openSecretKeys(dir, 'c2hvcnQ=').box.seal('x', 'p')).toThrow(/32 bytes/);
  expect(() => statSync(path.join(dir, 'secret.key'))).toThrow();
});
