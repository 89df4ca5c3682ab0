import { addDays, type Day } from '../../lib/period.ts';
import type { Analytics } from '../../platform/analytics/analytics.ts';

/** One week with deliveries: its Monday, and how many different group or user keys were active. */
export interface WeekOfKeys {
  week: Day;
  keys: number;
}

/** Where deliveries begin to run dry. */
export interface UsageTail {
  /** The last day that was delivered in full. */
  fullUntil: Day;
  /** Active keys in the newest week, and in an ordinary one before the tail. */
  newestKeys: number;
  usualKeys: number;
}

const tailWeeks = 6;
const usualWeeks = 12;
/** A week with fewer keys than this share of an ordinary one was not delivered in full: customers do not leave at that rate. */
const fullShare = 0.75;

/**
 * Finds an end of data that runs dry: the newest weeks, at most six, in which far fewer customers are active than in the twelve weeks before.
 * Weeks are oldest first. Undefined when the newest week but one is as full as usual: a single short week is one that has just begun.
 */
export function findUsageTail(weeks: readonly WeekOfKeys[]): UsageTail | undefined {
  const usual = weeks.slice(-(usualWeeks + tailWeeks), -tailWeeks);
  const newest = weeks.at(-1);
  if (usual.length < usualWeeks / 2 || !newest) return undefined;
  const usualKeys = usual.map(({ keys }) => keys).toSorted((a, b) => a - b)[Math.floor(usual.length / 2)] as number;
  const isFull = ({ keys }: WeekOfKeys) => keys >= fullShare * usualKeys;
  const last = weeks.findLastIndex(isFull);
  const short = weeks.length - 1 - last;
  if (short < 2 || short > tailWeeks) return undefined;
  return { fullUntil: addDays((weeks[last] as WeekOfKeys).week, 6), newestKeys: newest.keys, usualKeys };
}

/** Keys active per week over the newest half year of deliveries, oldest first. One pass over that part of both stores. */
export async function readWeeksOfKeys(analytics: Analytics): Promise<WeekOfKeys[]> {
  return analytics.query<WeekOfKeys>(
    `with (select greatest((select max(day) from event), (select max(start_on + days - 1) from usage_period))) as newest
     select toString(toMonday(on)) as week, toUInt32(uniq(key)) as keys from (
       select day as on, if(group_hash = 0, user_hash, group_hash) as key from event where day > newest - 182 and day <= newest
       union all select start_on as on, if(group_hash = 0, user_hash, group_hash) as key from usage_period where start_on > newest - 182 and start_on <= newest)
     group by week order by week`, { lane: 'bulk' });
}
