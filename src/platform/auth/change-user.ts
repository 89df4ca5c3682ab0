import type { UserRole, Visibility } from '../../contract/role.ts';
import type { Clock } from '../../lib/clock.ts';
import { fault } from '../../lib/fault.ts';
import type { Db } from '../postgres/database.ts';
import { linkMember } from './user-store.ts';

/** What an administrator changes of a user; absent is kept. `visibility` null follows the company default, `memberId` null unlinks the book. */
export interface UserChange {
  role?: UserRole | undefined;
  visibility?: Visibility | null | undefined;
  name?: string | undefined;
  email?: string | undefined;
  memberId?: string | null | undefined;
}

interface Standing {
  id: string;
  role: UserRole;
  disabledAt: Date | null;
  acceptedAt: Date | null;
  version: number;
}

// Changes of who is an administrator happen one after the other: two administrators cannot demote each other at the same time.
async function lockUser(tx: Db, id: string): Promise<Standing> {
  await tx.query("select pg_advisory_xact_lock(hashtext('administrators'))");
  const user = await tx.maybe<Standing>('select id, role, disabled_at as "disabledAt", accepted_at as "acceptedAt", version from app_user where id = $1 for update', [id]);
  if (!user) throw fault('notFound', 'user', `There is no user "${id}".`, { remedy: 'List them with "user list".' });
  return user;
}

async function keepAnAdministrator(tx: Db, user: Standing): Promise<void> {
  if (user.role !== 'admin' || user.disabledAt !== null) return;
  const others = await tx.maybe("select 1 from app_user where role = 'admin' and disabled_at is null and accepted_at is not null and id <> $1 limit 1", [user.id]);
  if (!others) throw fault('conflict', 'last_admin', 'This is the last administrator.', { remedy: 'Make somebody else an administrator first.' });
}

/** Tells open pages that a person's role, visibility or right to be here changed; their streams are checked at once. */
export async function tellAccess(tx: Db, userId: string): Promise<void> {
  await tx.query("insert into change_feed (topic, entity_id) values ('access', $1)", [userId]);
}

/** Changes a user. A version other than the stored one is a conflict; the last administrator stays one. */
export async function changeUser(db: Db, id: string, version: number, change: UserChange): Promise<void> {
  await db.tx(async (tx) => {
    const user = await lockUser(tx, id);
    if (user.version !== version) throw fault('conflict', 'version', 'Somebody changed this user meanwhile.', { remedy: 'Read it again and repeat.', version: user.version });
    if (change.role !== undefined && change.role !== 'admin') await keepAnAdministrator(tx, user);
    const taken = change.email && (await tx.maybe('select 1 from app_user where lower(email) = lower($1) and id <> $2', [change.email, id]));
    if (taken) throw fault('conflict', 'email', `${change.email} belongs to another user.`, { fields: [{ path: 'email', message: 'This address belongs to another user.' }] });
    await tx.query(
      `update app_user set role = coalesce($2, role), visibility = case when $3 then $4 else visibility end, name = coalesce($5, name), email = coalesce(lower($6), email), version = version + 1 where id = $1`,
      [id, change.role ?? null, change.visibility !== undefined, change.visibility ?? null, change.name ?? null, change.email ?? null],
    );
    if (change.memberId !== undefined || change.role === 'csm') await linkMember(tx, id, change.memberId, change.role ?? user.role);
    await tellAccess(tx, id);
  });
}

/** Shuts a user out at once: sessions and open links end, keys that act in the person's name are dead while it lasts. Returns how many ended. */
export async function disableUser(db: Db, clock: Clock, id: string): Promise<{ sessions: number; keys: number }> {
  const now = clock.wall();
  return db.tx(async (tx) => {
    const user = await lockUser(tx, id);
    await keepAnAdministrator(tx, user);
    await tx.query('update app_user set disabled_at = coalesce(disabled_at, $2), version = version + 1 where id = $1', [id, now]);
    const sessions = await tx.query('update session set revoked_at = $2 where user_id = $1 and revoked_at is null and expires_at > $2 returning token_hash', [id, now]);
    await tx.query('update sign_in_link set expires_at = least(expires_at, $2) where user_id = $1 and consumed_at is null', [id, now]);
    const { keys } = await tx.one<{ keys: number }>("select count(*)::int as keys from api_key where user_id = $1 and kind = 'api' and revoked_at is null and (expires_at is null or expires_at > $2)", [id, now]);
    await tellAccess(tx, id);
    return { sessions: sessions.length, keys };
  });
}

/** Lets a user in again; the sessions that ended stay ended. */
export async function enableUser(db: Db, id: string): Promise<void> {
  await db.tx(async (tx) => {
    await lockUser(tx, id);
    await tx.query('update app_user set disabled_at = null, version = version + 1 where id = $1', [id]);
    await tellAccess(tx, id);
  });
}
