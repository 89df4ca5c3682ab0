import type { Clock } from '../../lib/clock.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { linkSecret } from '../../platform/mail/link-secret.ts';
import { appendAudit, type AuditEntry } from './action-audit.ts';
import { tellSettled, type ActionListener } from './action-listener.ts';
import { actionColumns, isSettled, writeSteps, type ActionChange, type ActionRow } from './action-row.ts';
import { actionTypes, findActionType, type ChannelId } from './action-type.ts';
import { readSwitch } from './action-switch.ts';
import { mailIdOf } from './channel.ts';
import { judgeActions, lockGuard, readPolicy, type Judged } from './judge-actions.ts';
import { surveyMark, unsubscribeMark } from './render-action.ts';
import { keepInvitations, surveyToken, type NewInvitation } from './survey/invitation-store.ts';
import { sendVerdict, type SendVerdict, type Skipped } from './send-verdict.ts';
import { keepTokens, unsubscribeToken } from './suppression.ts';

/** What sending needs of the floors around it. */
export interface SendDeps {
  db: Db;
  clock: Clock;
  /** The ways out that are set up; what has none stays planned. */
  channels: ReadonlyMap<ChannelId, { send(outgoing: never): Promise<unknown> }>;
  /** Where this instance is reached from outside, for links; null while it serves nothing. */
  linkBase(): string | null;
  listeners: readonly ActionListener[];
}

const batch = 50;

interface Held {
  digest: string;
  expiresAt: Date;
  used: boolean;
}

/** Expires what nobody decided in time. */
export async function expireActions({ db, clock, listeners }: Pick<SendDeps, 'db' | 'clock' | 'listeners'>): Promise<number> {
  return db.tx(async (tx) => {
    const rows = await tx.query<ActionRow>(`select ${actionColumns('a')} from action a where a.status in ('draft', 'waiting') and a.expires_at <= $1 order by a.id limit 500 for update skip locked`, [clock.now()]);
    await writeSteps(tx, rows.map(({ id }) => ({ id, status: 'expired', rule: 'expired', reason: 'Nobody decided in time.' })), clock.now());
    await appendAudit(tx, clock.now(), rows.map(({ id }) => ({ actionId: id, event: 'expired', byWhom: 'system' })));
    await tellSettled(listeners, tx, rows.map((row) => ({ ...row, status: 'expired' as const })));
    return rows.length;
  });
}

/**
 * Judges the planned actions that are due, and turns those that may go into messages of the outbox; an approval is used up in the same transaction.
 * Answers how many were looked at.
 */
export async function claimDue(deps: SendDeps): Promise<number> {
  const { db, clock, channels } = deps;
  const types = actionTypes.filter(({ channel, system }) => channels.has(channel) || (system !== undefined && channels.has('vendor'))).map(({ id }) => id);
  return db.tx(async (tx) => {
    await lockGuard(tx);
    if ((await readSwitch(tx, true)).stopped) return 0;
    const now = clock.now();
    const rows = await tx.query<ActionRow>(`select ${actionColumns('a')} from action a where a.status = 'scheduled' and a.due_at <= $1 and a.type = any($2) order by a.due_at, a.id limit ${batch} for update skip locked`, [now, types]);
    if (rows.length === 0) return 0;
    const versioned = await readPolicy(tx, clock);
    const [judged, approvals] = [await judgeActions(tx, clock, versioned, rows), await readApprovals(tx, rows)];
    const outcomes = rows.map((row) => {
      const about = judged.get(row.id) as Judged;
      const approval = row.approvalId === null ? null : (approvals.get(row.id) ?? { digest: '', expiresAt: row.expiresAt, used: true });
      const verdict = sendVerdict({ ...about.draft, digest: about.digest, expiresAt: row.expiresAt, approval }, versioned.policy, about.history, now);
      if (verdict.verdict === 'send') about.plan(now);
      return { row, about, verdict };
    });
    await fillOutbox(deps, tx, outcomes.flatMap(({ row, about, verdict }) => (verdict.verdict === 'send' ? [{ row, about, skip: verdict.skip }] : [])), now);
    await writeOutcomes(deps, tx, outcomes, now);
    return rows.length;
  });
}

/** The approvals behind actions, by action. */
export async function readApprovals(tx: Db, rows: readonly ActionRow[]): Promise<Map<string, Held>> {
  const found = await tx.query<Held & { actionId: string }>(
    'select i.action_id as "actionId", i.digest, i.expires_at as "expiresAt", (i.consumed_at is not null or i.withdrawn_at is not null) as used from unnest($1::text[], $2::text[]) r(action_id, approval_id) join action_approval_item i on i.action_id = r.action_id and i.approval_id = r.approval_id',
    [rows.map(({ id }) => id), rows.map(({ approvalId }) => approvalId)],
  );
  return new Map(found.map(({ actionId, ...held }) => [actionId, held]));
}

async function fillOutbox({ clock, linkBase }: SendDeps, tx: Db, sending: readonly { row: ActionRow; about: Judged; skip: readonly Skipped[] }[], now: Date): Promise<void> {
  if (sending.length === 0) return;
  await tx.query('update action_approval_item i set consumed_at = $3 from unnest($1::text[], $2::text[]) r(action_id, approval_id) where i.action_id = r.action_id and i.approval_id = r.approval_id and i.consumed_at is null', [sending.map(({ row }) => row.id), sending.map(({ row }) => row.approvalId), now]);
  const secret = await linkSecret(tx);
  const links: { token: string; address: string; actionId: string }[] = [];
  const invitations: NewInvitation[] = [];
  const rows = sending.flatMap(({ row, about, skip }) => about.messages.map((message, position) => {
    const type = findActionType(row.type);
    const skipped = skip.find(({ personId }) => personId === message.personId);
    const token = unsubscribeToken(secret, row.id, message.to);
    if (type?.channel === 'email' && !skipped) links.push({ token, address: message.to, actionId: row.id });
    const id = `${row.id}:${message.personId ?? position}`;
    const link = `${linkBase() ?? ''}/unsubscribe/${token}`;
    const asking = surveyToken(secret, id);
    const survey = `${linkBase() ?? ''}/survey/${asking}`;
    if (row.content.survey && message.personId !== null && !skipped) invitations.push({ id, token: asking, actionId: row.id, accountId: row.accountId, personId: message.personId, address: message.to, ask: row.content.survey });
    const fill = (text: string) => text.replaceAll(unsubscribeMark, link).replaceAll(surveyMark, survey);
    const filled = { ...message, text: fill(message.text), html: message.html === null ? null : fill(message.html), ...(type?.channel === 'email' ? { unsubscribe: link } : {}), ...(row.content.survey ? { survey } : {}) };
    return { id, mail_id: type?.channel === 'email' ? mailIdOf(id) : null, action_id: row.id, position, person_id: message.personId, account_id: row.accountId, recipient: message.to, channel: about.channel, message: filled, state: skipped ? 'skipped' : 'ready', error: skipped?.rule ?? null };
  }));
  await tx.query(
    `insert into action_delivery (id, mail_id, action_id, position, person_id, account_id, recipient, channel, message, state, error, next_at, planned_at)
     select r.*, $2::timestamptz, $3::timestamptz from jsonb_to_recordset($1::jsonb) as r(id text, mail_id text, action_id text, position integer, person_id text, account_id text, recipient text, channel text, message jsonb, state text, error text)
     on conflict do nothing`,
    [JSON.stringify(rows), clock.wall(), now],
  );
  await keepTokens(tx, clock, links);
  await keepInvitations(tx, now, invitations);
}

/** Why what was approved or allowed may not go out any more. */
export const asked: Record<'changed' | 'tainted' | 'approve', string> = {
  changed: 'What would be sent, or the policy, is not what was approved any more.', tainted: 'Untrusted text had a part in it, so a person decides.', approve: 'The policy asks for a person now.',
};

function stepFor(id: string, verdict: SendVerdict): ActionChange | undefined {
  switch (verdict.verdict) {
    case 'send': return { id, status: 'sending', dueAt: null };
    case 'hold': return undefined;
    case 'defer': return { id, status: 'scheduled', rule: verdict.rule, reason: verdict.rule === 'cadence' ? 'It goes out once the limits of contact allow it.' : 'It goes out after the quiet hours of who receives it.', dueAt: verdict.until };
    case 'ask': return { id, status: 'waiting', rule: verdict.rule, reason: asked[verdict.rule], dueAt: null, approvalId: null };
    case 'expire': return { id, status: 'expired', rule: 'expired', reason: 'The time in which it could go out has passed.', dueAt: null };
    case 'refuse': return { id, status: 'refused', rule: verdict.rule, reason: verdict.reason, dueAt: null };
  }
}

async function writeOutcomes({ listeners }: SendDeps, tx: Db, outcomes: readonly { row: ActionRow; about: Judged; verdict: SendVerdict }[], now: Date): Promise<void> {
  const steps = outcomes.flatMap(({ row, about, verdict }) => {
    const step = stepFor(row.id, verdict);
    return step ? [{ row, about, step, verdict }] : [];
  });
  await writeSteps(tx, steps.map(({ step }) => step), now);
  const entries = steps.filter(({ verdict }) => verdict.verdict !== 'defer');
  await appendAudit(tx, now, entries.map(({ row, about, step }): AuditEntry => ({ actionId: row.id, event: step.status === 'sending' ? 'released' : step.status, byWhom: 'system', detail: { rule: step.rule ?? null, digest: about.digest, approvalId: row.approvalId } })));
  await tellSettled(listeners, tx, steps.flatMap(({ row, step }) => (isSettled(step.status) ? [{ ...row, status: step.status }] : [])));
}
