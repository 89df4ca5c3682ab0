import { z } from 'zod';
import { accountRecord, sliceBy, stakeholderMap, usageSlices } from '../../contract/account-page.ts';
import { asOfInput } from '../../contract/listing.ts';
import { readRecord } from '../../customer/account/read-record.ts';
import { asOf } from '../../lib/as-of.ts';
import { defineOperation, type AnyOperation } from '../../platform/operation/operation.ts';
import { visibleAccount } from '../health/visible-account.ts';
import { readStakeholders } from './read-stakeholders.ts';
import { readUsageSlices } from './usage-slices.ts';

const accountInput = asOfInput.extend({ id: z.string().describe('The account: its id, an external id, or its domain.') });

/** What the pages of one account ask beside its records: people, slices of usage and where each field comes from. */
export function accountPageOperations(): AnyOperation[] {
  return [
    defineOperation({
      id: 'account.people', summary: 'People of an account with influence, sentiment, contact and reporting line, and what the relationship lacks.', scope: 'read', effect: 'read', positional: ['id'], input: accountInput, output: stakeholderMap,
      async handler(context, input) {
        return readStakeholders(context.db, await visibleAccount(context, input.id), asOf(input.at, context.clock));
      },
    }),
    defineOperation({
      id: 'account.slices', summary: 'Weekly usage of an account by feature, module, team or user.', scope: 'read', effect: 'read', positional: ['id', 'by'], output: usageSlices,
      input: accountInput.extend({ by: sliceBy.default('feature'), weeks: z.coerce.number().int().min(4).max(156).default(52).describe('Weeks back.') }),
      async handler(context, input) {
        return readUsageSlices(context, await visibleAccount(context, input.id), asOf(input.at, context.clock), input.weeks, input.by);
      },
    }),
    defineOperation({
      id: 'account.record', summary: 'Every field of an account with source, time and history; conflicts; ids in other systems.', scope: 'read', effect: 'read', positional: ['id'], input: accountInput, output: accountRecord,
      async handler(context, input) {
        const record = await readRecord(context.db, await visibleAccount(context, input.id), asOf(input.at, context.clock));
        // The parent may be an account of another book: it is not named to who is limited to one.
        return context.principal.book === 'all' ? record : { ...record, fields: record.fields.filter(({ field }) => field !== 'parent_id' && field !== 'custom.parent_ref') };
      },
    }),
  ];
}
