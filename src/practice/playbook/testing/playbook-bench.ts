import { parse } from 'yaml';
import { toDate, type ManualClock } from '../../../lib/clock.ts';
import type { Db } from '../../../platform/postgres/database.ts';
import { factCatalogue } from '../../../insight/fact/fact-catalogue.ts';
import { approveDefinitions } from '../../../program/definition/definition-store.ts';
import { startActionBench, tuesday, type ActionBench } from '../../action/testing/action-bench.ts';
import { proposeActions } from '../../action/propose-actions.ts';
import { sendActions } from '../../action/send-actions.ts';
import { addTasks } from '../../task/add-tasks.ts';
import { advanceRuns, type RunDeps } from '../advance-runs.ts';
import { playbookProblems } from '../check-playbook.ts';
import { actionListener, taskListener } from '../listen.ts';
import type { PlaybookEffects } from '../playbook-effects.ts';
import { playbookDefinition, type Playbook } from '../playbook.ts';
import { startRuns } from '../start-runs.ts';
import { surveyDefinition, type Survey } from '../survey.ts';
import { templateDefinition } from '../template.ts';

/** The rooms that playbooks work through, as main joins them. */
export const realEffects: PlaybookEffects = { addTasks, proposeActions };

/** A store with two accounts, the real tasks and actions, and a sender into a list. */
export interface PlaybookBench extends Omit<ActionBench, 'deps'> {
  actions: ActionBench['deps'];
  deps: RunDeps;
  listener: ReturnType<typeof taskListener>;
  /** Approves a playbook written in YAML; faults throw. */
  define(yaml: string): Promise<Playbook>;
  template(id: string, subject: string, body: string): Promise<void>;
  survey(id: string, more?: Partial<Survey>): Promise<void>;
  /** Makes a type of signal known. */
  signalType(id: string): Promise<void>;
  facts(accountId: string, values: Record<string, unknown>): Promise<void>;
  start(playbookId: string, accountId?: string, occasion?: string): Promise<string>;
  /** Lets workers and senders work until nothing is left to do at this moment. */
  settle(): Promise<void>;
  run(id: string): Promise<{ status: string; stepId: string; phase: string; seq: number; outcome: string | null; endReason: string | null; outcomes: Record<string, string>; dueAt: Date; error: string | null; version: number }>;
  steps(id: string): Promise<string[]>;
}

export { tuesday };

export async function startPlaybookBench(): Promise<PlaybookBench> {
  const base = await startActionBench();
  const { db, clock } = base;
  await db.query("update person set role = 'champion' where id in ('per_1', 'per_other'); update person set role = 'executive_sponsor' where id = 'per_2'");
  const actions = { ...base.deps, listeners: [actionListener(clock)] };
  const deps: RunDeps = { db, clock, effects: realEffects };
  return {
    ...base, actions, deps, listener: taskListener(clock),
    define: (yaml) => definePlaybook(db, clock, yaml),
    async template(id, subject, body) {
      const made = templateDefinition.parse({ id, label: id, description: 'Used in a test only.', subject, body });
      await approveDefinitions(db, [{ kind: 'template', id, body: made, text: '' }], { at: clock.wall(), by: `test ${id}`, kinds: ['template'] });
    },
    async survey(id, more = {}) {
      const body = surveyDefinition.parse({ ...plainSurvey, id, ...more });
      await approveDefinitions(db, [{ kind: 'survey', id, body, text: '' }], { at: clock.wall(), by: `test ${id}`, kinds: ['survey'] });
    },
    async signalType(id) {
      await approveDefinitions(db, [{ kind: 'signal', id, body: { label: 'Usage drop' }, text: '' }], { at: clock.wall(), by: `test ${id}`, kinds: ['signal'] });
    },
    async facts(accountId, values) {
      await db.query("insert into account_fact (account_id, at, values, computed_at) values ($1, $2, $3, $4) on conflict (account_id) do update set values = account_fact.values || excluded.values, at = excluded.at, computed_at = excluded.computed_at", [accountId, clock.now(), JSON.stringify(values), clock.wall()]);
    },
    async start(playbookId, accountId = 'acc_1', occasion = 'test') {
      const made = await db.tx((tx) => startRuns({ clock }, tx, playbookId, [{ accountId, occasion, at: clock.now(), trigger: { kind: 'manual', type: null, label: 'By hand', reason: 'A test started it.' } }]));
      return made.get(accountId) as string;
    },
    async settle() {
      for (let more = true; more;) {
        const runs = await advanceRuns(deps);
        const due = (await db.one<{ n: number }>("select count(*)::int as n from playbook_run where status = 'running' and due_at <= $1 and attempts = 0", [clock.now()])).n;
        const told = (await db.one<{ n: number }>('select count(*)::int as n from playbook_heard where not woken')).n;
        const sent = await sendActions(actions);
        more = runs || sent || due > 0 || told > 0;
      }
    },
    run: (id) => db.one('select status, step_id as "stepId", phase, seq, outcome, end_reason as "endReason", outcomes, due_at as "dueAt", error, version from playbook_run where id = $1', [id]),
    steps: async (id) => (await db.query<{ s: string }>("select step_id || coalesce(':' || outcome, '') as s from playbook_step where run_id = $1 order by seq", [id])).map(({ s }) => s),
  };
}

const plainSurvey = {
  label: 'Recommend', description: 'Used in a test only.', kind: 'nps', subject: 'One question, {{ account.name }}', body: 'Hello {{ person.first_name }},', question: 'Would you recommend us?', low: 'no', high: 'yes', followUp: 'Why?', thanks: 'Thank you <b>very</b> much.',
  closing: '{{ owner.name }}', reminder: { subject: 'Once more', body: 'Hello again.' },
};
const facts = new Set(factCatalogue.map((fact) => fact.id));

async function definePlaybook(db: Db, clock: ManualClock, yaml: string): Promise<Playbook> {
  const body = playbookDefinition.parse(parse(yaml));
  const problems = playbookProblems(body, facts);
  if (problems.length) throw new Error(problems.map(({ path, message }) => `${path}: ${message}`).join('\n'));
  await approveDefinitions(db, [{ kind: 'playbook', id: body.id, body, text: yaml }], { at: toDate(clock.wall().getTime()), by: `test ${body.id}`, kinds: ['playbook'] });
  return body;
}
