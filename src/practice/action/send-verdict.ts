import { autonomyOf, earliestSend, type GuardDraft, type GuardHistory } from './decide.ts';
import { findActionType } from './action-type.ts';
import type { Policy } from './policy.ts';

/** A planned action at the moment it would go out. */
export interface PlannedAction extends GuardDraft {
  /** What would be sent now, over the records and the policy as they stand. */
  digest: string;
  expiresAt: Date;
  /** A person's approval, unused so far; null when policy alone let it pass. */
  approval: { digest: string; expiresAt: Date; used: boolean } | null;
}

/** Somebody who is passed over, and why. */
export interface Skipped {
  personId: string;
  rule: 'suppressed' | 'left';
}

export type SendVerdict =
  | { verdict: 'send'; skip: readonly Skipped[] }
  | { verdict: 'hold' }
  | { verdict: 'defer'; until: Date; rule: 'cadence' | 'quiet_hours' }
  | { verdict: 'ask'; rule: 'changed' | 'tainted' | 'approve' }
  | { verdict: 'expire' }
  | { verdict: 'refuse'; rule: 'unknown_type' | 'off' | 'stranger' | 'left' | 'suppressed' | 'no_address' | 'content' | 'cadence'; reason: string };

/**
 * Judges a planned action again when it is due: what was approved or allowed is what goes out, to whom it still may, when it may. Pure.
 * People who left or stopped the messages meanwhile are skipped; the others get exactly what was approved.
 */
export function sendVerdict(action: PlannedAction, policy: Policy, history: GuardHistory, now: Date): SendVerdict {
  const type = findActionType(action.type);
  if (!type) return { verdict: 'refuse', rule: 'unknown_type', reason: 'Mainstay knows no such action.' };
  if (history.stopped) return { verdict: 'hold' };
  const autonomy = autonomyOf(action.type, policy);
  if (autonomy === 'off') return { verdict: 'refuse', rule: 'off', reason: 'The policy has switched this kind of action off.' };
  if (action.expiresAt <= now) return { verdict: 'expire' };
  if (action.problem !== null) return { verdict: 'refuse', rule: 'content', reason: action.problem };
  const authority = authorityOf(action, autonomy, now);
  if (authority !== 'given') return authority === 'expired' ? { verdict: 'expire' } : { verdict: 'ask', rule: authority };
  if (!type.toPeople) return timed(action, policy, history, now, []);
  const stranger = action.personIds.some((id) => action.recipients.find(({ personId }) => personId === id)?.accountId !== action.accountId);
  if (stranger) return { verdict: 'refuse', rule: 'stranger', reason: 'A recipient is no longer one of the people of this account.' };
  const skip = action.recipients.flatMap(({ personId, left, suppressed }): Skipped[] => (suppressed || left ? [{ personId, rule: suppressed ? 'suppressed' : 'left' }] : []));
  if (skip.length === action.recipients.length) return { verdict: 'refuse', rule: skip[0]?.rule ?? 'no_address', reason: 'Nobody it was meant for may be written to any more.' };
  return timed(action, policy, history, now, skip);
}

// A person's approval covers exactly what they saw and is used once; without one, policy must still let untainted content pass by itself.
function authorityOf({ approval, digest, tainted }: PlannedAction, autonomy: string, now: Date): 'given' | 'changed' | 'tainted' | 'approve' | 'expired' {
  if (approval === null) return tainted ? 'tainted' : autonomy === 'auto' || autonomy === 'auto_undo' ? 'given' : 'approve';
  if (approval.used || approval.digest !== digest) return 'changed';
  return approval.expiresAt <= now ? 'expired' : 'given';
}

function timed(action: PlannedAction, policy: Policy, history: GuardHistory, now: Date, skip: readonly Skipped[]): SendVerdict {
  if (action.notBefore && action.notBefore > now) return { verdict: 'defer', until: action.notBefore, rule: 'quiet_hours' };
  const recipients = action.recipients.filter(({ personId }) => !skip.some((one) => one.personId === personId));
  const slot = earliestSend({ type: action.type, recipients, asks: action.asks }, policy, history, now);
  if (!slot) return { verdict: 'refuse', rule: 'cadence', reason: 'The limits of contact leave no room for it.' };
  return slot.at > now ? { verdict: 'defer', until: slot.at, rule: slot.moved ?? 'cadence' } : { verdict: 'send', skip };
}
