import { z } from 'zod';
import { listOf } from '../../contract/listing.ts';
import { abilities, roleTable } from '../../contract/role.ts';
import { sessionState } from '../../contract/session.ts';
import { inviteShown } from '../../contract/user.ts';
import { fault } from '../../lib/fault.ts';
import type { Context } from '../operation/context.ts';
import { defineOperation, type AnyOperation } from '../operation/operation.ts';
import { hashPassword } from './password.ts';
import { checkPassword, signInByPassword, takeLinkAttempt } from './password-sign-in.ts';
import { readPreferences } from './profile-operations.ts';
import { redeemSignInToken, revokeSession } from './sign-in.ts';
import { acceptInvitation, findInvitation } from './user-store.ts';

export interface SessionOperationDeps {
  /** What the sign-in page and the empty state need to know of this instance. */
  instance(context: Context): Promise<{ sample: boolean; empty: boolean; readingDate: string | null; today: string; lastChange: number }>;
}

// Dates leave as ISO text.
const iso = z.date().transform((date) => date.toISOString());
const token = z.string().min(20).max(200);
const person = z.object({ user: z.object({ id: z.string(), name: z.string() }) });
const caller = ({ session }: Context) => ({ ip: session?.ip ?? 'unknown', userAgent: session?.userAgent ?? null });

// The audit row of a sign-in names who it was, though nobody was signed in when it began.
function signedIn(context: Context, { sessionToken, user }: { sessionToken: string; user: { id: string; name: string } }): z.infer<typeof person> {
  context.session?.open(sessionToken);
  if (context.trail) context.trail.principal = { kind: 'user', id: user.id };
  return { user: { id: user.id, name: user.name } };
}

function entering(): AnyOperation[] {
  return [
    defineOperation({
      id: 'session.redeem', summary: 'Sign in with a one-time link.', scope: 'public', effect: 'change', transport: 'http', input: z.object({ token }), output: person,
      async handler(context, input) {
        takeLinkAttempt(context.clock, caller(context).ip);
        return signedIn(context, await redeemSignInToken(context.db, context.clock, input.token, caller(context).userAgent));
      },
    }),
    defineOperation({
      id: 'session.enter', summary: 'Sign in with e-mail address and password.', scope: 'public', effect: 'change', transport: 'http', input: z.object({ email: z.string().max(200), password: z.string().max(1000) }), output: person,
      handler: async (context, input) => signedIn(context, await signInByPassword(context.db, context.clock, input, caller(context))),
    }),
    defineOperation({
      id: 'invite.show', summary: 'What an invitation says, before it is accepted.', scope: 'public', effect: 'read', transport: 'http', input: z.object({ token }), output: inviteShown,
      async handler(context, input) {
        takeLinkAttempt(context.clock, caller(context).ip);
        const found = await findInvitation(context.db, context.clock, input.token);
        if (!found) throw fault('unauthenticated', 'invitation', 'This invitation was used already, was replaced or has ended.', { remedy: 'Ask for a new one.' });
        return { name: found.name, email: found.email, role: found.role, invitedBy: found.invitedBy };
      },
    }),
    defineOperation({
      id: 'invite.accept', summary: 'Accept an invitation under a name; with a password when wanted.', scope: 'public', effect: 'change', transport: 'http', output: person,
      input: z.strictObject({ token, name: z.string().trim().min(1).max(80), password: z.string().max(1000).optional() }),
      async handler(context, input) {
        takeLinkAttempt(context.clock, caller(context).ip);
        const found = await findInvitation(context.db, context.clock, input.token);
        if (found && input.password !== undefined) checkPassword(input.password, { name: input.name, email: found.email });
        const passwordHash = found && input.password !== undefined ? await hashPassword(input.password) : null;
        return signedIn(context, await acceptInvitation(context.db, context.clock, input.token, { name: input.name, passwordHash, userAgent: caller(context).userAgent }));
      },
    }),
  ];
}

async function readMe(context: Context, deps: SessionOperationDeps): Promise<z.infer<typeof sessionState>> {
  const { principal, db } = context;
  const row = await db.maybe<{ email: string | null; hasPassword: boolean; memberId: string | null }>('select u.email, u.password_hash is not null as "hasPassword", m.id as "memberId" from app_user u left join member m on m.user_id = u.id where u.id = $1', [principal.id]);
  const changes = principal.changes ?? principal.book;
  const isIdle = principal.role ? roleTable[principal.role].changes === 'none' : !principal.scopes.has('write') && !principal.scopes.has('admin');
  return {
    user: { id: principal.id, name: principal.name, email: row?.email ?? null, role: principal.role ?? null, memberId: row?.memberId ?? null, hasPassword: row?.hasPassword ?? false },
    may: { abilities: abilities.filter((ability) => principal.scopes.has(ability) || principal.scopes.has('admin')), sees: principal.book === 'all' ? 'company' : 'own', changes: isIdle ? 'none' : changes === 'all' ? 'company' : 'own' },
    preferences: await readPreferences(db, principal.id),
    instance: await deps.instance(context),
  };
}

/** Signing in and out, and who one is. */
export function sessionOperations(deps: SessionOperationDeps): AnyOperation[] {
  return [
    ...entering(),
    defineOperation({
      id: 'session.me', summary: 'Who you are, what you may do, and the state of this instance.', scope: 'read', effect: 'read', reach: 'none', input: z.object({}), output: sessionState,
      handler: (context) => readMe(context, deps),
    }),
    defineOperation({
      id: 'session.leave', summary: 'Sign out.', scope: 'public', effect: 'change', transport: 'http', input: z.object({}), output: z.object({ done: z.boolean() }),
      async handler(context) {
        if (context.session?.tokenHash) await revokeSession(context.db, context.clock, context.session.tokenHash);
        context.session?.close();
        return { done: true };
      },
    }),
    defineOperation({
      id: 'session.list', summary: 'Open sessions of everybody.', scope: 'admin', effect: 'read', input: z.object({}),
      output: listOf(z.object({ id: z.string(), user: z.string(), createdAt: iso, lastSeenAt: iso, userAgent: z.string().nullable() })),
      async handler(context) {
        const items = await context.db.query<{ id: string; user: string; createdAt: Date; lastSeenAt: Date; userAgent: string | null }>(
          `select s.token_hash as id, u.name as user, s.created_at as "createdAt", s.last_seen_at as "lastSeenAt", s.user_agent as "userAgent"
           from session s join app_user u on u.id = s.user_id where s.revoked_at is null and s.expires_at > $1 order by s.last_seen_at desc`, [context.clock.wall()]);
        return { items, total: items.length, next: null };
      },
    }),
    defineOperation({
      id: 'session.revoke', summary: 'End a session.', scope: 'admin', effect: 'change', positional: ['id'], entity: () => 'session',
      input: z.object({ id: z.string().describe('As session list shows it.') }), output: z.object({ done: z.boolean() }),
      async handler(context, input) {
        await revokeSession(context.db, context.clock, input.id);
        return { done: true };
      },
    }),
  ];
}
