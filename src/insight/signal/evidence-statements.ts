import { wordPatterns } from '../../customer/conversation/read-words.ts';
import type { EvidenceKind } from './signal-rule.ts';

/** Parts of one kind's statement; `r` is the record. $1 are account ids, $2 is the day whose end is read. */
interface EvidenceStatement {
  /** Table of the record, or `r.record` where the rows say it. */
  record: string;
  label: string;
  at: string;
  from: string;
  order: string;
}

const mine = 'r.account_id = any($1)';
const by = (column: string) => `${column} < $2::date + 1`;
const within = (column: string, days: number) => `${column} >= $2::date + 1 - ${days} and ${by(column)}`;
const isoTime = (column: string) => `to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;
const isoDay = (column: string) => `to_char(${column}, 'YYYY-MM-DD')`;

const personLabel = `concat_ws(', ', coalesce(r.name, r.email), r.title, r.role)`;
const left = (roles: string, days: number): EvidenceStatement => ({
  record: 'person', label: personLabel, at: isoDay('r.left_on'), order: 'r.left_on desc',
  from: `person r where ${mine} and r.role in (${roles}) and r.left_on > $2::date - ${days} and r.left_on <= $2::date`,
});
const ticket = (where: string, at = 'r.opened_at'): EvidenceStatement => ({
  record: 'ticket', label: `concat_ws(': ', r.number, r.subject)`, at: isoTime(at), order: `${at} desc`, from: `ticket r where ${mine} and ${by('r.opened_at')} and ${where}`,
});
const answer = (where: string): EvidenceStatement => ({
  record: 'survey_answer', label: `concat(upper(r.survey), ' ', r.score, ' of ', r.scale_max, coalesce(': ' || nullif(r.comment, ''), ''))`, at: isoTime('r.answered_at'), order: 'r.answered_at desc',
  from: `survey_answer r where ${mine} and ${where}`,
});
const words = (pattern: string): EvidenceStatement => ({
  record: 'r.record', label: `left(r.text, 160)`, at: isoTime('r.at'), order: 'r.at desc',
  from: `(select account_id, 'ticket' as record, id, opened_at as at, concat_ws(' ', subject, body) as text from ticket where account_id = any($1) and ${within('opened_at', 90)}
    union all select account_id, 'activity', id, at, concat_ws(' ', subject, body) from activity where account_id = any($1) and direction is distinct from 'out' and ${within('at', 90)}
    union all select account_id, 'survey_answer', id, answered_at, comment from survey_answer where account_id = any($1) and comment is not null and ${within('answered_at', 90)}) r
    where r.text ~* '${pattern.replaceAll("'", "''")}'`,
});
const agreed = `concat_ws(' ', r.product, r.plan, case when r.quantity is not null then r.quantity || ' ' || coalesce(r.unit, 'units') end)`;
const change = (where: string): EvidenceStatement => ({
  record: 'business_change', label: `concat_ws(': ', r.kind, coalesce(r.note, r.reason))`, at: isoDay('r.on_day'), order: 'r.on_day desc', from: `business_change r where ${mine} and r.on_day <= $2::date and ${where}`,
});

/** How the records behind a signal are found, per kind. Usage windows are not records and are made from the day alone. */
export const evidenceStatements: Record<Exclude<EvidenceKind, 'usage' | 'usage_feature'>, EvidenceStatement> = {
  champions_left: left(`'champion'`, 90),
  sponsors_left: left(`'executive_sponsor', 'economic_buyer'`, 180),
  people: { record: 'person', label: personLabel, at: isoDay('r.joined_on'), order: `array_position(array['champion','executive_sponsor','economic_buyer','admin'], r.role) nulls last`, from: `person r where ${mine} and (r.joined_on is null or r.joined_on <= $2::date) and (r.left_on is null or r.left_on > $2::date)` },
  people_new: { record: 'person', label: personLabel, at: isoDay('r.joined_on'), order: 'r.joined_on desc', from: `person r where ${mine} and r.joined_on > $2::date - 90 and r.joined_on <= $2::date` },
  contacts: { record: 'activity', label: `concat_ws(': ', r.kind, r.subject)`, at: isoTime('r.at'), order: 'r.at desc', from: `activity r where ${mine} and ${by('r.at')} and (r.kind in ('meeting', 'call') or r.direction in ('in', 'two_way'))` },
  tickets_recent: ticket(within('r.opened_at', 28)),
  tickets_reopened: ticket(within('r.reopened_at', 28), 'r.reopened_at'),
  tickets_escalated: ticket(`(r.solved_at is null or r.solved_at >= $2::date + 1) and (r.escalated_at < $2::date + 1 or r.priority = 'urgent')`),
  tickets_cross: { ...ticket(`${within('r.opened_at', 90)} and r.tone < 0`), order: 'r.tone, r.opened_at desc' },
  tickets_rated: { ...ticket(`r.csat_score is not null and ${within('coalesce(r.csat_at, r.solved_at)', 90)}`, 'coalesce(r.csat_at, r.solved_at)'), label: `concat(r.subject, ': ', r.csat_score, ' of ', r.csat_max)`, order: 'r.csat_score / nullif(r.csat_max, 0)' },
  answers_low: answer(`r.survey = 'nps' and r.score <= 6 and ${within('r.answered_at', 90)}`),
  answers_high: answer(`r.survey = 'nps' and r.score >= 9 and ${within('r.answered_at', 180)}`),
  invoices_overdue: { record: 'invoice', label: `concat_ws(' ', r.number, 'due', ${isoDay('r.due_on')})`, at: isoDay('r.due_on'), order: 'r.due_on', from: `invoice r where ${mine} and r.due_on <= $2::date and r.issued_on <= $2::date and (r.paid_on is null or r.paid_on > $2::date)` },
  lines: { record: 'agreement_line', label: agreed, at: isoDay('coalesce(r.opt_out_on, r.term_end)'), order: 'r.annual_minor desc', from: `agreement_line r where ${mine} and r.start_on <= $2::date and (r.term_end is null or r.term_end > $2::date) and (r.ended_on is null or r.ended_on > $2::date)` },
  lines_ended: { record: 'agreement_line', label: agreed, at: isoDay('r.ended_on'), order: 'r.ended_on desc', from: `agreement_line r where ${mine} and r.ended_on > $2::date - 90 and coalesce(r.ended_known_on, r.ended_on) <= $2::date` },
  texts_competitor: words(wordPatterns.competitor),
  texts_cancel: words(wordPatterns.cancel),
  changes: change(`r.kind not in ('churn', 'funding') and r.on_day > $2::date - 90`),
  funding: change(`r.kind = 'funding' and r.on_day > $2::date - 180`),
};
