import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fault } from '../lib/fault.ts';
import { sha256 } from '../lib/ids.ts';

/** Seals secrets for storage. What is sealed for one place does not open at another. */
export interface SecretBox {
  seal(text: string, place: string): string;
  /** Throws a Fault when the key is missing or the text was changed. */
  open(sealed: string, place: string): string;
  /** True where another key than the newest one sealed it. */
  isStale(sealed: string): boolean;
}

const keyBytes = 32;

function nameOf(key: Buffer): string {
  return sha256(`name of ${key.toString('hex')}`).slice(0, 8);
}

/** A box with AES-256-GCM over the given keys, newest first: the first seals, each opens what it sealed. */
export function secretBox(keys: () => readonly Buffer[]): SecretBox {
  return {
    seal(text, place) {
      const [key] = keys();
      if (!key) throw fault('internal', 'secret_key', 'There is no key to seal secrets with.');
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(place));
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return ['s1', nameOf(key), nonce.toString('base64url'), cipher.getAuthTag().toString('base64url'), sealed.toString('base64url')].join('.');
    },
    open(sealed, place) {
      const [form, name, nonce = '', tag = '', text = ''] = sealed.split('.');
      const key = keys().find((one) => nameOf(one) === name);
      const remedy = 'Start with the secret.key file (or MAINSTAY_SECRET_KEY) that it was sealed with, or enter the credentials again.';
      if (form !== 's1' || !key) throw fault('unavailable', 'secret_key', 'A stored secret was sealed with a key that is not here.', { remedy });
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce, 'base64url')).setAAD(Buffer.from(place)).setAuthTag(Buffer.from(tag, 'base64url'));
        return Buffer.concat([decipher.update(Buffer.from(text, 'base64url')), decipher.final()]).toString('utf8');
      } catch (cause) {
        throw fault('unavailable', 'secret_changed', 'A stored secret was changed and does not open.', { remedy }, cause);
      }
    },
    isStale: (sealed) => sealed.split('.')[1] !== (keys()[0] && nameOf(keys()[0] as Buffer)),
  };
}

/** The keys of a list as people write it: 32 bytes each in hex or base64, newest first, divided by commas. */
export function readKeys(text: string): Buffer[] {
  return text.split(/[\s,]+/).filter(Boolean).map((one) => {
    const key = /^[0-9a-f]{64}$/i.test(one) ? Buffer.from(one, 'hex') : Buffer.from(one, 'base64');
    if (key.length !== keyBytes) throw fault('invalid', 'secret_key', 'A secret key needs 32 bytes, in hex or base64.', { remedy: 'Make one with: openssl rand -base64 32' });
    return key;
  });
}

/** Where the keys are: in the environment (`given`), else in the file `secret.key` of the data directory, which is made when it is first needed and readable by its owner alone. */
export interface SecretKeys {
  box: SecretBox;
  /** Puts a new key in front of the file's; what the old ones sealed still opens. Throws where the keys come from the environment. */
  add(): void;
  /** Keeps the newest key alone. */
  dropOld(): void;
  fromEnvironment: boolean;
}

/** Opens the keys of a data directory. */
export function openSecretKeys(dataDir: string, given: string | undefined): SecretKeys {
  const file = path.join(dataDir, 'secret.key');
  const write = (keys: readonly Buffer[]) => {
    mkdirSync(dataDir, { recursive: true });
    const next = `${file}.${randomBytes(4).toString('hex')}`;
    writeFileSync(next, `${keys.map((key) => key.toString('base64')).join('\n')}\n`, { mode: 0o600, flush: true });
    renameSync(next, file);
    chmodSync(file, 0o600);
  };
  const keys = (): Buffer[] => {
    if (given) return readKeys(given);
    if (!existsSync(file)) write([randomBytes(keyBytes)]);
    return readKeys(readFileSync(file, 'utf8'));
  };
  return {
    box: secretBox(keys),
    add() {
      if (given) throw fault('conflict', 'secret_key_given', 'The keys come from MAINSTAY_SECRET_KEY.', { remedy: 'Put the new key in front of the old one there, divided by a comma, restart, and rotate again.' });
      write([randomBytes(keyBytes), ...keys()]);
    },
    dropOld: () => void (given || write(keys().slice(0, 1))),
    fromEnvironment: given !== undefined,
  };
}
