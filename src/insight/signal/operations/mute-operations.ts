import { z } from 'zod';
import { signalMute } from '../../../contract/account-page.ts';
import { asOfInput, day, listOf } from '../../../contract/listing.ts';
import { asOf } from '../../../lib/as-of.ts';
import { fault } from '../../../lib/fault.ts';
import { dayOf } from '../../../lib/period.ts';
import type { Context } from '../../../platform/operation/context.ts';
import { defineOperation, type AnyOperation } from '../../../platform/operation/operation.ts';
import { muteSignal, readMutes, unmuteSignal } from '../signal-mutes.ts';

/** Rules that stay quiet for single accounts. `visibleAccount` answers the account a reference means, within the caller's book. */
export function muteOperations({ visibleAccount }: { visibleAccount(context: Context, reference: string): Promise<string> }): AnyOperation[] {
  const get = async (context: Context, id: string) => {
    const mute = (await readMutes(context, dayOf(context.clock.now()), { id }))[0];
    if (!mute) throw fault('notFound', 'mute', `There is no mute "${id}" in your book.`, { remedy: '"signal mutes" lists them.' });
    return mute;
  };
  return [
    defineOperation({
      id: 'signal.mute', summary: 'Keep a signal type quiet for one account until a day, with a reason.', scope: 'write', effect: 'change', faults: ['notFound', 'conflict'], entity: ({ account, type }) => `account:${account} ${type}`,
      description: 'A live signal of the type is closed. "signal unmute" undoes it.',
      input: z.object({ account: z.string().describe('The account: its id, an external id, or its domain.'), type: z.string().describe('A signal type, for example usage_drop.'), reason: z.string().trim().min(3).max(1000), until: day.describe('The first day on which it may speak again.') }),
      output: signalMute,
      async handler(context, { account, ...request }) {
        const at = context.clock.now();
        const accountId = await visibleAccount(context, account);
        return get(context, await muteSignal(context.db, { accountId, ...request }, context.principal.id, { at, today: dayOf(at), wallMs: context.clock.wall().getTime() }));
      },
    }),
    defineOperation({
      id: 'signal.unmute', summary: 'Let a muted signal type speak again for an account.', scope: 'write', effect: 'change', faults: ['notFound', 'conflict'], positional: ['id'], entity: ({ id }) => `mute:${id}`, input: z.object({ id: z.string() }), output: signalMute,
      async handler(context, { id }) {
        await get(context, id);
        const at = context.clock.now();
        await unmuteSignal(context.db, id, context.principal.id, { at, today: dayOf(at) });
        return get(context, id);
      },
    }),
    defineOperation({
      id: 'signal.mutes', summary: 'Signal types that are muted for accounts, and were.', scope: 'read', effect: 'read', input: asOfInput.extend({ accountId: z.string().optional().describe('The account: its id, an external id, or its domain.') }), output: listOf(signalMute),
      async handler(context, input) {
        const items = await readMutes(context, asOf(input.at, context.clock).day, { accountId: input.accountId === undefined ? undefined : await visibleAccount(context, input.accountId) });
        return { items, total: items.length, next: null };
      },
    }),
  ];
}
