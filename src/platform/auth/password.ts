import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';

/** Argon2id, 19 MiB, two passes: the cost of a guess. Stored with each hash, so that it can be raised later. */
const memoryKib = 19_456;
const passes = 2;
const tagLength = 32;
export const shortestPassword = 10;
export const longestPassword = 200;

function derive(password: string, salt: Buffer, memory: number, rounds: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    argon2('argon2id', { message: password.normalize('NFKC'), nonce: salt, parallelism: 1, tagLength, memory, passes: rounds }, (error, key) => (error ? reject(error) : resolve(key)));
  });
}

/** A password's hash in PHC form: algorithm, cost, salt and tag. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const tag = await derive(password, salt, memoryKib, passes);
  return `$argon2id$v=19$m=${memoryKib},t=${passes},p=1$${salt.toString('base64url')}$${tag.toString('base64url')}`;
}

// Compared with when there is no such user or no password: the answer takes as long and is always no.
const nobody = { salt: randomBytes(16), memory: memoryKib, passes, tag: randomBytes(tagLength) };

function parse(hash: string | null): typeof nobody {
  const found = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=1\$([\w-]+)\$([\w-]+)$/.exec(hash ?? '');
  if (!found) return nobody;
  return { memory: Number(found[1]), passes: Number(found[2]), salt: Buffer.from(found[3] as string, 'base64url'), tag: Buffer.from(found[4] as string, 'base64url') };
}

/** True when the password has this hash. Takes the same time without a hash. */
export async function verifyPassword(password: string, hash: string | null): Promise<boolean> {
  const known = parse(hash);
  const tag = await derive(password, known.salt, known.memory, known.passes);
  return tag.length === known.tag.length && timingSafeEqual(tag, known.tag) && hash !== null;
}
