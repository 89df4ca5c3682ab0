import { z } from 'zod';
import { bookCondition } from '../../platform/operation/context.ts';
import { defineOperation, type AnyOperation } from '../../platform/operation/operation.ts';

const personFound = z.object({
  id: z.string(), name: z.string().nullable(), email: z.string().nullable(), title: z.string().nullable(), role: z.string().nullable(), left: z.boolean(), accountId: z.string(), accountName: z.string(),
});

/** Finding people of the book by name, address or title. */
export function personSearch(): AnyOperation {
  return defineOperation({
    id: 'person.search', summary: 'People of the book whose name, address or title holds a text.', scope: 'read', effect: 'read', positional: ['text'],
    input: z.object({ text: z.string().trim().min(2).max(100), limit: z.coerce.number().int().min(1).max(100).default(8) }),
    output: z.object({ items: z.array(personFound) }),
    async handler({ db, principal }, { text, limit }) {
      const params: unknown[] = [text.toLowerCase(), limit];
      const items = await db.query<z.input<typeof personFound>>(
        `select p.id, p.name, p.email, p.title, p.role, p.left_on is not null as left, a.id as "accountId", a.name as "accountName"
         from person p join account a on a.id = p.account_id and a.merged_into is null
         where ${bookCondition(principal, 'a', params)} and (position($1 in lower(coalesce(p.name, ''))) > 0 or position($1 in lower(coalesce(p.email, ''))) > 0 or position($1 in lower(coalesce(p.title, ''))) > 0)
         order by p.left_on is not null, position($1 in lower(coalesce(p.name, ''))) <> 1, p.name, p.id limit $2`,
        params,
      );
      return { items };
    },
  });
}
