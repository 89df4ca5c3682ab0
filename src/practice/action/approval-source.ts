import { daysBetween, dayOf, type Day } from '../../lib/period.ts';
import type { Context } from '../../platform/operation/context.ts';
import { readActions } from './read-actions.ts';

/** An approval as the cockpit ranks it. */
export interface ApprovalEntry {
  kind: 'approval';
  id: string;
  accountId: string;
  title: string;
  why: string;
  impactMinor: number | null;
  urgencyDays: number;
  confidence: number;
  link: string;
  dueOn: Day;
  version: number;
}

const most = 500;

/** What waits for a decision about actions, for the cockpit's ranked list. */
export const approvalSource = {
  kind: 'approval' as const,
  async open(context: Context, accountId?: string): Promise<ApprovalEntry[]> {
    const today = dayOf(context.clock.now());
    const { items } = await readActions(context, { view: 'waiting', accountId, limit: most, offset: 0 });
    return items.map(({ id, accountId, subject, type, why, expiresAt, version }) => {
      const dueOn = expiresAt.slice(0, 10);
      return { kind: 'approval', id, accountId, title: subject ?? type, why, impactMinor: null, urgencyDays: Math.max(0, daysBetween(today, dueOn)), confidence: 1, link: `/approvals?open=${id}`, dueOn, version };
    });
  },
};
