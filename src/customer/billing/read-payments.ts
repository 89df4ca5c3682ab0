import type { Db } from '../../platform/postgres/database.ts';
import { momentCte, ofAccounts, overMoments, type Reading, type Statement } from '../account/read-moments.ts';

/** Payment position of one account at one moment. `overdue` is by currency in minor units, largest first. */
export interface PaymentRow {
  idx: number;
  accountId: string;
  invoices: number;
  dated: number;
  overdueDays: number;
  overdue: { currency: string; minor: number }[];
  due365: number;
  late365: number;
  lastOn: string | null;
}

/** Invoices issued by each moment: what was overdue then and how many of a year's invoices were paid late. Credit notes do not count. */
export function paymentStatement(reading: Reading): Statement {
  return overMoments(reading, `with ${momentCte}, issued as (
  select m.idx, m.day, i.account_id, i.due_on, i.amount_minor, i.currency, case when i.paid_on <= m.day then i.paid_on end as paid_on, i.issued_on,
    (i.paid_on is null or i.paid_on > m.day) and (i.status in ('paid', 'void', 'cancelled', 'credited', 'written_off') and i.status_known_at < m.until) is not true as unpaid
  from moment m join invoice i on i.issued_on <= m.day and i.amount_minor > 0 ${ofAccounts(reading, 'i.account_id')}),
overdue as (select idx, account_id, currency, sum(amount_minor) as minor from issued where unpaid and due_on < day group by 1, 2, 3),
owed as (select idx, account_id, jsonb_agg(jsonb_build_object('currency', currency, 'minor', minor) order by minor desc, currency) as overdue from overdue group by 1, 2)
select i.idx, i.account_id as "accountId", count(*)::int as invoices, count(i.due_on)::int as dated,
  coalesce(max(i.day - i.due_on) filter (where i.unpaid and i.due_on < i.day), 0) as "overdueDays",
  coalesce(o.overdue, '[]'::jsonb) as overdue,
  count(*) filter (where i.due_on < i.day and i.due_on >= i.day - 365)::int as due365,
  count(*) filter (where i.due_on < i.day and i.due_on >= i.day - 365 and (i.paid_on > i.due_on or i.unpaid))::int as late365,
  max(greatest(i.issued_on, i.paid_on)) as "lastOn"
from issued i left join owed o using (idx, account_id) group by i.idx, i.account_id, o.overdue`);
}

/** Runs {@link paymentStatement}. */
export function readPayments(db: Db, reading: Reading): Promise<PaymentRow[]> {
  const { text, params } = paymentStatement(reading);
  return db.query<PaymentRow>(text, params);
}
