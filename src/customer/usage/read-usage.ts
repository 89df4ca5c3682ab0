import type { AsOf } from '../../lib/as-of.ts';
import { addDays, asOfEnd, daysBetween, type Day } from '../../lib/period.ts';
import type { Analytics, Lane } from '../../platform/analytics/analytics.ts';
import { periodFeaturesSql, periodTotalsSql, seenDaysSql, seenNamesSql, type PeriodFeaturesRow, type PeriodsRow, type SeenRow } from './period-query.ts';
import { anyGrouplessSql, dailyTotalsSql, featuresSql, maxSteps, totalWeeks, usersSql, type DailyRow, type FeaturesRow, type UsageScope, type UsersRow } from './usage-query.ts';

/** Moments that are read together: ends of days, or one moment within a day. `reference` is the newest day. */
export interface UsageBatch {
  reference: Day;
  moments: readonly { idx: number; at: AsOf; offset: number }[];
  /** Set when the one moment cuts its day. */
  until?: Date;
}

/** One row of a stepped statement with the step that answers a moment. */
export interface Stepped<T> {
  rows: Map<number, T>;
  /** Position of the moment's numbers in the row's lists. */
  position: number;
  /** Weeks from the statement's day back to the moment. */
  step: number;
}

/** Usage of a batch, by account number. */
export interface UsageReading {
  daily: DailyRow[];
  periods: PeriodsRow[];
  /** Moment index -> users and features from events. */
  users: Map<number, Stepped<UsersRow>>;
  features: Map<number, Stepped<FeaturesRow>>;
  /** By position of the moment in the batch; its lists have one entry per moment. */
  periodFeatures: Map<number, PeriodFeaturesRow>;
  seen: SeenRow[];
}

const longestSpanDays = 210;

/** Groups moments for reading: ends of days together while they lie within thirty weeks, a moment within a day by itself. */
export function usageBatches(moments: readonly AsOf[]): UsageBatch[] {
  const batches: UsageBatch[] = [];
  let open: { idx: number; at: AsOf }[] = [];
  const close = () => {
    const reference = open[0]?.at.day;
    if (reference) batches.push({ reference, moments: open.map(({ idx, at }) => ({ idx, at, offset: daysBetween(at.day, reference) })) });
    open = [];
  };
  const newestFirst = moments.map((at, idx) => ({ idx, at })).toSorted((a, b) => (a.at.day < b.at.day ? 1 : -1));
  for (const moment of newestFirst) {
    if (moment.at.until < asOfEnd(moment.at.day)) batches.push({ reference: moment.at.day, moments: [{ ...moment, offset: 0 }], until: moment.at.until });
    else {
      if (open[0] && daysBetween(moment.at.day, open[0].at.day) > longestSpanDays) close();
      open.push(moment);
    }
  }
  close();
  return batches;
}

/** Splits a batch into groups whose days lie whole weeks apart, so that one statement with weekly steps answers each. */
export function steppedGroups(batch: UsageBatch): { day: Day; members: { idx: number; step: number }[]; steps: number[] }[] {
  const groups: { day: Day; members: { idx: number; step: number }[]; steps: number[] }[] = [];
  for (const { idx, at } of batch.moments) {
    const found = groups.find((group) => daysBetween(at.day, group.day) % 7 === 0 && daysBetween(at.day, group.day) <= 7 * maxSteps);
    const step = found ? daysBetween(at.day, found.day) / 7 : 0;
    const group = found ?? { day: at.day, members: [], steps: [] };
    if (!found) groups.push(group);
    group.members.push({ idx, step });
    if (!group.steps.includes(step)) group.steps.push(step);
  }
  return groups;
}

/** What each source had delivered by a moment: last day with events, exclusive end of the last whole period. */
export function deliveredBy(seen: readonly SeenRow[], at: AsOf): { lastEventOn: Map<string, Day>; deliveredTo: Map<string, Day> } {
  const lastEventOn = new Map<string, Day>();
  const deliveredTo = new Map<string, Day>();
  for (const row of seen) {
    const last = row.days.findLast((day) => day <= at.day);
    if (last === undefined) continue;
    if (row.grain === 'event') lastEventOn.set(row.source, last);
    else deliveredTo.set(row.source, addDays(last, 1));
  }
  return { lastEventOn, deliveredTo };
}

/** Sources that send events as they happen; all others hand over files now and then. */
const livePrefix = 'tracking:';
/** From so many days on without a delivery the source counts as dried up, and usage is no longer known. */
export const staleAfterDays = 28;

/**
 * The moment that usage is read at. Where events come with files alone, a book is not silent since the last file: it is read as of the last day that
 * the files of the whole company tell of. A live source, or one that has dried up, is read at the moment itself.
 */
export function deliveredMoment(seen: readonly SeenRow[], at: AsOf): AsOf {
  const isByFile = seen.some(({ grain }) => grain === 'event') && !seen.some(({ grain, source }) => grain === 'event' && source.startsWith(livePrefix));
  const last = isByFile ? seen.map(({ days }) => days.findLast((day) => day <= at.day) ?? '').toSorted().at(-1) : undefined;
  if (!last || last >= at.day || daysBetween(last, at.day) >= staleAfterDays) return at;
  return { day: last, until: asOfEnd(last) };
}

/** Runs {@link deliveredMoment} for moments in any order, by one statement. */
export async function readDeliveredMoments(analytics: Analytics, dates: readonly AsOf[], lane: Lane): Promise<AsOf[]> {
  const days = dates.map(({ day }) => day).toSorted();
  const [oldest, newest] = [days[0], days.at(-1)];
  if (!oldest || !newest) return [];
  const seen = await analytics.query<SeenRow>(seenDaysSql(addDays(oldest, -staleAfterDays), newest), { lane });
  return dates.map((at) => deliveredMoment(seen, at));
}

/** First day on which each feature name was seen. */
export async function readSeenNames(analytics: Analytics, lane: Lane): Promise<Map<string, Day>> {
  const rows = await analytics.query<{ name: string; firstOn: Day }>(seenNamesSql(), { lane });
  return new Map(rows.map((row) => [row.name, row.firstOn]));
}

/**
 * Usage of one batch in a handful of statements, whatever the number of accounts: totals, periods and deliveries once, users and features once per
 * group of days that lie whole weeks apart (thirty daily moments: seven groups). `core` names the core features; absent counts every name.
 */
export async function readUsage(analytics: Analytics, batch: UsageBatch, options: { accountNums?: readonly number[]; core?: readonly string[]; lane: Lane }): Promise<UsageReading> {
  const { accountNums, core, lane } = options;
  const query = <T>(sql: string) => analytics.query<T>(sql, { lane });
  const groupsOnly = (await query(anyGrouplessSql())).length === 0;
  const scopeAt = (day: Day): UsageScope => ({ day, groupsOnly, ...(batch.until ? { until: batch.until } : {}), ...(accountNums ? { accountNums } : {}) });
  const oldest = batch.moments.at(-1) ?? { at: { day: batch.reference }, offset: 0 };
  const periodScope = { from: oldest.at.day, to: batch.until ? addDays(batch.reference, -1) : batch.reference, ...(accountNums ? { accountNums } : {}) };
  const seen = await query<SeenRow>(seenDaysSql(addDays(oldest.at.day, -100), batch.reference));
  const reading: UsageReading = { daily: [], periods: [], users: new Map(), features: new Map(), periodFeatures: new Map(), seen };
  if (seen.some((row) => row.grain === 'period')) {
    const ends = batch.moments.map(({ at }) => deliveredBy(seen, at).deliveredTo);
    reading.periods = await query<PeriodsRow>(periodTotalsSql(periodScope));
    reading.periodFeatures = byAccount(await query<PeriodFeaturesRow>(periodFeaturesSql(periodScope, ends, core)));
  }
  reading.daily = await query<DailyRow>(dailyTotalsSql(scopeAt(batch.reference), totalWeeks + Math.ceil(oldest.offset / 7)));
  for (const group of steppedGroups(batch)) {
    const users = byAccount(await query<UsersRow>(usersSql(scopeAt(group.day), group.steps)));
    const features = byAccount(await query<FeaturesRow>(featuresSql(scopeAt(group.day), group.steps, core)));
    for (const { idx, step } of group.members) {
      const position = group.steps.indexOf(step);
      reading.users.set(idx, { rows: users, position, step });
      reading.features.set(idx, { rows: features, position, step });
    }
  }
  return reading;
}

function byAccount<T extends { account: number }>(rows: readonly T[]): Map<number, T> {
  return new Map(rows.map((row) => [row.account, row]));
}
