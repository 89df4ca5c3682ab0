import type { BusinessCalendar } from '../../contract/task.ts';
import type { Clock } from '../../lib/clock.ts';
import { Fault } from '../../lib/fault.ts';
import type { Db } from '../../platform/postgres/database.ts';
import { readAskedByRuns, type AskedByRun } from '../action/survey/invitation-store.ts';
import { readCalendar } from '../task/calendar-setting.ts';
import { conditionValues, readMaterial, type AccountMaterial } from './account-material.ts';
import { advance, type Transition } from './advance.ts';
import type { CompiledPlaybook } from './compile-playbook.ts';
import { playbookPrincipal, type PlaybookEffects } from './playbook-effects.ts';
import { prepareEffect, type Prepared } from './prepare-effects.ts';
import { annualRevenue } from './hold-out.ts';
import { readSurveys, readTemplates, readVersions } from './read-program.ts';
import type { Heard, Run } from './run.ts';
import { claimRuns, lockClaimed, recordFailure, saveTransitions, tellRuns, wakeTold, type Claim } from './run-store.ts';
import { startAnother } from './start-another.ts';
import type { Survey } from './survey.ts';
import type { MessageTemplate } from './template.ts';

/** What a worker of playbooks needs. */
export interface RunDeps {
  db: Db;
  clock: Clock;
  effects: PlaybookEffects;
  /** Most runs in one turn; default 50. */
  batch?: number;
  /** How long a worker may hold runs before others take them; default 30 s. */
  leaseMs?: number;
}

/** Everything a turn reads beside the runs themselves. */
interface Surroundings {
  versions: ReadonlyMap<string, CompiledPlaybook>;
  materials: ReadonlyMap<string, AccountMaterial>;
  templates: ReadonlyMap<string, MessageTemplate>;
  surveys: ReadonlyMap<string, { body: Survey; version: number }>;
  asked: readonly AskedByRun[];
  calendar: BusinessCalendar;
}

/**
 * Takes the runs that are due one turn further: reads in sets, decides, and writes state, effects and history in one transaction.
 * Any number of workers may do this at once; a worker that dies leaves nothing half done. True while there may be more.
 */
export async function advanceRuns(deps: RunDeps): Promise<boolean> {
  const { db, clock } = deps;
  const most = deps.batch ?? 50;
  await wakeTold(db, clock.now());
  const claim = await claimRuns(db, clock, most, deps.leaseMs);
  if (claim.runs.length === 0) return false;
  const around = await readSurroundings(db, clock, claim.runs);
  try {
    await takeTurn(deps, around, claim, claim.runs.map(({ id }) => id));
  } catch {
    // One of them may be at fault: each alone, so that the others go on.
    for (const { id } of claim.runs) await takeTurn(deps, around, claim, [id]).catch((error: unknown) => failed(deps, claim, id, error));
  }
  return claim.runs.length === most;
}

async function readSurroundings(db: Db, clock: Clock, runs: readonly Run[]): Promise<Surroundings> {
  const accountIds = runs.map(({ accountId }) => accountId);
  const [versions, materials, templates, surveys, calendar] = await Promise.all([readVersions(db, runs), readMaterial(db, accountIds, clock.now()), readTemplates(db, clock.wall()), readSurveys(db, clock.wall()), readCalendar(db)]);
  const reminds = [...versions.values()].some(({ definition }) => definition.steps.some((step) => step.do === 'reminder'));
  return { versions, materials, templates, surveys, calendar, asked: reminds ? await readAskedByRuns(db, runs.map(({ id }) => id), accountIds) : [] };
}

async function failed({ db, clock }: RunDeps, claim: Claim, id: string, error: unknown): Promise<void> {
  // A store that does not answer is no fault of the run.
  if (error instanceof Fault && error.kind === 'unavailable') throw error;
  await recordFailure(db, clock, claim.lease, id, error instanceof Error ? error.message : String(error));
}

async function takeTurn(deps: RunDeps, around: Surroundings, { lease }: Claim, ids: readonly string[]): Promise<void> {
  const { db, clock } = deps;
  await db.tx(async (tx) => {
    const now = clock.now();
    const turns = (await lockClaimed(tx, lease, ids)).map(({ heard, ...run }) => turnOf(run, heard, around, now));
    await actOn(deps, tx, turns, around, now);
    await saveTransitions(tx, turns, now);
  });
}

function turnOf(run: Run, heard: readonly Heard[], { versions, materials, calendar }: Surroundings, now: Date): Transition {
  const playbook = versions.get(`${run.playbookId}:${run.playbookVersion}`);
  const material = materials.get(run.accountId);
  const end = (status: 'exited' | 'failed', reason: string): Transition => ({ run: { ...run, status, outcome: status === 'failed' ? 'failed' : 'moot', endReason: reason, endedAt: now, waitUntil: null }, notes: [], effects: [], consumed: [] });
  if (!playbook) return end('failed', `Version ${run.playbookVersion} of this playbook is not there any more.`);
  if (!material) return end('exited', 'The account is not there any more.');
  return advance(playbook, run, { now, values: conditionValues(material, run.trigger, playbook.signalTypes), heard, calendar });
}

async function actOn(deps: RunDeps, tx: Db, turns: readonly Transition[], { versions, materials, templates, surveys, asked, calendar }: Surroundings, now: Date): Promise<void> {
  const prepared = turns.flatMap((turn) => turn.effects.map((request) => {
    const { run } = turn;
    const playbook = versions.get(`${run.playbookId}:${run.playbookVersion}`) as CompiledPlaybook;
    const effect = prepareEffect(request, { playbook, run, material: materials.get(run.accountId) as AccountMaterial, templates, surveys, asked, calendar, now });
    return { turn, request, effect };
  }));
  const of = <K extends Prepared['kind']>(kind: K) => prepared.flatMap((one) => (one.effect.kind === kind ? [{ ...one, effect: one.effect as Extract<Prepared, { kind: K }> }] : []));
  await makeTasks(deps, tx, of('task').map(({ effect }) => effect));
  const told = of('nothing').map(({ turn, request, effect }) => result(turn, request.seq, effect.key, effect.outcome, effect.reason, now));
  const actions = of('action');
  const answers = new Map((await deps.effects.proposeActions(deps, tx, actions.map(({ effect }) => effect.action))).map((answer) => [answer.key, answer]));
  for (const { turn, request, effect } of actions) {
    const answer = answers.get(effect.key);
    // What the guard refuses at once is told by nobody else.
    if (answer?.outcome === 'refused') told.push(result(turn, request.seq, effect.key, 'refused', answer.reason, now));
  }
  for (const { turn: { run: { accountId, playbookId } }, effect } of of('start')) {
    const trigger = { kind: 'playbook', type: playbookId, label: 'Another playbook', reason: `The playbook "${playbookId}" led here.` };
    await startAnother(deps, tx, effect.playbookId, { accountId, occasion: effect.key, at: now, trigger }, annualRevenue(materials.get(accountId)?.facts ?? {}));
  }
  const awaited = told.filter(({ waits }) => waits);
  await tellRuns(tx, awaited.map(({ turn, key, outcome, reason }) => ({ runId: turn.run.id, name: `action:${key}`, dedup: 'at once', value: `${outcome}: ${reason}`, at: now })));
}

/** Puts what an effect came to at once into the history; a step that waits for it goes on in the next turn. */
function result(turn: Transition, seq: number, key: string, outcome: string, reason: string, now: Date): { turn: Transition; key: string; outcome: string; reason: string; waits: boolean } {
  const waits = turn.run.phase === 'wait' && turn.run.seq === seq;
  if (waits) turn.run.dueAt = now;
  else turn.notes = turn.notes.map((note) => (note.seq === seq ? { ...note, outcome, note: reason } : note));
  return { turn, key, outcome, reason, waits };
}

async function makeTasks({ clock, effects }: RunDeps, tx: Db, wanted: readonly Extract<Prepared, { kind: 'task' }>[]): Promise<void> {
  if (wanted.length === 0) return;
  const context = { clock, principal: playbookPrincipal };
  const made = await effects.addTasks(context, tx, wanted.map(({ task }) => task));
  const subtasks = wanted.flatMap(({ task, subtasks: titles }, index) => titles.map((title, at) => ({ title, key: `${task.key}:${at + 1}`, parentId: made[index]?.id ?? null, accountId: task.accountId ?? null, origin: task.origin, ...(task.assign === undefined ? {} : { assign: task.assign }) })));
  if (subtasks.length) await effects.addTasks(context, tx, subtasks);
}
