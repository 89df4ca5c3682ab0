import type { ProposalRules } from '../../contract/proposal.ts';
import type { Principal } from '../../platform/operation/context.ts';

/** What deciding about a proposal rests on. */
export interface Decidable {
  kind: string;
  state: string;
  /** Whoever wrote its text: the proposer, and who edited it since. */
  authors: readonly string[];
  expiresAt: Date;
  baseVersion: number | null;
  newest: number | null;
}

export const defaultRules: ProposalRules = { separation: 'when_others', expiryDays: 30, adminKinds: ['policy'] };

/**
 * Why this principal may not approve this proposal now; undefined when they may. A key or an agent never approves; neither does the author while somebody
 * else must. `others` are further people who may approve the kind. Pure.
 */
export function approveRefusal(principal: Pick<Principal, 'kind' | 'id' | 'role' | 'scopes'>, item: Decidable, rules: ProposalRules, others: number, now: Date): { code: string; message: string } | undefined {
  if (item.state !== 'open') return { code: 'proposal_decided', message: 'It was decided already.' };
  if ((principal.kind !== 'user' && principal.kind !== 'local') || principal.role === 'agent') return { code: 'person', message: 'Only a person decides, at their own session.' };
  if (rules.adminKinds.includes(item.kind) ? !principal.scopes.has('admin') : !principal.scopes.has('approve') && !principal.scopes.has('admin')) return { code: 'approver', message: `You may not approve a ${item.kind}.` };
  if (item.expiresAt <= now) return { code: 'proposal_expired', message: 'It waited too long; propose it anew.' };
  if (item.newest !== item.baseVersion) return { code: 'proposal_outdated', message: `Version ${item.newest ?? 'none'} is in force now; it was written against ${item.baseVersion ?? 'none'}.` };
  const isAuthor = item.authors.includes(principal.id);
  if (isAuthor && (rules.separation === 'always' || (rules.separation === 'when_others' && others > 0))) return { code: 'proposer', message: 'Somebody else must approve what you wrote.' };
  return undefined;
}
