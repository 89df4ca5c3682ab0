import type { NotificationItem, NotificationKind, NotificationList } from '../../contract/notification.ts';
import { bookCondition, type Context, type Principal } from '../../platform/operation/context.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { isQuiet, kindsBy, todayOf, type Wishes } from './preferences.ts';

type Row = Omit<NotificationItem, 'at' | 'readAt'> & { at: Date; readAt: Date | null };

/** Columns of an item; the account's name is read now, not kept. */
const columns = `n.id, n.kind, case when cardinality(n.account_ids) = 1 then n.account_ids[1] end as "accountId",
  case when cardinality(n.account_ids) = 1 then (select a.name from account a where a.id = n.account_ids[1]) end as account, n.facts, n.reason, n.link, n.at, n.read_at as "readAt"`;

/** What this person is told and may see now: an account that left their book takes its notifications along. */
function shownTo(principal: Principal, userId: string, kinds: readonly NotificationKind[], params: unknown[]): string {
  params.push(userId, kinds);
  const [user, kind] = [params.length - 1, params.length];
  return `n.user_id = $${user} and n.kind = any($${kind}) and not n.silent and (n.account_ids = '{}' or exists (select 1 from account a where a.id = any(n.account_ids) and a.merged_into is null and ${bookCondition(principal, 'a', params)}))`;
}

function itemOf({ at, readAt, ...row }: Row): NotificationItem {
  return { ...row, at: at.toISOString(), readAt: readAt?.toISOString() ?? null };
}

/** A page of a person's notifications, newest first, with how many are unread in all. `cursor` is the id of the last one seen. */
export async function readNotifications({ db, clock, principal }: Pick<Context, 'db' | 'clock' | 'principal'>, userId: string, wishes: Wishes, page: { view: 'unread' | 'all'; limit: number; cursor?: number | undefined }): Promise<NotificationList> {
  const params: unknown[] = [];
  const shown = shownTo(principal, userId, kindsBy(wishes, 'inApp'), params);
  const counts = await db.one<{ total: number; unread: number }>(`select count(*)::int as total, (count(*) filter (where n.read_at is null))::int as unread from notification n where ${shown}`, params);
  params.push(page.cursor ?? null, page.limit + 1);
  const rows = await db.query<Row>(
    `select ${columns} from notification n where ${shown} ${page.view === 'unread' ? 'and n.read_at is null' : ''} and ($${params.length - 1}::bigint is null or n.id < $${params.length - 1}) order by n.id desc limit $${params.length}`, params);
  const items = rows.slice(0, page.limit).map(itemOf);
  const unread = isQuiet(wishes, todayOf(clock)) ? 0 : counts.unread;
  return { items, total: page.view === 'unread' ? counts.unread : counts.total, next: rows.length > page.limit ? String(items.at(-1)?.id) : null, unread };
}

/** Marks notifications of this person as read (or unread again), all of them when none is named; answers which moved. */
export async function markRead({ db, clock }: Pick<Context, 'db' | 'clock'>, userId: string, ids: readonly number[] | null, read: boolean): Promise<number[]> {
  const rows = await db.query<{ id: number }>(
    `with moved as (update notification set read_at = case when $3 then $4::timestamptz end where user_id = $1 and not silent and ($2::bigint[] is null or id = any($2)) and (read_at is null) = $3 returning id),
       told as (insert into change_feed (topic, entity_id) select 'notification', $1 where exists (select 1 from moved)) select id from moved order by id`,
    [userId, ids, read, clock.now()]);
  return rows.map(({ id }) => id);
}

/** Claims for a digest what its reader has not read, may see and wants by mail; each notification goes into one digest. */
export async function claimForDigest(tx: Db, principal: Principal, userId: string, wishes: Wishes, digestId: string, now: Date): Promise<void> {
  const params: unknown[] = [];
  const shown = shownTo(principal, userId, kindsBy(wishes, 'digest'), params);
  params.push(digestId, now);
  await tx.query(`update notification n set digest_id = $${params.length - 1} where ${shown} and n.read_at is null and n.digest_id is null and n.at > $${params.length}::timestamptz - interval '14 days'`, params);
}

/** What a digest says: its notifications that are still unread and may still be seen, newest first. */
export async function readDigestItems(db: Db, principal: Principal, userId: string, wishes: Wishes, digestId: string): Promise<NotificationItem[]> {
  const params: unknown[] = [];
  const shown = shownTo(principal, userId, kindsBy(wishes, 'digest'), params);
  params.push(digestId);
  return (await db.query<Row>(`select ${columns} from notification n where ${shown} and n.read_at is null and n.digest_id = $${params.length} order by n.id desc`, params)).map(itemOf);
}
