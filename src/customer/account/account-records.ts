import type { AccountDetail } from '../../contract/account.ts';
import type { AsOf } from '../../lib/as-of.ts';
import { asOfEnd } from '../../lib/period.ts';
import type { Db } from '../../platform/postgres/database.ts';

/** People of an account who were known by the moment, in the role known by then, with the last two-way contact; those who left later are shown as present. */
export function readPeople(db: Db, accountId: string, at: AsOf): Promise<AccountDetail['people']> {
  return db.query(
    `select p.id, p.name, p.email, p.title,
       case when r.role is not null then r.role when exists (select 1 from field_version f where f.entity = 'person' and f.entity_id = p.id and f.field = 'role') or p.known_at >= $3 then null else p.role end as role, p.joined_on as "joinedOn",
       case when p.left_on <= $2::date then p.left_on end as "leftOn",
       to_char(max(a.at), 'YYYY-MM-DD') as "lastContactOn"
     from person p left join activity a on a.account_id = p.account_id and (a.person_id = p.id or p.id = any(a.person_ids)) and a.at < $3 and (a.kind in ('meeting', 'call') or a.direction in ('in', 'two_way')) and a.kind <> 'note'
     left join lateral (select value #>> '{}' as role from field_version f where f.entity = 'person' and f.entity_id = p.id and f.field = 'role' and coalesce(f.happened_at, f.known_at) < $3
       order by coalesce(f.happened_at, f.known_at) desc limit 1) r on true
     where p.account_id = $1 and coalesce(p.joined_on::timestamptz, p.known_at) < $3
     group by p.id, r.role order by (p.left_on <= $2::date) nulls first, max(a.at) desc nulls last, p.name`,
    [accountId, at.day, at.until],
  );
}

/** Agreement lines begun by the moment, newest first, each with whether it is in force then. */
export function readLines(db: Db, accountId: string, at: AsOf): Promise<AccountDetail['lines']> {
  return db.query(
    `select id, contract_ref as "contractRef", product, plan, kind, quantity, unit, annual_minor as "annualMinor", currency,
       start_on as "startOn", term_end as "termEnd",
       case when coalesce(ended_known_on, ended_on) <= $2::date then ended_on end as "endedOn",
       billing_months as "billingMonths", notice_days as "noticeDays", discount, auto_renew as "autoRenew", opt_out_on as "optOutOn",
       start_on <= $2::date and coalesce(ended_on, 'infinity') > $2::date and coalesce(term_end, 'infinity') > $2::date as "inForce"
     from agreement_line where account_id = $1 and start_on <= $2::date
     order by start_on desc, product limit 5000`,
    [accountId, at.day],
  );
}

/** Invoices issued by the moment; `overdueDays` counts from the due date while unpaid at the moment. */
export function readInvoices(db: Db, accountId: string, at: AsOf): Promise<AccountDetail['invoices']> {
  return db.query(
    `select id, number, issued_on as "issuedOn", due_on as "dueOn", case when paid_on <= $2::date then paid_on end as "paidOn",
       amount_minor as "amountMinor", currency,
       case when paid_on <= $2::date then 'paid' when status in ('void', 'credited') and coalesce(status_known_at, known_at) < $3 then 'void' when status = 'paid' and paid_on is null and coalesce(status_known_at, known_at) < $3 then 'paid' when due_on < $2::date then 'overdue' else 'open' end as status,
       case when due_on < $2::date and (paid_on is null or paid_on > $2::date) and not coalesce(status in ('void', 'paid', 'credited') and coalesce(status_known_at, known_at) < $3 and paid_on is null, false) then $2::date - due_on end as "overdueDays"
     from invoice where account_id = $1 and issued_on <= $2::date order by issued_on desc limit 5000`,
    [accountId, at.day, at.until],
  );
}

/** Tickets opened by the moment, with what had happened to them by then. */
export function readTickets(db: Db, accountId: string, at: AsOf): Promise<AccountDetail['tickets']> {
  return db.query(
    `select t.id, t.number, t.subject, t.priority, coalesce(p.name, p.email) as requester, t.assignee, coalesce(t.escalated_at < $2, false) as escalated, coalesce(t.reopened_at < $2, false) as reopened,
       case when coalesce(solved_at < $2 and (reopened_at is null or reopened_at >= $2 or reopened_at < solved_at), status in ('solved','closed','resolved','done','cancelled') and solved_at is null and status_known_at < $2, false) then 'solved'
         when first_reply_at < $2 then 'open' else 'new' end as state,
       opened_at as "openedAt", case when first_reply_at < $2 then first_reply_at end as "firstReplyAt", case when solved_at < $2 then solved_at end as "solvedAt",
       case when coalesce(csat_at, solved_at, t.known_at) < $2 then csat_score / nullif(csat_max, 0) end as csat, tone
     from ticket t left join person p on p.id = t.person_id where t.account_id = $1 and t.opened_at < $2 order by t.opened_at desc limit 5000`,
    [accountId, at.until],
  ).then((rows) => rows.map(isoTimes)) as Promise<AccountDetail['tickets']>;
}

/**
 * Sources that know this account (or feed its usage): when each last delivered anything by the moment, and the newest record of this account in it.
 * A delivery has no history: at a past moment its time is told only where it came before.
 */
export function readFreshness(db: Db, accountId: string, at: AsOf): Promise<AccountDetail['freshness']> {
  return db.query(
    `with record as (
       select source_id, opened_at as at from ticket where account_id = $1 union all select source_id, at from activity where account_id = $1 union all select source_id, answered_at from survey_answer where account_id = $1
       union all select source_id, issued_on::timestamptz from invoice where account_id = $1 union all select source_id, on_day::timestamptz from business_change where account_id = $1 union all select source_id, start_on::timestamptz from agreement_line where account_id = $1),
     newest as (select source_id, max(at) as at from record where at < $2 group by 1)
     select s.id as "sourceId", s.name, s.kind, case when s.last_received_at < $2 or $3 then s.last_received_at end as "lastReceivedAt", n.at as "lastHappenedAt"
     from source s left join newest n on n.source_id = s.id
     where n.at is not null or s.id in (select source_id from external_id where entity = 'account' and entity_id = $1 union select source_id from usage_identity where account_id = $1 union select source_id from field_version where entity = 'account' and entity_id = $1)
     order by s.last_received_at desc nulls last`,
    [accountId, at.until, !isPastMoment(at)],
  ).then((rows) => rows.map(isoTimes)) as Promise<AccountDetail['freshness']>;
}

/** Whether a moment is the end of a day that was asked for, not the present. */
export function isPastMoment(at: AsOf): boolean {
  return at.until.getTime() === asOfEnd(at.day).getTime();
}

/** Timestamps as ISO text, as the contract carries them. */
export function isoTimes<T extends Record<string, unknown>>(row: T): T {
  return Object.fromEntries(Object.entries(row).map(([key, value]) => [key, value instanceof Date ? value.toISOString() : value])) as T;
}
