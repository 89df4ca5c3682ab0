import { z } from 'zod';
import { abilities, abilityItem, defaultVisibility, roleIds, roleItem, roleTable, visibility } from '../../contract/role.ts';
import type { Context } from '../operation/context.ts';
import { defineOperation, type AnyOperation } from '../operation/operation.ts';

const visibilities = z.object({ csm: visibility, read_only: visibility });

async function readVisibilities({ db }: Context): Promise<z.infer<typeof visibilities>> {
  const rows = await db.query<{ role: string; value: unknown }>("select substr(key, 12) as role, value from setting where key in ('visibility.csm', 'visibility.read_only')");
  const set = Object.fromEntries(rows.map(({ role, value }) => [role, visibility.catch(defaultVisibility[role as 'csm']).parse(value)]));
  return { ...defaultVisibility, ...set };
}

/** Roles, generated from the code's own table, and whose accounts the limited ones see by default. */
export function roleOperations(deps: { operations(): readonly AnyOperation[] }): AnyOperation[] {
  return [
    defineOperation({
      id: 'role.list', summary: 'Roles, what each may do, and the operations behind it.', scope: 'read', effect: 'read', reach: 'none', input: z.object({}),
      output: z.object({ items: z.array(roleItem), total: z.number().int(), abilities: z.array(abilityItem) }),
      async handler() {
        const behind = Map.groupBy(deps.operations(), (operation) => operation.scope);
        return {
          items: roleIds.map((id) => ({ id, abilities: [...roleTable[id].abilities], sees: roleTable[id].sees, changes: roleTable[id].changes })),
          total: roleIds.length,
          abilities: abilities.map((id) => ({ id, operations: (behind.get(id) ?? []).map((operation) => ({ id: operation.id, summary: operation.summary })) })),
        };
      },
    }),
    defineOperation({
      id: 'visibility.show', summary: 'Whose accounts CSMs and readers see, unless set for the person.', scope: 'oversee', effect: 'read', input: z.object({}), output: visibilities, handler: readVisibilities,
    }),
    defineOperation({
      id: 'visibility.set', summary: 'Set whose accounts CSMs and readers see: their own book, or the whole company\'s.', description: 'A CSM changes only the own book either way.', scope: 'admin', effect: 'change',
      input: z.strictObject({ csm: visibility.optional(), read_only: visibility.optional() }), output: visibilities,
      async handler(context, input) {
        const given = Object.entries(input).map(([role, value]) => ({ key: `visibility.${role}`, value }));
        if (context.trail) context.trail.detail = input;
        await context.db.tx(async (tx) => {
          await tx.query(
            `insert into setting (key, value, updated_at) select r.key, to_jsonb(r.value), $2 from jsonb_to_recordset($1::jsonb) as r(key text, value text)
             on conflict (key) do update set value = excluded.value, updated_at = excluded.updated_at`, [JSON.stringify(given), context.clock.wall()]);
          await tx.query("insert into change_feed (topic, entity_id) select 'access', id from app_user where role = any($1)", [Object.keys(input)]);
        });
        return readVisibilities(context);
      },
    }),
  ];
}
