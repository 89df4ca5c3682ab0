import { addDays, daysBetween, type Day } from '../../lib/period.ts';
import { literal } from '../../platform/analytics/literal.ts';
import { featureWeeks, totalWeeks } from './usage-query.ts';

/** Delivered totals of one account, one entry per period: first day as days since 1970, length, events, users (-1 where not delivered), features. */
export interface PeriodsRow {
  account: number;
  source: string;
  starts: number[];
  lengths: number[];
  events: number[];
  users: number[];
}

export interface PeriodScope {
  from: Day;
  to: Day;
  accountNums?: readonly number[];
}

function accountsIn(scope: PeriodScope): string {
  return scope.accountNums ? `account in (${scope.accountNums.length ? scope.accountNums.join(', ') : '0'})` : 'account != 0';
}

// Rows of usage_period that ended by `to`, under the account their key belongs to.
function ownPeriods(scope: PeriodScope, columns: string, days: number): string {
  const identities = `(select kind, hash, account from identity final where ${accountsIn(scope)})`;
  const keys = scope.accountNums
    ? ` and (group_hash in (select hash from identity final where kind = 1 and ${accountsIn(scope)}) or (group_hash = 0 and user_hash in (select hash from identity final where kind = 2 and ${accountsIn(scope)})))`
    : '';
  return `select i.account as account, ${columns} from (
    select *, if(group_hash = 0, 2, 1) as kind, if(group_hash = 0, user_hash, group_hash) as hash from usage_period final
    where start_on > toDate(${literal(addDays(scope.from, -days))}) and start_on + days <= toDate(${literal(addDays(scope.to, 1))})${keys}
  ) p inner join ${identities} i on i.kind = p.kind and i.hash = p.hash`;
}

/** Totals per account, source and delivered period that ended by `to`. Where a total row (no name) stands beside feature rows, it alone counts. */
export function periodTotalsSql(scope: PeriodScope): string {
  return `select account, source, groupArray(toInt32(start)) as starts, groupArray(days) as lengths, groupArray(total) as events, groupArray(users) as users from (
  select account, source, start_on as start, days, if(countIf(name = '') > 0, sumIf(events, name = ''), sum(events)) as total,
    if(countIf(user_hash != 0) > 0, toInt64(uniqExactIf(user_hash, user_hash != 0 and events > 0)), ifNull(toInt64(max(users)), -1)) as users
  from (${ownPeriods(scope, 'p.source as source, p.start_on as start_on, p.days as days, p.name as name, p.events as events, p.users as users, p.user_hash as user_hash', totalWeeks * 7 + 31)})
  group by account, source, start_on, days
) group by account, source`;
}

/** Features of delivered periods per account, one entry per moment. */
export interface PeriodFeaturesRow {
  account: number;
  used28: number[];
  core28: number[];
  abandoned: number[];
  abandonedName: string[];
}

/** Where each source's last delivered period ended at each moment: exclusive day. */
export type DeliveredEnds = readonly ReadonlyMap<string, Day>[];

/**
 * Features per account at each moment, over whole periods that end in the 28 days (and the 56 before) up to the source's last delivered one.
 * A period belongs to the week in which it ends; abandoned means used in at least half of the delivered periods of those 56 days.
 */
export function periodFeaturesSql(scope: PeriodScope, ends: DeliveredEnds, core?: readonly string[]): string {
  const isCore = core ? `name in (${core.length ? core.map(literal).join(', ') : "''"})` : "name != ''";
  const sources = [...new Set(ends.flatMap((moment) => [...moment.keys()]))];
  // One list per source with its end at each moment; 0, before any period, where it had delivered nothing.
  const endsBySource = sources.map((source) => `[${ends.map((moment) => (moment.has(source) ? daysBetween('1970-01-01', moment.get(source) as Day) : 0)).join(', ')}]`);
  const known = sources.length ? `source in (${sources.map(literal).join(', ')})` : 'false';
  const ages = sources.length ? `arrayMap(e -> toInt32(e) - toInt32(start_on + days), [${endsBySource.join(', ')}][indexOf([${sources.map(literal).join(', ')}], toString(source))])` : '[toInt32(-1)]';
  const prior = 'a between 28 and 83';
  return `select account, sumForEach(arrayMap(n -> toUInt32(n), now)) as used28, sumForEach(arrayMap(n -> toUInt32(n and ${isCore}), now)) as core28,
  sumForEach(arrayMap(g -> toUInt32(g), gone)) as abandoned, arrayMap(t -> t.2, maxForEach(arrayMap((g, p) -> if(g, (toInt64(p), name), (toInt64(-1), '')), gone, prior))) as abandonedName
from (
  select account, name, maxForEach(arrayMap(a -> a between 0 and 27, ages)) as now, sumForEach(arrayMap(a -> if(${prior}, events, 0), ages)) as prior,
    arrayMap((n, b, c) -> not n and b > 0 and c >= 28, now, sumForEach(arrayMap(a -> toUInt32(${prior}), ages)), sumForEach(arrayMap(a -> if(${prior}, toUInt32(days), 0), ages))) as gone
  from (
    select account, toString(name) as name, days, events, ${ages} as ages
    from (${ownPeriods(scope, 'p.source as source, p.start_on as start_on, p.days as days, p.name as name, p.events as events', featureWeeks * 7 + 62)})
    where name != '' and events > 0 and ${known}
  ) group by account, name
) group by account`;
}

/** Days on which each source delivered anything, and since when each name is known. */
export interface SeenRow {
  source: string;
  grain: 'event' | 'period';
  days: string[];
}

/** Days with deliveries per source, from `from` to `to`. Reads the small table of seen names, never the events. */
export function seenDaysSql(from: Day, to: Day): string {
  return `select toString(source) as source, toString(grain) as grain, arrayMap(d -> toString(d), arraySort(groupUniqArray(day))) as days from usage_seen
where day >= toDate(${literal(from)}) and day <= toDate(${literal(to)}) group by source, grain`;
}

/** Every feature name with the first day it was seen. */
export function seenNamesSql(): string {
  return "select toString(name) as name, toString(min(day)) as firstOn from usage_seen where name != '' group by name order by name";
}
