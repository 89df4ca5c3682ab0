import type { PeriodFeaturesRow } from '../../customer/usage/period-query.ts';
import { deliveredBy, readDeliveredMoments, readSeenNames, readUsage, usageBatches, type Stepped, type UsageBatch, type UsageReading } from '../../customer/usage/read-usage.ts';
import { totalWeeks, userWeeks, type FeaturesRow, type UsersRow } from '../../customer/usage/usage-query.ts';
import type { AsOf } from '../../lib/as-of.ts';
import { daysBetween, type Day } from '../../lib/period.ts';
import type { Analytics, Lane } from '../../platform/analytics/analytics.ts';
import type { Db } from '../../platform/postgres/database.ts';
import type { AccountUsage, FeatureFigures, UsageMoment, UserFigures } from './usage-facts.ts';
import { addPeriods, emptyHistory, type UsageHistory } from './usage-history.ts';

/** Usage of all read accounts at all moments, by the moment's place and the account's number. */
export interface UsageOfAll {
  moment(idx: number): UsageMoment;
  ofAccount(idx: number, num: number): AccountUsage;
}

/** More names than this, without any marked as core, are not features. */
const mostFeatureNames = 500;

interface CoreFeatures {
  /** Names that count; absent when every name does. */
  names?: string[];
  knownBy(day: Day): number | null;
}

// Features marked as core, each known from its first day (as delivered or first used, the earlier); without any, every name seen by then.
async function readCore(db: Db, analytics: Analytics, lane: Lane): Promise<CoreFeatures> {
  const marked = await db.query<{ name: string; firstOn: Day | null }>('select name, first_seen_on as "firstOn" from feature where core');
  const seen = await readSeenNames(analytics, lane);
  if (marked.length) {
    const known = marked.map(({ name, firstOn }) => [firstOn ?? '', seen.get(name) ?? '9999'].toSorted()[0] as string);
    return { names: marked.map(({ name }) => name), knownBy: (day) => known.filter((first) => first <= day).length };
  }
  return {
    knownBy: (day) => {
      let count = 0;
      for (const first of seen.values()) if (first <= day) count++;
      return count > mostFeatureNames ? null : count;
    },
  };
}

function historiesOf(reading: UsageReading, batch: UsageBatch): Map<number, UsageHistory> {
  const days = totalWeeks * 7 + (batch.moments.at(-1)?.offset ?? 0) + 7;
  const histories = new Map<number, UsageHistory>();
  for (const row of reading.daily) {
    const history = histories.get(row.account) ?? emptyHistory(days);
    if (!history.sources.includes(row.source)) history.sources.push(row.source);
    if (row.lastAt !== null && (history.lastAt === null || row.lastAt > history.lastAt)) history.lastAt = row.lastAt;
    row.ages.forEach((age, i) => {
      history.raw[age] = (history.raw[age] as number) + (row.counts[i] as number);
    });
    histories.set(row.account, history);
  }
  for (const row of reading.periods) {
    const history = histories.get(row.account) ?? emptyHistory(days);
    addPeriods(history, row, batch.reference);
    histories.set(row.account, history);
  }
  return histories;
}

function usersAt(stepped: Stepped<UsersRow> | undefined, num: number): UserFigures | undefined {
  const row = stepped?.rows.get(num);
  if (!row || !stepped) return undefined;
  const at = (list: readonly number[]) => list[stepped.position] ?? 0;
  return { weekly: row.weekly.slice(stepped.step, stepped.step + userWeeks), active28: at(row.active28), userDays28: at(row.userDays28), power28: at(row.power28), new28: at(row.new28) };
}

function featuresAt(row: FeaturesRow | PeriodFeaturesRow | undefined, position: number): FeatureFigures | undefined {
  if (!row) return undefined;
  return { used28: row.used28[position] ?? 0, core28: row.core28[position] ?? 0, abandoned: row.abandoned[position] ?? 0, abandonedName: row.abandonedName[position] ?? '' };
}

interface Place {
  moment: UsageMoment;
  reading: UsageReading;
  histories: Map<number, UsageHistory>;
  position: number;
}

/** Reads usage for all moments, batch by batch. `accountNums` narrows to some accounts. */
export async function readAllUsage({ db, analytics }: { db: Db; analytics: Analytics }, { dates, accountNums, lane }: { dates: readonly AsOf[]; accountNums?: readonly number[]; lane: Lane }): Promise<UsageOfAll> {
  const core = await readCore(db, analytics, lane);
  const places = new Map<number, Place>();
  for (const batch of usageBatches(await readDeliveredMoments(analytics, dates, lane))) {
    const reading = await readUsage(analytics, batch, { lane, ...(core.names ? { core: core.names } : {}), ...(accountNums ? { accountNums } : {}) });
    const histories = historiesOf(reading, batch);
    batch.moments.forEach(({ idx, at, offset }, position) =>
      places.set(idx, { moment: { day: at.day, behindDays: daysBetween(at.day, dates[idx]?.day ?? at.day), offset, coreKnown: core.knownBy(at.day), ...deliveredBy(reading.seen, at) }, reading, histories, position }));
  }
  const placeOf = (idx: number) => places.get(idx) as Place;
  return {
    moment: (idx) => placeOf(idx).moment,
    ofAccount: (idx, num) => {
      const { reading, histories, position } = placeOf(idx);
      const features = reading.features.get(idx);
      return {
        history: histories.get(num), users: usersAt(reading.users.get(idx), num),
        features: featuresAt(features?.rows.get(num), features?.position ?? 0), periodFeatures: featuresAt(reading.periodFeatures.get(num), position),
      };
    },
  };
}
