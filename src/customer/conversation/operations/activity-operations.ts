import { z } from 'zod';
import { activityInput, writtenActivity, type WrittenActivity } from '../../../contract/activity.ts';
import { fault } from '../../../lib/fault.ts';
import type { Context } from '../../../platform/operation/context.ts';
import { defineOperation, type AnyOperation } from '../../../platform/operation/operation.ts';
import { addWritten, changeWritten, findWritten, removedAccount, removeWritten, restoreWritten } from '../written-activity.ts';

/** What writing about an account needs of the floors above; joined in main. */
export interface ActivityDeps {
  /** The account that an id, external id or domain means, within the caller's book. */
  visibleAccount(context: Context, reference: string): Promise<string>;
}

const versioned = z.object({ id: z.string(), version: z.coerce.number().int().describe('The version that was read; another one is a conflict.') });

/** Notes, calls and meetings that people write down themselves. */
export function activityOperations({ visibleAccount }: ActivityDeps): AnyOperation[] {
  const get = async (context: Context, id: string): Promise<WrittenActivity> => {
    const found = await findWritten(context.db, id);
    if (!found) throw fault('notFound', 'activity', 'There is no such entry that a person wrote.', { remedy: 'Entries of other sources are changed there.' });
    await visibleAccount(context, found.accountId).catch(() => Promise.reject(fault('notFound', 'activity', 'There is no such entry in your book.')));
    return found;
  };
  return [
    defineOperation({
      id: 'activity.add', summary: 'Write down a note, a call or a meeting with an account.', scope: 'write', effect: 'change', entity: ({ account }) => `account:${account}`,
      input: activityInput.extend({ account: z.string().describe('The account: its id, an external id, or its domain.') }), output: writtenActivity,
      async handler(context, { account, ...input }) {
        const accountId = await visibleAccount(context, account);
        return get(context, await addWritten(context.db, context.clock, accountId, input, context.principal.name));
      },
    }),
    defineOperation({
      id: 'activity.change', summary: 'Change a note, call or meeting that a person wrote down.', scope: 'write', effect: 'change', faults: ['notFound', 'conflict'], entity: ({ id }) => `activity:${id}`,
      description: 'Answers the entry after the change and as it was before, so that it can be undone.',
      input: activityInput.extend(versioned.shape), output: z.object({ entry: writtenActivity, before: writtenActivity }),
      async handler(context, { id, version, ...input }) {
        const before = await get(context, id);
        await changeWritten(context.db, context.clock, { id, version, accountId: before.accountId }, input);
        return { entry: await get(context, id), before };
      },
    }),
    defineOperation({
      id: 'activity.remove', summary: 'Take away a note, call or meeting that a person wrote down.', scope: 'write', effect: 'change', faults: ['notFound', 'conflict'], entity: ({ id }) => `activity:${id}`,
      description: 'It can be put back with "activity restore".', positional: ['id', 'version'], input: versioned, output: z.object({ removed: writtenActivity }),
      async handler(context, { id, version }) {
        const removed = await get(context, id);
        await removeWritten(context.db, context.clock, { id, version, accountId: removed.accountId }, context.principal.id);
        return { removed };
      },
    }),
    defineOperation({
      id: 'activity.restore', summary: 'Put back a note, call or meeting that was taken away.', scope: 'write', effect: 'change', faults: ['notFound'], positional: ['id'], entity: ({ id }) => `activity:${id}`,
      input: z.object({ id: z.string() }), output: writtenActivity,
      async handler(context, { id }) {
        const accountId = await removedAccount(context.db, id);
        if (!accountId) throw fault('notFound', 'activity', 'This entry is not among those taken away.');
        const visible = await visibleAccount(context, accountId).catch(() => Promise.reject(fault('notFound', 'activity', 'This entry is not among those taken away.')));
        await restoreWritten(context.db, context.clock, id, visible);
        return get(context, id);
      },
    }),
  ];
}
