import { createHmac } from 'node:crypto';
import type { SuppressionItem } from '../../contract/action-setting.ts';
import type { Clock } from '../../lib/clock.ts';
import { sha256 } from '../../lib/ids.ts';
import type { FindUnsubscribeLink } from '../../platform/mail/unsubscribe-routes.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { appendAudit } from './action-audit.ts';

/** Why an address is not written to. */
export type SuppressionReason = SuppressionItem['reason'];

/** Puts an address on the list; one that is there stays as it is. Answers whether it is new. */
export async function suppress(db: Db, clock: Clock, { address, reason, note, byWhom }: { address: string; reason: SuppressionReason; note?: string | undefined; byWhom: string }): Promise<boolean> {
  return db.tx(async (tx) => {
    const rows = await tx.query('insert into suppression (address, reason, note, at, by_whom) values ($1, $2, $3, $4, $5) on conflict (address) do nothing returning address', [address.trim().toLowerCase(), reason, note ?? null, clock.now(), byWhom]);
    if (rows.length) await appendAudit(tx, clock.now(), [{ actionId: null, event: 'suppressed', byWhom, detail: { address: sha256(address.trim().toLowerCase()), reason } }]);
    return rows.length > 0;
  });
}

/** The token of one person's link in one action: the same at every attempt, and not to be guessed without the secret. */
export function unsubscribeToken(secret: string, actionId: string, address: string): string {
  return createHmac('sha256', secret).update(JSON.stringify([actionId, address.toLowerCase()])).digest('base64url');
}

/** Makes links work: only the hashes of their tokens are kept. */
export async function keepTokens(tx: Db, clock: Clock, links: readonly { token: string; address: string; actionId: string }[]): Promise<void> {
  await tx.query(
    'insert into unsubscribe_token (token_hash, address, action_id, created_at) select i.*, $4 from unnest($1::text[], $2::text[], $3::text[]) i on conflict (token_hash) do nothing',
    [links.map(({ token }) => sha256(token)), links.map(({ address }) => address.toLowerCase()), links.map(({ actionId }) => actionId), clock.now()],
  );
}

/** The links of messages to customers: stopping them puts the address on the list. */
export function suppressionLink(db: Db, clock: Clock): FindUnsubscribeLink {
  return async (token) => {
    const found = await db.maybe<{ address: string; stopped: boolean }>('select t.address, exists (select 1 from suppression s where s.address = t.address) as stopped from unsubscribe_token t where t.token_hash = $1', [sha256(token)]);
    return found && { ...found, stop: () => suppress(db, clock, { address: found.address, reason: 'unsubscribed', byWhom: 'recipient' }) };
  };
}

/** Takes an address off the list again, since its owner asked for it. Answers whether it was there. */
export async function liftSuppression(db: Db, clock: Clock, { address, note, byWhom }: { address: string; note: string; byWhom: string }): Promise<boolean> {
  return db.tx(async (tx) => {
    const rows = await tx.query('delete from suppression where address = $1 returning address', [address.trim().toLowerCase()]);
    if (rows.length) await appendAudit(tx, clock.now(), [{ actionId: null, event: 'suppression_lifted', byWhom, detail: { address: sha256(address.trim().toLowerCase()), note } }]);
    return rows.length > 0;
  });
}
