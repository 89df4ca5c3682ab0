import { staleAfterDays } from '../../customer/usage/read-usage.ts';
import { userWeeks, totalWeeks } from '../../customer/usage/usage-query.ts';
import { addDays, daysBetween, type Day } from '../../lib/period.ts';
import { setFact, unknownFacts, type FactVector, type WeeklyUsage } from './fact.ts';
import { expectedEvents28, relativeSlope } from './usage-baseline.ts';
import { usageFacts } from './usage-catalogue.ts';
import { readWindow, type UsageHistory, type UsageWindow } from './usage-history.ts';

/** Users of one account at one moment, from events. `weekly` is newest first. */
export interface UserFigures {
  weekly: readonly number[];
  active28: number;
  userDays28: number;
  power28: number;
  new28: number;
}

/** Features of one account at one moment. */
export interface FeatureFigures {
  used28: number;
  core28: number;
  abandoned: number;
  abandonedName: string;
}

/** What is true of a moment for every account. */
export interface UsageMoment {
  day: Day;
  /** Days by which the deliveries of the whole company lie behind what was asked for. */
  behindDays: number;
  /** Days from the moment to the reference day of the histories. */
  offset: number;
  /** Source -> last day with events by the moment. */
  lastEventOn: ReadonlyMap<string, Day>;
  /** Source -> exclusive end of its last delivered period by the moment. */
  deliveredTo: ReadonlyMap<string, Day>;
  /** Core features known by the moment; null when names are too many to be features. */
  coreKnown: number | null;
}

export interface AccountUsage {
  history: UsageHistory | undefined;
  users: UserFigures | undefined;
  features: FeatureFigures | undefined;
  periodFeatures: FeatureFigures | undefined;
}

const ids = usageFacts.map((fact) => fact.id);
const stalePeriodAfterDays = 35;

function isStale(source: string, moment: UsageMoment): boolean {
  const event = moment.lastEventOn.get(source);
  const end = moment.deliveredTo.get(source);
  const fresh = (event !== undefined && daysBetween(event, moment.day) < staleAfterDays) || (end !== undefined && daysBetween(end, addDays(moment.day, 1)) < stalePeriodAfterDays);
  return !fresh;
}

/** Puts the usage facts of one account into its vector. Needs `contract.seats` to be there already. */
export function deriveUsage(vector: FactVector, usage: AccountUsage, moment: UsageMoment): void {
  const window = usage.history && readWindow(usage.history, moment);
  vector.freshness.usage = window?.lastAge === undefined ? null : (usage.history?.lastAt ?? `${addDays(moment.day, -window.lastAge)}T00:00:00.000Z`);
  if (!window || window.lastAge === undefined) return unknownFacts(vector, ids, 'No usage has been received for this account in 68 weeks.');
  vector.weekly = weeklyOf(window, usage.users);
  const sources = usage.history?.sources ?? [];
  if (sources.every((source) => isStale(source, moment))) return unknownFacts(vector, ids, `The usage source has delivered nothing for any account for ${staleAfterDays} days.`);
  deriveVolume(vector, window);
  deriveUsers(vector, usage.users, window);
  deriveFeatures(vector, window.rawRecent ? usage.features : usage.periodFeatures, moment);
  noteGrain(vector, window, moment);
}

function weeklyOf(window: UsageWindow, users: UserFigures | undefined): WeeklyUsage {
  const events = window.weeks.slice(0, userWeeks);
  const weeklyUsers = events.map((total, w) => {
    if (window.rawWeeks[w]) return users ? (users.weekly[w] ?? 0) : null;
    return total === 0 ? 0 : (window.periodUsers[w] ?? null);
  });
  return { events: events.reverse(), users: weeklyUsers.reverse() };
}

function sumOf(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function deriveVolume(vector: FactVector, window: UsageWindow): void {
  const [thisWeek = 0] = window.weeks;
  const events28 = Math.round(sumOf(window.weeks.slice(0, 4)) * 1000) / 1000;
  const expected = expectedEvents28(window.weeks.slice(0, totalWeeks), window.historyDays);
  setFact(vector, 'usage.events_7d', window.longestPeriod > 7 ? null : thisWeek, 'Usage is delivered for longer periods than a week.');
  setFact(vector, 'usage.events_28d', events28, '');
  setFact(vector, 'usage.active_days_28d', window.activeDays, 'Usage is delivered as totals of several days.');
  setFact(vector, 'usage.days_since_last', window.lastAge, '');
  setFact(vector, 'usage.wow_slope_8w', window.historyDays < 56 ? null : relativeSlope(window.weeks.slice(0, 8)), window.historyDays < 56 ? 'There are fewer than eight weeks of usage history.' : 'There was no usage in eight weeks.');
  setFact(vector, 'usage.baseline_ratio', expected === null ? null : events28 / expected, window.historyDays < 42 ? 'There are fewer than six weeks of usage history.' : 'There is no earlier usage to compare with.');
}

const userIds = ['usage.active_users_7d', 'usage.active_users_28d', 'usage.depth_28d', 'usage.power_users_28d', 'usage.stickiness_28d', 'usage.new_users_28d', 'usage.licence_utilisation'];
const onlyTotals = 'Usage is delivered as totals, not by user and day.';

function deriveUsers(vector: FactVector, users: UserFigures | undefined, window: UsageWindow): void {
  const events28 = Number(vector.values['usage.events_28d']);
  const daily = window.grain === 'event';
  // Silence is no users only where usage names users at all.
  const namesUsers = !window.weeks.some((n) => n > 0) || users?.weekly.some((n) => n > 0) || window.periodUsers.some((n) => n !== null);
  const active28 = !namesUsers ? null : events28 === 0 ? 0 : daily ? (users?.active28 || null) : window.users28;
  if (active28 === null) return unknownFacts(vector, userIds, 'Usage names no users.');
  const active7 = (window.weeks[0] ?? 0) === 0 ? 0 : daily ? (users?.weekly[0] ?? null) : window.longestPeriod > 7 ? null : (window.periodUsers[0] ?? null);
  const seats = vector.values['contract.seats'];
  const none = 'There were no active users in 28 days.';
  setFact(vector, 'usage.active_users_7d', active7, 'Usage is delivered for longer periods than a week, or names no users.');
  setFact(vector, 'usage.active_users_28d', active28, '');
  setFact(vector, 'usage.depth_28d', active28 > 0 ? events28 / active28 : null, none);
  setFact(vector, 'usage.power_users_28d', daily ? (users?.power28 ?? 0) : null, onlyTotals);
  setFact(vector, 'usage.stickiness_28d', daily && active28 > 0 && users ? users.userDays28 / 28 / active28 : null, daily ? none : onlyTotals);
  setFact(vector, 'usage.new_users_28d', daily ? (users?.new28 ?? 0) : null, onlyTotals);
  setFact(vector, 'usage.licence_utilisation', typeof seats === 'number' && seats > 0 ? active28 / seats : null, 'The number of seats is not known.');
}

function deriveFeatures(vector: FactVector, features: FeatureFigures | undefined, moment: UsageMoment): void {
  const { used28 = 0, core28 = 0, abandoned = 0, abandonedName = '' } = features ?? {};
  setFact(vector, 'usage.features_28d', used28, '');
  setFact(vector, 'usage.abandoned_features', abandoned, '');
  setFact(vector, 'usage.abandoned_feature', abandoned > 0 ? abandonedName : null, 'No feature was abandoned.');
  setFact(vector, 'usage.feature_breadth', moment.coreKnown ? core28 / moment.coreKnown : null, moment.coreKnown === null ? 'There are too many event names to be features; mark the core ones.' : 'No feature is known yet.');
}

function noteGrain(vector: FactVector, window: UsageWindow, { behindDays }: UsageMoment): void {
  if (behindDays > 0) vector.notes['usage.days_since_last'] = `Counted from the last day that the files tell of, ${behindDays} ${behindDays === 1 ? 'day' : 'days'} before.`;
  if (window.replaced > 0) vector.notes['usage.events_28d'] = `${window.replaced} delivered totals are left out because events exist for the same days.`;
  if (window.grain !== 'period') return;
  vector.notes['usage.active_users_28d'] = 'The largest count of one delivered period: a lower bound.';
  if (window.lagDays > 0) vector.notes['usage.events_28d'] = `Whole delivered periods, the last of which ended ${window.lagDays} days before.`;
}
