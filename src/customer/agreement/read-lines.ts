import type { AsOf } from '../../lib/as-of.ts';
import { bookCondition, type Principal } from '../../platform/operation/context.ts';
import type { Db } from '../../platform/postgres/database.ts';
import type { AgreementLine } from './agreement-line.ts';

/**
 * Recurring and committed-usage lines begun by the moment, of the principal's book, as known then: a cancellation counts once it was
 * known; an open-ended line ends on the day the customer was recorded as gone. Trials and one-off fees are left out. One statement.
 */
export function readAgreementLines(db: Db, principal: Principal, at: AsOf): Promise<AgreementLine[]> {
  const params: unknown[] = [at.day];
  const visible = bookCondition(principal, 'a', params);
  return db.query<AgreementLine & Record<string, unknown>>(
    `with gone as (
       select account_id, on_day from business_change where kind = 'churn' and on_day <= $1::date
     ), line as (
       select l.*, case when coalesce(l.ended_known_on, l.ended_on) <= $1::date then l.ended_on end as known_end
       from agreement_line l where l.kind in ('recurring', 'usage') and l.start_on <= $1::date
     )
     select l.id, a.id as "accountId", nullif(trim(l.contract_ref), '') as "contractRef", l.product, l.plan, l.quantity,
       l.annual_minor::float8 as "annualMinor", l.currency, to_char(l.start_on, 'YYYY-MM-DD') as "startOn",
       to_char(l.term_end, 'YYYY-MM-DD') as "termEnd",
       to_char(coalesce(least(l.term_end, l.known_end), (select min(g.on_day) from gone g where g.account_id = l.account_id and g.on_day > l.start_on)), 'YYYY-MM-DD') as "endOn",
       l.known_end is not null as cancelled, l.churn_reason as "churnReason"
     from line l join account own on own.id = l.account_id join account a on a.id = coalesce(own.merged_into, own.id)
     where ${visible}
     order by l.start_on, l.id`,
    params,
  );
}
