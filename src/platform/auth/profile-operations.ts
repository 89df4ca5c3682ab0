import { z } from 'zod';
import { listOf } from '../../contract/listing.ts';
import { preferenceChange, preferences, type Preferences } from '../../contract/preference.ts';
import { sessionItem } from '../../contract/user.ts';
import { fault } from '../../lib/fault.ts';
import type { Context } from '../operation/context.ts';
import type { Db } from '../postgres/database.ts';
import { defineOperation, type AnyOperation } from '../operation/operation.ts';
import { setPassword } from './password-sign-in.ts';

/** The signed-in person; a key or the machine itself has no profile. */
export function personOf({ principal }: Context): string {
  if (principal.kind !== 'user') throw fault('forbidden', 'person', 'This is a person\'s own. A key or the command line has none.', { remedy: 'Sign in to the app.' });
  return principal.id;
}

/** A person's preferences; what is stored and no longer understood is left out. */
export async function readPreferences(db: Db, userId: string): Promise<Preferences> {
  const row = await db.maybe<{ preferences: Record<string, unknown> }>('select preferences from app_user where id = $1', [userId]);
  return Object.fromEntries(Object.entries(row?.preferences ?? {}).filter(([name, value]) => name in preferences.shape && preferences.shape[name as keyof Preferences].safeParse(value).success));
}

function preferenceOperations(): AnyOperation[] {
  return [
    defineOperation({
      id: 'preference.show', summary: 'How you read: language, locale, time zone, density, contrast.', scope: 'self', effect: 'read', input: z.object({}), output: preferences,
      handler: (context) => readPreferences(context.db, personOf(context)),
    }),
    defineOperation({
      id: 'preference.set', summary: 'Change how you read; what is not named stays, null follows the browser again.', scope: 'self', effect: 'change', input: preferenceChange, output: preferences,
      async handler(context, input) {
        const id = personOf(context);
        await context.db.query('update app_user set preferences = jsonb_strip_nulls(preferences || $2::jsonb) where id = $1', [id, JSON.stringify(input)]);
        return readPreferences(context.db, id);
      },
    }),
  ];
}

function ownSessionOperations(): AnyOperation[] {
  return [
    defineOperation({
      id: 'session.mine', summary: 'Where you are signed in.', scope: 'self', effect: 'read', input: z.object({}), output: listOf(sessionItem),
      async handler(context) {
        const rows = await context.db.query<{ id: string; createdAt: Date; lastSeenAt: Date; userAgent: string | null }>(
          `select token_hash as id, created_at as "createdAt", last_seen_at as "lastSeenAt", user_agent as "userAgent" from session
           where user_id = $1 and revoked_at is null and expires_at > $2 order by last_seen_at desc`, [personOf(context), context.clock.wall()]);
        const items = rows.map((row) => ({ ...row, current: row.id === context.session?.tokenHash, createdAt: row.createdAt.toISOString(), lastSeenAt: row.lastSeenAt.toISOString() }));
        return { items, total: items.length, next: null };
      },
    }),
    defineOperation({
      id: 'session.end', summary: 'Sign yourself out elsewhere: one session, or all others.', scope: 'self', effect: 'change', input: z.object({ id: z.string().optional().describe('As session mine shows it. Default: all but this one.') }), output: z.object({ ended: z.number().int() }),
      async handler(context, input) {
        const rows = await context.db.query(
          `with ended as (
             update session set revoked_at = $2 where user_id = $1 and revoked_at is null and expires_at > $2 and case when $3::text is null then token_hash is distinct from $4 else token_hash = $3 end returning 1
           ), told as (insert into change_feed (topic, entity_id) select 'access', $1 where exists (select 1 from ended)) select 1 from ended`,
          [personOf(context), context.clock.wall(), input.id ?? null, context.session?.tokenHash ?? null]);
        return { ended: rows.length };
      },
    }),
  ];
}

/** What every person may do with what is their own: name, password, preferences, sessions. */
export function profileOperations(): AnyOperation[] {
  const word = z.string().max(1000);
  return [
    ...preferenceOperations(),
    ...ownSessionOperations(),
    defineOperation({
      id: 'profile.set', summary: 'Change your name.', scope: 'self', effect: 'change', input: z.strictObject({ name: z.string().trim().min(1).max(80) }), output: z.object({ id: z.string(), name: z.string() }),
      handler: (context, input) => context.db.one('update app_user set name = $2, version = version + 1 where id = $1 returning id, name', [personOf(context), input.name]),
    }),
    defineOperation({
      id: 'password.set', summary: 'Set your password; your other sessions end.', scope: 'self', effect: 'change', transport: 'http', input: z.strictObject({ current: word.optional().describe('Needed when there is one.'), password: word }), output: z.object({ done: z.boolean() }),
      async handler(context, input) {
        await setPassword(context.db, context.clock, personOf(context), { ...input, keepSession: context.session?.tokenHash ?? null });
        return { done: true };
      },
    }),
    defineOperation({
      id: 'password.remove', summary: 'Sign in by link only; your other sessions end.', scope: 'self', effect: 'change', transport: 'http', input: z.strictObject({ current: word }), output: z.object({ done: z.boolean() }),
      async handler(context, input) {
        await setPassword(context.db, context.clock, personOf(context), { current: input.current, password: null, keepSession: context.session?.tokenHash ?? null });
        return { done: true };
      },
    }),
  ];
}
