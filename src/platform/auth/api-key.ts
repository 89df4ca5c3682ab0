import type { Clock } from '../../lib/clock.ts';
import { toDate } from '../../lib/clock.ts';
import { fault } from '../../lib/fault.ts';
import { newId, newSecret, sha256 } from '../../lib/ids.ts';
import type { Principal } from '../operation/context.ts';
import type { Scope } from '../operation/operation.ts';
import type { Db } from '../postgres/database.ts';

/** `api`: REST and command line. `write_server`: sends events and may create accounts. `write_public`: sends events from listed origins, creates none. */
export type KeyKind = 'api' | 'write_public' | 'write_server';

export interface NewKey {
  name: string;
  kind: KeyKind;
  scopes: readonly Scope[];
  origins: readonly string[];
  expiresDays?: number;
}

export interface KeyRow {
  id: string;
  kind: KeyKind;
  name: string;
  prefix: string;
  scopes: Scope[];
  origins: string[];
  sourceId: string | null;
  createdAt: Date;
  lastUsedAt: Date | null;
  expiresAt: Date | null;
  revokedAt: Date | null;
}

const columns = 'id, kind, name, prefix, scopes, origins, source_id as "sourceId", created_at as "createdAt", last_used_at as "lastUsedAt", expires_at as "expiresAt", revoked_at as "revokedAt"';
const prefixes: Record<KeyKind, string> = { api: 'ms_api_', write_public: 'ms_pub_', write_server: 'ms_srv_' };

/** Makes a key. The key is returned once; its SHA-256 is stored. Nobody grants what they do not hold. */
export async function createKey(db: Db, clock: Clock, creator: Principal, input: NewKey): Promise<{ id: string; key: string }> {
  const missing = input.scopes.find((scope) => !creator.scopes.has(scope) && !creator.scopes.has('admin'));
  if (missing) throw fault('forbidden', 'scope', `You cannot grant the scope "${missing}", which you do not hold.`);
  if (input.kind === 'write_public' && input.origins.length === 0) throw fault('invalid', 'origins', 'A public key needs the origins it may send from.', { fields: [{ path: 'origins', message: 'Give at least one, for example https://app.example.com' }] });
  if (input.kind === 'api' && input.scopes.length === 0) throw fault('invalid', 'scopes', 'An API key needs at least one scope.', { fields: [{ path: 'scopes', message: 'One of read, write, import, admin' }] });
  const key = prefixes[input.kind] + newSecret();
  const now = clock.wall();
  const id = newId('key', now.getTime());
  await db.tx(async (tx) => {
    const sourceId = input.kind === 'api' ? null : `tracking:${id}`;
    if (sourceId) await tx.query("insert into source (id, kind, name, created_at) values ($1, 'tracking', $2, $3)", [sourceId, input.name, now]);
    await tx.query(
      'insert into api_key (id, kind, name, key_hash, prefix, scopes, origins, source_id, created_by, created_at, expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)',
      [id, input.kind, input.name, sha256(key), key.slice(0, 12), input.scopes, input.origins.map(normalOrigin), sourceId, creator.id, now, input.expiresDays ? toDate(now.getTime() + input.expiresDays * 86_400_000) : null],
    );
  });
  return { id, key };
}

function normalOrigin(text: string): string {
  if (!URL.canParse(text) || new URL(text).origin === 'null') throw fault('invalid', 'origins', `"${text}" is not an origin.`, { fields: [{ path: 'origins', message: 'Write scheme and host, for example https://app.example.com' }] });
  return new URL(text).origin;
}

/** The live key behind a secret, or undefined. Also notes when it was used, at most once a minute. */
export async function findKey(db: Db, clock: Clock, secret: string): Promise<KeyRow | undefined> {
  const now = clock.wall();
  return db.maybe<KeyRow>(
    `with live as (select * from api_key where key_hash = $1 and revoked_at is null and (expires_at is null or expires_at > $2)),
       used as (update api_key k set last_used_at = $2 from live where k.id = live.id and (live.last_used_at is null or live.last_used_at < $2::timestamptz - interval '1 minute'))
     select ${columns} from live`,
    [sha256(secret), now],
  );
}

/** All keys, without their secrets, newest first. */
export function listKeys(db: Db): Promise<KeyRow[]> {
  return db.query<KeyRow>(`select ${columns} from api_key order by created_at desc`);
}

/** Ends a key at once. */
export async function revokeKey(db: Db, clock: Clock, id: string): Promise<void> {
  const row = await db.maybe('update api_key set revoked_at = coalesce(revoked_at, $2) where id = $1 returning id', [id, clock.wall()]);
  if (!row) throw fault('notFound', 'key', `There is no key "${id}".`, { remedy: 'List them with "key list".' });
}
