import type { Evidence } from '../../contract/listing.ts';
import { addDays, dayOf } from '../../lib/period.ts';
import { wordPatterns } from '../../customer/conversation/read-words.ts';
import { toDate } from '../../lib/clock.ts';
import type { Db } from '../../platform/postgres/database.ts';
import type { CompiledScorecard } from './compile-scorecard.ts';
import { evidenceFilters, type EvidenceRecord } from './evidence-filters.ts';
import type { FactWords } from './health-program.ts';

/** Records of one account that can stand behind its score, by table, newest first. */
export type AccountRecords = ReadonlyMap<string, readonly EvidenceRecord[]>;

/** Records shown per driver, and read per account and table. */
const shownRecords = 5;
const readRecords = 60;

const sqlText = (pattern: string) => pattern.replaceAll("'", "''");

/** One statement per table; `$1` accounts, `$2` the moment, `$3` its day. Columns: accountId, id, at, label, and what the filters look at. */
const recordQueries: Record<string, string> = {
  ticket: `select account_id as "accountId", id, opened_at as at, concat_ws(' ', '#' || coalesce(number, id), subject) as label,
      jsonb_build_object('open', not coalesce(solved_at < $2 and (reopened_at is null or reopened_at >= $2 or reopened_at < solved_at), status in ('solved','closed','resolved','done','cancelled') and status_known_at < $2, false),
        'urgent', priority = 'urgent', 'escalated', escalated_at < $2, 'reopenedAt', case when reopened_at < $2 then reopened_at end, 'rated', csat_score is not null and coalesce(csat_at, solved_at, known_at) < $2, 'tone', tone) as facts
    from ticket where account_id = any($1) and opened_at < $2 and opened_at > $2 - interval '400 days'`,
  invoice: `select account_id as "accountId", id, issued_on::timestamptz as at, concat_ws(' ', 'Invoice', number, 'due', due_on) as label,
      jsonb_build_object('unpaid', due_on < $3::date and (paid_on is null or paid_on > $3::date) and coalesce(status, '') not in ('void', 'paid', 'credited'), 'late', paid_on > due_on and paid_on <= $3::date) as facts
    from invoice where account_id = any($1) and issued_on <= $3::date and issued_on > $3::date - 400`,
  agreement_line: `select account_id as "accountId", id, start_on::timestamptz as at, concat_ws(' ', coalesce(product, plan, 'Contract line'), contract_ref, 'to', coalesce(term_end::text, 'open end')) as label,
      jsonb_build_object('inForce', coalesce(ended_on, 'infinity') > $3::date and coalesce(term_end, 'infinity') > $3::date, 'notice', ended_known_on <= $3::date) as facts
    from agreement_line where account_id = any($1) and start_on <= $3::date`,
  survey_answer: `select account_id as "accountId", id, answered_at as at, concat(upper(survey), ' ', score, ' of ', scale_max, coalesce(': ' || left(comment, 80), '')) as label,
      jsonb_build_object('survey', survey, 'share', score / nullif(scale_max, 0)) as facts
    from survey_answer where account_id = any($1) and answered_at < $2 and answered_at > $2 - interval '400 days' and not provisional`,
  person: `select account_id as "accountId", id, coalesce(case when left_on <= $3::date then left_on end, joined_on, known_at::date)::timestamptz as at,
      concat_ws(', ', coalesce(name, email), title, replace(role, '_', ' '), case when left_on <= $3::date then 'left ' || left_on end) as label,
      jsonb_build_object('left', left_on <= $3::date, 'role', role) as facts
    from person where account_id = any($1) and coalesce(joined_on::timestamptz, known_at) < $2`,
  activity: `select account_id as "accountId", id, at, concat_ws(': ', initcap(kind), subject) as label, jsonb_build_object('kind', kind, 'direction', direction) as facts
    from activity where account_id = any($1) and at < $2 and at > $2 - interval '400 days'`,
  words: `select "accountId", id, at, concat_ws(': ', initcap(replace(kind, '_', ' ')), left(text, 90)) as label, jsonb_build_object('kind', kind, 'cancel', text ~* '${sqlText(wordPatterns.cancel)}', 'competitor', text ~* '${sqlText(wordPatterns.competitor)}') as facts
    from (select account_id as "accountId", 'ticket' as kind, id, opened_at as at, concat_ws(' ', subject, body) as text from ticket where account_id = any($1) and opened_at < $2 and opened_at >= $2 - interval '90 days'
      union all select account_id, 'activity', id, at, concat_ws(' ', subject, body) from activity where account_id = any($1) and direction is distinct from 'out' and at < $2 and at >= $2 - interval '90 days'
      union all select account_id, 'survey_answer', id, answered_at, comment from survey_answer where account_id = any($1) and comment is not null and answered_at < $2 and answered_at >= $2 - interval '90 days') written
    where text ~* '${sqlText(wordPatterns.cancel)}' or text ~* '${sqlText(wordPatterns.competitor)}'`,
  business_change: `select account_id as "accountId", id, on_day::timestamptz as at, concat_ws(': ', initcap(replace(kind, '_', ' ')), coalesce(reason, note)) as label, jsonb_build_object('kind', kind) as facts
    from business_change where account_id = any($1) and on_day <= $3::date and on_day > $3::date - 400`,
};

/** Records behind the scores of these accounts as of a moment, in one statement per table whatever the number of accounts. */
export async function readEvidence(db: Db, accountIds: readonly string[], at: Date): Promise<Map<string, Map<string, EvidenceRecord[]>>> {
  const byAccount = new Map<string, Map<string, EvidenceRecord[]>>();
  await Promise.all(Object.entries(recordQueries).map(async ([kind, query]) => {
    const rows = await db.query<EvidenceRecord & { accountId: string }>(
      `select "accountId", id, at, label, facts from (select r.*, row_number() over (partition by "accountId" order by at desc, id) as place from (${query}) r) ranked where place <= ${readRecords} and $2::timestamptz is not null and $3::date is not null order by at desc, id`,
      [[...accountIds], at, dayOf(toDate(at.getTime() - 1))],
    );
    for (const row of rows) {
      const tables = byAccount.get(row.accountId) ?? new Map<string, EvidenceRecord[]>();
      tables.set(kind, [...(tables.get(kind) ?? []), row]);
      byAccount.set(row.accountId, tables);
    }
  }));
  return byAccount;
}

function usageEvidence(accountId: string, windowDays: number | null, at: Date): Evidence {
  const to = dayOf(toDate(at.getTime() - 1));
  const from = addDays(to, 1 - (windowDays ?? 28));
  return { kind: 'usage', id: `${accountId}:${from}..${to}`, label: `Usage ${from} to ${to}`, at: at.toISOString() };
}

/** The records behind one fact of an account at a moment, at most five, newest first. Pure over the records read. */
export function factEvidence(fact: string, accountId: string, records: AccountRecords | undefined, at: Date, words: ReadonlyMap<string, FactWords>): Evidence[] {
  const known = words.get(fact);
  const kind = fact.startsWith('text.') ? 'words' : (known?.evidence ?? 'account');
  if (kind === 'usage') return [usageEvidence(accountId, known?.windowDays ?? null, at)];
  const filter = evidenceFilters[fact];
  const since = at.getTime() - (known?.windowDays ?? 400) * 86_400_000;
  const found = (records?.get(kind) ?? []).filter((record) => (filter ? filter(record, at) : record.at.getTime() >= since));
  return found.slice(0, shownRecords).map((record) => ({ kind: kind === 'words' ? String(record.facts['kind']) : kind, id: record.id, label: record.label, at: record.at.toISOString() }));
}

/** The records behind one driver of an account (or behind a cap), at most five, newest first. Pure over the records read. */
export function evidenceOf(card: CompiledScorecard, driverId: string, accountId: string, records: AccountRecords | undefined, at: Date, words: ReadonlyMap<string, FactWords>): Evidence[] {
  const cap = driverId.startsWith('cap:') ? card.caps.find((candidate) => `cap:${candidate.id}` === driverId) : undefined;
  const facts = cap ? cap.when.references : (card.measures.find((measure) => measure.id === driverId)?.references ?? []);
  const seen = new Map<string, Evidence>();
  for (const item of facts.flatMap((fact) => factEvidence(fact, accountId, records, at, words))) seen.set(`${item.kind} ${item.id}`, item);
  return [...seen.values()].slice(0, shownRecords);
}
