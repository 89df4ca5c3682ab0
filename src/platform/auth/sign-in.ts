import type { Clock } from '../../lib/clock.ts';
import { toDate } from '../../lib/clock.ts';
import { fault } from '../../lib/fault.ts';
import { newId, newSecret, sha256 } from '../../lib/ids.ts';
import type { Db } from '../postgres/database.ts';
import { standingSql } from './api-key.ts';
import type { SignedIn, Standing } from './principal-of.ts';

const linkMinutes = 10;
/** Days that an invitation is good for. */
export const inviteDays = 7;
const idleMs = 7 * 86_400_000;
const absoluteMs = 30 * 86_400_000;

export interface User {
  id: string;
  name: string;
  role: string;
}

/** The first administrator, created on the first run. An instance has at least one who can sign in. */
export async function ensureOwner(db: Db, clock: Clock): Promise<User> {
  return db.tx(async (tx) => {
    await tx.query("select pg_advisory_xact_lock(hashtext('owner'))");
    const owner = await tx.maybe<User>("select id, name, role from app_user where role = 'admin' and disabled_at is null and accepted_at is not null order by created_at limit 1");
    if (owner) return owner;
    return tx.one<User>("insert into app_user (id, name, role, created_at, accepted_at) values ($1, 'Owner', 'admin', $2, $2) returning id, name, role", [newId('usr', clock.wall().getTime()), clock.wall()]);
  });
}

/** What a link is for: to sign in (ten minutes), or to take up an invitation (seven days). */
export type LinkPurpose = 'sign_in' | 'invite';

/** A one-time token for a user. Only its hash is stored; the token itself is returned once and never logged. An invitation replaces the one before it. */
export async function createLink(db: Db, clock: Clock, userId: string, purpose: LinkPurpose): Promise<{ token: string; expiresAt: Date }> {
  const token = newSecret();
  const now = clock.wall();
  const expiresAt = toDate(now.getTime() + (purpose === 'invite' ? inviteDays * 1440 : linkMinutes) * 60_000);
  if (purpose === 'invite') await db.query("update sign_in_link set expires_at = least(expires_at, $2) where user_id = $1 and purpose = 'invite' and consumed_at is null", [userId, now]);
  await db.query('insert into sign_in_link (token_hash, user_id, created_at, expires_at, purpose) values ($1, $2, $3, $4, $5)', [sha256(token), userId, now, expiresAt, purpose]);
  return { token, expiresAt };
}

/** A sign-in token, good for ten minutes. */
export async function createSignInToken(db: Db, clock: Clock, userId: string): Promise<string> {
  return (await createLink(db, clock, userId, 'sign_in')).token;
}

/** The link of a token: in the fragment, so that it reaches neither logs nor other sites. */
export function signInUrl(base: string, token: string, purpose: LinkPurpose = 'sign_in'): string {
  return `${base}/#/${purpose === 'invite' ? 'invite' : 'sign-in'}?token=${token}`;
}

/** Opens a session; returns its token. */
export async function openSession(db: Db, clock: Clock, userId: string, userAgent: string | null): Promise<string> {
  const sessionToken = newSecret();
  const now = clock.wall();
  await db.query('insert into session (token_hash, user_id, created_at, last_seen_at, expires_at, user_agent) values ($1, $2, $3, $3, $4, $5)', [sha256(sessionToken), userId, now, toDate(now.getTime() + absoluteMs), userAgent?.slice(0, 200) ?? null]);
  return sessionToken;
}

/** Consumes a sign-in token, once, and opens a session; returns the session's token. Throws `unauthenticated` for any other token. */
export async function redeemSignInToken(db: Db, clock: Clock, token: string, userAgent: string | null): Promise<{ sessionToken: string; user: User }> {
  const now = clock.wall();
  return db.tx(async (tx) => {
    const link = await tx.maybe<User>(
      `update sign_in_link l set consumed_at = $2 from app_user u
       where l.token_hash = $1 and l.purpose = 'sign_in' and l.consumed_at is null and l.expires_at > $2 and u.id = l.user_id and u.disabled_at is null and u.accepted_at is not null returning u.id, u.name, u.role`,
      [sha256(token), now],
    );
    if (!link) throw fault('unauthenticated', 'sign_in_link', 'This sign-in link was used already or has expired.', { remedy: 'Make a new one: mainstay user link' });
    return { sessionToken: await openSession(tx, clock, link.id, userAgent), user: link };
  });
}

/** The user of a session token, or undefined when it is unknown, revoked, idle for seven days or thirty days old. */
export async function findSession(db: Db, clock: Clock, sessionToken: string): Promise<SignedIn | undefined> {
  const now = clock.wall();
  const row = await db.maybe<{ id: string; name: string; standing: Standing }>(
    `with live as (
       select s.token_hash, s.last_seen_at, u.* from session s join app_user u on u.id = s.user_id
       where s.token_hash = $1 and s.revoked_at is null and s.expires_at > $2 and s.last_seen_at > $3 and u.disabled_at is null
     ), seen as (
       update session s set last_seen_at = $2 from live where s.token_hash = live.token_hash and live.last_seen_at < $4
     ) select u.id, u.name, ${standingSql} as standing from live u`,
    [sha256(sessionToken), now, toDate(now.getTime() - idleMs), toDate(now.getTime() - 60_000)],
  );
  return row && { id: row.id, name: row.name, ...row.standing };
}

/** Ends a session; what it follows live ends too. */
export async function revokeSession(db: Db, clock: Clock, tokenHash: string): Promise<void> {
  await db.query(
    `with ended as (update session set revoked_at = $2 where token_hash = $1 and revoked_at is null returning user_id)
     insert into change_feed (topic, entity_id) select 'access', user_id from ended`, [tokenHash, clock.wall()]);
}
