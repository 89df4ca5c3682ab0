import { notificationKinds, type NotificationKind, type NotificationPreferenceChange, type NotificationPreferences } from '../../contract/notification.ts';
import { toDate, type Clock } from '../../lib/clock.ts';
import { dayOf, type Day } from '../../lib/period.ts';
import type { Db } from '../../platform/postgres/database.ts';

/** What is stored of a person's wishes, and where they are. */
export type Wishes = Omit<NotificationPreferences, 'mail'>;
type Ways = Wishes['kinds'][NotificationKind];

/** Rows held back are told in the app alone: who loads files sits at it. */
const defaultWays: Wishes['kinds'] = Object.fromEntries(notificationKinds.map((kind) => [kind, { inApp: true, digest: kind !== 'import' }])) as Wishes['kinds'];
const defaults: Wishes = { schedule: 'daily', at: '08:00', weekday: 1, quietUntil: null, kinds: defaultWays };

/** A stored row, or null for a person who never chose. */
export interface WishRow {
  schedule: Wishes['schedule'];
  at: string;
  weekday: number;
  kinds: Partial<Record<string, Partial<Ways>>>;
  quietUntil: Day | null;
}

/** The columns of {@link WishRow} as one object; `alias` is the table's. */
export const wishSql = (alias: string): string =>
  `case when ${alias}.user_id is not null then jsonb_build_object('schedule', ${alias}.schedule, 'at', ${alias}.at_time, 'weekday', ${alias}.weekday, 'kinds', ${alias}.kinds, 'quietUntil', to_char(${alias}.quiet_until, 'YYYY-MM-DD')) end`;

/** A person's wishes, with the defaults where nothing was chosen. Pure. */
export function wishesOf(row: WishRow | null | undefined): Wishes {
  if (!row) return defaults;
  return { ...row, kinds: Object.fromEntries(notificationKinds.map((kind) => [kind, { ...defaultWays[kind], ...row.kinds[kind] }])) as Wishes['kinds'] };
}

/** The kinds that reach a person in one way. */
export function kindsBy({ kinds }: Wishes, way: keyof Ways): NotificationKind[] {
  return notificationKinds.filter((kind) => kinds[kind][way]);
}

/** True while nothing is to be counted or mailed. */
export function isQuiet({ quietUntil }: Wishes, today: Day): boolean {
  return quietUntil !== null && today < quietUntil;
}

export async function readWishes(db: Db, userId: string): Promise<Wishes> {
  return wishesOf((await db.maybe<{ wishes: WishRow }>(`select ${wishSql('p')} as wishes from notification_preference p where p.user_id = $1`, [userId]))?.wishes);
}

/** Changes what is named. */
export async function changeWishes(db: Db, clock: Clock, userId: string, change: NotificationPreferenceChange): Promise<void> {
  await db.tx(async (tx) => {
    await tx.query('select 1 from app_user where id = $1 for update', [userId]);
    const before = await readWishes(tx, userId);
    const kinds = Object.fromEntries(notificationKinds.map((kind) => [kind, { ...before.kinds[kind], ...change.kinds?.[kind] }]));
    const { schedule, at, weekday, quietUntil } = { ...before, ...Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) } as Wishes;
    await tx.query(
      `insert into notification_preference (user_id, schedule, at_time, weekday, kinds, quiet_until, updated_at) values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (user_id) do update set schedule = excluded.schedule, at_time = excluded.at_time, weekday = excluded.weekday, kinds = excluded.kinds, quiet_until = excluded.quiet_until, updated_at = excluded.updated_at`,
      [userId, schedule, at, weekday, JSON.stringify(kinds), quietUntil, clock.wall()]);
    await tx.query("insert into change_feed (topic, entity_id) values ('notification', $1)", [userId]);
  });
}

/** The zone in which a person's day begins: their own, else the server's. */
export function zoneOf(preferences: { timeZone?: unknown }): string {
  return typeof preferences.timeZone === 'string' ? preferences.timeZone : Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** The day and the time of day that a moment has in a zone. */
export function localTime(at: Date, timeZone: string): { day: Day; time: string } {
  const text = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(at);
  return { day: text.slice(0, 10), time: text.slice(11, 16) };
}

/** The day for which a mail is due by now, or null. A mail that could not go at its time goes later on the same day. Pure. */
export function duePeriod(wishes: Wishes, now: Date, timeZone: string): Day | null {
  const { day, time } = localTime(now, timeZone);
  if (wishes.schedule === 'off' || isQuiet(wishes, day) || time < wishes.at) return null;
  const weekday = toDate(`${day}T00:00:00Z`).getUTCDay() || 7;
  return wishes.schedule === 'weekly' && weekday !== wishes.weekday ? null : day;
}

/** Today in business time, for {@link isQuiet}. */
export function todayOf(clock: Clock): Day {
  return dayOf(clock.now());
}
