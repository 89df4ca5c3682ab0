import { literal } from '../src/platform/analytics/literal.ts';
import type { Analytics } from '../src/platform/analytics/analytics.ts';
import { addDays, type Day } from '../src/lib/period.ts';

export interface LoadShape {
  events: number;
  accounts: number;
  features: number;
  days: number;
  /** Last day with events. */
  lastDay: Day;
}

export const loadSource = 'load';
const chunkRows = 2_000_000;
/** Users of the account of rank r are this over r, at least two: 283,000 users over 10,000 accounts. */
const usersOfFirst = 28_900;

// Uniform [0, 1) number of a row, independent per salt.
function draw(salt: number): string {
  return `(sipHash64(m, ${salt}) / 18446744073709551616.)`;
}

/**
 * One chunk of events: accounts by Zipf's law, a fiftieth of the rows delivered twice and removed as the write path does,
 * a tenth learned days after they happened.
 */
function chunkSql(shape: LoadShape, offset: number, rows: number): string {
  const start = `toDateTime64(${literal(`${addDays(shape.lastDay, 1 - shape.days)} 00:00:00`)}, 3, 'UTC')`;
  return `insert into event (source, group_key, user_key, at, name, value, props, known_at, key)
select ${literal(loadSource)}, concat('account-', toString(rank)), concat('user-', toString(rank), '-', toString(toUInt32(pow(${draw(2)}, 1.3) * users))),
  happened, concat('feature_', toString(toUInt8(pow(${draw(3)}, 2) * ${shape.features}))), 1, concat('{"plan":"standard","page":"/p/', toString(m % 1000), '","ms":', toString(m % 900), '}'),
  happened + if(${draw(4)} < 0.1, toIntervalSecond(toUInt32(86400 * 5 * ${draw(5)})), toIntervalSecond(1)), reinterpret(sipHash128(m), 'UUID') as key
from (
  select toUInt64(if(number % 50 = 49, number - 1, number)) as m, toUInt32(floor(exp(${draw(1)} * log(${shape.accounts} + 1)))) as rank, greatest(2, round(${usersOfFirst} / rank)) as users,
    ${start} + toIntervalMillisecond(toUInt64(${draw(6)} * ${shape.days} * 86400000)) as happened
  from numbers(${offset}, ${rows})
) limit 1 by key`;
}

/** Fills an empty usage store; answers the number of rows kept. Merges are finished and stopped, so that a measurement stands alone. */
export async function loadUsage(analytics: Analytics, shape: LoadShape): Promise<number> {
  const total = Math.round(shape.events / 0.98);
  for (let offset = 0; offset < total; offset += chunkRows) await analytics.exec(chunkSql(shape, offset, Math.min(chunkRows, total - offset)));
  await analytics.exec(`insert into identity (kind, source, key, account, version) select 1, ${literal(loadSource)}, concat('account-', toString(number + 1)), number + 1, 1 from numbers(${shape.accounts})`);
  await analytics.exec(`insert into identity (kind, source, key, account, version)
select 2, ${literal(loadSource)}, concat('user-', toString(rank), '-', toString(user)), rank, 1 from (
  select number + 1 as rank, arrayJoin(range(toUInt32(greatest(2, round(${usersOfFirst} / (number + 1)))))) as user from numbers(${shape.accounts}))`);
  await analytics.exec('optimize table event final');
  await analytics.exec('system stop merges');
  const [row] = await analytics.query<{ n: number }>('select count() as n from event');
  return row?.n ?? 0;
}
