import type { Principal } from '../../platform/operation/context.ts';
import type { Decidable } from './approve-refusal.ts';
import { approveRefusal } from './approve-refusal.ts';
import type { ProposalRules } from '../../contract/proposal.ts';

/** How long a rejection or a withdrawal can be taken back. */
export const reopenHours = 72;

/** What taking a decision back rests on. */
export interface Reopenable extends Decidable { decidedBy: string | null; decidedAt: Date | null }

/**
 * Why this principal may not open this proposal again; undefined when they may: within {@link reopenHours}, whoever rejected or withdrew it, or who might
 * approve its kind. Pure.
 */
export function reopenRefusal(principal: Pick<Principal, 'kind' | 'id' | 'role' | 'scopes'>, item: Reopenable, rules: ProposalRules, now: Date): { code: string; message: string } | undefined {
  if (item.state !== 'rejected' && item.state !== 'withdrawn') return { code: 'proposal_state', message: 'Only what was rejected or withdrawn is opened again.' };
  if ((principal.kind !== 'user' && principal.kind !== 'local') || principal.role === 'agent') return { code: 'person', message: 'Only a person decides, at their own session.' };
  if (item.expiresAt <= now) return { code: 'proposal_expired', message: 'It waited too long; propose it anew.' };
  if (item.decidedAt === null || now.getTime() - item.decidedAt.getTime() > reopenHours * 3_600_000) return { code: 'proposal_decided', message: `It was decided more than ${reopenHours} hours ago; propose it anew.` };
  if (item.decidedBy === principal.id) return undefined;
  // Authors and age stand aside: the question is only whether they are an approver of this kind.
  const refusal = approveRefusal(principal, { ...item, state: 'open', authors: [], newest: item.baseVersion }, rules, 0, now);
  return refusal && { code: refusal.code, message: 'Whoever decided it, or an approver, opens it again.' };
}
