import { expect, test } from 'vitest';
import { asOfEnd } from '../../lib/period.ts';
import { steppedGroups, usageBatches } from './read-usage.ts';
import { dailyTotalsSql, featuresSql, usersSql } from './usage-query.ts';

const day = '2025-06-30';
const flat = (sql: string) => sql.replaceAll(/\s+/g, ' ');

test('daily totals of all accounts: two ranges of the sort key, joined after they are aggregated', () => {
  expect(flat(dailyTotalsSql({ day }, 68))).toMatchInlineSnapshot(`"select i.account as account, toString(i.source) as source, e.ages as ages, e.counts as counts, null as lastAt from ( select kind, hash, groupArray(age) as ages, groupArray(n) as counts from ( select 1 as kind, any(group_hash) as hash, any(toUInt16(20269 - toUInt16(day))) as age, toUInt32(count()) as n from event where day > toDate('2024-03-11') and day <= toDate('2025-06-30') group by group_hash * 11400714819323198485 + toUInt16(day) union all select 2 as kind, user_hash as hash, any(toUInt16(20269 - toUInt16(day))) as age, toUInt32(count()) as n from event where day > toDate('2024-03-11') and day <= toDate('2025-06-30') and group_hash = 0 and user_hash != 0 group by user_hash, toUInt16(day) ) group by kind, hash ) e inner join (select kind, hash, account, source from identity final where account != 0) i on i.kind = e.kind and i.hash = e.hash"`);
});

test('users of some accounts within a day', () => {
  expect(flat(usersSql({ day, until: new Date('2025-06-30T09:00:00Z'), accountNums: [7, 9], groupsOnly: true }, [0, 2]))).toMatchInlineSnapshot(`"select account, sumForEach(arrayMap(w -> toUInt32(bitTest(weeks, w)), range(62))) as weekly, [toUInt32(countIf(bitAnd(bitShiftRight(weeks, 0), 15) != 0)), toUInt32(countIf(bitAnd(bitShiftRight(weeks, 2), 15) != 0))] as active28, [toUInt32(sum(bitCount(bitAnd(bitShiftRight(days, 0), 268435455)))), toUInt32(sum(bitCount(bitAnd(bitShiftRight(days, 14), 268435455))))] as userDays28, [toUInt32(countIf(bitCount(bitAnd(bitShiftRight(days, 0), 268435455)) >= 12)), toUInt32(countIf(bitCount(bitAnd(bitShiftRight(days, 14), 268435455)) >= 12))] as power28, [toUInt32(countIf(bitAnd(bitShiftRight(weeks, 0), 15) != 0 and bitAnd(bitShiftRight(weeks, 4), 16777215) = 0)), toUInt32(countIf(bitAnd(bitShiftRight(weeks, 2), 15) != 0 and bitAnd(bitShiftRight(weeks, 6), 16777215) = 0))] as new28 from ( select i.account as account, u.user as user, groupBitOr(u.weeks) as weeks, groupBitOr(u.days) as days from ( select if(group_key_hash = 0, 2, 1) as kind, if(group_key_hash = 0, user, group_key_hash) as hash, user, weeks, days from ( select any(group_hash) as group_key_hash, any(user_hash) as user, groupBitOr(bitShiftLeft(toUInt64(1), toUInt8(intDiv(toUInt16(20269 - toUInt16(day)), 7)))) as weeks, groupBitOr(bitShiftLeft(toUInt64(1), toUInt8(least(toUInt16(20269 - toUInt16(day)), 63)))) as days from event where day > toDate('2024-04-22') and day <= toDate('2025-06-30') and at < toDateTime64('2025-06-30 09:00:00.000', 3, 'UTC') and group_hash in (select hash from identity final where kind = 1 and account in (7, 9)) group by group_hash * 11400714819323198485 + user_hash ) where user != 0 ) u inner join (select kind, hash, account, source from identity final where kind = 1 and account in (7, 9)) i on i.kind = u.kind and i.hash = u.hash group by account, user ) group by account"`);
});

test('features of one account, some of them core', () => {
  expect(flat(featuresSql({ day, accountNums: [7], groupsOnly: true }, [0], ["it's"]))).toMatchInlineSnapshot(`"select account, [toUInt32(countIf(bitAnd(bitShiftRight(weeks, 0), 15) != 0))] as used28, [toUInt32(countIf(bitAnd(bitShiftRight(weeks, 0), 15) != 0 and name in ('it\\'s')))] as core28, [toUInt32(countIf(bitAnd(bitShiftRight(weeks, 0), 15) = 0 and bitCount(bitAnd(bitShiftRight(weeks, 4), 255)) >= 4))] as abandoned, [toString(argMaxIf(name, (prior_0, name), bitAnd(bitShiftRight(weeks, 0), 15) = 0 and bitCount(bitAnd(bitShiftRight(weeks, 4), 255)) >= 4))] as abandonedName from ( select i.account as account, toString(f.feature) as name, groupBitOr(f.weeks) as weeks, sum(f.prior_0) as prior_0 from ( select 1 as kind, any(group_hash) as hash, any(name) as feature, groupBitOr(bitShiftLeft(toUInt32(1), toUInt8(intDiv(toUInt16(20269 - toUInt16(day)), 7)))) as weeks, countIf(toUInt16(20269 - toUInt16(day)) >= 28 and toUInt16(20269 - toUInt16(day)) < 84) as prior_0 from event where day > toDate('2025-04-07') and day <= toDate('2025-06-30') and group_hash in (select hash from identity final where kind = 1 and account in (7)) group by group_hash * 11400714819323198485 + cityHash64(name) ) f inner join (select kind, hash, account, source from identity final where kind = 1 and account in (7)) i on i.kind = f.kind and i.hash = f.hash group by account, name ) group by account"`);
});

const end = (on: string) => ({ day: on, until: asOfEnd(on) });

test('thirty days are one batch of seven groups; a moment within a day stands alone', () => {
  const moments = Array.from({ length: 30 }, (_, i) => end(`2025-06-${String(30 - i).padStart(2, '0')}`));
  const [batch, ...others] = usageBatches(moments);
  expect(others).toEqual([]);
  const groups = steppedGroups(batch!);
  expect(groups.length).toBe(7);
  expect(groups.flatMap((group) => group.members.map((member) => member.idx)).toSorted((a, b) => a - b)).toEqual(moments.map((_, i) => i));
  expect(usageBatches([end('2025-06-29'), { day, until: new Date('2025-06-30T09:00:00Z') }]).length).toBe(2);
});

test('days far apart are read apart', () => {
  expect(usageBatches([end('2025-06-30'), end('2024-06-30')]).length).toBe(2);
});
