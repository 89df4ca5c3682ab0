/**
 * How ends are judged. `asOf`: by what was known on the day (a cancellation from the day it was known; a lapsed term is held for the
 * bridge while nothing else is in force). `final`: with hindsight (a gap is bridged only when a line really followed).
 */
export type InForceView = 'asOf' | 'final';

export interface InForceOptions {
  view: InForceView;
  /** Gaps up to this many days before a renewal are bridged. */
  bridgeDays?: number;
  /** SQL condition on `l` (agreement_line) that narrows the lines, for example to some accounts. */
  where?: string;
}

/** A line that begins this many days (at most half a term) before another of the same product ends, and outlasts it, is its early renewal. */
export const earlyRenewalDays = 90;

// Ends of a line that its own record and its relatives give: who supersedes it and from when.
function relatedLines(where: string): string {
  return `select l.id, l.account_id, l.kind, l.product, l.annual_minor, l.currency, l.quantity, l.unit, l.discount, l.start_on, l.term_end, l.ended_on,
      coalesce(l.ended_known_on, l.ended_on) as end_known_on, l.notice_days, l.opt_out_on, coalesce(l.auto_renew, false) as auto_renew,
      (select min(s.start_on) from agreement_line s
       where s.account_id = l.account_id and s.kind = l.kind and coalesce(s.product, s.plan) is not distinct from coalesce(l.product, l.plan) and s.start_on > l.start_on
         and ((s.start_on >= l.term_end - least(${earlyRenewalDays}, (l.term_end - l.start_on) / 2) and coalesce(s.term_end > l.term_end, true))
           or (s.contract_ref = l.contract_ref and (s.plan is distinct from l.plan or l.term_end is null) and coalesce(s.term_end >= l.term_end, true)))) as succeeded_on
    from agreement_line l where l.kind in ('recurring', 'usage') and ${where}`;
}

function strictlyInForce(view: InForceView): string {
  const ended = view === 'asOf' ? '(l.ended_on <= m.day and l.end_known_on <= m.day)' : 'l.ended_on <= m.day';
  return `${ended} is not true and (l.term_end is null or l.term_end > m.day or l.auto_renew) and (l.succeeded_on is null or l.succeeded_on > m.day)`;
}

function held(view: InForceView, bridgeDays: number): string {
  const lapsed = `l.term_end <= m.day and l.term_end + ${bridgeDays} > m.day and l.term_end = l.last_term_end and (l.succeeded_on is null or l.succeeded_on > m.day)`;
  if (view === 'asOf') return `${lapsed} and (l.ended_on <= m.day and l.end_known_on <= m.day) is not true`;
  return `${lapsed} and exists (select 1 from agreement_line s where s.account_id = l.account_id and s.kind in ('recurring', 'usage') and s.start_on > m.day and s.start_on <= l.term_end + ${bridgeDays})`;
}

/**
 * Common tables that end in `line_in_force(idx, day, id, account_id, ...)`: recurring lines in force at each row of `moment(idx, day)`,
 * which the caller defines before. Half-open ends; a successor takes over from its own start; an auto-renewing line without successor
 * runs until it is cancelled; after a churn event only lines begun later count. `next_end` is the end or renewal day then known,
 * `opt_out` the last day to stop it, `bridged` marks a line held over a gap.
 */
export function linesInForceCtes({ view, bridgeDays = 30, where = 'true' }: InForceOptions): string {
  return `related_line as materialized (${relatedLines(where)}),
  churn_event as (select m.idx, b.account_id, max(b.on_day) as churned_on from moment m join business_change b on b.kind = 'churn' and b.on_day <= m.day group by 1, 2),
  begun_line as (
    select m.idx, m.day, l.*, max(l.term_end) over (partition by m.idx, l.account_id) as last_term_end
    from moment m join related_line l on l.start_on <= m.day
    left join churn_event c on c.idx = m.idx and c.account_id = l.account_id
    where c.churned_on is null or l.start_on > c.churned_on),
  judged_line as (
    select l.*, (${strictlyInForce(view).replaceAll('m.day', 'l.day')}) as strict,
      (${held(view, bridgeDays).replaceAll('m.day', 'l.day')}) as lapsed
    from begun_line l),
  covered_line as (select *, bool_or(strict) over (partition by idx, account_id) as covered from judged_line),
  line_in_force as (
    select l.*, not l.strict as bridged,
      case when l.ended_on > l.day and l.end_known_on <= l.day then l.ended_on else term.ends_on end as next_end,
      case when l.opt_out_on is not null and (l.term_end is null or l.term_end > l.day) then l.opt_out_on
           when l.auto_renew and l.notice_days is not null then term.ends_on - l.notice_days end as opt_out
    from covered_line l
    cross join lateral (select greatest(1, round((l.term_end - l.start_on) / 30.4375))::int as months) length
    cross join lateral (select case when l.term_end > l.day or not l.auto_renew then l.term_end
      else (l.term_end + make_interval(months => length.months * (1 + ((extract(year from age(l.day, l.term_end)) * 12 + extract(month from age(l.day, l.term_end)))::int / length.months))))::date end as ends_on) term
    where l.strict or (l.lapsed and not l.covered))`;
}
