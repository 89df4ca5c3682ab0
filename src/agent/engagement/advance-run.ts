import type { EngagementPhase } from '../../contract/engagement.ts';
import { Fault, toFault } from '../../lib/fault.ts';
import { principalOfId } from '../../platform/auth/principal-of-id.ts';
import type { Context } from '../../platform/operation/context.ts';
import { traced } from '../../platform/trace/trace.ts';
import { actOnAccount } from './act-account.ts';
import { analyseAccount } from './analyse-account.ts';
import type { AccountRow, RunRow } from './engagement-row.ts';
import { heldBy } from './judge-account.ts';
import { pickRun } from './pick-run.ts';
import type { EngagementPorts } from './read-goal-rows.ts';
import { closingRule, countReport, judgeClosing, readClosing } from './report-run.ts';
import { appendSteps, findRun, lockRun, readAccounts, setAccount, tellRun } from './run-store.ts';

/** What comes next in a run. */
export type NextWork = { kind: 'pick' } | { kind: 'analyse' | 'act'; row: AccountRow } | { kind: 'wait' } | { kind: 'report' };

const mostTries = 3;

/** What a run does next: looks at every account first, then acts where nothing open decides, then reports. `heldBack`: an assumption about the whole run is open. Pure. */
export function nextWork({ picked }: Pick<RunRow, 'picked'>, rows: readonly AccountRow[], heldBack: boolean): NextWork {
  if (!picked) return { kind: 'pick' };
  const pending = rows.find(({ state }) => state === 'pending');
  if (pending) return { kind: 'analyse', row: pending };
  const ready = heldBack ? undefined : rows.find(({ state }) => state === 'ready');
  if (ready) return { kind: 'act', row: ready };
  return rows.some(({ state }) => state === 'asked' || state === 'ready') || heldBack ? { kind: 'wait' } : { kind: 'report' };
}

const phases: Readonly<Record<NextWork['kind'], EngagementPhase>> = { pick: 'analyse', analyse: 'analyse', act: 'act', wait: 'act', report: 'report' };
const settled = new Set(['acted', 'held', 'failed', 'nothing', 'left']);

/** How far a phase is. Pure. */
export function progressOf(phase: EngagementPhase, rows: readonly Pick<AccountRow, 'state'>[]): { done: number; total: number } {
  const count = (holds: (state: AccountRow['state']) => boolean) => rows.filter(({ state }) => holds(state)).length;
  if (phase === 'analyse') return { done: count((state) => state !== 'pending' && state !== 'left'), total: count((state) => state !== 'left') };
  return { done: count((state) => settled.has(state) && state !== 'left' && state !== 'nothing'), total: count((state) => state !== 'left' && state !== 'nothing') };
}

async function enterPhase({ db, clock }: Context, run: RunRow, work: NextWork, rows: readonly AccountRow[]): Promise<void> {
  const phase = phases[work.kind];
  const at = 'row' in work ? work.row.accountId : null;
  const { done } = progressOf(phase, rows);
  await db.query("update engagement set at_account = $3, phase_at = case when phase = $2 then phase_at else $4 end, phase_done = case when phase = $2 then phase_done else $5 end, phase = $2 where id = $1 and status = 'running'", [run.id, phase, at, clock.wall(), done]);
}

/** False when somebody answered meanwhile: there may be work again. */
async function rest(context: Context, run: RunRow): Promise<boolean> {
  return context.db.tx(async (tx) => {
    const locked = await lockRun(tx, run.id);
    if (locked?.status !== 'running' || locked.version !== run.version) return false;
    const { open } = await tx.one<{ open: number }>("select count(*)::int as open from engagement_assumption where run_id = $1 and state = 'open'", [run.id]);
    await tx.query("update engagement set status = 'waiting', at_account = null where id = $1", [run.id]);
    await appendSteps(tx, context, run, [{ phase: 'act', kind: 'wait', why: 'What rests on an open assumption is not done before a person confirmed or corrected it.', facts: { open } }]);
    return true;
  });
}

async function close(context: Context, run: RunRow): Promise<boolean> {
  return context.db.tx(async (tx) => {
    const locked = await lockRun(tx, run.id);
    if (locked?.status !== 'running' || locked.version !== run.version) return false;
    const material = await readClosing(tx, locked);
    const gates = judgeClosing(material);
    const held = heldBy(gates);
    await appendSteps(tx, context, run, [{ phase: 'report', kind: 'close', why: 'A run closes only when its accounts, assumptions, history, records and messages are in order.', facts: { held: held?.gate ?? null }, records: gates.flatMap(({ records }) => records), material, rule: closingRule, decision: gates }]);
    if (held) {
      await tx.query("update engagement set status = 'waiting', at_account = null where id = $1", [run.id]);
      return true;
    }
    const report = await countReport({ ...context, db: tx }, run, { ...context.principal, book: 'all' });
    await appendSteps(tx, context, run, [{ phase: 'report', kind: 'report', why: 'Whoever started the run is told what came of it, counted from the records.', facts: { tasks: report.tasks, approvals: report.approvalsWaiting, sent: report.actionsSent, touched: report.touched, accounts: report.accounts } }]);
    await tx.query("update engagement set status = 'done', phase = 'report', at_account = null, report = $2, ended_at = $3 where id = $1", [run.id, JSON.stringify(report), context.clock.now()]);
    return true;
  });
}

/** A failure is tried again; after the third the account is left as failed and the others go on. A store that does not answer is no fault of the account. */
async function failed(context: Context, run: RunRow, row: AccountRow, error: unknown): Promise<void> {
  const known = toFault(error);
  if (known.kind === 'unavailable') throw error;
  const isGone = error instanceof Fault && error.kind === 'notFound';
  context.log.warn({ err: error, run: run.id, account: row.accountId }, 'a step of an engagement run failed');
  await context.db.tx(async (tx) => {
    if ((await lockRun(tx, run.id))?.status !== 'running') return;
    const ends = isGone || row.tries + 1 >= mostTries;
    await setAccount(tx, run.id, row.accountId, { tries: row.tries + 1, ...(ends ? { state: isGone ? 'left' as const : 'failed' as const, reason: isGone ? 'gone' : 'failed', facts: { ...row.facts, message: known.message } } : {}) });
    if (ends) await appendSteps(tx, context, run, [{ phase: run.phase, kind: 'failed', accountId: row.accountId, why: 'The account was tried three times, or is not there any more.', facts: { message: known.message } }]);
  });
}

async function stopFor(context: Omit<Context, 'principal'>, run: RunRow, error: string): Promise<void> {
  await context.db.tx(async (tx) => {
    await tx.query("update engagement set status = 'failed', error = $2, at_account = null, ended_at = $3, version = version + 1 where id = $1", [run.id, error, context.clock.now()]);
    await tellRun(tx, run.id);
  });
}

/**
 * Takes a run as far as it can go: to its end, or to where a person is needed. Acts with the rights that whoever started it has at that moment. It may be broken off
 * anywhere and begun again, also by several workers at once: each step is one transaction that begins from what the last one left.
 */
export async function advanceEngagement(ports: EngagementPorts, base: Omit<Context, 'principal'>, runId: string, progress?: Context['progress']): Promise<void> {
  for (;;) {
    const run = await findRun(base.db, runId);
    if (run?.status !== 'running') return;
    const principal = await principalOfId(base.db, base.clock, { kind: run.byKind, id: run.byId });
    if (!principal) return stopFor(base, run, 'starter_gone');
    const { session: _session, trail: _trail, ...plain } = base as Context;
    const context: Context = { ...plain, principal };
    if (base.signal?.aborted) return;
    const rows = await readAccounts(base.db, runId);
    const { open } = await base.db.one<{ open: number }>("select count(*)::int as open from engagement_assumption where run_id = $1 and account_id is null and state = 'open'", [runId]);
    const work = nextWork(run, rows, open > 0);
    await enterPhase(context, run, work, rows);
    const { done, total } = progressOf(phases[work.kind], rows);
    progress?.(done, total, phases[work.kind]);
    const step = <T>(what: () => Promise<T>) => traced(`engagement ${work.kind}`, () => ({ 'mainstay.engagement': runId, 'mainstay.phase': phases[work.kind], ...('row' in work ? { 'mainstay.account': work.row.accountId } : {}) }), what);
    if (work.kind === 'pick') await step(() => pickRun(ports, context, run));
    else if (work.kind === 'wait' || work.kind === 'report') {
      if (await step(() => (work.kind === 'wait' ? rest : close)(context, run))) return;
    } else await step(() => (work.kind === 'analyse' ? analyseAccount : actOnAccount)(ports, context, run, work.row)).catch((error: unknown) => failed(context, run, work.row, error));
  }
}
