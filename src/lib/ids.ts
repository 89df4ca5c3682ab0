import { createHash, randomBytes } from 'node:crypto';

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';

/**
 * A new identifier `prefix_` + 26 characters (48 bits of time, 80 random bits): ids of one kind sort by creation.
 * `at` is wall time in milliseconds.
 */
export function newId(prefix: string, at: number): string {
  let time = at;
  let head = '';
  for (let i = 0; i < 10; i++) {
    head = alphabet[time % 32] + head;
    time = Math.floor(time / 32);
  }
  let tail = '';
  for (const byte of randomBytes(16)) tail += alphabet[byte & 31];
  return `${prefix}_${head}${tail}`;
}

/** A UUID computed from the parts: the same parts give the same id, for natural keys and idempotency. */
export function stableUuid(...parts: readonly (string | number | null)[]): string {
  const hash = createHash('md5').update(JSON.stringify(parts)).digest('hex');
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-${hash.slice(12, 16)}-${hash.slice(16, 20)}-${hash.slice(20)}`;
}

/** A secret of `bytes` random bytes in URL-safe text. */
export function newSecret(bytes = 32): string {
  return randomBytes(bytes).toString('base64url');
}

/** SHA-256 in hex: how secrets are stored and looked up. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
