import { z } from 'zod';
import { day, listOf } from '../../contract/listing.ts';
import { auditItem, type AuditItem } from '../../contract/user.ts';
import { defineOperation, type AnyOperation } from '../operation/operation.ts';

const filters = {
  who: z.string().optional().describe('Id of the user or key, or part of the name.'),
  operation: z.string().optional().describe('An operation, or the beginning of its name, for example user.'),
  entity: z.string().optional().describe('Part of what was changed.'),
  outcome: auditItem.shape.outcome.optional(),
  from: day.optional().describe('First day.'),
  to: day.optional().describe('Last day.'),
};

/** The audit trail: who changed what. Rows are written by the executor and never changed; the database refuses it. */
export function auditOperations(): AnyOperation[] {
  return [
    defineOperation({
      id: 'audit.list', summary: 'Who changed what, newest first.', scope: 'oversee', effect: 'read',
      input: z.object({ ...filters, limit: z.coerce.number().int().min(1).max(10_000).default(100), cursor: z.coerce.number().int().optional() }),
      output: listOf(auditItem),
      async handler(context, input) {
        const params = [input.who ?? null, input.operation ?? null, input.entity ?? null, input.outcome ?? null, input.from ?? null, input.to ?? null];
        const from = `from audit a left join app_user u on u.id = a.principal_id left join api_key k on k.id = a.principal_id
          where ($1::text is null or a.principal_id = $1 or strpos(lower(coalesce(u.name, k.name, a.principal_id)), lower($1)) > 0) and ($2::text is null or starts_with(a.operation, $2))
            and ($3::text is null or strpos(lower(a.entity), lower($3)) > 0) and ($4::text is null or a.outcome = $4)
            and ($5::date is null or a.at >= $5::date::timestamp at time zone 'UTC') and ($6::date is null or a.at < ($6::date + 1)::timestamp at time zone 'UTC')`;
        const rows = await context.db.query<Omit<AuditItem, 'at'> & { at: Date }>(
          `select a.id, a.at, a.principal_kind || ':' || a.principal_id as principal, coalesce(u.name, k.name, case a.principal_kind when 'local' then 'Command line' when 'anonymous' then 'Nobody' else a.principal_id end) as who,
             a.operation, a.entity, a.outcome, a.detail ${from} and ($7::bigint is null or a.id < $7) order by a.id desc limit $8`,
          [...params, input.cursor ?? null, input.limit],
        );
        const { total } = await context.db.one<{ total: number }>(`select count(*)::int as total ${from}`, params);
        return { items: rows.map((row) => ({ ...row, at: row.at.toISOString() })), total, next: rows.length === input.limit ? String(rows.at(-1)?.id) : null };
      },
    }),
  ];
}
