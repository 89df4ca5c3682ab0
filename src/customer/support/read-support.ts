import type { Db } from '../../platform/postgres/database.ts';
import { momentCte, ofAccounts, overMoments, type Reading, type Statement } from '../account/read-moments.ts';

/** Support of one account at one moment; null where no ticket gives the figure. Hours are calendar hours. */
export interface SupportRow {
  idx: number;
  accountId: string;
  open: number;
  urgentOpen: number;
  escalatedOpen: number;
  opened28: number;
  openedPrior: number;
  reopened28: number;
  firstReplyHours: number | null;
  replied: number;
  resolutionHours: number | null;
  csat: number | null;
  csatAnswers: number;
  tone: number | null;
  toned: number;
  tonePrior: number | null;
  tonedPrior: number;
  lastAt: Date | null;
}

// A final status without a time closes a ticket from the moment we learned it.
const reopened = '(t.reopened_at > t.solved_at and t.reopened_at < m.until) is true';
const closedByStatus = "((t.solved_at is null or t.solved_at >= m.until) and t.status in ('solved', 'closed', 'resolved', 'done', 'cancelled') and t.status_known_at < m.until) is true";
const closed = `((t.solved_at < m.until) is true and not (${reopened}) or ${closedByStatus})`;

function since(days: number, column: string): string {
  return `${column} >= m.until - interval '${days} days' and ${column} < m.until`;
}

/** Ticket figures per account and moment. */
export function supportStatement(reading: Reading): Statement {
  const csatAt = 'coalesce(t.csat_at, t.solved_at, t.known_at)';
  return overMoments(reading, `with ${momentCte}
select m.idx, t.account_id as "accountId",
  count(*) filter (where not ${closed})::int as open,
  count(*) filter (where not ${closed} and t.priority = 'urgent')::int as "urgentOpen",
  count(*) filter (where not ${closed} and t.escalated_at < m.until)::int as "escalatedOpen",
  count(*) filter (where ${since(28, 't.opened_at')})::int as opened28,
  count(*) filter (where t.opened_at >= m.until - interval '196 days' and t.opened_at < m.until - interval '28 days')::int as "openedPrior",
  count(*) filter (where ${since(28, 't.reopened_at')})::int as reopened28,
  percentile_cont(0.5) within group (order by extract(epoch from t.first_reply_at - t.opened_at) / 3600) filter (where ${since(90, 't.opened_at')} and t.first_reply_at < m.until) as "firstReplyHours",
  count(*) filter (where ${since(90, 't.opened_at')} and t.first_reply_at < m.until)::int as replied,
  percentile_cont(0.5) within group (order by extract(epoch from t.solved_at - t.opened_at) / 3600) filter (where ${since(90, 't.solved_at')}) as "resolutionHours",
  avg(t.csat_score / nullif(t.csat_max, 0)) filter (where ${since(90, csatAt)}) as csat,
  count(t.csat_score / nullif(t.csat_max, 0)) filter (where ${since(90, csatAt)})::int as "csatAnswers",
  avg(t.tone) filter (where ${since(90, 't.opened_at')})::float8 as tone,
  count(t.tone) filter (where ${since(90, 't.opened_at')})::int as toned,
  avg(t.tone) filter (where t.opened_at >= m.until - interval '180 days' and t.opened_at < m.until - interval '90 days')::float8 as "tonePrior",
  count(t.tone) filter (where t.opened_at >= m.until - interval '180 days' and t.opened_at < m.until - interval '90 days')::int as "tonedPrior",
  max(greatest(t.opened_at, case when t.solved_at < m.until then t.solved_at end, case when t.first_reply_at < m.until then t.first_reply_at end)) as "lastAt"
from moment m join ticket t on t.opened_at < m.until ${ofAccounts(reading, 't.account_id')}
group by 1, 2`);
}

/** Runs {@link supportStatement}. */
export function readSupport(db: Db, reading: Reading): Promise<SupportRow[]> {
  const { text, params } = supportStatement(reading);
  return db.query<SupportRow>(text, params);
}
