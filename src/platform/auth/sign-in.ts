import type { Clock } from '../../lib/clock.ts';
import { toDate } from '../../lib/clock.ts';
import { fault } from '../../lib/fault.ts';
import { newId, newSecret, sha256 } from '../../lib/ids.ts';
import type { Db } from '../postgres/database.ts';

const linkMinutes = 10;
const idleMs = 7 * 86_400_000;
const absoluteMs = 30 * 86_400_000;

export interface User {
  id: string;
  name: string;
  role: string;
}

/** The owner, created on the first run. */
export async function ensureOwner(db: Db, clock: Clock): Promise<User> {
  return db.tx(async (tx) => {
    await tx.query("select pg_advisory_xact_lock(hashtext('owner'))");
    const owner = await tx.maybe<User>("select id, name, role from app_user where role = 'owner' order by created_at limit 1");
    if (owner) return owner;
    return tx.one<User>("insert into app_user (id, name, role, created_at) values ($1, 'Owner', 'owner', $2) returning id, name, role", [newId('usr', clock.wall().getTime()), clock.wall()]);
  });
}

/** A one-time sign-in token for a user, good for ten minutes. Only its hash is stored; the token itself is returned once and never logged. */
export async function createSignInToken(db: Db, clock: Clock, userId: string): Promise<string> {
  const token = newSecret();
  const now = clock.wall();
  await db.query('insert into sign_in_link (token_hash, user_id, created_at, expires_at) values ($1, $2, $3, $4)', [sha256(token), userId, now, toDate(now.getTime() + linkMinutes * 60_000)]);
  return token;
}

/** The link of a token: in the fragment, so that it reaches neither logs nor other sites. */
export function signInUrl(base: string, token: string): string {
  return `${base}/#/sign-in?token=${token}`;
}

/** Consumes a sign-in token, once, and opens a session; returns the session's token. Throws `unauthenticated` for any other token. */
export async function redeemSignInToken(db: Db, clock: Clock, token: string, userAgent: string | null): Promise<{ sessionToken: string; user: User }> {
  const now = clock.wall();
  return db.tx(async (tx) => {
    const link = await tx.maybe<User>(
      `update sign_in_link l set consumed_at = $2 from app_user u
       where l.token_hash = $1 and l.consumed_at is null and l.expires_at > $2 and u.id = l.user_id and u.disabled_at is null returning u.id, u.name, u.role`,
      [sha256(token), now],
    );
    if (!link) throw fault('unauthenticated', 'sign_in_link', 'This sign-in link was used already or has expired.', { remedy: 'Make a new one: mainstay user link' });
    const sessionToken = newSecret();
    await tx.query('insert into session (token_hash, user_id, created_at, last_seen_at, expires_at, user_agent) values ($1, $2, $3, $3, $4, $5)', [sha256(sessionToken), link.id, now, toDate(now.getTime() + absoluteMs), userAgent?.slice(0, 200) ?? null]);
    return { sessionToken, user: link };
  });
}

/** The user of a session token, or undefined when it is unknown, revoked, idle for seven days or thirty days old. */
export async function findSession(db: Db, clock: Clock, sessionToken: string): Promise<User | undefined> {
  const now = clock.wall();
  return db.maybe<User>(
    `with live as (
       select s.token_hash, s.last_seen_at, u.id, u.name, u.role from session s join app_user u on u.id = s.user_id
       where s.token_hash = $1 and s.revoked_at is null and s.expires_at > $2 and s.last_seen_at > $3 and u.disabled_at is null
     ), seen as (
       update session s set last_seen_at = $2 from live where s.token_hash = live.token_hash and live.last_seen_at < $4
     ) select id, name, role from live`,
    [sha256(sessionToken), now, toDate(now.getTime() - idleMs), toDate(now.getTime() - 60_000)],
  );
}

/** Ends a session. */
export async function revokeSession(db: Db, clock: Clock, tokenHash: string): Promise<void> {
  await db.query('update session set revoked_at = $2 where token_hash = $1 and revoked_at is null', [tokenHash, clock.wall()]);
}
