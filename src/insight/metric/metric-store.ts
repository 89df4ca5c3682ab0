import type { AsOf } from '../../lib/as-of.ts';
import type { Day } from '../../lib/period.ts';
import { bookCondition, type Principal } from '../../platform/operation/context.ts';
import type { Db } from '../../platform/postgres/database.ts';
import type { BusinessHours } from './business-hours.ts';
import type { FactsOfDay, FactVector } from './fact-metrics.ts';
import type { HealthOfDay } from './health-metrics.ts';
import type { ExchangeRate } from './revenue-book.ts';
import type { SupportRead, TicketTimes } from './support-metrics.ts';
import type { Answer } from './survey-metrics.ts';

/** What metrics need to know of an account. */
export interface MetricAccount {
  id: string;
  name: string;
  parentId: string | null;
  provisional: boolean;
  customerSince: Day | null;
  /** The first day of its first paid recurring line. */
  firstLineOn: Day | null;
  goneOn: Day | null;
  segment: string | null;
  tier: string | null;
  industry: string | null;
  country: string | null;
  region: string | null;
  owner: string | null;
}

/** Company-wide choices that metrics read from the settings. */
export interface MetricSettings {
  /** The set one, else the currency most lines are in, else USD. */
  baseCurrency: string;
  timeZone: string;
  hours: BusinessHours;
}

const weekdaysNineToFive: BusinessHours = { days: [1, 2, 3, 4, 5], fromMinute: 9 * 60, toMinute: 17 * 60 };

/** Settings `base_currency`, `time_zone` and `business_hours` ({days, fromMinute, toMinute}); defaults: the commonest currency, UTC, weekdays nine to five. */
export async function readMetricSettings(db: Db): Promise<MetricSettings> {
  const rows = await db.query<{ key: string; value: unknown }>("select key, value from setting where key in ('base_currency', 'time_zone', 'business_hours')");
  const common = await db.maybe<{ currency: string }>('select currency from agreement_line group by currency order by count(*) desc, currency limit 1');
  const of = new Map(rows.map((row) => [row.key, row.value]));
  return {
    baseCurrency: (of.get('base_currency') as string | undefined) ?? common?.currency ?? 'USD',
    timeZone: (of.get('time_zone') as string | undefined) ?? 'UTC',
    hours: (of.get('business_hours') as BusinessHours | undefined) ?? weekdaysNineToFive,
  };
}

/** Accounts of the principal's book. */
export async function readMetricAccounts(db: Db, principal: Principal, at: AsOf): Promise<Map<string, MetricAccount>> {
  const params: unknown[] = [at.day];
  const rows = await db.query<MetricAccount>(
    `select a.id, a.name, a.parent_id as "parentId", a.provisional, a.customer_since::text as "customerSince", line.first_on::text as "firstLineOn", gone.on_day::text as "goneOn",
       a.segment, a.tier, a.industry, a.country, a.region, m.name as owner
     from account a left join member m on m.id = a.owner_id
     left join (select account_id, max(on_day) as on_day from business_change where kind = 'churn' and on_day <= $1::date group by account_id) gone on gone.account_id = a.id
     left join (
       select coalesce(own.merged_into, own.id) as account_id, min(l.start_on) as first_on from agreement_line l join account own on own.id = l.account_id
       where l.kind in ('recurring', 'usage') and l.annual_minor > 0 and l.start_on <= $1::date group by 1
     ) line on line.account_id = a.id
     where a.merged_into is null and ${bookCondition(principal, 'a', params)} order by a.name, a.id`,
    params,
  );
  return new Map(rows.map((row) => [row.id, row]));
}

/** Rates to the base currency dated on or before the moment. */
export function readRates(db: Db, base: string, at: AsOf): Promise<ExchangeRate[]> {
  return db.query('select currency, on_day::text as "onDay", rate from exchange_rate where base = $1 and on_day <= $2::date order by on_day', [base, at.day]);
}

/** Confirmed survey answers and ticket ratings from a day on, given by the moment; times are local wall time. */
export function readAnswers(db: Db, principal: Principal, at: AsOf, from: Day, timeZone: string): Promise<Answer[]> {
  const params: unknown[] = [from, at.until, timeZone];
  return db.query<Answer>(
    `with answer as (
       select account_id, coalesce(person_id, lower(respondent), id) as person, survey, score, scale_max, answered_at as at
       from survey_answer where not provisional and survey in ('nps', 'csat', 'ces')
       union all
       select account_id, id, 'ticket', csat_score, csat_max, coalesce(csat_at, solved_at, known_at) from ticket where csat_score is not null and csat_max > 0
     )
     select a.id as "accountId", x.person, x.survey, x.score::float8 as score, x.scale_max::float8 as "scaleMax", (extract(epoch from x.at at time zone $3) * 1000)::float8 as "atMs"
     from answer x join account own on own.id = x.account_id join account a on a.id = coalesce(own.merged_into, own.id)
     where x.at at time zone $3 >= $1::date and x.at < $2 and ${bookCondition(principal, 'a', params)}
     order by x.at, x.person`,
    params,
  );
}

/** Tickets that were opened, solved or still open from a day on, as known at the moment; times are local wall time. */
export async function readSupport(db: Db, principal: Principal, at: AsOf, from: Day, { timeZone, hours }: MetricSettings): Promise<SupportRead> {
  const params: unknown[] = [from, at.until, timeZone];
  const local = (column: string) => `(extract(epoch from case when ${column} < $2 then ${column} end at time zone $3) * 1000)::float8`;
  const [tickets, sources, moment] = await Promise.all([
    db.query<TicketTimes>(
      `select a.id as "accountId", t.source_id as "sourceId", ${local('t.opened_at')} as "openedMs", ${local('t.first_reply_at')} as "firstReplyMs", ${local('t.solved_at')} as "solvedMs"
       from ticket t join account own on own.id = t.account_id join account a on a.id = coalesce(own.merged_into, own.id)
       where t.opened_at < $2 and (t.opened_at at time zone $3 >= $1::date or t.solved_at is null or t.solved_at at time zone $3 >= $1::date) and ${bookCondition(principal, 'a', params)}`,
      params,
    ),
    db.query<{ id: string }>('select distinct source_id as id from ticket where first_reply_at < $1', [at.until]),
    db.one<{ ms: number }>('select (extract(epoch from $1::timestamptz at time zone $2) * 1000)::float8 as ms', [at.until, timeZone]),
  ]);
  return { tickets, replySources: new Set(sources.map((row) => row.id)), hours, untilMs: moment.ms };
}

/** The newest stored facts; they belong to the present only. */
export async function readPresentFacts(db: Db): Promise<FactsOfDay> {
  const rows = await db.query<{ id: string; values: FactVector }>('select account_id as id, values from account_fact');
  return new Map(rows.map((row) => [row.id, row.values]));
}

/** Health at the end of days: the close of each day, or the last one of the week before it. `today` reads the present score. */
export async function readHealthOfDays(db: Db, days: readonly Day[], today: Day): Promise<Map<Day, HealthOfDay>> {
  const [closes, present] = await Promise.all([
    db.query<{ day: Day; id: string; score: number | null; coverage: number }>(
      `select distinct on (d.day, c.account_id) d.day::text as day, c.account_id as id, c.score, c.coverage
       from unnest($1::date[]) as d(day) join health_close c on c.day between d.day - 6 and d.day
       order by d.day, c.account_id, c.day desc`,
      [days.filter((day) => day < today)],
    ),
    days.includes(today) ? db.query<{ id: string; score: number | null; coverage: number }>('select account_id as id, score, coverage from health_now') : [],
  ]);
  const byDay = new Map<Day, Map<string, { score: number | null; coverage: number }>>(days.map((day) => [day, new Map()]));
  for (const { day, id, score, coverage } of closes) byDay.get(day)?.set(id, { score, coverage });
  for (const { id, score, coverage } of present) byDay.get(today)?.set(id, { score, coverage });
  return byDay;
}
