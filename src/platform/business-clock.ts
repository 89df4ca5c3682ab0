import { systemClock, toDate, type Clock } from '../lib/clock.ts';
import { fault } from '../lib/fault.ts';
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
  /** The store was created to be moved through time by hand. */
  readonly simulated: boolean;
  /** Moves business time on to `at`, never back; from there it runs on. Durable. Only of a simulated clock: Fault `conflict` otherwise. */
  moveTo(at: Date): Promise<void>;
}

const offsetKey = 'clock.offsetMs';
const readingKey = 'clock.readingDay';
const simulatedKey = 'clock.simulated';

const write = (db: Db, key: string, value: unknown, wall: Date) =>
  db.query('insert into setting (key, value, updated_at) values ($1, $2, $3) on conflict (key) do update set value = excluded.value, updated_at = excluded.updated_at', [key, JSON.stringify(value), wall]);

/**
 * Reads the stored state once; this process is the only one that changes it (one owner per data directory). `simulate` makes the clock of a store
 * that was created just now (`fresh`) a simulated one; asked of a store that has a real clock it is a Fault `conflict`.
 */
export async function openBusinessClock(db: Db, { simulate = false, fresh = false }: { simulate?: boolean; fresh?: boolean } = {}): Promise<BusinessClock> {
  const rows = await db.query<{ key: string; value: unknown }>('select key, value from setting where key = any($1)', [[offsetKey, readingKey, simulatedKey]]);
  const stored = new Map(rows.map((row) => [row.key, row.value]));
  let offsetMs = Number(stored.get(offsetKey) ?? 0);
  let reading = (stored.get(readingKey) as Day | null | undefined) ?? null;
  const running = systemClock(() => offsetMs);
  if (simulate && !fresh && stored.get(simulatedKey) !== true) throw fault('conflict', 'clock_real', 'This store was created with a real clock, and keeps it.', { remedy: 'Name a new directory with --data, or leave --simulated-clock out.' });
  if (simulate && fresh) await write(db, simulatedKey, true, running.wall());
  const simulated = (simulate && fresh) || stored.get(simulatedKey) === true;
  const now = () => (reading === null ? running.now() : toDate(asOfEnd(reading).getTime() - 1));
  const setReadingDay = async (day: Day | null) => {
    await write(db, readingKey, day, running.wall());
    reading = day;
  };
  return {
    now, simulated, setReadingDay,
    wall: running.wall,
    readingDay: () => reading,
    async moveTo(at) {
      if (!simulated) throw fault('conflict', 'clock_real', 'This store has a real clock, which nobody moves.', { remedy: 'Create a store with --simulated-clock in a directory of its own.' });
      if (at < now()) return;
      const next = at.getTime() - running.wall().getTime();
      await write(db, offsetKey, next, running.wall());
      offsetMs = next;
      if (reading !== null) await setReadingDay(null);
    },
  };
}
