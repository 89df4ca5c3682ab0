import { z } from 'zod';
import { columnItem, columnValues } from '../../contract/account-column.ts';
import { asOfInput } from '../../contract/listing.ts';
import { asOf } from '../../lib/as-of.ts';
import { defineOperation, type AnyOperation } from '../../platform/operation/operation.ts';
import { readColumnCatalogue, readColumnValues } from './account-columns.ts';

/** Facts and attributes as columns of the book. */
export function columnOperations(): AnyOperation[] {
  return [
    defineOperation({
      id: 'account.fields', summary: 'Facts and attributes that the book can show as columns.', scope: 'read', effect: 'read', input: z.object({}), output: z.object({ items: z.array(columnItem) }),
      handler: async (context) => ({ items: await readColumnCatalogue(context) }),
    }),
    defineOperation({
      id: 'account.columns', summary: 'Values of named facts and attributes for every account of the book.', scope: 'read', effect: 'read', positional: ['names...'],
      input: asOfInput.extend({ names: z.array(z.string().regex(/^(fact|attr)\..{1,120}$/, 'Name fact.<fact> or attr.<attribute>.')).min(1).max(40) }),
      output: z.object({ ids: z.array(z.string()), columns: z.array(columnValues) }),
      handler: (context, input) => readColumnValues(context, asOf(input.at, context.clock), input.names),
    }),
  ];
}
