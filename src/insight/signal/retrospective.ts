import type { Day } from '../../lib/period.ts';
import { bookCondition, type Context } from '../../platform/operation/context.ts';
import type { Db } from '../../platform/postgres/database.ts';

/** How long before a leaving a signal counts as having warned, in days. */
export const warningDays = 180;

/** The statement of who left when: a recorded leaving, otherwise the end of the last line that nothing followed within 30 days. $1 is the day read at. */
export const leavingsCte = `recorded as (
  select account_id, min(on_day) as left_on, (array_agg(reason order by on_day))[1] as reason from business_change where kind = 'churn' and on_day <= $1::date group by 1
), ended as (
  select account_id, max(coalesce(ended_on, term_end, 'infinity')) as left_on, max(coalesce(ended_on, term_end + 30, 'infinity')) as settled_on, (array_agg(churn_reason order by start_on desc))[1] as reason from agreement_line where kind = 'recurring' and start_on <= $1::date group by 1
), leaving as (
  select account_id, left_on, reason from recorded
  union all select e.account_id, e.left_on, e.reason from ended e where e.left_on <= $1::date and e.settled_on <= $1::date and not exists (select 1 from recorded r where r.account_id = e.account_id)
)`;

/** When each customer left by a day; whoever did not is absent. */
export async function readLeavings(db: Db, at: Day): Promise<Map<string, Day>> {
  return new Map((await db.query<{ accountId: string; leftOn: Day }>(`with ${leavingsCte} select account_id as "accountId", to_char(min(left_on), 'YYYY-MM-DD') as "leftOn" from leaving group by 1`, [at])).map(({ accountId, leftOn }) => [accountId, leftOn]));
}

/** A signal before a leaving: when it rose, how long ahead, and what was done. */
export interface Warning {
  signalId: string;
  type: string;
  severity: string;
  openedOn: Day;
  closedOn: Day | null;
  leadDays: number;
  actions: { at: string; by: string; toState: string; note: string | null }[];
}

/** One customer that left, with the warnings it gave. `leadDays` is that of the earliest; null when nothing warned. */
export interface Retrospective {
  accountId: string;
  accountName: string;
  leftOn: Day;
  reason: string | null;
  leadDays: number | null;
  warnings: Warning[];
}

/** Every customer of the caller's book that left by a day, newest first, with the risk signals of the 180 days before. One statement for all. */
export async function readRetrospectives(context: Pick<Context, 'db' | 'principal'>, at: Day, accountId: string | undefined, page: { limit: number; offset: number }): Promise<{ items: Retrospective[]; total: number }> {
  const params: unknown[] = [at, accountId ?? null, page.limit, page.offset];
  const visible = bookCondition(context.principal, 'a', params);
  const rows = await context.db.query<Omit<Retrospective, 'leadDays'> & { total: number }>(
    `with ${leavingsCte}, page as (
       select l.account_id, a.name, l.left_on, l.reason, count(*) over () as total from leaving l join account a on a.id = l.account_id
       where ($2::text is null or l.account_id = $2) and ${visible} order by l.left_on desc, l.account_id limit $3 offset $4)
     select p.account_id as "accountId", p.name as "accountName", p.left_on as "leftOn", p.reason, p.total, coalesce(w.warnings, '[]'::jsonb) as warnings
     from page p left join lateral (
       select jsonb_agg(jsonb_build_object('signalId', s.id, 'type', s.type, 'severity', s.severity, 'openedOn', s.opened_on, 'closedOn', s.closed_on, 'leadDays', p.left_on - s.opened_on,
         'actions', coalesce((select jsonb_agg(jsonb_build_object('at', e.at, 'by', e.by, 'toState', e.to_state, 'note', e.note) order by e.id) from signal_event e where e.signal_id = s.id and e.by <> 'system'), '[]'::jsonb)) order by s.opened_on, s.id) as warnings
       from signal s where s.account_id = p.account_id and s.family = 'risk' and s.opened_on < p.left_on and not (s.provisional and s.closed_on is not null) and coalesce(s.closed_on, p.left_on) > p.left_on - ${warningDays}) w on true
     order by p.left_on desc, p.account_id`,
    params,
  );
  return { total: rows[0]?.total ?? 0, items: rows.map(({ total: _total, ...row }) => ({ ...row, leadDays: row.warnings[0]?.leadDays ?? null })) };
}

/** What a signal type was worth so far. Rates are fractions; null where nothing can be counted yet. */
export interface TypeRecord {
  type: string;
  fired: number;
  accounts: number;
  live: number;
  lastOpenedOn: Day | null;
  /** Of the accounts it fired on whose outcome is known (left within 180 days, or 180 days have passed). */
  judged: number;
  precision: number | null;
  /** Of the customers that left, the share it fired on in the 180 days before. */
  recall: number | null;
  medianLeadDays: number | null;
}

/** Counts, precision, recall and lead time per signal type over everything that fired by a day, for the caller's book. */
export async function readTypeRecords(context: Pick<Context, 'db' | 'principal'>, at: Day): Promise<{ records: TypeRecord[]; left: number; accounts: number }> {
  const params: unknown[] = [at];
  const visible = bookCondition(context.principal, 'a', params);
  const base = `with ${leavingsCte}, mine as (select a.id from account a where a.merged_into is null and ${visible})`;
  const records = await context.db.query<TypeRecord>(
    `${base}, fired as (
       select s.type, s.account_id, s.opened_on, s.closed_on, l.left_on,
         case when l.left_on > s.opened_on and l.left_on <= s.opened_on + ${warningDays} then true when s.opened_on + ${warningDays} <= $1::date then false end as came_true
       from signal s join mine m on m.id = s.account_id left join leaving l on l.account_id = s.account_id
       where s.opened_on <= $1::date and not (s.provisional and s.closed_on is not null) and (l.left_on is null or s.opened_on < l.left_on)),
     judged as (select type, account_id, bool_or(came_true) as came_true from fired where came_true is not null group by 1, 2)
     select f.type, count(*)::int as fired, count(distinct f.account_id)::int as accounts, count(*) filter (where f.closed_on is null or f.closed_on > $1::date)::int as live, max(f.opened_on) as "lastOpenedOn",
       coalesce((select count(*) from judged j where j.type = f.type), 0)::int as judged, (select avg(j.came_true::int)::float8 from judged j where j.type = f.type) as precision,
       (count(distinct f.account_id) filter (where f.came_true))::float8 / nullif((select count(*) from leaving l join mine m on m.id = l.account_id), 0) as recall,
       (percentile_cont(0.5) within group (order by f.left_on - f.opened_on) filter (where f.came_true))::float8 as "medianLeadDays"
     from fired f group by f.type order by f.type`,
    params,
  );
  const totals = await context.db.one<{ left: number; accounts: number }>(`${base} select (select count(*) from leaving l join mine m on m.id = l.account_id)::int as left, (select count(*) from mine)::int as accounts`, params);
  return { records, ...totals };
}
