import { z } from 'zod';
import { outcomeDetail, outcomeItem } from '../../contract/outcome.ts';
import { defineOperation, type AnyOperation } from '../../platform/operation/operation.ts';
import { listOutcomes, readOutcome } from './read-outcomes.ts';

/** Operations on what playbooks did. They compare accounts of all books, so that who is limited to one does not see them. */
export function outcomeOperations(): AnyOperation[] {
  return [
    defineOperation({
      id: 'outcome.list', summary: 'What each playbook did: effect with interval, numbers, verdict', scope: 'read', effect: 'read', reach: 'company', input: z.object({}), output: z.object({ items: z.array(outcomeItem) }),
      handler: async (context) => ({ items: await listOutcomes(context) }),
    }),
    defineOperation({
      id: 'outcome.show', summary: 'What one playbook did, with the accounts behind it', scope: 'read', effect: 'read', reach: 'company', positional: ['id'], input: z.object({ id: z.string() }), output: outcomeDetail, handler: (context, { id }) => readOutcome(context, id),
    }),
  ];
}
