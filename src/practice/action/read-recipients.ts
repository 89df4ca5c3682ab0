import type { Db } from '../../platform/postgres/database.ts';
import type { Day } from '../../lib/period.ts';
import type { Recipient } from './decide.ts';
import { zonesOf } from './recipient-zone.ts';

const address = /^[^\s@<>"',;:\\()[\]]+@[^\s@<>"',;:\\()[\]]+\.[^\s@<>"',;:\\()[\]]+$/;

/** One address of a usual form, and nothing that a mail header could read as more. */
export function usableAddress(email: string | null): string | null {
  const text = email?.trim() ?? '';
  return text.length <= 254 && address.test(text) ? text : null;
}

/** The people of these ids as the records stand; ids without a record are absent. `today` is a business day. */
export async function readRecipients(db: Db, personIds: readonly string[], today: Day, fallbackZone: string): Promise<Map<string, Recipient>> {
  const rows = await db.query<{ id: string; accountId: string | null; name: string | null; email: string | null; left: boolean; timeZone: string | null; country: string | null; suppressed: boolean }>(
    `select p.id, p.account_id as "accountId", p.name, p.email, coalesce(p.left_on <= $2::date, false) as left, p.time_zone as "timeZone", a.country,
       exists (select 1 from suppression s where s.address = lower(trim(p.email))) as suppressed
     from person p left join account a on a.id = p.account_id where p.id = any($1)`,
    [[...new Set(personIds)], today],
  );
  return new Map(rows.map(({ id, accountId, name, email, left, timeZone, country, suppressed }) => [id, { personId: id, accountId, name, address: usableAddress(email), left, zones: zonesOf({ timeZone, country }, fallbackZone), suppressed }]));
}
