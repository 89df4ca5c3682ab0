import type { Db } from '../../platform/postgres/database.ts';
import { momentCte, ofAccounts, overMoments, type Reading, type Statement } from '../account/read-moments.ts';

/** Confirmed survey answers of one account at one moment, the last per person and survey. NPS on 0..10, CSAT as a fraction. */
export interface AnswerRow {
  idx: number;
  accountId: string;
  nps: number | null;
  npsPeople: number;
  detractors90: number;
  promoters180: number;
  csat: number | null;
  lastAt: Date;
}

/** Answers of the 365 days before each moment; a person is the contact, else the respondent as delivered, else the answer itself. */
export function answersStatement(reading: Reading): Statement {
  return overMoments(reading, `with ${momentCte}, latest as (
  select distinct on (m.idx, s.account_id, s.survey, coalesce(s.person_id, s.respondent, s.id)) m.idx, m.until, s.account_id, s.survey, s.score / nullif(s.scale_max, 0) as share, s.answered_at
  from moment m join survey_answer s on s.answered_at < m.until and s.answered_at >= m.until - interval '365 days' and not s.provisional ${ofAccounts(reading, 's.account_id')}
  order by m.idx, s.account_id, s.survey, coalesce(s.person_id, s.respondent, s.id), s.answered_at desc, s.id)
select idx, account_id as "accountId", avg(10 * share) filter (where survey = 'nps') as nps, count(*) filter (where survey = 'nps')::int as "npsPeople",
  count(*) filter (where survey = 'nps' and 10 * share < 6.5 and answered_at >= until - interval '90 days')::int as "detractors90",
  count(*) filter (where survey = 'nps' and 10 * share >= 8.5 and answered_at >= until - interval '180 days')::int as "promoters180",
  avg(share) filter (where survey = 'csat') as csat, max(answered_at) as "lastAt"
from latest group by 1, 2`);
}

/** Runs {@link answersStatement}. */
export function readAnswers(db: Db, reading: Reading): Promise<AnswerRow[]> {
  const { text, params } = answersStatement(reading);
  return db.query<AnswerRow>(text, params);
}
