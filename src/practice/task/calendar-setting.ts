import { businessCalendar, type BusinessCalendar } from '../../contract/task.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { plainCalendar } from './business-day.ts';

const settingKey = 'business_calendar';

/** The company's free days; Saturday and Sunday while nothing is set. */
export async function readCalendar(db: Db): Promise<BusinessCalendar> {
  const row = await db.maybe<{ value: unknown }>('select value from setting where key = $1', [settingKey]);
  const parsed = businessCalendar.safeParse(row?.value);
  return parsed.success ? parsed.data : plainCalendar;
}

/** States the company's free days. */
export async function writeCalendar(db: Db, wall: Date, calendar: BusinessCalendar): Promise<void> {
  const tidy = { weekend: [...new Set(calendar.weekend)].toSorted(), holidays: [...new Set(calendar.holidays)].toSorted() };
  await db.query('insert into setting (key, value, updated_at) values ($1, $2, $3) on conflict (key) do update set value = excluded.value, updated_at = excluded.updated_at', [settingKey, JSON.stringify(tidy), wall]);
}
