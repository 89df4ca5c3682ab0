import { fault } from '../../lib/fault.ts';
import { isDay } from '../../lib/period.ts';
import type { Context } from '../../platform/operation/context.ts';
import type { Db } from '../../platform/postgres/database.ts';
import type { EngagementPhase } from '../../contract/engagement.ts';
import type { RunRow } from './engagement-row.ts';
import { waivable } from './judge-account.ts';
import { appendSteps, readAccounts, readAssumptions, setAccount, type AssumptionRow } from './run-store.ts';

/** Whether a person speaks: at their own session, or at this machine. Keys and agents do not. */
export function isPerson({ principal, session }: Context): boolean {
  return principal.role !== 'agent' && (principal.kind === 'local' || (principal.kind === 'user' && session?.tokenHash != null));
}

/** Refuses programs: what a run takes for true is confirmed by people. */
export function requirePerson(context: Context, link: string): void {
  if (!isPerson(context)) throw fault('forbidden', 'person', 'Only a person confirms, corrects or waives what a run rests on.', { remedy: `Open ${link}` });
}

const changesGoal = new Set(['goal_risk', 'goal_renewal_days']);

/** What an assumption says now, as an answer would say it. */
function presentValue({ kind, facts, evidence }: AssumptionRow): string | null {
  if (kind === 'goal_risk') return 'band';
  const value = kind === 'goal_renewal_days' ? facts.days : kind === 'renewal_date' ? facts.day : kind === 'pulse_unknown' ? facts.band : kind === 'recipient' ? evidence[0]?.id : null;
  return value === null || value === undefined ? null : String(value);
}

/** Checks an answer against what can be answered. Fault `invalid` naming what can. Pure. */
export function checkAnswer({ answer, options }: Pick<AssumptionRow, 'answer' | 'options'>, value: string): string {
  const wrong = (message: string) => fault('invalid', 'answer', message, { fields: [{ path: 'value', message }] });
  if (answer === 'none') throw wrong('This can only be confirmed. If it is wrong, cancel the run and start one with another goal.');
  if (answer === 'option' && !options.some((one) => one.value === value)) throw wrong(`Choose one of: ${options.map((one) => `${one.value} (${one.label})`).join(', ')}.`);
  if (answer === 'day' && !isDay(value)) throw wrong('Write a day as YYYY-MM-DD.');
  if (answer === 'days' && !(/^\d{1,4}$/.test(value) && Number(value) > 0 && Number(value) <= 1000)) throw wrong('Write a number of days from 1 to 1000.');
  return value;
}

export interface Answer { assumptions?: readonly string[] | undefined; all?: boolean | undefined; value?: string | undefined; note?: string | undefined; version?: number | undefined }

function chosenOf(run: RunRow, known: readonly AssumptionRow[], { assumptions, all, value, version }: Answer): AssumptionRow[] {
  if (all && value !== undefined) throw fault('invalid', 'answer', 'A correction is for one assumption.', { fields: [{ path: 'assumptions', message: 'Name the assumption that is corrected.' }] });
  const chosen = all ? known.filter(({ state }) => state === 'open') : known.filter(({ id }) => assumptions?.includes(id));
  const missing = assumptions?.find((id) => !known.some((one) => one.id === id));
  if (missing !== undefined) throw fault('notFound', 'assumption', `This run has no assumption "${missing}".`, { remedy: `"engagement get ${run.id}" lists them.` });
  if (chosen.length === 0) throw fault('invalid', 'assumptions', all ? 'No assumption is open.' : 'Name the assumptions, or answer all that are open.', { fields: [{ path: 'assumptions', message: 'Ids as "engagement get" lists them.' }] });
  if (value !== undefined && chosen.length > 1) throw fault('invalid', 'answer', 'A correction is for one assumption.', { fields: [{ path: 'assumptions', message: 'Name one.' }] });
  const past = chosen.find(({ state }) => state === 'moot');
  if (past) throw fault('conflict', 'assumption', 'Nothing rests on this assumption.', { remedy: 'Read the run again.' });
  if (version !== undefined && chosen.some((one) => one.version !== version)) throw fault('conflict', 'version', 'Somebody else answered meanwhile.', { remedy: 'Read the run again.' });
  return chosen;
}

async function lockLive(tx: Db, id: string): Promise<RunRow> {
  const run = await tx.maybe<RunRow & { status: string }>('select r.id, r.goal, r.status, r.phase, r.waivers, r.picked, r.version from engagement r where r.id = $1 for update', [id]);
  if (!run) throw fault('notFound', 'engagement', `There is no run "${id}".`, { remedy: 'List them with "engagement list".' });
  return run;
}

const ended = (run: RunRow) => run.status === 'done' || run.status === 'cancelled' || run.status === 'failed';

/** Confirms assumptions, or corrects one: what rests on it and has not been done yet is looked at again. The caller has checked that it is a person who meets the run. */
export async function answerAssumptions(context: Context, runId: string, given: Answer): Promise<void> {
  const { db, clock, principal } = context;
  await db.tx(async (tx) => {
    const run = await lockLive(tx, runId);
    if (ended(run)) throw fault('conflict', 'engagement_ended', 'This run has ended; nothing rests on its assumptions any more.', { remedy: 'Start a new one.' });
    const chosen = chosenOf(run, await readAssumptions(tx, runId), given);
    const rows = new Map((await readAccounts(tx, runId)).map((row) => [row.accountId, row]));
    for (const one of chosen) {
      const row = one.accountId === null ? undefined : rows.get(one.accountId);
      if (row?.state === 'acted') throw fault('conflict', 'acted', `${one.accountName ?? 'The account'} was acted on already.`, { remedy: 'Undo the task or reject the message instead.' });
      const value = given.value === undefined ? null : checkAnswer(one, given.value);
      const corrects = value !== null && (value !== presentValue(one) || one.state === 'corrected');
      await tx.query('update engagement_assumption set state = $2, value = $3, note = $4, decided_by = $5, decided_at = $6, version = version + 1 where id = $1', [one.id, corrects ? 'corrected' : 'confirmed', corrects ? value : null, given.note ?? null, principal.name, clock.now()]);
      if (corrects && one.accountId === null && changesGoal.has(one.kind)) await tx.query('update engagement set picked = false where id = $1', [runId]);
      if (corrects && row && row.state !== 'left') await setAccount(tx, runId, row.accountId, { state: 'pending', reason: null, tries: 0 });
    }
    await tx.query(
      "update engagement_account x set state = 'ready' where x.run_id = $1 and x.state = 'asked' and not exists (select 1 from engagement_assumption s where s.run_id = x.run_id and s.account_id = x.account_id and s.state = 'open')", [runId]);
    await tx.query("update engagement set status = 'running', phase_at = $2 where id = $1", [runId, clock.wall()]);
    await appendSteps(tx, context, run, chosen.map((one) => ({
      phase: 'analyse' as EngagementPhase, kind: 'answer', accountId: one.accountId, why: 'What a person says about an assumption counts, and what rests on it follows.', facts: { assumption: one.kind, value: given.value ?? null, by: principal.name, note: given.note ?? null }, records: [{ kind: 'assumption', id: one.id }],
    })));
  });
}

/** Lets an account, or a run that cannot close, pass a gate that failed; a named person answers for it. Fault `conflict` where there is nothing to waive. */
export async function waiveGate(context: Context, runId: string, { account, gate, reason }: { account: string | undefined; gate: string; reason: string }): Promise<void> {
  const { db, clock, principal } = context;
  const waiver = JSON.stringify([{ gate, by: principal.name, reason }]);
  await db.tx(async (tx) => {
    const run = await lockLive(tx, runId);
    if (run.status === 'cancelled' || run.status === 'failed') throw fault('conflict', 'engagement_ended', 'This run has ended.', { remedy: 'Start a new one.' });
    if (account === undefined) {
      const last = await tx.maybe<{ decision: { gate: string; passed: boolean }[] }>("select decision from engagement_step where run_id = $1 and kind = 'close' order by seq desc limit 1", [runId]);
      if (run.status !== 'waiting' || !last?.decision.some((one) => one.gate === gate && !one.passed)) throw fault('conflict', 'gate', 'That gate does not hold this run.', { remedy: 'Read the run again.' });
      await tx.query('update engagement set waivers = waivers || $2::jsonb where id = $1', [runId, waiver]);
    } else {
      if (!waivable.has(gate)) throw fault('invalid', 'gate', 'This gate is not waived: mend what it found, then check again.', { remedy: `Waived may be: ${[...waivable].join(', ')}.`, fields: [{ path: 'gate', message: `One of ${[...waivable].join(', ')}.` }] });
      const row = await tx.maybe<{ state: string; reason: string | null }>('select state, reason from engagement_account where run_id = $1 and account_id = $2', [runId, account]);
      if (row?.state !== 'held' || row.reason !== gate) throw fault('conflict', 'gate', 'That gate does not hold this account.', { remedy: 'Read the run again.' });
      await tx.query("update engagement_account set waivers = waivers || $3::jsonb, state = 'ready', reason = null, round = round + 1 where run_id = $1 and account_id = $2", [runId, account, waiver]);
    }
    await reopen(tx, runId, clock.wall());
    await appendSteps(tx, context, run, [{ phase: account === undefined ? 'report' : 'act', kind: 'waive', accountId: account ?? null, why: 'A named person answers for what a gate found.', facts: { gate, by: principal.name, reason } }]);
  });
}

const reopen = (tx: Db, runId: string, wall: Date) => tx.query("update engagement set status = 'running', ended_at = null, report = null, phase_at = $2 where id = $1", [runId, wall]);

/** Looks again at an account that was held, left for want of budget, or failed, after what was wrong has been mended. */
export async function recheckAccount(context: Context, runId: string, account: string): Promise<void> {
  await context.db.tx(async (tx) => {
    const run = await lockLive(tx, runId);
    if (run.status === 'cancelled' || run.status === 'failed') throw fault('conflict', 'engagement_ended', 'This run has ended.', { remedy: 'Start a new one.' });
    const row = await tx.maybe<{ state: string; reason: string | null }>('select state, reason from engagement_account where run_id = $1 and account_id = $2', [runId, account]);
    if (!row || !(row.state === 'held' || row.state === 'failed' || row.state === 'nothing' || (row.state === 'left' && row.reason === 'budget'))) throw fault('conflict', 'recheck', 'This account is not held.', { remedy: 'Read the run again.' });
    await tx.query("update engagement_account set state = 'pending', reason = null, tries = 0 where run_id = $1 and account_id = $2", [runId, account]);
    await reopen(tx, runId, context.clock.wall());
    await appendSteps(tx, context, run, [{ phase: 'analyse', kind: 'recheck', accountId: account, why: 'What held the account may have been mended.', facts: { by: context.principal.name } }]);
  });
}

/** Ends a run where it stands: what was done stays, what was not begun is left. */
export async function cancelRun(context: Context, runId: string, reason: string | undefined): Promise<void> {
  await context.db.tx(async (tx) => {
    const run = await lockLive(tx, runId);
    if (ended(run)) throw fault('conflict', 'engagement_ended', 'This run has ended already.');
    await tx.query("update engagement_account set state = 'left', reason = 'cancelled' where run_id = $1 and state in ('pending', 'asked', 'ready')", [runId]);
    await tx.query("update engagement_assumption set state = 'moot', version = version + 1 where run_id = $1 and state = 'open'", [runId]);
    await tx.query("update engagement set status = 'cancelled', at_account = null, ended_at = $2 where id = $1", [runId, context.clock.now()]);
    await appendSteps(tx, context, run, [{ phase: run.phase, kind: 'cancel', why: 'Whoever may end a run ends it; what was done stays done.', facts: { by: context.principal.name, reason: reason ?? null } }]);
  });
}
