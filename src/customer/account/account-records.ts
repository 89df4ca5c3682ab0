import type { AccountDetail } from '../../contract/account.ts';
import type { AsOf } from '../../lib/as-of.ts';
import type { Db } from '../../platform/postgres/database.ts';

/** People of an account who were known by the moment, with the last contact; those who left later are shown as present. */
export function readPeople(db: Db, accountId: string, at: AsOf): Promise<AccountDetail['people']> {
  return db.query(
    `select p.id, p.name, p.email, p.title, p.role, p.joined_on as "joinedOn",
       case when p.left_on <= $2::date then p.left_on end as "leftOn",
       to_char(max(a.at), 'YYYY-MM-DD') as "lastContactOn"
     from person p left join activity a on a.person_id = p.id and a.at < $3
     where p.account_id = $1 and coalesce(p.joined_on::timestamptz, p.known_at) < $3
     group by p.id order by (p.left_on <= $2::date) nulls first, max(a.at) desc nulls last, p.name`,
    [accountId, at.day, at.until],
  );
}

/** Agreement lines begun by the moment, newest first, each with whether it is in force then. */
export function readLines(db: Db, accountId: string, at: AsOf): Promise<AccountDetail['lines']> {
  return db.query(
    `select id, contract_ref as "contractRef", product, plan, kind, quantity, unit, annual_minor as "annualMinor", currency,
       start_on as "startOn", term_end as "termEnd",
       case when coalesce(ended_known_on, ended_on) <= $2::date then ended_on end as "endedOn",
       auto_renew as "autoRenew", opt_out_on as "optOutOn",
       start_on <= $2::date and coalesce(ended_on, 'infinity') > $2::date and coalesce(term_end, 'infinity') > $2::date as "inForce"
     from agreement_line where account_id = $1 and start_on <= $2::date
     order by start_on desc, product limit 500`,
    [accountId, at.day],
  );
}

/** Invoices issued by the moment; `overdueDays` counts from the due date while unpaid at the moment. */
export function readInvoices(db: Db, accountId: string, at: AsOf): Promise<AccountDetail['invoices']> {
  return db.query(
    `select id, number, issued_on as "issuedOn", due_on as "dueOn", case when paid_on <= $2::date then paid_on end as "paidOn",
       amount_minor as "amountMinor", currency,
       case when due_on < $2::date and (paid_on is null or paid_on > $2::date) and coalesce(status, '') not in ('void', 'paid', 'credited') then $2::date - due_on end as "overdueDays"
     from invoice where account_id = $1 and issued_on <= $2::date order by issued_on desc limit 500`,
    [accountId, at.day],
  );
}

/** Tickets opened by the moment, with what had happened to them by then. */
export function readTickets(db: Db, accountId: string, at: AsOf): Promise<AccountDetail['tickets']> {
  return db.query(
    `select id, number, subject, priority, case when solved_at < $2 then 'solved' when first_reply_at < $2 then 'open' else 'new' end as state,
       opened_at as "openedAt", case when first_reply_at < $2 then first_reply_at end as "firstReplyAt", case when solved_at < $2 then solved_at end as "solvedAt",
       case when coalesce(csat_at, solved_at, known_at) < $2 then csat_score / nullif(csat_max, 0) end as csat, tone
     from ticket where account_id = $1 and opened_at < $2 order by opened_at desc limit 500`,
    [accountId, at.until],
  ).then((rows) => rows.map(isoTimes)) as Promise<AccountDetail['tickets']>;
}

/** Sources that know this account (or feed its usage), with when each last delivered. */
export function readFreshness(db: Db, accountId: string): Promise<AccountDetail['freshness']> {
  return db.query(
    `select s.id as "sourceId", s.name, s.kind, s.last_received_at as "lastReceivedAt", s.last_happened_at as "lastHappenedAt"
     from source s
     where s.id in (select source_id from external_id where entity = 'account' and entity_id = $1 union select source_id from usage_identity where account_id = $1)
     order by s.last_received_at desc nulls last`,
    [accountId],
  ).then((rows) => rows.map(isoTimes)) as Promise<AccountDetail['freshness']>;
}

/** Timestamps as ISO text, as the contract carries them. */
export function isoTimes<T extends Record<string, unknown>>(row: T): T {
  return Object.fromEntries(Object.entries(row).map(([key, value]) => [key, value instanceof Date ? value.toISOString() : value])) as T;
}
