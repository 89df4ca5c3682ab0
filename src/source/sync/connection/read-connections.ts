import type { z } from 'zod';
import type { ConnectionItem, connectionCondition, ConnectionObject } from '../../../contract/connection.ts';
import type { Context } from '../../../platform/operation/context.ts';
import type { VendorMapping } from '../../connector/mapping.ts';
import { connectorOf } from '../../connector/vendors.ts';
import type { ConnectionRow } from './connection-store.ts';
import { mappingOf } from './run-sync.ts';

const weekMs = 7 * 86_400_000;
/** A source is silent when no round ended well for so many intervals. */
const silentIntervals = 3;

/** What a connection is doing at `nowMs`. */
export function conditionOf(row: Pick<ConnectionRow, 'state' | 'leased_until' | 'last_error' | 'last_sync_at' | 'every_minutes'>, nowMs: number): z.infer<typeof connectionCondition> {
  if (row.state !== 'active') return row.state;
  if (row.leased_until && row.leased_until.getTime() > nowMs) return 'reading';
  if (row.last_error) return 'failing';
  if (!row.last_sync_at) return 'waiting';
  return isSilent(row, nowMs) ? 'late' : 'fresh';
}

function isSilent({ last_sync_at: last, every_minutes: every }: Pick<ConnectionRow, 'last_sync_at' | 'every_minutes'>, nowMs: number): boolean {
  return last !== null && nowMs - last.getTime() > silentIntervals * every * 60_000;
}

function warningOf(row: ConnectionRow, nowMs: number): ConnectionItem['warning'] {
  if (row.state !== 'active') return null;
  if (row.refresh_expires_at && row.refresh_expires_at.getTime() - nowMs < weekMs) return 'token';
  return isSilent(row, nowMs) ? 'silent' : null;
}

type Counted = Omit<ConnectionObject, 'label' | 'kind' | 'chosen' | 'finishedAt' | 'reading'> & { finished: Date | null; source: string };
interface OpenFile { source: string; path: string; rows: number; expected: number | null; done: boolean }

const sums = ['rows', 'inserted', 'updated', 'unchanged', 'duplicate', 'quarantined'] as const;

/** Every connection, or that of one vendor, with how its objects stand. */
export async function readConnections(context: Context, vendor?: string): Promise<ConnectionItem[]> {
  const { db, clock } = context;
  const rows = await db.query<ConnectionRow>("select * from connection where $1::text is null or vendor = $1 order by vendor", [vendor?.toLowerCase() ?? null]);
  const ids = rows.map(({ source_id: id }) => id);
  const objects = await db.query<Counted>(`select source_id as source, object as id, finished_at as finished, ${sums.map((name) => `${name}::int as ${name}`).join(', ')} from connection_object where source_id = any($1)`, [ids]);
  const open = await db.query<OpenFile>(
    `select i.source_id as source, f.path, coalesce((f.progress ->> 'row')::int, 0) as rows, (f.progress ->> 'expected')::int as expected, f.state = 'done' as done
     from import i join import_file f on f.import_id = i.id where i.connected and i.source_id = any($1) and i.state in ('running', 'interrupted')`, [ids]);
  const bad = new Map((await db.query<{ source: string; n: number }>("select source_id as source, count(*)::int as n from quarantine where state = 'open' and source_id = any($1) group by 1", [ids])).map((one) => [one.source, one.n]));
  const nowMs = clock.wall().getTime();
  return Promise.all(rows.map(async (row) => {
    const of = <T extends { source: string }>(list: readonly T[]) => list.filter(({ source }) => source === row.source_id);
    return itemOf(row, await mappingOf(context, row.vendor), { objects: of(objects), open: of(open), bad: bad.get(row.source_id) ?? 0 }, nowMs);
  }));
}

function itemOf(row: ConnectionRow, mapping: VendorMapping, { objects, open, bad }: { objects: readonly Counted[]; open: readonly OpenFile[]; bad: number }, nowMs: number): ConnectionItem {
  const connector = connectorOf(row.vendor);
  const iso = (date: Date | null) => date?.toISOString() ?? null;
  return {
    vendor: row.vendor, name: connector.name, source: row.source_id, condition: conditionOf(row, nowMs), address: row.address, baseUrl: row.base_url, sandbox: row.sandbox, everyMinutes: row.every_minutes,
    since: iso(row.since), createdAt: row.created_at.toISOString(), lastSyncAt: iso(row.last_sync_at), dueAt: row.state === 'active' ? iso(row.due_at) : null,
    lagSeconds: row.last_sync_at ? Math.max(0, Math.round((nowMs - row.last_sync_at.getTime()) / 1000)) : null, lastError: row.last_error, failures: row.failures,
    tokenEndsAt: iso(row.refresh_expires_at), warning: warningOf(row, nowMs), rates: row.rates.map(({ name, limit, remaining }) => ({ name, limit, remaining })),
    openQuarantine: bad, webhookPath: connector.webhook && row.state !== 'disconnected' ? `/v1/webhooks/${row.vendor}` : null,
    objects: Object.entries(mapping.objects).map(([id, { label, kind }]) => {
      const counted = objects.find((one) => one.id === id);
      const file = open.find((one) => one.path === id);
      return {
        id, label, kind, chosen: row.objects.includes(id), finishedAt: iso(counted?.finished ?? null), reading: file && !file.done ? { rows: file.rows, expected: file.expected } : null,
        ...(Object.fromEntries(sums.map((name) => [name, counted?.[name] ?? 0])) as Record<(typeof sums)[number], number>),
      };
    }),
  };
}
