import type { SurveyAnswerItem, SurveyItem } from '../../../contract/survey.ts';
import { bookCondition, type Context } from '../../../platform/operation/context.ts';

type ReadContext = Pick<Context, 'db' | 'principal'>;

/** What came of a survey's questions. */
export type SurveyResult = Pick<SurveyItem, 'asked' | 'reminded' | 'answered' | 'rate' | 'score' | 'counts' | 'lastAnsweredAt'>;

const left = "d.state in ('sent', 'uncertain')";

/** The number that a survey is judged by: NPS (Reichheld 2003), the share of the top two of five, or the mean. Null without answers. Pure. */
export function surveyScore(kind: SurveyItem['kind'], counts: SurveyItem['counts']): number | null {
  const all = counts.reduce((sum, { count }) => sum + count, 0);
  if (all === 0) return null;
  const share = (holds: (score: number) => boolean) => counts.reduce((sum, { score, count }) => sum + (holds(score) ? count : 0), 0) / all;
  if (kind === 'nps') return Math.round(1000 * (share((score) => score >= 9) - share((score) => score <= 6))) / 10;
  if (kind === 'csat') return Math.round(1000 * share((score) => score >= 4)) / 1000;
  return Math.round((100 * counts.reduce((sum, { score, count }) => sum + score * count, 0)) / all) / 100;
}

/** Results of all surveys over questions that left since a moment, of accounts of the caller's book, by survey. */
export async function readResults({ db, principal }: ReadContext, since: Date | null): Promise<Map<string, SurveyResult & { kind: SurveyItem['kind'] }>> {
  const params: unknown[] = [since];
  const rows = await db.query<{ survey: string; kind: SurveyItem['kind']; score: number | null; asked: number; reminded: number; last: Date | null }>(
    `select i.survey, (array_agg(i.kind order by i.asked_at desc))[1] as kind, i.score, count(*)::int as asked, max(i.answered_at) as last,
       (count(*) filter (where exists (select 1 from survey_invitation m join action_delivery d on d.id = m.id where m.reminds = i.id and ${left})))::int as reminded
     from survey_invitation i join action_delivery d on d.id = i.id join account a on a.id = i.account_id
     where i.reminds is null and ${left} and ($1::timestamptz is null or i.asked_at >= $1) and ${bookCondition(principal, 'a', params)} group by i.survey, i.score order by i.survey, i.score`, params);
  return new Map([...Map.groupBy(rows, ({ survey }) => survey)].map(([survey, own]) => {
    const sum = (of: (row: (typeof own)[number]) => number) => own.reduce((total, row) => total + of(row), 0);
    const counts = own.flatMap(({ score, asked }) => (score === null ? [] : [{ score, count: asked }]));
    const [asked, answered, kind] = [sum((row) => row.asked), counts.reduce((total, { count }) => total + count, 0), own[0]?.kind ?? 'custom'];
    const last = own.flatMap((row) => (row.last ? [row.last.toISOString()] : [])).toSorted().at(-1) ?? null;
    return [survey, { kind, asked, reminded: sum((row) => row.reminded), answered, rate: asked === 0 ? null : Math.round((1000 * answered) / asked) / 1000, score: surveyScore(kind, counts), counts, lastAnsweredAt: last }];
  }));
}

/** Answers of one survey or all, newest first, of the caller's book, with how many there are. */
export async function readSurveyAnswers({ db, principal }: ReadContext, survey: string | null, page: { limit: number; offset: number }): Promise<{ items: SurveyAnswerItem[]; total: number }> {
  const params: unknown[] = [survey];
  const where = `i.answered_at is not null and ($1::text is null or i.survey = $1) and ${bookCondition(principal, 'a', params)}`;
  params.push(page.limit, page.offset);
  const rows = await db.query<Omit<SurveyAnswerItem, 'askedAt' | 'answeredAt'> & { askedAt: Date; answeredAt: Date; total: number }>(
    `select i.id, i.survey, i.version, i.account_id as "accountId", a.name as "accountName", i.person_id as "personId", p.name as "personName", i.score, (i.ask ->> 'max')::int as max, i.comment, i.asked_at as "askedAt", i.answered_at as "answeredAt", count(*) over ()::int as total
     from survey_invitation i join account a on a.id = i.account_id left join person p on p.id = i.person_id where ${where} order by i.answered_at desc, i.id limit $${params.length - 1} offset $${params.length}`, params);
  return { items: rows.map(({ total: _, askedAt, answeredAt, ...row }) => ({ ...row, askedAt: askedAt.toISOString(), answeredAt: answeredAt.toISOString() })), total: rows[0]?.total ?? 0 };
}
