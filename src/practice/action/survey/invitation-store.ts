import { createHmac } from 'node:crypto';
import type { SurveyAsk } from '../../../contract/action.ts';
import { toDate } from '../../../lib/clock.ts';
import { sha256 } from '../../../lib/ids.ts';
import type { Db } from '../../../platform/postgres/database.ts';
import type { ActionRow } from '../action-row.ts';

const dayMs = 86_400_000;

/** A question to one person, about to leave. */
export interface NewInvitation {
  /** The id of its message. */
  id: string;
  token: string;
  actionId: string;
  accountId: string;
  personId: string;
  address: string;
  ask: SurveyAsk;
}

/** The token of one person's link to one question: the same at every attempt, and not to be guessed without the secret. */
export function surveyToken(secret: string, messageId: string): string {
  return createHmac('sha256', secret).update(JSON.stringify(['survey', messageId])).digest('base64url');
}

/** Makes the links work; only hashes of their tokens are kept. A reminder stays open no longer than its own time. */
export async function keepInvitations(tx: Db, now: Date, invitations: readonly NewInvitation[]): Promise<void> {
  if (invitations.length === 0) return;
  const rows = invitations.map(({ id, token, actionId, accountId, personId, address, ask }) => ({
    id, token_hash: sha256(token), action_id: actionId, account_id: accountId, person_id: personId, address: address.trim().toLowerCase(), survey: ask.id, version: ask.version, kind: ask.kind, ask, reminds: ask.reminds ?? null, open_until: toDate(now.getTime() + ask.openDays * dayMs),
  }));
  await tx.query(
    `insert into survey_invitation (id, token_hash, action_id, account_id, person_id, address, survey, version, kind, ask, reminds, open_until, asked_at)
     select r.*, $2::timestamptz from jsonb_to_recordset($1::jsonb) as r(id text, token_hash text, action_id text, account_id text, person_id text, address text, survey text, version integer, kind text, ask jsonb, reminds text, open_until timestamptz) on conflict do nothing`,
    [JSON.stringify(rows), now]);
}

/** What is wrong with reminders, by action: they go to who was asked and has not answered, and to nobody else. */
export async function reminderProblems(tx: Db, rows: readonly Pick<ActionRow, 'id' | 'type' | 'accountId' | 'personIds' | 'content'>[]): Promise<Map<string, string>> {
  const reminders = rows.filter(({ type, content }) => type === 'send_survey' && content.survey?.reminds !== undefined);
  if (reminders.length === 0) return new Map();
  const found = new Map((await tx.query<{ id: string; accountId: string; personId: string; survey: string; answered: boolean; name: string | null }>(
    `select i.id, i.account_id as "accountId", i.person_id as "personId", i.survey, i.answered_at is not null as answered, p.name from survey_invitation i left join person p on p.id = i.person_id where i.id = any($1) and i.reminds is null`,
    [reminders.map(({ content }) => content.survey?.reminds)])).map((one) => [one.id, one]));
  return new Map(reminders.flatMap(({ id, accountId, personIds, content: { survey } }) => {
    const asked = found.get(survey?.reminds ?? '');
    if (!asked || asked.accountId !== accountId || asked.survey !== survey?.id || personIds.length !== 1 || personIds[0] !== asked.personId) return [[id, 'It reminds of a question that this person was not asked.']];
    return asked.answered ? [[id, `${asked.name ?? 'The recipient'} has answered already.`]] : [];
  }));
}

/** A question that a run of a playbook has put. */
export interface AskedByRun {
  runId: string;
  stepId: string;
  invitationId: string;
  personId: string;
  answered: boolean;
}

/** Questions that runs have put, newest first; reminders are none. */
export function readAskedByRuns(db: Db, runIds: readonly string[], accountIds: readonly string[]): Promise<AskedByRun[]> {
  return db.query<AskedByRun>(
    `select split_part(a.key, ':', 1) as "runId", split_part(a.key, ':', 3) as "stepId", i.id as "invitationId", i.person_id as "personId", i.answered_at is not null as answered
     from action a join survey_invitation i on i.action_id = a.id join action_delivery d on d.id = i.id
     where a.account_id = any($2) and a.type = 'send_survey' and split_part(a.key, ':', 1) = any($1) and i.reminds is null and d.state in ('sent', 'uncertain') order by i.asked_at desc`, [runIds, accountIds]);
}
