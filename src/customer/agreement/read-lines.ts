import type { AsOf } from '../../lib/as-of.ts';
import type { Day } from '../../lib/period.ts';
import { bookCondition, type Principal } from '../../platform/operation/context.ts';
import type { Db } from '../../platform/postgres/database.ts';
import type { AgreementLine } from './agreement-line.ts';

/**
 * Recurring and committed-usage lines begun by the moment, of the principal's book, as known then: a cancellation counts once it was
 * known; after the day a customer was recorded as gone only lines begun later count. Trials and one-off fees are left out, and lines
 * that ended before `since`. One statement.
 */
export function readAgreementLines(db: Db, principal: Principal, at: AsOf, since: Day): Promise<AgreementLine[]> {
  const params: unknown[] = [at.day, since];
  const visible = bookCondition(principal, 'a', params);
  return db.query<AgreementLine & Record<string, unknown>>(
    `with line as (
       select l.*, case when coalesce(l.ended_known_on, l.ended_on) <= $1::date then l.ended_on end as known_end
       from agreement_line l where l.kind in ('recurring', 'usage') and l.start_on <= $1::date and (l.auto_renew or l.term_end is null or l.term_end >= $2::date)
     )
     select l.id, a.id as "accountId", nullif(trim(l.contract_ref), '') as "contractRef", l.product, l.plan, l.quantity,
       l.annual_minor::float8 as "annualMinor", l.currency, to_char(l.start_on, 'YYYY-MM-DD') as "startOn",
       to_char(l.term_end, 'YYYY-MM-DD') as "termEnd",
       coalesce(l.auto_renew and l.term_end is not null, false) as "autoRenew",
       to_char(least(case when l.auto_renew is not true then l.term_end end, l.known_end, g.on_day), 'YYYY-MM-DD') as "endOn",
       l.known_end is not null as cancelled, l.churn_reason as "churnReason"
     from line l join account own on own.id = l.account_id join account a on a.id = coalesce(own.merged_into, own.id)
     left join lateral (select min(b.on_day) as on_day from business_change b where b.account_id = l.account_id and b.kind = 'churn' and b.on_day between l.start_on and $1::date) g on true
     where (l.known_end is null or l.known_end >= $2::date) and ${visible}
     order by l.start_on, l.id`,
    params,
  );
}
