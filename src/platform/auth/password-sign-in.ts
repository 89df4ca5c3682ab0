import type { Clock } from '../../lib/clock.ts';
import { fault } from '../../lib/fault.ts';
import { sha256 } from '../../lib/ids.ts';
import type { Db } from '../postgres/database.ts';
import { hashPassword, longestPassword, shortestPassword, verifyPassword } from './password.ts';
import { openSession } from './sign-in.ts';
import { createTokenBucket } from '../token-bucket.ts';

// Guesses are limited per address and per account; whoever guesses at one account cannot keep its owner from the link.
const perCaller = createTokenBucket(10, 0.1);
// Tokens of links cannot be guessed; this bounds the work that guessing makes.
const linksPerCaller = createTokenBucket(60, 1);
const perAccount = createTokenBucket(5, 1 / 30);

function refuse(seconds: number): void {
  if (seconds > 0) throw fault('rateLimited', 'rate', 'Too many attempts to sign in.', { retryAfterSeconds: seconds, remedy: `Wait ${seconds} s, or use a sign-in link.` });
}

/** Takes one look at a link of a caller; throws `rateLimited` when there were too many. */
export function takeLinkAttempt(clock: Clock, ip: string): void {
  refuse(linksPerCaller.take(ip, clock.wall().getTime()));
}

/** Opens a session for an e-mail address and its password. A wrong address, a wrong password and a disabled user get one answer, in one time. */
export async function signInByPassword(db: Db, clock: Clock, input: { email: string; password: string }, caller: { ip: string; userAgent: string | null }): Promise<{ sessionToken: string; user: { id: string; name: string } }> {
  const email = input.email.trim().toLowerCase();
  refuse(perCaller.take(caller.ip, clock.wall().getTime()));
  refuse(perAccount.take(sha256(email), clock.wall().getTime()));
  const user = await db.maybe<{ id: string; name: string; hash: string | null }>('select id, name, password_hash as hash from app_user where lower(email) = $1 and disabled_at is null and accepted_at is not null', [email]);
  const isRight = await verifyPassword(input.password, user?.hash ?? null);
  if (!user || !isRight) throw fault('unauthenticated', 'password', 'This e-mail address and password do not go together.', { remedy: 'Try again, or ask an administrator for a sign-in link.' });
  return { sessionToken: await openSession(db, clock, user.id, caller.userAgent), user: { id: user.id, name: user.name } };
}

/** Throws an input Fault for a password that is too short, too long or about the person. */
export function checkPassword(password: string, person: { name: string; email: string | null }): void {
  const problem = (message: string) => fault('invalid', 'password', message, { fields: [{ path: 'password', message }] });
  if (password.length < shortestPassword) throw problem(`Take at least ${shortestPassword} characters.`);
  if (password.length > longestPassword) throw problem(`Take at most ${longestPassword} characters.`);
  const plain = password.toLowerCase();
  if (new Set(plain).size < 4 || plain === person.name.toLowerCase() || plain === person.email?.toLowerCase()) throw problem('This is easy to guess. Take a longer or a less obvious one.');
}

/** Sets the person's own password and ends the other sessions. Where there is one, the present password is asked for. */
export async function setPassword(db: Db, clock: Clock, userId: string, given: { current?: string | undefined; password: string | null; keepSession: string | null }): Promise<void> {
  const user = await db.one<{ name: string; email: string | null; hash: string | null }>('select name, email, password_hash as hash from app_user where id = $1', [userId]);
  if (user.hash !== null) {
    refuse(perAccount.take(userId, clock.wall().getTime()));
    if (!(await verifyPassword(given.current ?? '', user.hash))) throw fault('invalid', 'current_password', 'The present password is not right.', { fields: [{ path: 'current', message: 'The present password is not right.' }] });
  }
  if (given.password !== null) {
    if (user.email === null) throw fault('invalid', 'email', 'A password needs an e-mail address to go with.', { remedy: 'Set your e-mail address first.', fields: [{ path: 'email', message: 'Set your e-mail address first.' }] });
    checkPassword(given.password, user);
  }
  const hash = given.password === null ? null : await hashPassword(given.password);
  await db.tx(async (tx) => {
    const set = await tx.maybe('update app_user set password_hash = $2, version = version + 1 where id = $1 and password_hash is not distinct from $3 returning id', [userId, hash, user.hash]);
    if (!set) throw fault('conflict', 'password', 'The password was changed meanwhile.', { remedy: 'Try again.' });
    await tx.query("insert into change_feed (topic, entity_id) values ('access', $1)", [userId]);
    await tx.query('update session set revoked_at = $3 where user_id = $1 and token_hash is distinct from $2 and revoked_at is null', [userId, given.keepSession, clock.wall()]);
  });
}
