import { sha256 } from '../../../lib/ids.ts';
import type { Db } from '../../../platform/postgres/database.ts';
import type { RecordTarget } from '../../../contract/action.ts';
import { findConnector } from '../../../source/connector/vendors.ts';
import type { WriteRow } from '../../../source/sync/connection/write-store.ts';
import type { ActionRow } from '../action-row.ts';
import { findActionType } from '../action-type.ts';

/** The connected vendor by which an action goes out: which record there it belongs to, or why there is none. */
export interface Route {
  vendor: string;
  /** Stands for where it goes, in what is approved. */
  address: string;
  target: RecordTarget | null;
  problem: string | null;
}

interface Way {
  vendor: string;
  sourceId: string;
  address: string;
  map: WriteRow['map'];
}

/** Connections through which tasks, notes and field values may go out now. */
export function readWays(db: Db): Promise<Way[]> {
  return db.query<Way>("select c.vendor, c.source_id as \"sourceId\", c.address, w.map from connection c join connection_write w on w.source_id = c.source_id where c.state = 'active' and w.records order by c.vendor");
}

/** The connection that carries a type out, of those there are; named values go where all of them have a field. */
export function wayFor(ways: readonly Way[], type: string, names: readonly string[] = []): Way | undefined {
  const able = ways.filter(({ vendor }) => carries(vendor, type));
  return (type === 'crm_field' ? able.find(({ map }) => names.every((name) => Object.hasOwn(map, name))) : undefined) ?? able[0];
}

/** Whether a vendor can carry a type out. */
export function carries(vendor: string, type: string): boolean {
  const write = findConnector(vendor)?.write;
  return type === 'crm_field' ? write?.fields !== undefined : write?.records !== undefined && type in write.records.types;
}

/** The routes of those actions that a connected vendor carries out, in a number of statements that does not grow with them. One that names an address of its own goes there. */
export async function routesOf(db: Db, rows: readonly ActionRow[]): Promise<Map<string, Route>> {
  const routed = rows.filter(({ type, content }) => findActionType(type)?.system && content.endpoint === undefined);
  const ways = routed.length === 0 ? [] : await readWays(db);
  const going = routed.flatMap((row) => { const way = wayFor(ways, row.type, Object.keys(row.content.fields ?? {})); return way ? [{ row, way }] : []; });
  if (going.length === 0) return new Map();
  const accountIds = [...new Set(going.map(({ row }) => row.accountId))];
  const sources = ways.map(({ sourceId }) => sourceId);
  const refs = await db.query<{ sourceId: string; accountId: string; ref: string }>("select distinct on (source_id, entity_id) source_id as \"sourceId\", entity_id as \"accountId\", value as ref from external_id where entity = 'account' and source_id = any($1) and entity_id = any($2) order by source_id, entity_id, known_at, value", [sources, accountIds]);
  const tickets = await db.query<{ sourceId: string; accountId: string; number: string }>('select source_id as "sourceId", account_id as "accountId", number from ticket where source_id = any($1) and account_id = any($2) and number = any($3)', [sources, accountIds, going.map(({ row }) => String(row.content.fields?.ticket ?? ''))]);
  return new Map(going.map(({ row, way }) => {
    const part = findConnector(way.vendor)?.write?.records?.types[row.type] ?? 'account';
    const own = <T extends { sourceId: string; accountId: string }>(one: T) => one.sourceId === way.sourceId && one.accountId === row.accountId;
    const ref = part === 'ticket' ? tickets.find((one) => own(one) && one.number === String(row.content.fields?.ticket ?? ''))?.number : refs.find(own)?.ref;
    const name = findConnector(way.vendor)?.name ?? way.vendor;
    const missing = part === 'ticket' ? (row.content.fields?.ticket == null ? `The account has no open ticket in ${name}.` : `The account has no ticket "${String(row.content.fields.ticket)}" in ${name}.`) : `The account has no record in ${name}.`;
    return [row.id, { vendor: way.vendor, address: sha256(`${way.sourceId} ${way.address}`), target: ref === undefined ? null : { vendor: way.vendor, part, ref }, problem: ref === undefined ? missing : problemOf(way, name, row) }];
  }));
}

function problemOf({ vendor, map }: Way, name: string, { type, content }: ActionRow): string | null {
  if (type === 'crm_field') {
    const names = Object.keys(content.fields ?? {});
    const unmapped = names.find((one) => !Object.hasOwn(map, one));
    if (names.length === 0) return 'It names no value to write.';
    return unmapped === undefined ? null : `No field of ${name} is mapped for "${unmapped}".`;
  }
  return findConnector(vendor)?.write?.records?.problem(type, content.fields ?? {}) ?? null;
}

/** The newest open ticket of accounts in the connected support system, for notes that name none. */
export async function newestTickets(db: Db, accountIds: readonly string[]): Promise<Map<string, string>> {
  const way = accountIds.length === 0 ? undefined : wayFor(await readWays(db), 'ticket_note');
  if (!way) return new Map();
  const rows = await db.query<{ accountId: string; number: string }>(
    "select distinct on (account_id) account_id as \"accountId\", number from ticket where source_id = $1 and account_id = any($2) and number is not null and solved_at is null and lower(coalesce(status, 'open')) not in ('closed', 'solved', 'deleted') order by account_id, opened_at desc, id", [way.sourceId, accountIds]);
  return new Map(rows.map(({ accountId, number }) => [accountId, number]));
}
