import type { Db } from '../../../platform/postgres/database.ts';
import type { SecretBox } from '../../../platform/secret-box.ts';
import { toDate } from '../../../lib/clock.ts';
import type { VendorField } from '../../connector/write.ts';
import { openTokens, saveTokens, type ConnectionError, type ConnectionRow } from './connection-store.ts';

/** A field of the vendor's that is Mainstay's own. */
export type MappedField = Pick<VendorField, 'label' | 'type' | 'length'> & { field: string };

/** What may be sent back by a connection, and where it stands. */
export interface WriteRow {
  source_id: string;
  records: boolean;
  map: Readonly<Record<string, MappedField>>;
  approved_digest: string | null;
  approved_by: string | null;
  approved_at: Date | null;
  version: number;
  feed_seq: number;
  swept_at: Date | null;
  leased_until: Date | null;
  due_at: Date | null;
  last_run_at: Date | null;
  last_error: ConnectionError | null;
}

/** The settings of a connection that never sent anything back. */
export function emptyWrite(sourceId: string): WriteRow {
  return { source_id: sourceId, records: false, map: {}, approved_digest: null, approved_by: null, approved_at: null, version: 1, feed_seq: 0, swept_at: null, leased_until: null, due_at: null, last_run_at: null, last_error: null };
}

/** What may be sent back by a connection; `hold` keeps it as it is until the transaction ends. */
export async function readWrite(db: Db, sourceId: string, hold = false): Promise<WriteRow> {
  if (hold) await db.query('insert into connection_write (source_id) values ($1) on conflict do nothing', [sourceId]);
  return (await db.maybe<WriteRow>(`select * from connection_write where source_id = $1${hold ? ' for update' : ''}`, [sourceId])) ?? emptyWrite(sourceId);
}

/** Fields that Mainstay writes at a vendor: they are not read back as the customer's. */
export async function ownFields(db: Db, vendor: string): Promise<string[]> {
  const rows = await db.query<{ map: WriteRow['map'] }>('select w.map from connection_write w join connection c on c.source_id = w.source_id where c.vendor = $1', [vendor]);
  return rows.flatMap(({ map }) => Object.values(map).map(({ field }) => field));
}

/** Makes the next call ask for a new access token, so that it carries the permissions that are wanted now. */
export async function expireAccess(db: Db, box: SecretBox, row: ConnectionRow): Promise<void> {
  const tokens = openTokens(box, row);
  if (tokens) await saveTokens(db, box, row.source_id, { ...tokens, expiresAtMs: 1 }, toDate);
}
