import type { FieldWriteItem, WriteBackItem, WritePreview, WritePreviewRow } from '../../../contract/write-back.ts';
import { fault } from '../../../lib/fault.ts';
import { bookCondition, type Context } from '../../../platform/operation/context.ts';
import type { Connector } from '../../../source/connector/connector.ts';
import { connectorOf, findConnector, vendors } from '../../../source/connector/vendors.ts';
import type { FieldWriter, VendorField } from '../../../source/connector/write.ts';
import { getConnection, type ConnectionRow } from '../../../source/sync/connection/connection-store.ts';
import { openVendor, type SyncDeps } from '../../../source/sync/connection/run-sync.ts';
import { readWrite } from '../../../source/sync/connection/write-store.ts';
import { actionTypes } from '../action-type.ts';
import { fieldStates } from './field-store.ts';
import { ownValueNames, type OwnValueName } from './own-value.ts';
import { carries } from './route.ts';
import { readLinked, wantedFor } from './send-fields.ts';
import { mappingDigest, standingRefusal } from './standing.ts';
import { lookAtFields } from './write-fields.ts';

/** Most accounts that a preview looks at: it asks the vendor for each. */
const mostLooked = 2000;

/** The connection to a vendor that takes something back, or a Fault that says which do. */
export async function writableConnection({ db }: Context, vendor: string): Promise<{ row: ConnectionRow; connector: Connector }> {
  const connector = connectorOf(vendor);
  if (!connector.write) throw fault('invalid', 'no_write_back', `Nothing can be sent back to ${connector.name}.`, { remedy: `It can to: ${vendors.filter((one) => one.connector.write).map((one) => one.connector.vendor).join(', ')}.` });
  return { row: await getConnection(db, connector.vendor), connector };
}

/** What may be sent back to a vendor, and how it stands. */
export async function readWriteBack(context: Context, vendor: string): Promise<WriteBackItem> {
  const { db, clock } = context;
  const { row, connector } = await writableConnection(context, vendor);
  const write = await readWrite(db, row.source_id);
  const [counts, approver, refusal] = [
    await db.query<{ state: string; n: number }>('select state, count(*)::int as n from field_write where source_id = $1 group by 1', [row.source_id]),
    await db.maybe<{ name: string }>('select name from app_user where id = $1', [write.approved_by]),
    write.approved_digest === null ? null : await standingRefusal(db, clock, row, write),
  ];
  return {
    vendor: row.vendor, name: connector.name, scopes: [...(connector.write?.scopes ?? [])], types: actionTypes.map(({ id }) => id).filter((id) => carries(row.vendor, id)), records: write.records, takesFields: connector.write?.fields !== undefined,
    map: ownValueNames.flatMap((name) => { const mapped = write.map[name]; return mapped ? [{ name, field: mapped.field, label: mapped.label }] : []; }), on: write.approved_digest !== null, approvedBy: approver?.name ?? null, approvedAt: write.approved_at?.toISOString() ?? null, held: refusal,
    lastRunAt: write.last_run_at?.toISOString() ?? null, lastError: write.last_error, counts: Object.fromEntries(fieldStates.map((state) => [state, counts.find((one) => one.state === state)?.n ?? 0])) as WriteBackItem['counts'], version: write.version,
  };
}

/** Runs `work` with an open client of a vendor that takes fields. */
async function withFields<T>(context: Context, deps: SyncDeps, vendor: string, work: (row: ConnectionRow, open: ReturnType<typeof openVendor>, writer: FieldWriter) => Promise<T>): Promise<T> {
  const { row } = await writableConnection(context, vendor);
  const open = openVendor(context, { ...deps, timeoutMs: deps.timeoutMs ?? 20_000 }, row, 2);
  try {
    if (!open.connector.write?.fields) throw fault('invalid', 'no_fields', `${open.connector.name} takes no fields.`);
    return await work(row, open, open.connector.write.fields);
  } finally {
    open.close();
  }
}

/** The vendor's fields, as it describes them now. */
export function describeFields(context: Context, deps: SyncDeps, vendor: string): Promise<VendorField[]> {
  return withFields(context, deps, vendor, async (_row, { client }, writer) => writer.describe.read(await client.json(writer.describe.request)));
}

/** What would be written, and to whom, as the vendor's records stand now. Nothing is changed. */
export function previewFields(context: Context, deps: SyncDeps, vendor: string): Promise<WritePreview> {
  return withFields(context, deps, vendor, async (row, open, writer) => {
    const { db } = context;
    const { map } = await readWrite(db, row.source_id);
    const { linked } = await db.one<{ linked: number }>("select count(*)::int as linked from external_id e join account a on a.id = e.entity_id where e.source_id = $1 and e.entity = 'account' and a.merged_into is null", [row.source_id]);
    const looked = await readLinked(db, row.source_id, { limit: mostLooked });
    const seen = await lookAtFields(db, { sourceId: row.source_id, writer, client: open.client }, await wantedFor(db, map, looked));
    const names = new Map((await db.query<{ id: string; name: string }>('select id, name from account where id = any($1)', [looked.map(({ accountId }) => accountId)])).map(({ id, name }) => [id, name]));
    const count = (verdict: WritePreviewRow['verdict']) => seen.filter((one) => one.verdict === verdict).length;
    return {
      vendor: row.vendor, linked, looked: looked.length, counts: { write: count('write'), done: count('done'), equal: count('equal'), held: count('held'), gone: count('gone') }, digest: mappingDigest(row, map),
      rows: seen.map(({ accountId, ref, name, field, now, value, verdict }) => ({ accountId, accountName: names.get(accountId) ?? accountId, ref, link: writer.link(row.address, ref), name: name as OwnValueName, field, now, next: value, verdict })),
    };
  });
}

interface Listed extends Omit<FieldWriteItem, 'vendorName' | 'link' | 'wanted' | 'found' | 'writtenAt'> {
  address: string;
  wanted: [FieldWriteItem['wanted']];
  found: [FieldWriteItem['found']] | null;
  writtenAt: Date | null;
}

/** Fields of the accounts of the book as they were last left; what needs a person first. */
export async function listFieldWrites({ db, principal }: Context, filter: { vendor?: string | undefined; accountId?: string | undefined; state?: string | undefined; limit: number; offset: number }): Promise<{ items: FieldWriteItem[]; total: number }> {
  const params: unknown[] = [filter.vendor?.toLowerCase() ?? null, filter.accountId ?? null, filter.state ?? null];
  const from = `from field_write w join account a on a.id = w.account_id join connection c on c.source_id = w.source_id
    where ($1::text is null or c.vendor = $1) and ($2::text is null or w.account_id = $2) and ($3::text is null or w.state = $3) and ${bookCondition(principal, 'a', params)}`;
  const { total } = await db.one<{ total: number }>(`select count(*)::int as total ${from}`, params);
  const rows = await db.query<Listed>(
    `select c.vendor, c.address, a.id as "accountId", a.name as "accountName", w.ref, w.name, w.field, w.state, w.wanted, w.found, w.error, w.written_at as "writtenAt" ${from}
     order by w.state not in ('held', 'refused', 'waiting', 'gone'), w.written_at desc nulls last, a.name, w.ref, w.field limit ${filter.limit} offset ${filter.offset}`, params);
  return { total, items: rows.map(({ address, wanted, found, writtenAt, ...row }) => ({ ...row, vendorName: findConnector(row.vendor)?.name ?? row.vendor, link: findConnector(row.vendor)?.write?.fields?.link(address, row.ref) ?? address, wanted: wanted[0], found: found?.[0] ?? null, writtenAt: writtenAt?.toISOString() ?? null })) };
}
