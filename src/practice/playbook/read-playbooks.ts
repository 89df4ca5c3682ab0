import type { PlaybookDetail, PlaybookItem } from '../../contract/playbook.ts';
import { toDate } from '../../lib/clock.ts';
import { fault } from '../../lib/fault.ts';
import { bookCondition, type Context } from '../../platform/operation/context.ts';
import { activeDefinitions } from '../../program/definition/definition-store.ts';
import type { Definition } from '../../program/definition/definition.ts';
import { referenceProblems } from './check-playbook.ts';
import type { CompiledPlaybook } from './compile-playbook.ts';
import { capWords, exitWords, longestDays, stepText, stepWords, triggerWords } from './playbook-words.ts';
import type { Playbook } from './playbook.ts';
import { readStates, type PlaybookState } from './playbook-state.ts';
import { compiledOf, readKnown, readSurveys, readTemplates } from './read-program.ts';

const none = { running: 0, paused: 0, achieved: 0, lost: 0, other: 0, failed: 0 };
const occasionDays = 30;

type ReadContext = Pick<Context, 'db' | 'clock' | 'principal'>;

async function countRuns({ db, principal }: ReadContext): Promise<Map<string, PlaybookItem['runs']>> {
  const params: unknown[] = [];
  const rows = await db.query<{ id: string } & PlaybookItem['runs']>(
    `select r.playbook_id as id, count(*) filter (where r.status = 'running')::int as running, count(*) filter (where r.status = 'paused')::int as paused, count(*) filter (where r.outcome = 'achieved')::int as achieved, count(*) filter (where r.outcome = 'lost')::int as lost,
       count(*) filter (where r.outcome in ('moot', 'done', 'stopped'))::int as other, count(*) filter (where r.status = 'failed')::int as failed
     from playbook_run r join account a on a.id = r.account_id where ${bookCondition(principal, 'a', params)} group by 1`, params);
  return new Map(rows.map(({ id, ...counts }) => [id, counts]));
}

function itemOf(definition: Definition<Playbook>, compiled: CompiledPlaybook, state: PlaybookState | undefined, runs: PlaybookItem['runs']): PlaybookItem {
  const { body, id, version } = definition;
  const kinds: Record<string, number> = {};
  for (const step of body.steps) kinds[step.do] = (kinds[step.do] ?? 0) + 1;
  return {
    id, label: body.label, description: body.description, goal: body.goal, version, status: state?.status ?? 'off', since: state?.since.toISOString() ?? null, byWhom: state?.byWhom ?? null, note: state?.note ?? null, stateVersion: state?.version ?? 0,
    triggers: body.triggers.map(triggerWords), starts: [...new Set(body.triggers.map(({ on }) => on))], steps: body.steps.length, kinds, days: longestDays(compiled), runs,
  };
}

/** The library: every playbook in force, at work or not, with its runs in the caller's book. */
export async function listPlaybooks(context: ReadContext): Promise<PlaybookItem[]> {
  const { db, clock } = context;
  const [definitions, states, counts] = await Promise.all([activeDefinitions<Playbook>(db, 'playbook', clock.wall()), readStates(db), countRuns(context)]);
  return definitions.map((definition) => itemOf(definition, compiledOf(definition.body, definition.version, definition.digest), states.get(definition.id), counts.get(definition.id) ?? none));
}

/** One playbook in words and as written; Fault `notFound` otherwise. */
export async function readPlaybook(context: ReadContext, id: string): Promise<PlaybookDetail> {
  const { db, clock } = context;
  const definitions = await activeDefinitions<Playbook>(db, 'playbook', clock.wall());
  const definition = definitions.find((one) => one.id === id);
  if (!definition) throw fault('notFound', 'playbook', `There is no playbook "${id}".`, { remedy: '"playbook list" shows them.' });
  const { body } = definition;
  const compiled = compiledOf(body, definition.version, definition.digest);
  const [states, counts, templates, surveys, known, here, occasions] = await Promise.all([readStates(db), countRuns(context), readTemplates(db, clock.wall()), readSurveys(db, clock.wall()), readKnown(db, clock.wall()), countSteps(context, id), countOccasions(context, id)]);
  const problems = referenceProblems(body, known);
  return {
    playbook: itemOf(definition, compiled, states.get(id), counts.get(id) ?? none), yaml: definition.text, entry: body.entry, exit: body.exit, reentry: body.reentry === 'never' ? 'Once for each account' : `Again ${body.reentry.afterDays} days after the last run ended`, caps: capWords(body),
    hours: body.hours ? `${body.hours.from} to ${body.hours.to} on working days, ${body.hours.timeZone}` : null, assign: typeof body.assign === 'string' ? body.assign : body.assign.memberId, problems, occasions,
    steps: [...compiled.steps.values()].map((one) => ({ id: one.step.id, label: one.step.label, kind: one.step.do, why: one.step.why, detail: stepWords(one.step), ...stepText(one.step, { templates, surveys, steps: body.steps }), exits: exitWords(one), here: here.get(one.step.id) ?? 0 })),
  };
}

async function countSteps({ db, principal }: ReadContext, id: string): Promise<Map<string, number>> {
  const params: unknown[] = [id];
  const rows = await db.query<{ step: string; n: number }>(`select r.step_id as step, count(*)::int as n from playbook_run r join account a on a.id = r.account_id where r.playbook_id = $1 and r.status in ('running', 'paused') and ${bookCondition(principal, 'a', params)} group by 1`, params);
  return new Map(rows.map(({ step, n }) => [step, n]));
}

function countOccasions({ db, clock, principal }: ReadContext, id: string): Promise<{ outcome: string; count: number }[]> {
  const params: unknown[] = [id, toDate(clock.now().getTime() - occasionDays * 86_400_000)];
  return db.query(`select o.outcome, count(*)::int as count from playbook_occasion o join account a on a.id = o.account_id where o.playbook_id = $1 and o.at >= $2 and ${bookCondition(principal, 'a', params)} group by 1 order by 2 desc, 1`, params);
}
