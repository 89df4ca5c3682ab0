import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../lib/clock.ts';
import { linkSecret } from '../../platform/mail/link-secret.ts';
import type { FindUnsubscribeLink } from '../../platform/mail/unsubscribe-routes.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { changeWishes, readWishes } from './preferences.ts';

const signature = (secret: string, digestId: string) => createHmac('sha256', secret).update(JSON.stringify(['digest', digestId])).digest();

/** The token of the link by which the reader of one digest stops them all; not to be made without the store's secret. Pure. */
export function digestToken(secret: string, digestId: string): string {
  return `${digestId}.${signature(secret, digestId).toString('base64url')}`;
}

/** The links of digests: stopping them sets the reader's schedule to off, which they can change back under Settings. */
export function digestLink(db: Db, clock: Clock): FindUnsubscribeLink {
  return async (token) => {
    const [digestId = '', signed = ''] = token.split('.');
    const [given, expected] = [Buffer.from(signed, 'base64url'), signature(await linkSecret(db), digestId)];
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
    const reader = await db.maybe<{ id: string; address: string | null }>('select u.id, u.email as address from notification_digest d join app_user u on u.id = d.user_id where d.id = $1', [digestId]);
    if (!reader) return undefined;
    const { schedule } = await readWishes(db, reader.id);
    return { address: reader.address ?? '', stopped: schedule === 'off', stop: () => changeWishes(db, clock, reader.id, { schedule: 'off' }) };
  };
}
