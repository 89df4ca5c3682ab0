import { z } from 'zod';
import { listOf } from '../../contract/listing.ts';
import { fault } from '../../lib/fault.ts';
import type { Context } from '../operation/context.ts';
import { defineOperation, type AnyOperation } from '../operation/operation.ts';
import { createKey, listKeys, revokeKey } from './api-key.ts';
import { createSignInToken, ensureOwner, redeemSignInToken, revokeSession, signInUrl } from './sign-in.ts';
import { createTokenBucket } from './token-bucket.ts';

const redemptions = createTokenBucket(10, 0.2);

export interface AuthOperationDeps {
  /** Where this instance is reached; null while it does not serve. */
  baseUrl(): string | null;
  /** What the sign-in page and the empty state need to know of this instance. */
  instance(context: Context): Promise<{ sample: boolean; empty: boolean; readingDate: string | null; today: string }>;
}

// Dates leave as ISO text.
const iso = z.date().transform((date) => date.toISOString());
const keyShown = z.object({
  id: z.string(), kind: z.string(), name: z.string(), prefix: z.string(), scopes: z.array(z.string()), origins: z.array(z.string()),
  sourceId: z.string().nullable(), createdAt: iso, lastUsedAt: iso.nullable(), expiresAt: iso.nullable(), revokedAt: iso.nullable(),
});

function sessionOperations(deps: AuthOperationDeps): AnyOperation[] {
  return [
    defineOperation({
      id: 'session.redeem', summary: 'Sign in with a one-time link.', scope: 'public', effect: 'change', transport: 'http',
      input: z.object({ token: z.string().min(20).max(200) }), output: z.object({ user: z.object({ id: z.string(), name: z.string() }) }),
      async handler(context, input) {
        const wait = redemptions.take('redeem', context.clock.wall().getTime());
        if (wait) throw fault('rateLimited', 'rate', 'Too many sign-in attempts.', { retryAfterSeconds: wait });
        const { sessionToken, user } = await redeemSignInToken(context.db, context.clock, input.token, context.session?.userAgent ?? null);
        context.session?.open(sessionToken);
        return { user: { id: user.id, name: user.name } };
      },
    }),
    defineOperation({
      id: 'session.me', summary: 'Who you are, and the state of this instance.', scope: 'read', effect: 'read',
      input: z.object({}), output: z.object({ user: z.object({ id: z.string(), name: z.string() }), instance: z.object({ sample: z.boolean(), empty: z.boolean(), readingDate: z.string().nullable(), today: z.string() }) }),
      handler: async (context) => ({ user: { id: context.principal.id, name: context.principal.name }, instance: await deps.instance(context) }),
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
      id: 'session.list', summary: 'Open sessions.', scope: 'admin', effect: 'read', input: z.object({}),
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
    defineOperation({
      id: 'user.link', summary: 'A new one-time sign-in link for the owner, good for ten minutes.', scope: 'admin', effect: 'change', input: z.object({}), output: z.object({ url: z.string() }),
      async handler(context) {
        const owner = await ensureOwner(context.db, context.clock);
        const base = deps.baseUrl();
        if (!base) throw fault('unavailable', 'not_serving', 'No server runs on this data directory.', { remedy: 'Start it with "npm start": it prints a link.' });
        return { url: signInUrl(base, await createSignInToken(context.db, context.clock, owner.id)) };
      },
    }),
  ];
}

function keyOperations(): AnyOperation[] {
  const scope = z.enum(['read', 'write', 'import', 'track', 'admin']);
  return [
    defineOperation({
      id: 'key.create', summary: 'Make a key. It is shown once.', description: 'Scope "track" alone makes a server write key for the tracking endpoint; with origins, a public one that may only send events.', scope: 'admin', effect: 'change', entity: (input: { name: string }) => input.name,
      input: z.object({
        name: z.string().min(1).max(80).default('key').describe('What it is for.'),
        scope: z.array(scope).optional().describe('Scopes, for example read,import; track for sending events.'),
        scopes: z.array(scope).optional(),
        kind: z.enum(['api', 'write_public', 'write_server']).optional(),
        origins: z.array(z.string()).default([]).describe('Web origins a public write key may send from.'),
        expiresDays: z.coerce.number().int().min(1).max(3650).optional(),
      }),
      output: z.object({ id: z.string(), key: z.string(), kind: z.string() }),
      async handler(context, input) {
        const scopes = input.scope ?? input.scopes ?? [];
        const kind = input.kind ?? (scopes.length === 1 && scopes[0] === 'track' ? (input.origins.length ? 'write_public' : 'write_server') : 'api');
        const made = await createKey(context.db, context.clock, context.principal, { ...input, kind, scopes: kind === 'api' ? scopes : ['track'] });
        return { ...made, kind };
      },
    }),
    defineOperation({
      id: 'key.list', summary: 'Keys, without their secrets.', scope: 'admin', effect: 'read', input: z.object({}), output: listOf(keyShown),
      async handler(context) {
        const items = await listKeys(context.db);
        return { items, total: items.length, next: null };
      },
    }),
    defineOperation({
      id: 'key.revoke', summary: 'End a key at once.', scope: 'admin', effect: 'change', positional: ['id'], entity: (input: { id: string }) => input.id,
      input: z.object({ id: z.string() }), output: z.object({ done: z.boolean() }),
      async handler(context, input) {
        await revokeKey(context.db, context.clock, input.id);
        return { done: true };
      },
    }),
    defineOperation({
      id: 'audit.list', summary: 'Who changed what, newest first.', scope: 'admin', effect: 'read',
      input: z.object({ limit: z.coerce.number().int().min(1).max(1000).default(100), cursor: z.coerce.number().int().optional() }),
      output: listOf(z.object({ id: z.number(), at: iso, principal: z.string(), operation: z.string(), entity: z.string().nullable(), outcome: z.string() })),
      async handler(context, input) {
        const items = await context.db.query<{ id: number; at: Date; principal: string; operation: string; entity: string | null; outcome: string }>(
          `select id, at, principal_kind || ':' || principal_id as principal, operation, entity, outcome from audit where $2::bigint is null or id < $2 order by id desc limit $1`, [input.limit, input.cursor ?? null]);
        const { total } = await context.db.one<{ total: number }>('select count(*) as total from audit');
        return { items, total, next: items.length === input.limit ? String(items.at(-1)?.id) : null };
      },
    }),
  ];
}

/** Sessions, keys and the audit trail. */
export function authOperations(deps: AuthOperationDeps): AnyOperation[] {
  return [...sessionOperations(deps), ...keyOperations()];
}
