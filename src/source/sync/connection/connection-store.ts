import { fault } from '../../../lib/fault.ts';
import type { SecretBox } from '../../../platform/secret-box.ts';
import type { Db } from '../../../platform/postgres/database.ts';
import type { Credentials, Tokens } from '../../connector/connector.ts';
import type { RateReading } from '../../connector/rate-governor.ts';

/** What went wrong last, in words a person can act on. */
export interface ConnectionError {
  code: string;
  message: string;
  remedy: string | null;
  at: string;
}

/** A connection as stored. */
export interface ConnectionRow {
  source_id: string;
  vendor: string;
  state: 'active' | 'paused' | 'disconnected';
  address: string;
  base_url: string | null;
  sandbox: boolean;
  credentials: string | null;
  tokens: string | null;
  objects: string[];
  every_minutes: number;
  since: Date | null;
  due_at: Date | null;
  leased_until: Date | null;
  created_at: Date;
  last_sync_at: Date | null;
  last_error: ConnectionError | null;
  failures: number;
  rates: RateReading[];
  refresh_expires_at: Date | null;
  writes: boolean;
}

/** The source of a vendor's records. Files that were imported under the vendor's name share it. */
export function sourceIdOf(vendor: string): string {
  return `src_${vendor}`;
}

/** The connection to a vendor, or a `notFound` Fault. */
export async function getConnection(db: Db, vendor: string): Promise<ConnectionRow> {
  const row = await findConnection(db, vendor);
  if (!row || row.state === 'disconnected') throw fault('notFound', 'connection', `"${vendor}" is not connected.`, { remedy: `Connect it with "source add ${vendor}".` });
  return row;
}

/** The connection to a vendor, one that was disconnected too. */
export function findConnection(db: Db, vendor: string): Promise<ConnectionRow | undefined> {
  return db.maybe<ConnectionRow>('select * from connection where vendor = $1', [vendor.toLowerCase()]);
}

function placeOf(sourceId: string, what: 'credentials' | 'tokens'): string {
  return `connection/${sourceId}/${what}`;
}

/** Ends the leases of readers that the end of a process cut off. Called when a store is opened, before anything reads. */
export async function releaseConnections(db: Db): Promise<void> {
  await db.query('update connection set leased_until = null where leased_until is not null');
  await db.query('update connection_write set leased_until = null where leased_until is not null');
}

/** Seals what a person entered. */
export function sealCredentials(box: SecretBox, sourceId: string, credentials: Credentials): string {
  return box.seal(JSON.stringify(credentials), placeOf(sourceId, 'credentials'));
}

/** What a person entered; a Fault when the key is not here. */
export function openCredentials(box: SecretBox, row: Pick<ConnectionRow, 'source_id' | 'credentials'>): Credentials {
  return row.credentials === null ? {} : (JSON.parse(box.open(row.credentials, placeOf(row.source_id, 'credentials'))) as Credentials);
}

/** The newest tokens, if any were got. */
export function openTokens(box: SecretBox, row: Pick<ConnectionRow, 'source_id' | 'tokens'>): Tokens | null {
  return row.tokens === null ? null : (JSON.parse(box.open(row.tokens, placeOf(row.source_id, 'tokens'))) as Tokens);
}

/** Keeps new tokens. */
export async function saveTokens(db: Db, box: SecretBox, sourceId: string, tokens: Tokens, toDate: (ms: number) => Date): Promise<void> {
  await db.query('update connection set tokens = $2, refresh_expires_at = $3 where source_id = $1', [sourceId, box.seal(JSON.stringify(tokens), placeOf(sourceId, 'tokens')), tokens.refreshExpiresAtMs === null ? null : toDate(tokens.refreshExpiresAtMs)]);
}

/** Seals every stored secret with the newest key; answers how many were sealed with an older one. */
export async function resealAll(db: Db, box: SecretBox): Promise<number> {
  return db.tx(async (tx) => {
    let count = 0;
    for (const row of await tx.query<Pick<ConnectionRow, 'source_id' | 'credentials' | 'tokens'>>('select source_id, credentials, tokens from connection for update')) {
      for (const what of ['credentials', 'tokens'] as const) {
        const sealed = row[what];
        if (sealed === null || !box.isStale(sealed)) continue;
        const place = placeOf(row.source_id, what);
        await tx.query(`update connection set ${what} = $2 where source_id = $1`, [row.source_id, box.seal(box.open(sealed, place), place)]);
        count += 1;
      }
    }
    return count;
  });
}
