import type { z } from 'zod';
import type { usageSeries } from '../../contract/account.ts';
import type { AsOf } from '../../lib/as-of.ts';
import { addDays } from '../../lib/period.ts';
import { literal } from '../../platform/analytics/literal.ts';
import type { Context } from '../../platform/operation/context.ts';

type Series = z.infer<typeof usageSeries>;
interface Cell {
  week: number;
  name: string;
  events: number;
  users: number | null;
  grain: 'event' | 'period';
}

const featureCount = 5;

/** Weekly usage before the moment, oldest week first; weeks are the seven-day windows that end at the moment. */
export async function readUsageSeries(context: Context, accountId: string, at: AsOf, weeks: number): Promise<Series> {
  const { num, seats } = await context.db.one<{ num: number; seats: number | null }>('select num, seats from account where id = $1', [accountId]);
  const end = addDays(at.day, 1);
  const start = addDays(end, -7 * weeks);
  const cells = await readCells(context, num, start, at, weeks);
  const totals = await readUsers(context, num, start, at);
  const rawWeeks = new Set(cells.filter((cell) => cell.grain === 'event').map((cell) => cell.week));
  const counted = cells.filter((cell) => cell.week >= 0 && cell.week < weeks && (cell.grain === 'event' || !rawWeeks.has(cell.week)));
  const events = Array.from({ length: weeks }, () => 0);
  for (const cell of counted) events[cell.week] = (events[cell.week] ?? 0) + cell.events;
  const periodUsers = new Map<number, number>();
  for (const cell of counted) if (cell.users !== null) periodUsers.set(cell.week, Math.max(periodUsers.get(cell.week) ?? 0, cell.users));
  const grains = new Set(counted.map((cell) => cell.grain));
  return {
    weeks: events.map((_, week) => addDays(start, 7 * week)),
    events,
    activeUsers: events.map((_, week) => totals.get(week) ?? periodUsers.get(week) ?? null),
    features: featureRows(counted, weeks),
    seats: await seatsAt(context, accountId, at, seats),
    marks: await readMarks(context, accountId, start, at),
    grain: grains.size === 0 ? 'none' : grains.size === 2 ? 'mixed' : ([...grains][0] as 'event' | 'period'),
  };
}

function featureRows(cells: readonly Cell[], weeks: number): Series['features'] {
  const sums = new Map<string, number>();
  for (const cell of cells) sums.set(cell.name, (sums.get(cell.name) ?? 0) + cell.events);
  const top = [...sums].toSorted((a, b) => b[1] - a[1]).slice(0, featureCount).map(([name]) => name);
  const rows = new Map([...top, ...(sums.size > top.length ? ['other'] : [])].map((name) => [name, Array.from({ length: weeks }, () => 0)]));
  for (const cell of cells) {
    const row = rows.get(top.includes(cell.name) ? cell.name : 'other');
    if (row) row[cell.week] = (row[cell.week] ?? 0) + cell.events;
  }
  return [...rows].map(([name, events]) => ({ name, events }));
}

/** Hashes of one account's keys, as a subquery: the primary key prefix keeps the scan to that account's events. */
export function ownHashes(kind: 1 | 2, num: number): string {
  return `(select hash from identity final where kind = ${kind} and account = ${num})`;
}

/** Condition on `event` that keeps to one account. */
export function ownEvents(num: number): string {
  return `(group_hash in ${ownHashes(1, num)} or (group_hash = 0 and user_hash in ${ownHashes(2, num)}))`;
}

async function readCells(context: Context, num: number, start: string, at: AsOf, weeks: number): Promise<Cell[]> {
  const raw = await context.analytics.query<Cell>(
    `select toInt32(intDiv(dateDiff('day', toDate(${literal(start)}), day), 7)) as week, name, toFloat64(count()) as events, null as users, 'event' as grain
     from event where ${ownEvents(num)} and day >= toDate(${literal(start)}) and at < ${literal(at.until)} group by week, name`,
    { lane: 'live' },
  );
  // A delivered period belongs to the window in which its last day lies.
  const periods = await context.analytics.query<Cell>(
    `select toInt32(intDiv(dateDiff('day', toDate(${literal(start)}), start_on + days - 1), 7)) as week, name, sum(events) as events, max(users) as users, 'period' as grain
     from usage_period final where group_hash in ${ownHashes(1, num)} and start_on + days > toDate(${literal(start)}) and start_on + days <= toDate(${literal(addDays(at.day, 1))}) group by week, name having week >= 0 and week < ${weeks}`,
    { lane: 'live' },
  );
  return [...raw, ...periods];
}

async function readUsers(context: Context, num: number, start: string, at: AsOf): Promise<Map<number, number>> {
  const rows = await context.analytics.query<{ week: number; users: number }>(
    `select toInt32(intDiv(dateDiff('day', toDate(${literal(start)}), day), 7)) as week, toUInt32(uniqExact(user_hash)) as users
     from event where ${ownEvents(num)} and user_hash != 0 and day >= toDate(${literal(start)}) and at < ${literal(at.until)} group by week`,
    { lane: 'live' },
  );
  return new Map(rows.map((row) => [row.week, row.users]));
}

async function seatsAt(context: Context, accountId: string, at: AsOf, fallback: number | null): Promise<number | null> {
  const row = await context.db.maybe<{ seats: number | null }>(
    `select sum(quantity)::float8 as seats from agreement_line
     where account_id = $1 and unit = 'seat' and start_on <= $2::date and coalesce(term_end, 'infinity') > $2::date and coalesce(ended_on, 'infinity') > $2::date`,
    [accountId, at.day],
  );
  return row?.seats ?? fallback;
}

function readMarks(context: Context, accountId: string, start: string, at: AsOf): Promise<Series['marks']> {
  return context.db.query<Series['marks'][number]>(
    `select left_on as day, coalesce(name, email, 'A contact') || ' left' as label, 'person' as kind from person where account_id = $1 and role is not null and left_on between $2::date and $3::date
     union all select joined_on, coalesce(name, email, 'A contact') || ' joined', 'person' from person where account_id = $1 and role in ('champion', 'executive_sponsor', 'economic_buyer') and joined_on between $2::date and $3::date
     union all select on_day, initcap(replace(kind, '_', ' ')), 'change' from business_change where account_id = $1 and on_day between $2::date and $3::date
     union all select opened_at::date, coalesce('#' || number, 'Ticket') || case when escalated_at < $4 then ' escalated' else ' urgent' end, 'ticket' from ticket
       where account_id = $1 and (priority = 'urgent' or escalated_at < $4) and opened_at < $4 and opened_at::date >= $2::date
     union all select start_on, coalesce(product, plan, 'Contract') || ' began', 'contract' from agreement_line where account_id = $1 and start_on between $2::date and $3::date
     union all select coalesce(ended_on, term_end), coalesce(product, plan, 'Contract') || ' ended', 'contract' from agreement_line where account_id = $1 and coalesce(ended_on, term_end) between $2::date and $3::date
       and not exists (select 1 from agreement_line n where n.account_id = $1 and n.start_on = coalesce(agreement_line.ended_on, agreement_line.term_end))
     union all select answered_at::date, upper(survey) || ' ' || score || ' of ' || scale_max, 'survey' from survey_answer where account_id = $1 and not provisional and answered_at < $4 and answered_at::date >= $2::date
     union all select first_seen_on, 'New: ' || replace(name, '_', ' '), 'feature' from feature where first_seen_on between $2::date and $3::date and first_seen_on > (select min(first_seen_on) from feature) + 28
     order by 1`,
    [accountId, start, at.day, at.until],
  );
}
