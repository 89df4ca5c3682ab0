import { systemClock, toDate, type Clock } from '../lib/clock.ts';
import { asOfEnd, type Day } from '../lib/period.ts';
import type { Db } from './postgres/database.ts';

/**
 * The business clock of one data directory: wall time plus a stored offset, or standing still in the last millisecond of a reading day
 * while an archive is worked with. Wall time is never touched.
 */
export interface BusinessClock extends Clock {
  /** The day at whose end business time stands, or null when it runs. */
  readingDay(): Day | null;
  /** Stands at the end of `day`, or runs again with null. Durable. */
  setReadingDay(day: Day | null): Promise<void>;
}

const offsetKey = 'clock.offsetMs';
const readingKey = 'clock.readingDay';

/** Reads the stored state once; this process is the only one that changes it (one owner per data directory). */
export async function openBusinessClock(db: Db): Promise<BusinessClock> {
  const rows = await db.query<{ key: string; value: unknown }>('select key, value from setting where key = any($1)', [[offsetKey, readingKey]]);
  const stored = new Map(rows.map((row) => [row.key, row.value]));
  const offsetMs = Number(stored.get(offsetKey) ?? 0);
  let reading = (stored.get(readingKey) as Day | null | undefined) ?? null;
  const running = systemClock(() => offsetMs);
  return {
    now: () => (reading === null ? running.now() : toDate(asOfEnd(reading).getTime() - 1)),
    wall: running.wall,
    readingDay: () => reading,
    async setReadingDay(day) {
      await db.query('insert into setting (key, value, updated_at) values ($1, $2, $3) on conflict (key) do update set value = excluded.value, updated_at = excluded.updated_at', [readingKey, JSON.stringify(day), running.wall()]);
      reading = day;
    },
  };
}
