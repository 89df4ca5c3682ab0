import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'yaml';
import { monotonicMs, systemClock, toDate } from '../src/lib/clock.ts';
import { startTestDatabase, type TestDatabase } from '../src/platform/testing/test-engines.ts';
import { proposeActions } from '../src/practice/action/propose-actions.ts';
import { advanceRuns } from '../src/practice/playbook/advance-runs.ts';
import { matchTriggers } from '../src/practice/playbook/match-triggers.ts';
import { playbookDefinition } from '../src/practice/playbook/playbook.ts';
import { startRuns } from '../src/practice/playbook/start-runs.ts';
import { addTasks } from '../src/practice/task/add-tasks.ts';
import { approveDefinitions } from '../src/program/definition/definition-store.ts';
import { machine, type BenchResult } from './result.ts';

const waiting = 10_000;
const dueAtOnce = 1000;
const idleMs = 10_000;
const tickMs = 500;
const matchTickMs = 1000;
const clock = systemClock();
const why = 'why: Because the bench asks for it.';
const head = (id: string) => `id: ${id}\nlabel: ${id}\ndescription: A playbook that only the bench knows of.\ngoal: The bench has measured what it wanted to.\ntriggers: [{ on: bulk }]\nsteps:\n`;
const sleeper = `${head('sleeper')}  - { id: rest, label: Rest, do: wait, for: 14d, ${why} }\n  - { id: fin, label: End, do: end, outcome: achieved, ${why} }\n`;
const decisions = ['one', 'two', 'three', 'four'].map((id, at, all) => `  - { id: ${id}, label: ${id}, do: branch, cases: [{ when: 'usage.events_28d > ${at}', next: ${all[at + 1] ?? 'fin'} }], otherwise: fin, ${why} }\n`).join('');
const runner = `${head('runner')}${decisions}  - { id: fin, label: End, do: end, outcome: achieved, ${why} }\n`;

/** Lets `count` workers advance runs as a serving process does, each with a rest between. */
function work({ db }: TestDatabase, count: number): { stop(): Promise<void> } {
  let stopped = false;
  const deps = { db, clock, effects: { addTasks, proposeActions } };
  const forever = async (turn: () => Promise<boolean>, restMs: number) => { while (!stopped) if (!(await turn())) await sleep(restMs); };
  const loops = [...Array.from({ length: count }, () => forever(() => advanceRuns(deps), tickMs)), forever(() => matchTriggers({ db, clock }), matchTickMs)];
  return { async stop() { stopped = true; await Promise.all(loops); } };
}

async function prepare({ db }: TestDatabase): Promise<void> {
  for (const yaml of [sleeper, runner]) {
    const body = playbookDefinition.parse(parse(yaml));
    await approveDefinitions(db, [{ kind: 'playbook', id: body.id, body, text: yaml }], { at: clock.wall(), by: `bench ${body.id}`, kinds: [] });
  }
  await db.query("insert into account (id, name, known_at) select 'acc_' || n, 'Customer ' || n, now() from generate_series(1, $1::int) n", [waiting]);
  await db.query(`insert into account_fact (account_id, at, values, computed_at) select 'acc_' || n, now(), '{"usage.events_28d": 10}', now() from generate_series(1, $1::int) n`, [waiting]);
}

async function start({ db }: TestDatabase, playbook: string, count: number): Promise<void> {
  const trigger = { kind: 'bulk', type: null, label: 'By hand', reason: 'The bench started it.' };
  await db.tx(async (tx) => void (await startRuns({ clock }, tx, playbook, Array.from({ length: count }, (_, n) => ({ accountId: `acc_${n + 1}`, occasion: 'bench', at: clock.now(), trigger })))));
}

const openRuns = async ({ db }: TestDatabase, condition: string) => (await db.one<{ n: number }>(`select count(*)::int as n from playbook_run where ${condition}`)).n;

async function until(done: () => Promise<boolean>): Promise<void> {
  while (!(await done())) await sleep(100);
}

/** 10,000 waiting runs: bytes each, idle load, how late a thousand wake that come due at once; and how fast two workers take steps. */
export async function run(): Promise<BenchResult> {
  const store = await startTestDatabase();
  const { db } = store;
  await prepare(store);
  await start(store, 'sleeper', waiting);
  const workers = work(store, 2);
  await until(async () => (await openRuns(store, "phase = 'enter'")) === 0);
  await until(async () => (await db.one<{ n: number }>('select count(*)::int as n from playbook_seen')).n === waiting);
  await sleep(2 * matchTickMs);
  await db.query('vacuum analyze');
  const { bytes } = await db.one<{ bytes: number }>("select sum(pg_total_relation_size(c))::float8 as bytes from unnest(array['playbook_run', 'playbook_step', 'playbook_heard', 'playbook_occasion']::regclass[]) c");
  const [statements, cpu] = [db.stats().statements, process.cpuUsage()];
  await sleep(idleMs);
  const [idleStatements, idleCpu] = [db.stats().statements - statements, process.cpuUsage(cpu)];
  const due = toDate(clock.now().getTime() + 2000);
  await db.query("with held as (select id from playbook_run order by id limit $2 for no key update) update playbook_run r set due_at = $1, wait_until = $1 from held where held.id = r.id", [due, dueAtOnce]);
  await until(async () => (await openRuns(store, "status = 'completed'")) === dueAtOnce);
  const late = (await db.query<{ ms: number }>("select extract(epoch from ended_at - $1::timestamptz) * 1000 as ms from playbook_run where status = 'completed' order by 1", [due])).map(({ ms }) => Number(ms));
  const speed = await stepsPerSecond(store);
  await workers.stop();
  await store.stop();
  const rounded = (value: number) => Math.round(value * 10) / 10;
  return {
    name: 'playbooks', machine: machine(),
    figures: {
      waitingRuns: waiting, bytesEach: Math.round(bytes / waiting), idleStatementsPerSecond: rounded(idleStatements / (idleMs / 1000)), idleCpuPercent: rounded((idleCpu.user + idleCpu.system) / 10 / idleMs),
      dueAtOnce, latenessMedianMs: rounded(late[Math.floor(late.length / 2)] ?? 0), latenessP95Ms: rounded(late[Math.floor(late.length * 0.95)] ?? 0), latenessMostMs: rounded(late.at(-1) ?? 0), ...speed,
    },
  };
}

async function stepsPerSecond(store: TestDatabase): Promise<Record<string, number>> {
  const count = 5000;
  await start(store, 'runner', count);
  const [began, cpu] = [monotonicMs(), process.cpuUsage()];
  await until(async () => (await openRuns(store, "playbook_id = 'runner' and status = 'running'")) === 0);
  const [ms, used] = [monotonicMs() - began, process.cpuUsage(cpu)];
  const { steps } = await store.db.one<{ steps: number }>("select count(*)::int as steps from playbook_step s join playbook_run r on r.id = s.run_id where r.playbook_id = 'runner'");
  return { steps, stepsPerSecond: Math.round(steps / (ms / 1000)), waitingForPostgresPercent: Math.round(100 * Math.max(0, 1 - (used.user + used.system) / 1000 / ms)) };
}
