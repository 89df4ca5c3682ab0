import type { ActionContent } from '../../contract/action.ts';
import { toDate } from '../../lib/clock.ts';
import { fault } from '../../lib/fault.ts';
import type { Context } from '../../platform/operation/context.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { appendAudit } from './action-audit.ts';
import { tellSettled, type ActionListener } from './action-listener.ts';
import { lockActions, writeSteps, type ActionChange, type ActionRow } from './action-row.ts';
import { contentProblem } from './render-action.ts';
import { findActionType } from './action-type.ts';
import { judgeActions, lockGuard, readPolicy } from './judge-actions.ts';

/** What became of one action of a set. */
export interface ChangeAnswer {
  id: string;
  changed: boolean;
  status: ActionRow['status'];
}

export function byWhom({ principal }: Pick<Context, 'principal'>): string {
  return `${principal.kind}:${principal.userId ?? principal.id}`;
}

async function step(context: Context, listeners: readonly ActionListener[], ids: readonly string[], event: string, detail: Record<string, unknown>, change: (row: ActionRow) => ActionChange | undefined): Promise<ChangeAnswer[]> {
  const { db, clock } = context;
  return db.tx(async (tx) => {
    const rows = await lockActions(tx, ids);
    const steps = new Map(rows.flatMap((row) => (change(row) ? [[row.id, change(row) as ActionChange] as const] : [])));
    await withdrawApprovals(tx, rows.filter(({ id, approvalId }) => steps.has(id) && approvalId !== null), clock.now());
    await writeSteps(tx, [...steps.values()], clock.now());
    await appendAudit(tx, clock.now(), [...steps.keys()].map((actionId) => ({ actionId, event, byWhom: byWhom(context), detail })));
    await tellSettled(listeners, tx, rows.flatMap((row) => { const to = steps.get(row.id); return to && to.status !== 'waiting' ? [{ ...row, status: to.status }] : []; }));
    return rows.map((row) => ({ id: row.id, changed: steps.has(row.id), status: steps.get(row.id)?.status ?? row.status }));
  });
}

// An approval that was taken back is spent: whoever approves again gives a new one.
async function withdrawApprovals(tx: Db, rows: readonly ActionRow[], at: Date): Promise<void> {
  await tx.query('update action_approval_item i set withdrawn_at = $3 from unnest($1::text[], $2::text[]) r(approval_id, action_id) where i.approval_id = r.approval_id and i.action_id = r.action_id and i.consumed_at is null', [rows.map(({ approvalId }) => approvalId), rows.map(({ id }) => id), at]);
}

/** Rejects what waits for a decision, with a reason. */
export function rejectActions(context: Context, listeners: readonly ActionListener[], ids: readonly string[], reason: string): Promise<ChangeAnswer[]> {
  return step(context, listeners, ids, 'rejected', { reason }, ({ id, status }) => (status === 'waiting' || status === 'draft' || status === 'scheduled' ? { id, status: 'rejected', rule: 'rejected', reason, dueAt: null, approvalId: null } : undefined));
}

/** Takes back what has not gone out: what a person approved waits again, what policy let pass is not sent. */
export function undoActions(context: Context, listeners: readonly ActionListener[], ids: readonly string[]): Promise<ChangeAnswer[]> {
  const { name } = context.principal;
  return step(context, listeners, ids, 'undone', {}, ({ id, status, approvalId, tainted }) => {
    if (status !== 'scheduled') return undefined;
    return approvalId === null ? { id, status: 'undone', rule: 'undone', reason: `Taken back by ${name}.`, dueAt: null } : { id, status: 'waiting', rule: tainted ? 'tainted' : 'approve', reason: `Taken back by ${name}.`, dueAt: null, approvalId: null };
  });
}

/** Says how an uncertain message ended: it arrived, or it did not and is not sent again. */
export async function resolveUncertain(context: Context, listeners: readonly ActionListener[], id: string, arrived: boolean): Promise<ChangeAnswer[]> {
  const status = arrived ? 'sent' : 'failed';
  return step(context, listeners, [id], arrived ? 'confirmed' : 'given_up', {}, (row) => (row.status === 'uncertain' ? { id, status, rule: 'resolved', reason: arrived ? `${context.principal.name} found that it arrived.` : `${context.principal.name} found that it did not arrive.` } : undefined)).then(async (answers) => {
    if (answers[0]?.changed) await context.db.query("update action_delivery set state = $2, receipt = case when $2 = 'sent' then 'confirmed by a person' else receipt end where action_id = $1 and state = 'uncertain'", [id, status]);
    return answers;
  });
}

/** What a person changes before deciding. */
export interface ActionEdit {
  id: string;
  version: number;
  content: ActionContent;
  personIds?: readonly string[] | undefined;
}

/** Changes content or recipients of what has not gone out. It waits for a decision afterwards; an approval given before is spent. What was tainted stays so. */
export async function editAction(context: Context, { id, version, content, personIds }: ActionEdit): Promise<void> {
  const { db, clock } = context;
  await db.tx(async (tx) => {
    await lockGuard(tx);
    const [row] = await lockActions(tx, [id]);
    if (!row || !['draft', 'waiting', 'scheduled'].includes(row.status)) throw fault('conflict', 'action_status', 'It can no longer be edited.', { remedy: 'Read it again.' });
    if (row.version !== version) throw fault('conflict', 'version', 'Somebody else changed this meanwhile.', { remedy: 'Read it again and repeat.' });
    const problem = contentProblem(findActionType(row.type), content);
    if (problem) throw fault('invalid', 'content', problem, { fields: [{ path: 'content', message: problem }] });
    const [now, versioned] = [clock.now(), await readPolicy(tx, clock)];
    await withdrawApprovals(tx, row.approvalId === null ? [] : [row], now);
    const next: ActionRow = { ...row, content, personIds: [...new Set(personIds ?? row.personIds)], original: row.original ?? row.content, expiresAt: toDate(now.getTime() + versioned.policy.approvalDays * 86_400_000) };
    const digest = (await judgeActions(tx, clock, versioned, [next])).get(id)?.digest;
    await tx.query('update action set content = $2, original = $3, person_ids = $4, expires_at = $5, digest = $6, policy_version = $7 where id = $1', [id, JSON.stringify(content), JSON.stringify(next.original), next.personIds, next.expiresAt, digest, versioned.version]);
    await writeSteps(tx, [{ id, status: 'waiting', rule: row.tainted ? 'tainted' : 'approve', reason: `Edited by ${context.principal.name}.`, dueAt: null, approvalId: null }], now);
    await appendAudit(tx, now, [{ actionId: id, event: 'edited', byWhom: byWhom(context), detail: { digest } }]);
  });
}
