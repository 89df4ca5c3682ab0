import { fault } from '../../lib/fault.ts';
import { urlRefusal } from '../../platform/guarded-fetch.ts';
import type { Context } from '../../platform/operation/context.ts';
import { appendAudit } from './action-audit.ts';
import { byWhom } from './change-actions.ts';

/** An address as shown: the part that is a secret is left out. */
export interface EndpointItem {
  id: string;
  kind: 'slack' | 'teams' | 'webhook';
  name: string;
  address: string;
  signed: boolean;
  version: number;
}

/** Every address, without its secret part. */
export async function listEndpoints({ db }: Pick<Context, 'db'>): Promise<EndpointItem[]> {
  const rows = await db.query<{ id: string; kind: EndpointItem['kind']; name: string; url: string; signed: boolean; version: number }>('select id, kind, name, url, secret is not null as signed, version from action_endpoint order by id');
  return rows.map(({ url, ...row }) => ({ ...row, address: `${new URL(url).origin}/…` }));
}

/** Sets an address. What was approved for the address before must be approved again. Throws `invalid` for one that may not be called. */
export async function setEndpoint(context: Context, allowHosts: readonly string[], { id, kind, name, url, secret }: { id: string; kind: EndpointItem['kind']; name: string; url: string; secret?: string | undefined }): Promise<void> {
  const refusal = urlRefusal(url, allowHosts);
  if (refusal) throw fault('invalid', 'endpoint', refusal, { fields: [{ path: 'url', message: refusal, remedy: 'For a host of your own network, name it in MAINSTAY_ALLOW_HOSTS.' }] });
  await context.db.tx(async (tx) => {
    await tx.query(
      'insert into action_endpoint (id, kind, name, url, secret, created_at, updated_at) values ($1, $2, $3, $4, $5, $6, $6) on conflict (id) do update set kind = excluded.kind, name = excluded.name, url = excluded.url, secret = excluded.secret, updated_at = excluded.updated_at, version = action_endpoint.version + 1',
      [id, kind, name, url, secret || null, context.clock.wall()],
    );
    await appendAudit(tx, context.clock.now(), [{ actionId: null, event: 'endpoint_set', byWhom: byWhom(context), detail: { id, kind, origin: new URL(url).origin } }]);
  });
}

/** Takes an address away; what was planned for it is not sent. */
export async function removeEndpoint(context: Context, id: string): Promise<void> {
  await context.db.tx(async (tx) => {
    const rows = await tx.query('delete from action_endpoint where id = $1 returning id', [id]);
    if (rows.length === 0) throw fault('notFound', 'endpoint', `There is no address "${id}".`);
    await appendAudit(tx, context.clock.now(), [{ actionId: null, event: 'endpoint_removed', byWhom: byWhom(context), detail: { id } }]);
  });
}
