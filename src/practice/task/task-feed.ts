import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { feedItem, type FeedItem } from '../../contract/task.ts';
import { fault } from '../../lib/fault.ts';
import { newId, newSecret, sha256 } from '../../lib/ids.ts';
import { dayOf } from '../../lib/period.ts';
import { standingSql } from '../../platform/auth/api-key.ts';
import { principalOfUser, type SignedIn } from '../../platform/auth/principal-of.ts';
import type { Context } from '../../platform/operation/context.ts';
import { defineOperation, type AnyOperation } from '../../platform/operation/operation.ts';
import { calendarOf } from './ics.ts';
import { openTasksAt } from './read-tasks.ts';

const personal = (context: Context): string => {
  const id = context.principal.userId;
  if (!id) throw fault('forbidden', 'person', 'A calendar belongs to a person.', { remedy: 'Sign in as one.' });
  return id;
};
const isoText = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;

/** A secret address under which a calendar reads one's own tasks. `baseUrl` is where this instance is reached. */
export function feedOperations({ baseUrl }: { baseUrl(): string | null }): AnyOperation[] {
  return [
    defineOperation({
      id: 'task.feed', summary: 'Make a secret calendar address of your tasks. It is shown once.', scope: 'self', effect: 'change', input: z.object({}), output: z.object({ id: z.string(), url: z.string() }),
      async handler(context) {
        const userId = personal(context);
        const { n } = await context.db.one<{ n: number }>('select count(*)::int as n from task_feed where user_id = $1 and revoked_at is null', [userId]);
        if (n >= 10) throw fault('conflict', 'task_feed', 'You have ten calendar addresses already.', { remedy: 'Revoke one that is not used.' });
        const [id, token] = [newId('tfd', context.clock.wall().getTime()), newSecret()];
        await context.db.query('insert into task_feed (id, token_hash, user_id, created_at) values ($1, $2, $3, $4)', [id, sha256(token), userId, context.clock.wall()]);
        return { id, url: `${baseUrl() ?? ''}/calendar/${token}.ics` };
      },
    }),
    defineOperation({
      id: 'task.feeds', summary: 'Your calendar addresses and when each was last read.', scope: 'self', effect: 'read', input: z.object({}), output: z.object({ items: z.array(feedItem) }),
      handler: async (context) => ({ items: await context.db.query<FeedItem>(`select id, ${isoText('created_at')} as "createdAt", ${isoText('last_read_at')} as "lastReadAt" from task_feed where user_id = $1 and revoked_at is null order by created_at`, [personal(context)]) }),
    }),
    defineOperation({
      id: 'task.unfeed', summary: 'Revoke a calendar address; it answers nothing from now on.', scope: 'self', effect: 'change', faults: ['notFound'], positional: ['id'], input: z.object({ id: z.string() }), output: z.object({ id: z.string() }),
      async handler(context, { id }) {
        const gone = await context.db.query('update task_feed set revoked_at = $3 where id = $1 and user_id = $2 and revoked_at is null returning id', [id, personal(context), context.clock.wall()]);
        if (!gone.length) throw fault('notFound', 'task_feed', `You have no calendar address "${id}".`, { remedy: '"task feeds" lists them.' });
        return { id };
      },
    }),
  ];
}

/** The calendar behind a token; undefined for one that is unknown, revoked, or whose person may not sign in any more. Shows what that person meets now. */
export async function readFeed(context: Pick<Context, 'db' | 'clock'>, token: string, baseUrl: string | null): Promise<string | undefined> {
  const user = await context.db.maybe<{ id: string; name: string; standing: Omit<SignedIn, 'id' | 'name'> }>(
    `update task_feed f set last_read_at = $2 from app_user u where f.token_hash = $1 and f.revoked_at is null and u.id = f.user_id and u.disabled_at is null returning u.id, u.name, ${standingSql} as standing`, [sha256(token), context.clock.wall()]);
  if (!user) return undefined;
  const now = context.clock.now();
  const { memberId } = user.standing;
  const tasks = memberId === null ? [] : await openTasksAt({ db: context.db, principal: principalOfUser({ id: user.id, name: user.name, ...user.standing }) }, { assigneeId: memberId, today: dayOf(now) });
  return calendarOf(tasks, { at: now.toISOString(), name: `Mainstay: ${user.name}`, linkOf: ({ id }) => (baseUrl === null ? null : `${baseUrl}/work?task=${id}`) });
}

/** GET /calendar/:token.ics: reads only; the address is the secret. */
export function feedRoute(app: FastifyInstance, context: Pick<Context, 'db' | 'clock'>, baseUrl: () => string | null): void {
  app.get<{ Params: { file: string } }>('/calendar/:file', async (request, reply) => {
    const token = /^([\w-]{40,60})\.ics$/.exec(request.params.file)?.[1];
    const calendar = token === undefined ? undefined : await readFeed(context, token, baseUrl());
    if (calendar === undefined) throw fault('notFound', 'calendar', 'There is no calendar at this address.', { remedy: 'Make a new one in the work list.' });
    return reply.type('text/calendar; charset=utf-8').header('cache-control', 'no-store').send(calendar);
  });
}
