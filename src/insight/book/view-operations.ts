import { z } from 'zod';
import { bookState, savedView, type SavedView } from '../../contract/book-view.ts';
import { fault } from '../../lib/fault.ts';
import { newId } from '../../lib/ids.ts';
import type { Context, Principal } from '../../platform/operation/context.ts';
import { defineOperation, type AnyOperation } from '../../platform/operation/operation.ts';

function keeperOf(principal: Principal): string {
  return principal.userId ?? principal.id;
}

/** The caller's views and those shared, by name. */
async function readViews(context: Context, id: string | null = null): Promise<SavedView[]> {
  const rows = await context.db.query<Omit<SavedView, 'updatedAt'> & { updatedAt: Date }>(
    `select id, name, shared, state, owner_name as owner, owner_id = $1 as mine, version, updated_at as "updatedAt" from saved_view
     where (owner_id = $1 or shared) and ($2::text is null or id = $2) order by lower(name), id`,
    [keeperOf(context.principal), id],
  );
  return rows.map((row) => ({ ...row, updatedAt: row.updatedAt.toISOString() }));
}

async function getView(context: Context, id: string): Promise<SavedView> {
  const view = (await readViews(context, id))[0];
  if (!view) throw fault('notFound', 'view', 'There is no such view, or it is not shared any more.', { remedy: 'Save the page as a view of your own.' });
  return view;
}

/** One's own view, or a shared one for who may share; at the version that was read. */
async function changeable(context: Context, id: string, version: number): Promise<SavedView> {
  const view = await getView(context, id);
  if (!view.mine && !mayShare(context.principal)) throw fault('forbidden', 'view_owner', `This view is kept by ${view.owner}.`, { remedy: 'Save it as a view of your own.' });
  if (view.version !== version) throw fault('conflict', 'version', 'Somebody changed this view meanwhile.', { remedy: 'Load it again and repeat.', version: view.version });
  return view;
}

function mayShare({ scopes }: Principal): boolean {
  return scopes.has('share') || scopes.has('admin');
}

const saveInput = z.object({
  id: z.string().optional().describe('The view to change; absent makes a new one.'),
  version: z.coerce.number().int().optional().describe('The version that was read, to change one.'),
  name: z.string().trim().min(1).max(80),
  shared: z.boolean().default(false).describe('Everybody in the company sees it; needs the permission to share.'),
  state: bookState,
});

/** Views of the book that people keep: private, or shared by those who may. */
export function viewOperations(): AnyOperation[] {
  return [
    defineOperation({
      id: 'view.list', summary: 'Views of the book: your own and those shared.', scope: 'read', effect: 'read', input: z.object({}), output: z.object({ items: z.array(savedView) }),
      handler: async (context) => ({ items: await readViews(context) }),
    }),
    defineOperation({
      id: 'view.save', summary: 'Keep the state of the book page under a name.', scope: 'self', effect: 'change', faults: ['notFound', 'conflict', 'forbidden'], entity: ({ id, name }) => `view:${id ?? name}`,
      input: saveInput, output: savedView,
      async handler(context, { id, version, name, shared, state }) {
        const before = id === undefined ? undefined : await changeable(context, id, version ?? 0);
        if (shared && !before?.shared && !mayShare(context.principal)) throw fault('forbidden', 'view_share', 'Sharing views needs the permission "share".', { remedy: 'Keep it private, or ask a leader or operations to share it.' });
        const key = id ?? newId('viw', context.clock.wall().getTime());
        const saved = await context.db.maybe(
          `insert into saved_view (id, owner_id, owner_name, name, shared, state, updated_at) values ($1, $2, $3, $4, $5, $6::jsonb, $7)
           on conflict (id) do update set name = excluded.name, shared = excluded.shared, state = excluded.state, updated_at = excluded.updated_at, version = saved_view.version + 1
           where saved_view.version = $8 returning id`,
          [key, keeperOf(context.principal), context.principal.name, name, shared, JSON.stringify(state), context.clock.wall(), version ?? 0],
        );
        if (!saved) throw fault('conflict', 'version', 'Somebody changed this view meanwhile.', { remedy: 'Load it again and repeat.' });
        return getView(context, key);
      },
    }),
    defineOperation({
      id: 'view.remove', summary: 'Remove a view; it is answered, so that it can be saved again.', scope: 'self', effect: 'change', faults: ['notFound', 'conflict', 'forbidden'], positional: ['id', 'version'], entity: ({ id }) => `view:${id}`,
      input: z.object({ id: z.string(), version: z.coerce.number().int() }), output: z.object({ removed: savedView }),
      async handler(context, { id, version }) {
        const removed = await changeable(context, id, version);
        await context.db.query('delete from saved_view where id = $1 and version = $2', [id, version]);
        return { removed };
      },
    }),
  ];
}
