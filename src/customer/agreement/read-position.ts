import type { Db } from '../../platform/postgres/database.ts';
import { momentCte, ofAccounts, overMoments, type Reading, type Statement } from '../account/read-moments.ts';
import { linesInForceCtes } from './lines-in-force.ts';

/** An account's contract position at one moment. `sums` is by currency, largest first; dates are null where no line gives one. */
export interface PositionRow {
  idx: number;
  accountId: string;
  firstStartOn: string;
  lastStartOn: string;
  lines: number;
  bridged: boolean;
  sums: { currency: string; minor: number; discount: number | null }[];
  seats: number | null;
  nextEnd: string | null;
  optOut: string | null;
  /** Longest term among the lines in force. */
  termDays: number | null;
  autoRenew: boolean;
  noticeGiven: boolean;
}

/** Contract position of accounts that had a line by each moment, from what was then known of their ends. One row per account and moment. */
export function positionStatement(reading: Reading): Statement {
  const scope = `true ${ofAccounts(reading, 'l.account_id')}`;
  return overMoments(reading, `with ${momentCte}, ${linesInForceCtes({ view: 'asOf', where: scope })},
  begun as (select m.idx, l.account_id, min(l.start_on) as first_start, max(l.start_on) as last_start from moment m join related_line l on l.start_on <= m.day group by 1, 2),
  money as (select idx, account_id, currency, sum(annual_minor) as minor, sum(discount * annual_minor) / nullif(sum(annual_minor) filter (where discount is not null), 0) as discount from line_in_force group by 1, 2, 3),
  sums as (select idx, account_id, jsonb_agg(jsonb_build_object('currency', currency, 'minor', minor, 'discount', discount) order by minor desc, currency) as sums from money group by 1, 2),
  standing as (
    select idx, account_id, count(*)::int as lines, bool_and(bridged) as bridged, sum(quantity) filter (where unit = 'seat') as seats,
      min(next_end) as next_end, min(opt_out) as opt_out, max(term_end - start_on) as term_days, bool_or(auto_renew) as auto_renew, bool_or(ended_on > day and end_known_on <= day) as notice_given
    from line_in_force group by 1, 2)
select b.idx, b.account_id as "accountId", b.first_start as "firstStartOn", b.last_start as "lastStartOn", coalesce(s.lines, 0) as lines, coalesce(s.bridged, false) as bridged,
  coalesce(t.sums, '[]'::jsonb) as sums, s.seats, s.next_end as "nextEnd", s.opt_out as "optOut", s.term_days as "termDays", coalesce(s.auto_renew, false) as "autoRenew", coalesce(s.notice_given, false) as "noticeGiven"
from begun b left join standing s using (idx, account_id) left join sums t using (idx, account_id)`);
}

/** Runs {@link positionStatement}. */
export function readPosition(db: Db, reading: Reading): Promise<PositionRow[]> {
  const { text, params } = positionStatement(reading);
  return db.query<PositionRow>(text, params);
}
