import type { SurveyAsk } from '../../../contract/action.ts';
import { markDirty } from '../../../customer/account/mark-dirty.ts';
import { toneOf } from '../../../customer/tone-of.ts';
import { toDate, type Clock } from '../../../lib/clock.ts';
import { newId, sha256 } from '../../../lib/ids.ts';
import type { Db } from '../../../platform/postgres/database.ts';
import { appendAudit } from '../action-audit.ts';

/** The source of what people answered on our own pages. */
export const surveySourceId = 'src_survey';

/** How long an answer can be changed, in hours. */
export const changeHours = 72;
const hourMs = 3_600_000;

/** A personal link, as it stands. */
export interface OpenSurvey {
  /** The invitation that an answer is kept with. */
  invitationId: string;
  ask: SurveyAsk;
  state: 'open' | 'changeable' | 'answered' | 'closed';
  score: number | null;
  comment: string | null;
}

interface Row {
  id: string;
  actionId: string;
  accountId: string;
  personId: string;
  address: string;
  ask: SurveyAsk;
  openUntil: Date;
  score: number | null;
  comment: string | null;
  answeredAt: Date | null;
  answerId: string | null;
}

// The answer stands with the first question, also when the link of a reminder was used.
function find(db: Db, token: string, lock: '' | 'for update of r' = ''): Promise<Row | undefined> {
  return db.maybe<Row>(
    `select r.id, r.action_id as "actionId", r.account_id as "accountId", r.person_id as "personId", r.address, i.ask, i.open_until as "openUntil", r.score, r.comment, r.answered_at as "answeredAt", r.answer_id as "answerId"
     from survey_invitation i join survey_invitation r on r.id = coalesce(i.reminds, i.id) where i.token_hash = $1 ${lock}`, [sha256(token)]);
}

function stateOf({ answeredAt, openUntil }: Row, now: Date): OpenSurvey['state'] {
  if (answeredAt !== null) return now.getTime() - answeredAt.getTime() <= changeHours * hourMs ? 'changeable' : 'answered';
  return openUntil > now ? 'open' : 'closed';
}

/** The question behind a personal link; undefined for a token that was not made here. Changes nothing. */
export async function readSurvey({ db, clock }: { db: Db; clock: Clock }, token: string): Promise<OpenSurvey | undefined> {
  const row = await find(db, token);
  return row && { invitationId: row.id, ask: row.ask, state: stateOf(row, clock.now()), score: row.score, comment: row.comment };
}

/** True for a whole number on the scale. */
export function isOnScale(score: number, { min, max }: SurveyAsk): boolean {
  return Number.isInteger(score) && score >= min && score <= max;
}

/**
 * Records the answer to a question: the last one within {@link changeHours} hours holds. It becomes a survey answer of the account, and is scored
 * and heard by playbooks like any other. Answers the question as it stands then; undefined for a token that was not made here. Changes nothing when the time is over
 * or the score is not on the scale.
 */
export async function recordAnswer({ db, clock }: { db: Db; clock: Clock }, token: string, answer: { score: number; comment: string | null }): Promise<OpenSurvey | undefined> {
  return db.tx(async (tx) => {
    const row = await find(tx, token, 'for update of r');
    if (!row) return undefined;
    const now = clock.now();
    const [state, standing] = [stateOf(row, now), { invitationId: row.id, ask: row.ask, score: row.score, comment: row.comment }];
    if (state === 'answered' || state === 'closed' || !isOnScale(answer.score, row.ask)) return { ...standing, state };
    const answerId = row.answerId ?? newId('ans', clock.wall().getTime());
    const answeredAt = row.answeredAt ?? now;
    await tx.query('update survey_invitation set score = $2, comment = $3, answered_at = $4, answer_id = $5 where id = $1', [row.id, answer.score, answer.comment, answeredAt, answerId]);
    await keepAnswer(tx, clock, row, { ...answer, answerId, answeredAt });
    await appendAudit(tx, now, [{ actionId: row.actionId, event: row.answeredAt === null ? 'answered' : 'answer_changed', byWhom: 'recipient', detail: { survey: row.ask.id, version: row.ask.version, invitation: row.id, score: answer.score } }]);
    await tx.query("insert into change_feed (topic, entity_id) values ('action', $1), ('account', $2)", [row.actionId, row.accountId]);
    return { ...standing, state: 'changeable', score: answer.score, comment: answer.comment };
  });
}

async function keepAnswer(tx: Db, clock: Clock, { accountId, personId, address, ask }: Row, { score, comment, answerId, answeredAt }: { score: number; comment: string | null; answerId: string; answeredAt: Date }): Promise<void> {
  await tx.query(
    "insert into source (id, kind, name, created_at, last_received_at, last_happened_at) values ($1, 'survey', 'Surveys', $2, $2, $3) on conflict (id) do update set last_received_at = excluded.last_received_at, last_happened_at = greatest(source.last_happened_at, excluded.last_happened_at)",
    [surveySourceId, clock.wall(), answeredAt]);
  // A corrected answer is known anew, so that whoever reads what is new meets it.
  await tx.query(
    `insert into survey_answer (id, account_id, person_id, respondent, survey, score, scale_max, comment, tone, answered_at, provisional, source_id, known_at)
     values ($1, $2, (select p.id from person p where p.id = $3 and p.account_id = $2), $4, $5, $6, $7, $8, $9, $10, false, $11, $12)
     on conflict (id) do update set account_id = excluded.account_id, person_id = excluded.person_id, score = excluded.score, comment = excluded.comment, tone = excluded.tone, known_at = excluded.known_at`,
    [answerId, accountId, personId, address, ask.kind, score, ask.max, comment, toneOf(comment), answeredAt, surveySourceId, toDate(clock.now().getTime())]);
  await markDirty(tx, clock, [accountId], 'event');
}
