import type { Db } from '../../platform/postgres/database.ts';
import { momentCte, ofAccounts, overMoments, type Reading, type Statement } from '../account/read-moments.ts';

/** Texts of one account in the 90 days before a moment, and how many carry words of each kind. */
export interface WordsRow {
  idx: number;
  accountId: string;
  texts: number;
  competitor: number;
  cancel: number;
  lastAt: Date;
}

/** Patterns (case-insensitive, Postgres) of words that name a rival or a search for one, and of words about ending. */
export const wordPatterns = {
  competitor: String.raw`\m(competitors?|rivals?|alternatives? (to|vendor|tool|product|solution)|other (vendors?|providers?|tools?)|(switch(ing)?|migrat(e|ing)|mov(e|ing)) (away|to another|to a different|over to)|evaluating (other|alternatives?|another)|Konkurrenz|concurrents?)\M`,
  cancel: String.raw`\m(cancel(s|l?ed|l?ing|l?ations?)?|terminat(e|ed|ing|ion)|(not|won'?t|don'?t|never|no longer)( \w+){0,3} renew(al|ing)?|non-?renewal|end (our|the|this) (contract|subscription|agreement)|discontinu(e|ing)|kündig\w*|résili\w*)\M`,
};

function textsOf(reading: Reading): string {
  const window = (column: string) => `${column} >= (select min(until) - interval '90 days' from moment) and ${column} < (select max(until) from moment)`;
  return `select t.account_id, t.opened_at as at, concat_ws(' ', t.subject, t.body) as text from ticket t where ${window('t.opened_at')} ${ofAccounts(reading, 't.account_id')}
  union all select a.account_id, a.at, concat_ws(' ', a.subject, a.body) from activity a where a.direction is distinct from 'out' and ${window('a.at')} ${ofAccounts(reading, 'a.account_id')}
  union all select s.account_id, s.answered_at, s.comment from survey_answer s where s.comment is not null and ${window('s.answered_at')} ${ofAccounts(reading, 's.account_id')}`;
}

/** Texts of tickets, incoming conversations and survey answers; each text is searched once, whatever the number of moments. */
export function wordsStatement(reading: Reading): Statement {
  const { text, params } = overMoments(reading, `with ${momentCte}, texts as materialized (
  select account_id, at, text ~* '${wordPatterns.competitor.replaceAll("'", "''")}' as competitor, text ~* '${wordPatterns.cancel.replaceAll("'", "''")}' as cancel
  from (${textsOf(reading)}) written where text <> '')
select m.idx, t.account_id as "accountId", count(*)::int as texts, count(*) filter (where t.competitor)::int as competitor, count(*) filter (where t.cancel)::int as cancel, max(t.at) as "lastAt"
from moment m join texts t on t.at < m.until and t.at >= m.until - interval '90 days' group by 1, 2`);
  return { text, params };
}

/** Runs {@link wordsStatement}. */
export function readWords(db: Db, reading: Reading): Promise<WordsRow[]> {
  const { text, params } = wordsStatement(reading);
  return db.query<WordsRow>(text, params);
}
