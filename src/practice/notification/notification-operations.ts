import { z } from 'zod';
import { notificationList, notificationPreferenceChange, notificationPreferences, type NotificationPreferences } from '../../contract/notification.ts';
import { pageInput } from '../../contract/listing.ts';
import { fault } from '../../lib/fault.ts';
import { personOf, readPreferences } from '../../platform/auth/profile-operations.ts';
import type { Context } from '../../platform/operation/context.ts';
import { defineOperation, type AnyOperation } from '../../platform/operation/operation.ts';
import { changeWishes, readWishes, zoneOf } from './preferences.ts';
import { markRead, readNotifications } from './read-notifications.ts';

export interface NotificationOperationDeps {
  /** Whether mail can leave. */
  mailReady(): boolean;
}

async function preferencesOf({ db }: Context, userId: string, ready: boolean): Promise<NotificationPreferences> {
  const [wishes, { email }, reading] = await Promise.all([readWishes(db, userId), db.one<{ email: string | null }>('select email from app_user where id = $1', [userId]), readPreferences(db, userId)]);
  return { ...wishes, mail: { ready, address: email, timeZone: zoneOf(reading) } };
}

/** What a person is told, and how they want to be told. */
export function notificationOperations({ mailReady }: NotificationOperationDeps): AnyOperation[] {
  return [
    defineOperation({
      id: 'notification.list', summary: 'What you were told, newest first, each with why you; and how many are unread.', scope: 'self', effect: 'read',
      input: pageInput.extend({ view: z.enum(['unread', 'all']).default('all'), limit: z.coerce.number().int().min(1).max(200).default(50) }), output: notificationList,
      async handler(context, { view, limit, cursor }) {
        const userId = personOf(context);
        if (cursor !== undefined && !/^\d{1,15}$/.test(cursor)) throw fault('invalid', 'cursor', 'This cursor is not one of ours.', { remedy: 'Start again without a cursor.' });
        return readNotifications(context, userId, await readWishes(context.db, userId), { view, limit, cursor: cursor === undefined ? undefined : Number(cursor) });
      },
    }),
    defineOperation({
      id: 'notification.read', summary: 'Mark notifications as read, or as unread again.', scope: 'self', effect: 'change', positional: ['ids...'],
      input: z.strictObject({ ids: z.array(z.coerce.number().int()).min(1).max(1000).optional().describe('Which; without them "all".'), all: z.boolean().optional(), read: z.boolean().default(true) })
        .refine(({ ids, all }) => (ids !== undefined) !== (all === true), 'Name notifications, or all of them.'),
      output: z.object({ ids: z.array(z.number().int()).describe('Those that changed.') }),
      handler: async (context, { ids, read }) => ({ ids: await markRead(context, personOf(context), ids ?? null, read) }),
    }),
    defineOperation({
      id: 'notification.preferences', summary: 'How you are told: in the app and by mail, by kind, when, and whether mail can leave.', scope: 'self', effect: 'read', input: z.object({}), output: notificationPreferences,
      handler: (context) => preferencesOf(context, personOf(context), mailReady()),
    }),
    defineOperation({
      id: 'notification.set-preferences', summary: 'Change how you are told; what is not named stays.', scope: 'self', effect: 'change', input: notificationPreferenceChange, output: notificationPreferences,
      async handler(context, input) {
        const userId = personOf(context);
        await changeWishes(context.db, context.clock, userId, input);
        return preferencesOf(context, userId, mailReady());
      },
    }),
  ];
}
