import { fault } from '../../lib/fault.ts';
import { bookCondition, type Context } from '../../platform/operation/context.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { endTarget, type CompiledPlaybook } from './compile-playbook.ts';
import { readPlaybooks, readVersions } from './read-program.ts';
import { effectKey, type Run } from './run.ts';
import { runColumns, tellRuns } from './run-store.ts';
import { setTaskStatus } from '../task/set-task-status.ts';

interface Held extends Run {
  version: number;
}

/** The run, locked, when the caller may change its account and saw its newest version. */
async function hold({ principal }: Context, tx: Db, id: string, version: number | undefined): Promise<Held> {
  const params: unknown[] = [id];
  const run = await tx.maybe<Held>(`select ${runColumns}, r.version from playbook_run r join account a on a.id = r.account_id where r.id = $1 and ${bookCondition(principal, 'a', params)} for no key update of r`, params);
  if (!run) throw fault('notFound', 'run', `There is no run "${id}" in your book.`, { remedy: '"run list" shows them.' });
  if (version !== undefined && run.version !== version) throw fault('conflict', 'version', 'The run went on meanwhile.', { remedy: 'Look at it again, then decide.' });
  return run;
}

function mustLive(run: Run): void {
  if (run.status !== 'running' && run.status !== 'paused') throw fault('conflict', 'run_ended', 'This run has ended.', { remedy: 'Start the playbook again for this account.' });
}

// Taking the lease away fences off a worker that has the run in its hands.
async function write(tx: Db, run: Held, now: Date, change: Partial<Run> & { pausedWith?: boolean }): Promise<void> {
  const next = { ...run, ...change };
  await tx.query(
    `update playbook_run set status = $2, step_id = $3, phase = $4, outcomes = $5, wait_until = $6, due_at = $7, ended_at = $8, outcome = $9, end_reason = $10, playbook_version = $11, step_at = $12, paused_with = $13,
       lease = null, leased_until = '-infinity', attempts = 0, error = null, version = version + 1, updated_at = $14 where id = $1`,
    [run.id, next.status, next.stepId, next.phase, JSON.stringify(next.outcomes), next.waitUntil, next.dueAt, next.endedAt, next.outcome, next.endReason, next.playbookVersion, next.stepAt, change.pausedWith ?? false, now]);
  await tx.query("insert into change_feed (topic, entity_id) values ('run', $1)", [run.id]);
}

async function closeStep(tx: Db, run: Run, now: Date, outcome: string, note: string): Promise<void> {
  if (run.phase === 'wait') await tx.query('update playbook_step set ended_at = $3, outcome = $4, note = $5 where run_id = $1 and seq = $2', [run.id, run.seq, now, outcome, note]);
}

/** Holds a run. It keeps hearing what happens, and uses it when it goes on. */
export async function pauseRun(context: Context, id: string, version: number | undefined): Promise<void> {
  await context.db.tx(async (tx) => {
    const run = await hold(context, tx, id, version);
    mustLive(run);
    await write(tx, run, context.clock.now(), { status: 'paused' });
  });
}

/** Lets a held run go on, with everything it heard meanwhile. A run that failed is tried again. */
export async function resumeRun(context: Context, id: string, version: number | undefined): Promise<void> {
  await context.db.tx(async (tx) => {
    const run = await hold(context, tx, id, version);
    const now = context.clock.now();
    if (run.status === 'completed' || run.status === 'exited') mustLive(run);
    const other = await tx.maybe("select 1 from playbook_run where playbook_id = $1 and account_id = $2 and id <> $3 and status in ('running', 'paused')", [run.playbookId, run.accountId, run.id]);
    if (other) throw fault('conflict', 'run_again', 'The account has entered this playbook again meanwhile.', { remedy: 'Work with that run.' });
    await write(tx, run, now, { status: 'running', dueAt: now, endedAt: null, outcome: null, endReason: null });
  });
}

/** Ends the step that the run is at without waiting for it; it goes on with the next one. What the step did stays done. */
export async function skipStep(context: Context, id: string, version: number | undefined): Promise<void> {
  await context.db.tx(async (tx) => {
    const run = await hold(context, tx, id, version);
    mustLive(run);
    const now = context.clock.now();
    const compiled = (await versionOf(tx, run)).steps.get(run.stepId);
    const next = compiled?.step.do === 'branch' ? compiled.step.otherwise : (compiled?.next ?? endTarget);
    await closeStep(tx, run, now, 'skipped', `${context.principal.name} skipped it.`);
    if (run.phase === 'enter') await tx.query("insert into playbook_step (run_id, seq, step_id, kind, at, ended_at, outcome, note) values ($1, $2, $3, $4, $5, $5, 'skipped', $6)", [run.id, run.seq + 1, run.stepId, compiled?.step.do ?? 'end', now, `${context.principal.name} skipped it.`]);
    if (run.phase === 'enter') await tx.query('update playbook_run set seq = seq + 1 where id = $1', [run.id]);
    await write(tx, run, now, { stepId: next, phase: 'enter', waitUntil: null, stepAt: now, dueAt: now, outcomes: { ...run.outcomes, [run.stepId]: 'skipped' } });
  });
}

/** Ends a run, with the reason that a person gives. */
export async function exitRun(context: Context, id: string, version: number | undefined, reason: string): Promise<void> {
  await context.db.tx(async (tx) => {
    const run = await hold(context, tx, id, version);
    mustLive(run);
    const now = context.clock.now();
    await closeStep(tx, run, now, 'left', reason);
    await write(tx, run, now, { status: 'exited', outcome: 'stopped', endReason: `${context.principal.name}: ${reason}`, endedAt: now, waitUntil: null });
  });
}

async function versionOf(tx: Db, run: Run): Promise<CompiledPlaybook> {
  const playbook = (await readVersions(tx, [run])).get(`${run.playbookId}:${run.playbookVersion}`);
  if (!playbook) throw fault('notFound', 'version', `Version ${run.playbookVersion} of this playbook is not there any more.`);
  return playbook;
}

/**
 * Moves a run to the version in force. A step that stands there under the same id and does the same goes on as it is; another place must be
 * named. Fault `conflict` when the step is not there.
 */
export async function migrateRun(context: Context, id: string, version: number | undefined, step: string | undefined): Promise<void> {
  await context.db.tx(async (tx) => {
    const run = await hold(context, tx, id, version);
    mustLive(run);
    const { clock } = context;
    const now = clock.now();
    const newest = (await readPlaybooks(tx, clock.wall())).get(run.playbookId);
    if (!newest) throw fault('notFound', 'playbook', 'This playbook is retired; its runs stay on their version.');
    const before = await versionOf(tx, run);
    const target = step ?? run.stepId;
    const there = newest.steps.get(target);
    if (!there) throw fault('conflict', 'step', `Version ${newest.version} has no step "${target}".`, { remedy: `Name where it goes on: ${[...newest.steps.keys()].join(', ')}.` });
    const stays = step === undefined && before.steps.get(target)?.step.do === there.step.do;
    if (!stays) await closeStep(tx, run, now, 'left', `It went on in version ${newest.version}.`);
    await write(tx, run, now, { playbookVersion: newest.version, stepId: target, dueAt: now, ...(stays ? {} : { phase: 'enter' as const, waitUntil: null, stepAt: now }) });
  });
}

/** Answers the question a run waits with. The caller has made sure that a person answers. */
export async function decideRun(context: Context, id: string, version: number | undefined, decision: 'approved' | 'rejected', reason: string): Promise<void> {
  await context.db.tx(async (tx) => {
    const run = await hold(context, tx, id, version);
    mustLive(run);
    const step = (await versionOf(tx, run)).steps.get(run.stepId)?.step;
    if (step?.do !== 'approval' || run.phase !== 'wait') throw fault('conflict', 'no_question', 'This run asks nothing now.', { remedy: 'Look at it again.' });
    const key = effectKey(run.id, run.seq, run.stepId);
    const questions = await tx.query<{ id: string }>("select id from task where key = $1 and status not in ('done', 'cancelled')", [`${key}:question`]);
    if (questions.length) await setTaskStatus(context, tx, [], { ids: questions.map((one) => one.id), status: 'done' });
    await tellRuns(tx, [{ runId: run.id, name: `approval:${key}`, dedup: 'answer', value: `${decision}: ${context.principal.name}${reason ? `, ${reason}` : ''}`, at: context.clock.now() }]);
  });
}
