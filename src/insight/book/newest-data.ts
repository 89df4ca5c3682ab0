import { dayOf, type Day } from '../../lib/period.ts';
import { toDate, type Clock } from '../../lib/clock.ts';
import { findUsageTail, readWeeksOfKeys } from '../../customer/usage/usage-tail.ts';
import type { Analytics } from '../../platform/analytics/analytics.ts';
import { literal } from '../../platform/analytics/literal.ts';
import type { Db } from '../../platform/postgres/database.ts';

/** Data older than this is an archive: its accounts are not silent, their records simply end. */
const archiveDays = 45;

/** The newest day on which any record says something happened, not after `until`; null without data. Agreed future days do not count. */
export async function newestDataDay(db: Db, analytics: Analytics, until: Date): Promise<Day | null> {
  const [row, [usage]] = await Promise.all([
    db.one<{ day: string | null }>(
      `select to_char(max(at), 'YYYY-MM-DD') as day from (
         select max(opened_at) as at from ticket where opened_at < $1
         union all select max(at) from activity where at < $1
         union all select max(answered_at) from survey_answer where answered_at < $1
         union all select max(issued_on)::timestamptz from invoice where issued_on < $1
         union all select max(start_on)::timestamptz from agreement_line where start_on < $1
         union all select max(on_day)::timestamptz from business_change where on_day < $1) newest`, [until]),
    // Each by itself: the newest of an empty table is no day that could be compared.
    analytics.query<{ events: string; periods: string }>(
      `select toString((select max(day) from event where day <= toDate32(${literal(dayOf(until))}))) as events,
         toString((select max(toDate32(start_on) + days - 1) from usage_period where toDate32(start_on) + days - 1 <= toDate32(${literal(dayOf(until))}))) as periods`),
  ]);
  const days = [row.day, usage?.events, usage?.periods].filter((day): day is string => !!day && day > '1980-01-01' && day <= dayOf(until));
  return days.toSorted().at(-1) ?? null;
}

/** A store of contracts alone, some of them in force: they say what holds today, however long ago the last one began. */
async function isContractsInForce(db: Db, analytics: Analytics, today: Day): Promise<boolean> {
  const [{ only }, [usage]] = await Promise.all([
    db.one<{ only: boolean }>(
      `select not exists (select 1 from ticket) and not exists (select 1 from activity) and not exists (select 1 from survey_answer) and not exists (select 1 from invoice)
         and exists (select 1 from agreement_line where start_on <= $1 and (term_end is null or term_end > $1) and (ended_on is null or ended_on > $1)) as only`, [today]),
    analytics.query<{ rows: string }>('select toString((select count() from event) + (select count() from usage_period)) as rows'),
  ]);
  return only && usage?.rows === '0';
}

/** The day an archive should be read at: its newest data day when that is long past, or where its usage begins to run dry; null for data that is current. */
export async function archiveDay(db: Db, analytics: Analytics, clock: Clock): Promise<Day | null> {
  const wall = clock.wall();
  const newest = await newestDataDay(db, analytics, wall);
  if (newest === null || newest >= dayOf(toDate(wall.getTime() - archiveDays * 86_400_000))) return null;
  if (await isContractsInForce(db, analytics, dayOf(wall))) return null;
  const tail = findUsageTail(await readWeeksOfKeys(analytics));
  return tail && tail.fullUntil < newest ? tail.fullUntil : newest;
}
