import { z } from 'zod';
import { accountEdit, editableField } from '../../contract/account-column.ts';
import { defineOperation, type AnyOperation } from '../../platform/operation/operation.ts';
import { editAccounts, revertEdit } from './edit-accounts.ts';

/** Setting a field of accounts, and taking it back. */
export function editOperations(): AnyOperation[] {
  return [
    defineOperation({
      id: 'account.update', summary: 'Set one field of one or many accounts. All of them or none.', scope: 'write', effect: 'change', faults: ['notFound'],
      description: 'What a person sets is kept against later loads: a load that says otherwise is shown as a conflict. Answers what each account had before; "account revert" takes it back.',
      entity: (input) => (input.ids.length === 1 ? input.ids[0] : undefined),
      input: z.object({
        ids: z.array(z.string()).min(1).max(50_000).describe('The accounts, by id.'),
        field: editableField,
        value: z.union([z.string().trim().max(2000), z.number(), z.boolean()]).nullable().describe('The new value; null takes it away.'),
      }),
      output: accountEdit,
      handler: (context, input) => editAccounts(context, { accountIds: input.ids, field: input.field, value: input.value }),
    }),
    defineOperation({
      id: 'account.revert', summary: 'Take an edit back. An account that was changed again since stays as it is.', scope: 'write', effect: 'change', faults: ['notFound', 'conflict'], positional: ['id'],
      entity: (input) => input.id, input: z.object({ id: z.string().describe('The edit, as "account update" answered it.') }), output: accountEdit,
      handler: (context, input) => revertEdit(context, input.id),
    }),
  ];
}
