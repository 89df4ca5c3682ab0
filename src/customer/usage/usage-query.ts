import { addDays, daysBetween, type Day } from '../../lib/period.ts';
import { literal } from '../../platform/analytics/literal.ts';

/** Which events a statement reads: those before the end of `day`, or before `until` when the day is not over. */
export interface UsageScope {
  day: Day;
  /** Exclusive instant, given only when it cuts the day; without it the column `at` is not read. */
  until?: Date;
  /** Numbers of the accounts to read; absent reads all. */
  accountNums?: readonly number[];
  /** Every event in the store names a group: user keys need not be looked up. See `anyGrouplessSql`. */
  groupsOnly?: boolean;
}

/** One row when any event carries no group key; answered from the sort key. */
export function anyGrouplessSql(): string {
  return 'select 1 as found from event where group_hash = 0 limit 1';
}

/** Weeks of daily totals that are read: a year, plus the sixteen weeks a seasonal expectation compares. */
export const totalWeeks = 68;
/** Weeks of weekly users that are read; with up to four further steps they fill a 64-bit mask. */
export const userWeeks = 60;
/** Weeks of feature use that are read: four current and eight before. */
export const featureWeeks = 12;
/** Most weekly steps that one statement answers beside its newest day. */
export const maxSteps = 4;
/** Days of 28 on which a power user is active. */
export const powerDays = 12;

const fourWeeks = 28;

function accountsIn(scope: UsageScope): string {
  return scope.accountNums ? `account in (${scope.accountNums.length ? scope.accountNums.join(', ') : '0'})` : 'account != 0';
}

// Keys of the accounts read. The identity table is small; events are joined to it only after they are aggregated by key.
function identities(scope: UsageScope): string {
  return `(select kind, hash, account, source from identity final where ${scope.groupsOnly ? 'kind = 1 and ' : ''}${accountsIn(scope)})`;
}

function keysOf(scope: UsageScope, kind: 1 | 2, column: string): string {
  return scope.accountNums ? ` and ${column} in (select hash from identity final where kind = ${kind} and ${accountsIn(scope)})` : '';
}

// Either key in one pass, for statements that group by the user anyway.
function eitherKey(scope: UsageScope): string {
  if (!scope.accountNums) return '';
  const hashes = (kind: 1 | 2) => `(select hash from identity final where kind = ${kind} and ${accountsIn(scope)})`;
  if (scope.groupsOnly) return ` and group_hash in ${hashes(1)}`;
  return ` and (group_hash in ${hashes(1)} or (group_hash = 0 and user_hash in ${hashes(2)}))`;
}

function within(scope: UsageScope, days: number): string {
  const until = scope.until ? ` and at < ${literal(scope.until)}` : '';
  return `day > toDate(${literal(addDays(scope.day, -days))}) and day <= toDate(${literal(scope.day)})${until}`;
}

// Days before the scope's day, on plain integers: dates would cost twice as much per row.
function age(scope: UsageScope): string {
  return `toUInt16(${daysBetween('1970-01-01', scope.day)} - toUInt16(day))`;
}

// One 64-bit key of two: half the cost of grouping by both. The factor is odd, so distinct pairs stay as distinct as the hashes themselves.
function pairKey(second: string): string {
  return `group_hash * 11400714819323198485 + ${second}`;
}

// Both ways an event finds its account: by its group key, or by its user key when it carries no group. The first branch leaves rows without a group
// to the join, which drops them: a filter on every row costs more. The second is a range of the sort key, empty when every event has a group.
function bothBranches(scope: UsageScope, days: number, columns: string, grouping: string): string {
  const branch = (kind: 1 | 2, hash: string, key: string, condition: string) =>
    `select ${kind} as kind, ${hash} as hash, ${columns} from event where ${within(scope, days)}${condition}${keysOf(scope, kind, kind === 1 ? 'group_hash' : 'user_hash')} group by ${key}`;
    const groups = branch(1, 'any(group_hash)', pairKey(grouping), '');
  return scope.groupsOnly ? groups : `${groups} union all ${branch(2, 'user_hash', `user_hash, ${grouping}`, ' and group_hash = 0 and user_hash != 0')}`;
}

/** One key's daily totals: `ages[i]` days before the scope's day, `counts[i]` events. An account with several keys has several rows. */
export interface DailyRow {
  account: number;
  source: string;
  ages: number[];
  counts: number[];
  /** Newest event, only when the scope has an `until`. */
  lastAt: string | null;
}

/** Events per key and day, `weeks` weeks back. One pass over (group, day), a prefix of the sort key; only keys are joined, not days. */
export function dailyTotalsSql(scope: UsageScope, weeks: number): string {
  const last = scope.until ? ', max(at) as last_at' : '';
  const days = bothBranches(scope, weeks * 7, `any(${age(scope)}) as age, toUInt32(count()) as n${last}`, 'toUInt16(day)');
  return `select i.account as account, toString(i.source) as source, e.ages as ages, e.counts as counts, ${scope.until ? "formatDateTime(e.newest, '%Y-%m-%dT%H:%i:%S.000Z', 'UTC')" : 'null'} as lastAt from (
  select kind, hash, groupArray(age) as ages, groupArray(n) as counts${scope.until ? ', max(last_at) as newest' : ''} from (
    ${days}
  ) group by kind, hash
) e inner join ${identities(scope)} i on i.kind = e.kind and i.hash = e.hash`;
}

/** One account's users. `weekly[w]`: users of the w-th week back from the newest day; the others hold one number per step. */
export interface UsersRow {
  account: number;
  weekly: number[];
  active28: number[];
  userDays28: number[];
  power28: number[];
  new28: number[];
}

function perStep(steps: readonly number[], expression: (step: number) => string): string {
  return `[${steps.map((step) => `toUInt32(${expression(step)})`).join(', ')}]`;
}

/**
 * Exact users per account at the scope's day and at days `steps[i]` weeks before it. One pass: a mask of active weeks and a mask of active days per
 * key and user; users are counted after keys are mapped to accounts, so one person under two keys of an account counts once.
 * A new user was active in the 28 days and not in the 24 weeks before.
 */
export function usersSql(scope: UsageScope, steps: readonly number[]): string {
  const furthest = Math.max(...steps);
  const weeks = userWeeks + furthest;
  const masks = `groupBitOr(bitShiftLeft(toUInt64(1), toUInt8(intDiv(${age(scope)}, 7)))) as weeks, groupBitOr(bitShiftLeft(toUInt64(1), toUInt8(least(${age(scope)}, 63)))) as days`;
  const current = (step: number) => `bitAnd(bitShiftRight(weeks, ${step}), 15) != 0`;
  const daysAt = (step: number) => `bitCount(bitAnd(bitShiftRight(days, ${7 * step}), 268435455))`;
  return `select account, sumForEach(arrayMap(w -> toUInt32(bitTest(weeks, w)), range(${weeks}))) as weekly,
  ${perStep(steps, (step) => `countIf(${current(step)})`)} as active28,
  ${perStep(steps, (step) => `sum(${daysAt(step)})`)} as userDays28,
  ${perStep(steps, (step) => `countIf(${daysAt(step)} >= ${powerDays})`)} as power28,
  ${perStep(steps, (step) => `countIf(${current(step)} and bitAnd(bitShiftRight(weeks, ${step + 4}), 16777215) = 0)`)} as new28
from (
  select i.account as account, u.user as user, groupBitOr(u.weeks) as weeks, groupBitOr(u.days) as days from (
    select if(group_key_hash = 0, 2, 1) as kind, if(group_key_hash = 0, user, group_key_hash) as hash, user, weeks, days from (
      select any(group_hash) as group_key_hash, any(user_hash) as user, ${masks} from event where ${within(scope, weeks * 7)}${eitherKey(scope)} group by ${pairKey('user_hash')}
    ) where user != 0
  ) u inner join ${identities(scope)} i on i.kind = u.kind and i.hash = u.hash group by account, user
) group by account`;
}

/** One account's features, one number or name per step. */
export interface FeaturesRow {
  account: number;
  used28: number[];
  core28: number[];
  abandoned: number[];
  abandonedName: string[];
}

// What a feature mask says at a step: used in four weeks, or used in four of the eight before and not since.
function featureColumns(steps: readonly number[], core: readonly string[] | undefined): string {
  const used = (step: number) => `bitAnd(bitShiftRight(weeks, ${step}), 15) != 0`;
  const gone = (step: number) => `bitAnd(bitShiftRight(weeks, ${step}), 15) = 0 and bitCount(bitAnd(bitShiftRight(weeks, ${step + 4}), 255)) >= 4`;
  const isCore = core ? `name in (${core.length ? core.map(literal).join(', ') : "''"})` : 'name != \'\'';
  return `${perStep(steps, (step) => `countIf(${used(step)})`)} as used28,
  ${perStep(steps, (step) => `countIf(${used(step)} and ${isCore})`)} as core28,
  ${perStep(steps, (step) => `countIf(${gone(step)})`)} as abandoned,
  [${steps.map((step) => `toString(argMaxIf(name, (prior_${step}, name), ${gone(step)}))`).join(', ')}] as abandonedName`;
}

/** Features used per account from events, at the scope's day and `steps` weeks before. `core` names the core features; absent counts every name. */
export function featuresSql(scope: UsageScope, steps: readonly number[], core?: readonly string[]): string {
  const weeks = featureWeeks + Math.max(...steps);
  const prior = steps.map((step) => `countIf(${age(scope)} >= ${fourWeeks + 7 * step} and ${age(scope)} < ${84 + 7 * step}) as prior_${step}`).join(', ');
  const columns = `any(name) as feature, groupBitOr(bitShiftLeft(toUInt32(1), toUInt8(intDiv(${age(scope)}, 7)))) as weeks, ${prior}`;
  return `select account, ${featureColumns(steps, core)}
from (
  select i.account as account, toString(f.feature) as name, groupBitOr(f.weeks) as weeks, ${steps.map((step) => `sum(f.prior_${step}) as prior_${step}`).join(', ')} from (
    ${bothBranches(scope, weeks * 7, columns, 'cityHash64(name)')}
  ) f inner join ${identities(scope)} i on i.kind = f.kind and i.hash = f.hash group by account, name
) group by account`;
}
