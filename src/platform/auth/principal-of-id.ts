import type { Clock } from '../../lib/clock.ts';
import type { Principal } from '../operation/context.ts';
import type { Db } from '../postgres/database.ts';
import { findKeyById, standingSql } from './api-key.ts';
import { localAgent, localPrincipal } from './authenticate.ts';
import { principalOfKey, principalOfUser, type Standing } from './principal-of.ts';

/** Who somebody is now, with the rights of this moment, for work that goes on after they asked for it; null when they may do nothing any more. */
export async function principalOfId(db: Db, clock: Clock, { kind, id }: { kind: string; id: string }): Promise<Principal | null> {
  if (kind === 'local' && id === localPrincipal.id) return localPrincipal;
  if (kind === 'key' && id === localAgent.id) return localAgent;
  if (kind === 'key') {
    const key = await findKeyById(db, clock, id);
    return key ? principalOfKey(key) : null;
  }
  if (kind !== 'user') return null;
  const row = await db.maybe<{ name: string; standing: Standing }>(`select u.name, ${standingSql} as standing from app_user u where u.id = $1 and u.disabled_at is null and u.accepted_at is not null`, [id]);
  return row ? principalOfUser({ id, name: row.name, ...row.standing }) : null;
}
