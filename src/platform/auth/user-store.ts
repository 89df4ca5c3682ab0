import type { UserItem } from '../../contract/user.ts';
import type { UserRole, Visibility } from '../../contract/role.ts';
import type { Clock } from '../../lib/clock.ts';
import { fault } from '../../lib/fault.ts';
import { newId, sha256 } from '../../lib/ids.ts';
import type { Db } from '../postgres/database.ts';
import { standingSql } from './api-key.ts';
import { visibilityOf, type Standing } from './principal-of.ts';
import { openSession } from './sign-in.ts';

type UserRow = Omit<UserItem, 'visibility' | 'role' | 'createdAt' | 'lastSeenAt'> & { standing: Standing; createdAt: Date; lastSeenAt: Date | null };

/** Users with their book, sessions and keys, in one statement; one of them by id or e-mail address when asked. */
export async function readUsers(db: Db, clock: Clock, reference?: string): Promise<UserItem[]> {
  const rows = await db.query<UserRow>(
    `select u.id, u.name, u.email, u.visibility as "visibilitySet", ${standingSql} as standing, m.id as "memberId", m.name as member,
       (select count(*) from account a where a.owner_id = m.id and a.merged_into is null)::int as accounts,
       case when u.disabled_at is not null then 'disabled' when u.accepted_at is null then 'invited' else 'active' end as state, u.password_hash is not null as "hasPassword",
       coalesce(s.n, 0)::int as sessions, coalesce(k.n, 0)::int as keys, s.seen as "lastSeenAt", u.created_at as "createdAt", u.version
     from app_user u left join member m on m.user_id = u.id
     left join (select user_id, count(*) filter (where revoked_at is null and expires_at > $1) as n, max(last_seen_at) as seen from session group by user_id) s on s.user_id = u.id
     left join (select user_id, count(*) as n from api_key where kind = 'api' and revoked_at is null and (expires_at is null or expires_at > $1) group by user_id) k on k.user_id = u.id
     where $2::text is null or u.id = $2 or lower(u.email) = lower($2) order by u.disabled_at is not null, lower(u.name), u.id`,
    [clock.wall(), reference ?? null],
  );
  return rows.map(({ standing, createdAt, lastSeenAt, ...row }) => ({ ...row, role: standing.role, visibility: visibilityOf(standing), createdAt: createdAt.toISOString(), lastSeenAt: lastSeenAt?.toISOString() ?? null }));
}

async function userOfName(db: Db, clock: Clock, name: string): Promise<UserItem | undefined> {
  const named = (await readUsers(db, clock)).filter((user) => user.name.toLowerCase() === name.toLowerCase());
  if (named.length > 1) throw fault('conflict', 'user_name', `${named.length} users are called "${name}".`, { remedy: `Name one by address or id: ${named.map(({ email, id }) => email ?? id).join(', ')}.` });
  return named[0];
}

/** One user by id, e-mail address or a name that only one has; Fault notFound otherwise. */
export async function getUser(db: Db, clock: Clock, reference: string): Promise<UserItem> {
  const user = (await readUsers(db, clock, reference))[0] ?? (await userOfName(db, clock, reference));
  if (!user) throw fault('notFound', 'user', `There is no user "${reference}".`, { remedy: 'List them with "user list".' });
  return user;
}

export interface Invitation {
  email: string;
  role: UserRole;
  name?: string | undefined;
  memberId?: string | undefined;
  visibility?: Visibility | undefined;
}

/** A name from an address: ada.lovelace@example.com is Ada Lovelace. */
function nameOf(email: string): string {
  return email.slice(0, email.indexOf('@')).replace(/[._-]+/g, ' ').replace(/\b\p{L}/gu, (letter) => letter.toUpperCase()) || email;
}

/** Makes the user of an invitation, not yet accepted; an invitation that waits is changed instead. Returns the user's id. */
export async function inviteUser(db: Db, clock: Clock, by: string, given: Invitation): Promise<string> {
  const email = given.email.trim().toLowerCase();
  const now = clock.wall();
  return db.tx(async (tx) => {
    await tx.query('select pg_advisory_xact_lock(hashtext($1))', [email]);
    const known = await tx.maybe<{ id: string; open: boolean; disabled: boolean }>('select id, accepted_at is null as open, disabled_at is not null as disabled from app_user where lower(email) = $1 for update', [email]);
    if (known && (!known.open || known.disabled)) throw fault('conflict', 'user_exists', `${email} is a user already.`, { remedy: known.disabled ? 'Enable the user again.' : 'Change the role instead, or make a sign-in link with "user link".' });
    const id = known?.id ?? newId('usr', now.getTime());
    await tx.query(
      `insert into app_user (id, name, email, role, visibility, created_at, invited_by) values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (id) do update set name = excluded.name, role = excluded.role, visibility = excluded.visibility, invited_by = excluded.invited_by, version = app_user.version + 1`,
      [id, given.name?.trim() || nameOf(email), email, given.role, given.visibility ?? null, now, by],
    );
    await linkMember(tx, id, given.memberId, given.role);
    return id;
  });
}

/**
 * Gives a user its book. A member that is named is linked; without one a member with the user's address, who has no user yet. A CSM always
 * gets a member, so that accounts can be assigned. null unlinks.
 */
export async function linkMember(tx: Db, userId: string, memberId: string | null | undefined, role: UserRole): Promise<void> {
  if (memberId !== undefined) {
    await tx.query('update member set user_id = null where user_id = $1 and id is distinct from $2', [userId, memberId]);
    if (memberId === null) return;
    const linked = await tx.maybe('update member set user_id = $1 where id = $2 and (user_id is null or user_id = $1) returning id', [userId, memberId]);
    if (!linked) throw fault('conflict', 'member', 'This team member is not there or belongs to another user.', { remedy: 'See "member list".', fields: [{ path: 'memberId', message: 'Choose a member without a user.' }] });
    return;
  }
  await tx.query(
    `update member set user_id = $1 where id = (select m.id from member m join app_user u on u.id = $1 where m.user_id is null and (lower(m.email) = lower(u.email) or m.key = lower(u.email)) order by m.id limit 1)
       and not exists (select 1 from member where user_id = $1)`,
    [userId],
  );
  if (role !== 'csm') return;
  await tx.query(
    `insert into member (id, name, email, key, user_id) select 'mem_' || md5(coalesce(lower(u.email), u.id)), u.name, lower(u.email), coalesce(lower(u.email), u.id), u.id from app_user u
     where u.id = $1 and not exists (select 1 from member where user_id = $1) on conflict do nothing`,
    [userId],
  );
}

/** What an open invitation says, by its token; undefined when it was used, replaced, has ended or was never made. */
export function findInvitation(db: Db, clock: Clock, token: string): Promise<{ userId: string; name: string; email: string | null; role: UserRole; invitedBy: string | null } | undefined> {
  return db.maybe(
    `select u.id as "userId", u.name, u.email, u.role, b.name as "invitedBy" from sign_in_link l join app_user u on u.id = l.user_id left join app_user b on b.id = u.invited_by
     where l.token_hash = $1 and l.purpose = 'invite' and l.consumed_at is null and l.expires_at > $2 and u.disabled_at is null and u.accepted_at is null`,
    [sha256(token), clock.wall()],
  );
}

/** Takes up an invitation, once, with the name the person chooses; opens a session and returns its token. */
export async function acceptInvitation(db: Db, clock: Clock, token: string, given: { name: string; passwordHash: string | null; userAgent: string | null }): Promise<{ sessionToken: string; user: { id: string; name: string } }> {
  const now = clock.wall();
  return db.tx(async (tx) => {
    const user = await tx.maybe<{ id: string; name: string; email: string | null }>(
      `with used as (
         update sign_in_link l set consumed_at = $2 from app_user u
         where l.token_hash = $1 and l.purpose = 'invite' and l.consumed_at is null and l.expires_at > $2 and u.id = l.user_id and u.disabled_at is null and u.accepted_at is null returning l.user_id
       ) update app_user u set name = $3, accepted_at = $2, password_hash = $4, version = version + 1 from used where u.id = used.user_id returning u.id, u.name, u.email`,
      [sha256(token), now, given.name, given.passwordHash],
    );
    if (!user) throw fault('unauthenticated', 'invitation', 'This invitation was used already, was replaced or has ended.', { remedy: 'Ask for a new one.' });
    // A member made from the address alone takes the person's name; one that sources name keeps theirs, by which they find it.
    await tx.query('update member set name = $2 where user_id = $1 and key = lower($3)', [user.id, user.name, user.email]);
    return { sessionToken: await openSession(tx, clock, user.id, given.userAgent), user: { id: user.id, name: user.name } };
  });
}
