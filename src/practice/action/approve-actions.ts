import { newId } from '../../lib/ids.ts';
import { toDate } from '../../lib/clock.ts';
import type { Context } from '../../platform/operation/context.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { appendAudit } from './action-audit.ts';
import { lockActions, writeSteps, type ActionChange, type ActionRow } from './action-row.ts';
import { approveRefusal, type Approver } from './approve-refusal.ts';
import { earliestSend, refusalOf } from './decide.ts';
import { judgeActions, lockGuard, readPolicy, type Judged } from './judge-actions.ts';
import type { Policy, VersionedPolicy } from './policy.ts';

/** What became of one action of a batch. */
export interface ApproveAnswer {
  id: string;
  approved: boolean;
  /** Which rule refused it; null when approved. */
  rule: string | null;
  reason: string;
  dueAt: Date | null;
}

/** Who calls, as the guard sees them. Only what the call itself proves counts: the kind of credential and its browser session. */
export function approverOf({ principal, session }: Pick<Context, 'principal' | 'session'>, ownerUserId: string | null, proposedUserId: string | null): Approver {
  const userId = principal.kind === 'user' ? (principal.userId ?? null) : null;
  return { kind: principal.kind, userId, role: principal.role ?? null, session: session?.tokenHash != null, owns: userId !== null && userId === ownerUserId, proposed: userId !== null && userId === proposedUserId };
}

/** User ids behind the owners of accounts. */
export async function ownerUsers(tx: Db, ownerIds: readonly (string | null)[]): Promise<Map<string, string | null>> {
  const rows = await tx.query<{ id: string; userId: string | null }>('select id, user_id as "userId" from member where id = any($1)', [ownerIds.filter((id) => id !== null)]);
  return new Map(rows.map(({ id, userId }) => [id, userId]));
}

const words: Record<string, string> = {
  person: 'Only a person at their own browser session approves.', approver: 'The policy does not name you as an approver for this account.', proposer: 'The policy wants somebody else than who drafted it to approve.',
  status: 'It no longer waits for a decision.', suggest: 'This is an idea only: write it out first.', changed: 'It is not what you saw any more. Read it again.', expired: 'The time to decide has passed.',
};

/**
 * Approves actions as a person saw them: `items` name the digest that was before their eyes. One approval covers them all; what cannot be approved
 * is answered with its reason and changes nothing. What is approved goes out after the undo window, when cadence and quiet hours allow.
 */
export async function approveActions(context: Context, items: readonly { id: string; digest: string }[]): Promise<ApproveAnswer[]> {
  const { db, clock, session, principal } = context;
  return db.tx(async (tx) => {
    await lockGuard(tx);
    const [now, versioned, rows] = [clock.now(), await readPolicy(tx, clock), await lockActions(tx, items.map(({ id }) => id))];
    const judged = await judgeActions(tx, clock, versioned, rows);
    const owners = await ownerUsers(tx, [...judged.values()].map(({ ownerId }) => ownerId));
    const approvalId = newId('apr', clock.wall().getTime());
    const [answers, covered]: [ApproveAnswer[], { row: ActionRow; digest: string }[]] = [[], []];
    for (const row of rows) {
      const about = judged.get(row.id) as Judged;
      const approver = approverOf(context, about.ownerId === null ? null : (owners.get(about.ownerId) ?? null), row.proposedUserId);
      const answer = answerFor(row, about, approver, items.find(({ id }) => id === row.id)?.digest ?? '', versioned.policy, now);
      answers.push(answer);
      if (!answer.dueAt) continue;
      about.plan(answer.dueAt);
      covered.push({ row, digest: about.digest });
    }
    if (covered.length) await keepApproval(tx, { approvalId, userId: principal.userId as string, sessionHash: session?.tokenHash as string, now }, covered, versioned);
    await writeSteps(tx, answers.flatMap(({ id, dueAt }): ActionChange[] => (dueAt ? [{ id, status: 'scheduled', rule: 'approved', reason: `Approved by ${principal.name}.`, dueAt, approvalId }] : [])), now);
    const order = new Map(items.map(({ id }, i) => [id, i]));
    return answers.toSorted((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0));
  });
}

function answerFor(row: ActionRow, about: Judged, approver: Approver, seen: string, policy: Policy, now: Date): ApproveAnswer {
  const refuse = (rule: string, reason: string): ApproveAnswer => ({ id: row.id, approved: false, rule, reason, dueAt: null });
  const rule = approveRefusal(approver, { status: row.status, rule: row.rule, digest: about.digest, seen, expiresAt: row.expiresAt, edited: row.original !== null }, policy, now);
  if (rule) return refuse(rule, words[rule] ?? rule);
  const refusal = refusalOf(about.draft, policy);
  if (refusal) return refuse(refusal.rule, refusal.reason);
  const from = toDate(Math.max(now.getTime() + policy.undoMinutes * 60_000, row.notBefore?.getTime() ?? 0));
  const slot = earliestSend(about.draft, policy, about.history, from);
  if (!slot) return refuse('cadence', `There is no room for it within ${policy.cadence.deferDays} days.`);
  if (slot.at >= row.expiresAt) return refuse('cadence', 'The limits of contact leave no room for it before it expires.');
  return { id: row.id, approved: true, rule: null, reason: slot.moved === 'cadence' ? 'It goes out once the limits of contact allow it.' : slot.moved === 'quiet_hours' ? 'It goes out after the quiet hours of who receives it.' : 'It goes out after the undo window.', dueAt: slot.at };
}

async function keepApproval(tx: Db, approval: { approvalId: string; userId: string; sessionHash: string; now: Date }, covered: readonly { row: ActionRow; digest: string }[], { version }: VersionedPolicy): Promise<void> {
  const { approvalId, userId, sessionHash, now } = approval;
  await tx.query('insert into action_approval (id, user_id, session_hash, approved_at) values ($1, $2, $3, $4)', [approvalId, userId, sessionHash, now]);
  await tx.query(
    'insert into action_approval_item (approval_id, action_id, digest, expires_at) select $1, i.id, i.digest, i.expires from unnest($2::text[], $3::text[], $4::timestamptz[]) i(id, digest, expires)',
    [approvalId, covered.map(({ row }) => row.id), covered.map(({ digest }) => digest), covered.map(({ row }) => row.expiresAt)],
  );
  await appendAudit(tx, now, covered.map(({ row, digest }) => ({ actionId: row.id, event: 'approved', byWhom: `user:${userId}`, detail: { approvalId, digest, policyVersion: version } })));
}
