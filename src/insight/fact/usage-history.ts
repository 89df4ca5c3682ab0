import type { PeriodsRow } from '../../customer/usage/period-query.ts';
import { totalWeeks } from '../../customer/usage/usage-query.ts';
import { addDays, daysBetween, type Day } from '../../lib/period.ts';

/** A delivered total kept for an account: days by age before the reference day (0 is that day). */
interface KeptPeriod {
  source: string;
  /** Age of its last day; negative when it ends after the reference day. */
  lastAge: number;
  length: number;
  events: number;
  users: number | null;
}

/** One account's usage by day, counted back from a reference day, from raw events and delivered totals. */
export interface UsageHistory {
  sources: string[];
  /** Raw events by age in days. */
  raw: Float64Array;
  /** Delivered totals, newest first. */
  periods: KeptPeriod[];
  lastAt: string | null;
}

/** Usage of one account as one moment sees it. Weeks are seven-day windows counted back from the moment, newest first. */
export interface UsageWindow {
  grain: 'event' | 'period';
  weeks: number[];
  /** Whether raw events make up the week. */
  rawWeeks: boolean[];
  /** Largest delivered user count per week, where one was delivered. */
  periodUsers: (number | null)[];
  users28: number | null;
  /** Days of 28 with usage; null when totals of several days are among them. */
  activeDays: number | null;
  /** Days since the last usage; undefined when there was none in the window. */
  lastAge: number | undefined;
  historyDays: number;
  /** Longest delivered period among those of the last 28 days, 0 without. */
  longestPeriod: number;
  /** Days between the end of the last delivered period and the moment. */
  lagDays: number;
  /** Delivered totals left out because raw events exist for the same days. */
  replaced: number;
  /** Raw events in the last twelve weeks. */
  rawRecent: boolean;
}

const windowDays = totalWeeks * 7;

/** A history without usage. `days` is how far back it reaches. */
export function emptyHistory(days: number): UsageHistory {
  return { sources: [], raw: new Float64Array(days), periods: [], lastAt: null };
}

/** Adds one source's delivered totals. */
export function addPeriods(history: UsageHistory, row: PeriodsRow, reference: Day): void {
  const origin = daysBetween('1970-01-01', reference);
  if (!history.sources.includes(row.source)) history.sources.push(row.source);
  row.starts.forEach((start, i) => {
    const length = row.lengths[i] ?? 1;
    const users = row.users[i] ?? -1;
    history.periods.push({ source: row.source, lastAge: origin - (start + length - 1), length, events: row.events[i] ?? 0, users: users < 0 ? null : users });
  });
  history.periods.sort((a, b) => a.lastAge - b.lastAge || a.length - b.length);
}

// Totals ended by the moment; one is kept only when the account has no raw event, seen from the moment, on any of its days.
function visiblePeriods(history: UsageHistory, offset: number): { kept: KeptPeriod[]; replaced: number } {
  if (history.periods.length === 0) return { kept: [], replaced: 0 };
  const visible = history.periods.filter((period) => period.lastAge >= offset && period.lastAge < offset + windowDays);
  const kept = visible.filter((period) => !history.raw.subarray(period.lastAge, period.lastAge + period.length).some((count) => count > 0));
  return { kept, replaced: visible.length - kept.length };
}

// A plain loop: this runs for every account and moment.
function newestOf(raw: Float64Array): number {
  for (let age = 0; age < raw.length; age++) if (raw[age] !== 0) return age;
  return -1;
}

function lagOf(kept: readonly KeptPeriod[], moment: { day: Day; deliveredTo: ReadonlyMap<string, Day> }): number {
  const lags = [...new Set(kept.map((period) => period.source))].flatMap((source) => {
    const end = moment.deliveredTo.get(source);
    return end === undefined ? [] : [daysBetween(end, addDays(moment.day, 1))];
  });
  return lags.length ? Math.max(0, Math.min(...lags)) : 0;
}

/** What a moment sees of a history: only days and delivered periods that ended by then. */
export function readWindow(history: UsageHistory, moment: { day: Day; offset: number; deliveredTo: ReadonlyMap<string, Day> }): UsageWindow {
  const { offset } = moment;
  const { kept, replaced } = visiblePeriods(history, offset);
  const raw = history.raw.subarray(offset, offset + windowDays);
  const newestRaw = newestOf(raw);
  const grain = kept.length > 0 && (newestRaw < 0 || newestRaw >= 28) ? 'period' : 'event';
  const lagDays = grain === 'period' ? lagOf(kept, moment) : 0;
  const window: UsageWindow = {
    grain, lagDays, replaced, weeks: new Array<number>(totalWeeks).fill(0), rawWeeks: new Array<boolean>(totalWeeks).fill(false),
    periodUsers: new Array<number | null>(totalWeeks).fill(null), users28: null, activeDays: 0, lastAge: newestRaw < 0 ? undefined : newestRaw, historyDays: 0, longestPeriod: 0, rawRecent: newestRaw >= 0 && newestRaw < 84,
  };
  addRaw(window, raw, lagDays);
  for (const period of kept) addKept(window, period, offset + lagDays);
  return window;
}

function addRaw(window: UsageWindow, raw: Float64Array, lagDays: number): void {
  for (let age = lagDays; age < raw.length; age++) {
    const count = raw[age] as number;
    if (count === 0) continue;
    const week = Math.floor((age - lagDays) / 7);
    window.weeks[week] = (window.weeks[week] ?? 0) + count;
    window.rawWeeks[week] = true;
    window.historyDays = age - lagDays + 1;
    if (age - lagDays < 28 && window.activeDays !== null) window.activeDays++;
  }
}

// A total spreads evenly over its days; its users stand for each week it touches.
function addKept(window: UsageWindow, period: KeptPeriod, start: number): void {
  const first = Math.max(0, period.lastAge - start);
  const end = period.lastAge - start + period.length;
  for (let week = Math.floor(first / 7); week < totalWeeks && week * 7 < end; week++) {
    const overlap = Math.min(end, week * 7 + 7) - Math.max(first, week * 7);
    window.weeks[week] = (window.weeks[week] ?? 0) + (period.events * overlap) / period.length;
    if (period.users !== null) window.periodUsers[week] = Math.max(window.periodUsers[week] ?? 0, period.users);
  }
  if (first < 28) {
    window.longestPeriod = Math.max(window.longestPeriod, period.length);
    if (period.users !== null) window.users28 = Math.max(window.users28 ?? 0, period.users);
    if (period.length > 1) window.activeDays = null;
    else if (period.events > 0 && window.activeDays !== null) window.activeDays++;
  }
  if (period.events > 0) {
    window.lastAge = Math.min(window.lastAge ?? Infinity, first);
    window.historyDays = Math.max(window.historyDays, end);
  }
}
