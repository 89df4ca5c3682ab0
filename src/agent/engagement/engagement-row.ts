import type { EngagementAccountState, EngagementFacts, EngagementGate, EngagementPhase, EngagementReport, EngagementStatus, GoalReading } from '../../contract/engagement.ts';
import type { AccountDecision } from './decide-account.ts';

/** A run as stored. `startedAt` and `endedAt` are business time, `phaseAt` is wall time. */
export interface RunRow {
  id: string; goal: string; reading: GoalReading; aim: GoalReading['aim']; status: EngagementStatus; phase: EngagementPhase; mostAccounts: number; mostActions: number;
  byKind: string; byId: string; byName: string; byUser: string | null; byAgent: boolean; startedAt: Date; phaseAt: Date; phaseDone: number; atAccount: string | null; steps: number; picked: boolean;
  waivers: { gate: string; by: string; reason: string }[]; report: EngagementReport | null; error: string | null; endedAt: Date | null; version: number;
}

/** A message that was written for an account and not proposed yet. */
export interface StoredDraft { subject: string; body: string; template: string; missing: string[]; tainted: string | null }

export interface AccountRow {
  accountId: string; place: number; state: EngagementAccountState; reason: string | null; facts: EngagementFacts; round: number; tries: number; stakeMinor: number | null;
  decision: (AccountDecision & { draft: StoredDraft | null; gates?: EngagementGate[] }) | null; waivers: { gate: string; by: string; reason: string }[]; taskId: string | null; actionId: string | null;
}

export const runColumns = `r.id, r.goal, r.reading, r.aim, r.status, r.phase, r.most_accounts as "mostAccounts", r.most_actions as "mostActions", r.by_kind as "byKind", r.by_id as "byId", r.by_name as "byName", r.by_user as "byUser", r.by_agent as "byAgent",
  r.started_at as "startedAt", r.phase_at as "phaseAt", r.phase_done as "phaseDone", r.at_account as "atAccount", r.steps, r.picked, r.waivers, r.report, r.error, r.ended_at as "endedAt", r.version`;
export const accountColumns = 'x.account_id as "accountId", x.place, x.state, x.reason, x.facts, x.round, x.tries, x.stake_minor as "stakeMinor", x.decision, x.waivers, x.task_id as "taskId", x.action_id as "actionId"';
