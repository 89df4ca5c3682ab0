import type { UserRole } from '../../contract/role.ts';
import type { ActionStatus } from '../../contract/action.ts';
import type { Policy } from './policy.ts';

/** Who wants to approve. `session` is a browser session that this very call came with. */
export interface Approver {
  kind: string;
  userId: string | null;
  role: UserRole | 'agent' | null;
  session: boolean;
  /** The account's owner is this person. */
  owns: boolean;
  /** This person drafted it. */
  proposed: boolean;
}

/** What is to be approved. `digest` is what would be sent now; `seen` what the person had before the eyes. */
export interface Approvable {
  status: ActionStatus;
  rule: string;
  digest: string;
  seen: string;
  expiresAt: Date;
  edited: boolean;
}

export type ApproveRule = 'person' | 'approver' | 'proposer' | 'status' | 'suggest' | 'changed' | 'expired';

/** Why this caller may not approve this; undefined when they may. Only a person at their own session approves, never a key or a program. Pure. */
export function approveRefusal(approver: Approver, item: Approvable, { approvers }: Policy, now: Date): ApproveRule | undefined {
  if (approver.kind !== 'user' || approver.userId === null || !approver.session || approver.role === 'agent') return 'person';
  const byRole = approvers.roles.some((role) => role === approver.role);
  if (!byRole && !(approvers.owner && approver.owns)) return 'approver';
  if (approver.proposed && !approvers.proposer) return 'proposer';
  if (item.status !== 'waiting' && item.status !== 'draft') return 'status';
  if (item.rule === 'suggest' && !item.edited) return 'suggest';
  if (item.digest !== item.seen) return 'changed';
  if (item.expiresAt <= now) return 'expired';
  return undefined;
}
