import { sha256 } from '../../../lib/ids.ts';
import type { Clock } from '../../../lib/clock.ts';
import type { Db } from '../../../platform/postgres/database.ts';
import { findConnector } from '../../../source/connector/vendors.ts';
import type { ConnectionRow } from '../../../source/sync/connection/connection-store.ts';
import type { WriteRow } from '../../../source/sync/connection/write-store.ts';
import { readSwitch } from '../action-switch.ts';
import { autonomyOf } from '../decide.ts';
import { readPolicy } from '../judge-actions.ts';
import { canonicalJson } from '../render-action.ts';

/** What a standing approval covers: whose system, and which value goes to which field. Another mapping has to be approved anew. */
export function mappingDigest({ source_id: sourceId, address }: Pick<ConnectionRow, 'source_id' | 'address'>, map: WriteRow['map']): string {
  return sha256(canonicalJson({ sourceId, address, map }));
}

/** Why nothing may be written. */
export interface Held {
  message: string;
  remedy: string;
}

/** Why values are not written to a connection although somebody wanted it; null when they are. Asked again before each batch. */
export async function standingRefusal(db: Db, clock: Clock, connection: ConnectionRow, write: WriteRow): Promise<Held | null> {
  const name = findConnector(connection.vendor)?.name ?? connection.vendor;
  if (write.approved_digest === null) return { message: 'It is switched off.', remedy: 'A leader turns it on after looking at the preview.' };
  if (write.approved_digest !== mappingDigest(connection, write.map)) return { message: 'The mapping is not what was approved.', remedy: 'Look at the preview, and turn it on again.' };
  if (connection.state !== 'active') return { message: `The connection to ${name} is paused.`, remedy: 'Resume it.' };
  if ((await readSwitch(db)).stopped) return { message: 'Everything is stopped.', remedy: 'Let actions go out again in Settings, Actions.' };
  const level = autonomyOf('crm_field', (await readPolicy(db, clock)).policy);
  if (level === 'off' || level === 'suggest' || level === 'draft') return { message: 'The policy does not let field values go out.', remedy: 'Let a person approve "Field values", or more, in Settings, Actions.' };
  return null;
}
