import { spawn, type ChildProcess } from 'node:child_process';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'yaml';
import { systemClock, type Clock } from '../src/lib/clock.ts';
import { createRng } from '../src/lib/rng.ts';
import type { Context } from '../src/platform/operation/context.ts';
import { shippedPolicy } from '../src/practice/action/testing/action-bench.ts';
import { decideRun } from '../src/practice/playbook/change-runs.ts';
import { taskListener } from '../src/practice/playbook/listen.ts';
import { playbookDefinition } from '../src/practice/playbook/playbook.ts';
import { startByHand } from '../src/practice/playbook/set-playbook-state.ts';
import { setTaskStatus } from '../src/practice/task/set-task-status.ts';
import { approveDefinitions } from '../src/program/definition/definition-store.ts';
import { Fault } from '../src/lib/fault.ts';
import { openOwnedStore, type OwnedStore } from './owned-store.ts';
import { chaosYaml, expectedSteps, outwardSteps, world, type ChaosSettings, type WorkerNote } from './chaos-plan.ts';

/** What the issue asks for: everything but the first three and the last must be 0. */
export interface ChaosOutcome {
  kills: number;
  runsStarted: number;
  runsCompleted: number;
  steps: number;
  lost: number;
  duplicated: number;
  wrongBranch: number;
  resends: number;
}

type KillKind = WorkerNote['at'] | 'arriving' | 'arrived' | 'random' | 'owner' | 'owner and database';

const speed = 60;
const leaseMs = 3000;
const inFlight = 40;
const leastBetweenMs = 250;
const patienceMs = 180_000;

/**
 * Runs workers in processes of their own and kills them with SIGKILL before, within and after their turns and effects, until `kills` are reached; `ownerKills` of
 * them take the owner of the data directory instead, every other time with its database. Then lets everything come to its end and counts.
 */
export async function chaosOfPlaybooks({ kills, workers, ownerKills, note }: { kills: number; workers: number; ownerKills: number; note: (text: string) => void }): Promise<ChaosOutcome & { kinds: Record<string, number>; seconds: number }> {
  const store = await openOwnedStore();
  const receiver = await startReceiver();
  try {
    const wall = systemClock();
    const startedMs = wall.wall().getTime();
    const clock = systemClock(() => (wall.wall().getTime() - startedMs) * (speed - 1));
    await prepare(store, clock, receiver.url);
    const settings: ChaosSettings = { allowHosts: [new URL(receiver.url).host], startedMs, speed, leaseMs };
    const killer = startWorkers(store, { workers, kills, ownerKills }, settings, receiver);
    const started = await live(store, clock, killer, note);
    await killer.stop();
    const outcome = await count(store, receiver.arrivals, started);
    return { ...outcome, kills: killer.kills(), kinds: killer.kinds, seconds: Math.round((wall.wall().getTime() - startedMs) / 1000) };
  } finally {
    await receiver.close();
    await store.stop();
  }
}

interface Receiver {
  url: string;
  arrivals: string[];
  /** Asked at each message: may the sender die now? */
  onMessage: (key: string, arrived: boolean) => boolean;
  close(): Promise<void>;
}

async function startReceiver(): Promise<Receiver> {
  const receiver: Receiver = { url: '', arrivals: [], onMessage: () => false, close: async () => {} };
  const server = http.createServer((request, response) => {
    const key = String(request.headers['idempotency-key']);
    if (receiver.onMessage(key, false)) return void request.socket.destroy();
    receiver.arrivals.push(key);
    if (receiver.onMessage(key, true)) return void request.socket.destroy();
    request.resume().on('end', () => response.end('ok'));
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  receiver.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/in`;
  receiver.close = async () => { server.closeAllConnections(); await new Promise((done) => server.close(done)); };
  return receiver;
}

async function prepare({ db }: OwnedStore, clock: Clock, url: string): Promise<void> {
  const body = playbookDefinition.parse(parse(chaosYaml));
  const policy = { ...shippedPolicy, autonomy: { webhook: 'auto', crm_task: 'auto' }, quietHours: { ...shippedPolicy.quietHours, from: '00:00', to: '00:00', weekends: false }, budgets: { perDay: 100_000, perOriginPerDay: 100_000 } };
  await approveDefinitions(db, [{ kind: 'playbook', id: body.id, body, text: chaosYaml }, { kind: 'policy', id: 'default', body: policy, text: '' }], { at: clock.wall(), by: 'chaos', kinds: ['playbook', 'policy'] });
  await db.query("insert into source (id, kind, name, created_at) values ('crm', 'file', 'CRM', now())");
  for (const id of ['crm', 'webhook']) await db.query("insert into action_endpoint (id, kind, name, url, created_at, updated_at) values ($1, 'webhook', $1, $2, now(), now())", [id, url]);
}

interface Killer {
  kills(): number;
  done(): boolean;
  kinds: Record<string, number>;
  stop(): Promise<void>;
}

function startWorkers(store: OwnedStore, { workers: wanted, kills: most, ownerKills }: { workers: number; kills: number; ownerKills: number }, settings: ChaosSettings, receiver: Receiver): Killer {
  const rng = createRng(11);
  const clock = systemClock();
  const [alive, sending]: [Set<ChildProcess>, Map<string, ChildProcess>] = [new Set(), new Map()];
  const kinds: Record<string, number> = {};
  let [kills, lastMs, stopped] = [0, 0, false];
  const odds: Record<KillKind, number> = { before: 0.05, during: 0.05, after: 0.002, sending: 0.01, arriving: 0.12, arrived: 0.12, random: 1, owner: 1, 'owner and database': 1 };
  const kill = (child: ChildProcess | undefined, kind: KillKind): boolean => {
    const nowMs = clock.wall().getTime();
    if (stopped || !child || !alive.has(child) || kills >= most || nowMs - lastMs < leastBetweenMs || !rng.chance(odds[kind])) return false;
    [kills, lastMs] = [kills + 1, nowMs];
    kinds[kind] = (kinds[kind] ?? 0) + 1;
    alive.delete(child);
    child.kill('SIGKILL');
    return true;
  };
  const start = async () => {
    const postgres = await store.reach().catch(() => undefined);
    if (stopped || !postgres) return void (stopped || setTimeout(() => void start(), 200));
    const child = spawn(process.execPath, [join(import.meta.dirname, 'chaos-worker.ts'), JSON.stringify({ ...settings, postgres })], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    alive.add(child);
    child.on('message', (note: WorkerNote) => {
      if (note.at === 'sending' && note.key) sending.set(note.key, child);
      kill(child, note.at);
    });
    child.on('exit', () => { alive.delete(child); if (!stopped) void start(); });
  };
  for (let one = 0; one < wanted; one++) void start();
  receiver.onMessage = (key, arrived) => kill(sending.get(key), arrived ? 'arrived' : 'arriving');
  // The owner dies in between, at even distances over all kills.
  let owners = 0;
  const killOwner = () => {
    if (stopped || owners >= ownerKills || kills >= most || kills < ((owners + 1) * most) / (ownerKills + 1) - 1) return;
    const kind = owners % 2 === 0 ? 'owner' : 'owner and database';
    [owners, kills, lastMs] = [owners + 1, kills + 1, clock.wall().getTime()];
    kinds[kind] = (kinds[kind] ?? 0) + 1;
    store.killOwner(kind === 'owner and database');
  };
  const ownerTimer = setInterval(killOwner, 300);
  const timer = setInterval(() => kill([...alive][Math.floor(rng.next() * alive.size)], 'random'), 1700);
  return {
    kills: () => kills, done: () => kills >= most, kinds,
    async stop() {
      clearInterval(timer);
      clearInterval(ownerTimer);
      stopped = true;
      const left = [...alive].map((child) => new Promise((done) => { child.once('exit', done); child.kill('SIGKILL'); }));
      await Promise.all(left);
    },
  };
}

/** The world around: accounts enter, tasks are closed, questions answered and surveys filled in, until all kills are done and all runs have ended. */
async function live(store: OwnedStore, clock: Clock, killer: Killer, note: (text: string) => void): Promise<number> {
  const { db } = store;
  const context = { db, clock, principal: { kind: 'user', id: 'usr_1', userId: 'usr_1', name: 'Ada', scopes: new Set(['read', 'write', 'approve']), book: 'all' } } as unknown as Context;
  let [n, lastTold, quietSinceMs] = [0, -1, clock.wall().getTime()];
  let progress = '';
  for (;;) try {
    const { open, ended } = await db.one<{ open: number; ended: number }>("select count(*) filter (where status in ('running', 'paused'))::int as open, count(*) filter (where status not in ('running', 'paused'))::int as ended from playbook_run");
    const unsent = (await db.one<{ n: number }>("select count(*)::int as n from action where status in ('scheduled', 'sending')")).n;
    if (killer.done() && open === 0 && unsent === 0) return n;
    const now = `${open} ${ended} ${unsent} ${killer.kills()}`;
    if (now !== progress) [progress, quietSinceMs] = [now, clock.wall().getTime()];
    if (clock.wall().getTime() - quietSinceMs > patienceMs) return n;
    if (Math.floor(killer.kills() / 20) !== lastTold) note(`${killer.kills()} kills, ${ended} runs ended, ${open} under way`);
    lastTold = Math.floor(killer.kills() / 20);
    if (!killer.done()) n = await enter(context, n, inFlight - open);
    await tasks(context);
    await surveys(context);
    // What a dead sender held would be free after two minutes; here it is after two seconds.
    await db.query("update action_delivery set leased_until = now() - interval '1 s' where state = 'sending' and leased_until < now() + interval '118 s'");
    await db.query("update action_delivery set next_at = now() where state = 'ready' and next_at > now()");
    await sleep(200);
  } catch (error) {
    // Without an owner nothing answers; the next one is on its way.
    if (!(error instanceof Fault) || error.kind !== 'unavailable') throw error;
    await sleep(200);
  }
}

async function enter(context: Context, n: number, room: number): Promise<number> {
  if (room <= 0) return n;
  const numbers = Array.from({ length: Math.min(room, 10) }, (_, index) => n + index + 1);
  const { db, clock } = context;
  await db.query("insert into account (id, name, known_at) select 'acc_' || i, 'A' || i, now() from unnest($1::int[]) i on conflict do nothing", [numbers]);
  await db.query("insert into account_fact (account_id, at, values, computed_at) select 'acc_' || i, $3, jsonb_build_object('usage.licence_utilisation', v), $4 from unnest($1::int[], $2::float8[]) u(i, v) on conflict do nothing", [numbers, numbers.map(world.utilisation), clock.now(), clock.wall()]);
  await startByHand(context, 'chaos', numbers.map((one) => `acc_${one}`), `chaos ${n}`);
  return n + numbers.length;
}

const numberOf = (accountId: string) => Number(accountId.slice(4));

async function tasks(context: Context): Promise<void> {
  const open = await context.db.query<{ id: string; key: string; accountId: string }>("select id, key, account_id as \"accountId\" from task where status = 'pending' and parent_id is null and key like 'run_%' order by id limit 40");
  for (const { id, key, accountId } of open) {
    const n = numberOf(accountId);
    // The run may have gone on meanwhile; then there is nothing to answer.
    if (key.endsWith(':question')) await decideRun(context, key.split(':')[0] ?? '', undefined, world.answers(n), '').catch(() => undefined);
    else await context.db.tx((tx) => setTaskStatus(context, tx, [taskListener(context.clock)], { ids: [id], status: world.closes(n) }));
  }
}

async function surveys({ db, clock }: Context): Promise<void> {
  const runs = await db.query<{ accountId: string; stepId: string }>(
    "select account_id as \"accountId\", step_id as \"stepId\" from playbook_run r where status = 'running' and started_at < $1 and not exists (select 1 from survey_answer s where s.account_id = r.account_id)", [clock.now()]);
  const due = runs.filter(({ accountId, stepId }) => { const when = world.survey(numberOf(accountId)); return when === 'early' || (when === 'in time' && stepId === 'ear'); });
  if (due.length) await db.query("insert into survey_answer (id, account_id, survey, score, scale_max, answered_at, source_id, known_at) select 'ans_' || a, a, 'nps', 9, 10, $2, 'crm', $3 from unnest($1::text[]) a", [due.map(({ accountId }) => accountId), clock.now(), clock.wall()]);
}

/** Compares what is stored and what arrived with what should be. */
async function count({ db }: OwnedStore, arrivals: readonly string[], runsStarted: number): Promise<Omit<ChaosOutcome, 'kills'>> {
  const runs = await db.query<{ id: string; accountId: string; status: string; steps: string[] }>(
    'select r.id, r.account_id as "accountId", r.status, coalesce(array_agg(s.step_id order by s.seq) filter (where s.seq is not null), \'{}\') as steps from playbook_run r left join playbook_step s on s.run_id = r.id group by r.id');
  const made = await db.query<{ key: string; delivery: string }>("select a.key, d.id as delivery from action a join action_delivery d on d.action_id = a.id");
  const tasksMade = await db.query<{ key: string }>("select key from task where parent_id is null and key like 'run_%'");
  const arrived = new Set(arrivals);
  const effects = new Map<string, number>();
  for (const { key, delivery } of made) if (arrived.has(delivery)) effects.set(key, (effects.get(key) ?? 0) + 1);
  for (const { key } of tasksMade) effects.set(key, (effects.get(key) ?? 0) + 1);
  const wanted = new Set<string>();
  for (const { id, steps } of runs) for (const [index, step] of steps.entries()) {
    if (outwardSteps.has(step) || step === 'call') wanted.add(`${id}:${index + 1}:${step}`);
    if (step === 'ask') wanted.add(`${id}:${index + 1}:${step}:question`);
  }
  const extra = [...effects].reduce((sum, [key, n]) => sum + (wanted.has(key) ? n - 1 : n), 0) + [...arrived].filter((key) => !made.some(({ delivery }) => delivery === key)).length;
  const expected = new Map(runs.map(({ id, accountId }) => [id, expectedSteps(numberOf(accountId))]));
  const short = runs.reduce((sum, { id, steps }) => sum + Math.max(0, (expected.get(id)?.length ?? 0) - steps.length), 0);
  return {
    runsStarted, runsCompleted: runs.filter(({ status }) => status === 'completed').length, steps: runs.reduce((sum, { steps }) => sum + steps.length, 0), lost: [...wanted].filter((key) => !effects.has(key)).length + short, duplicated: extra,
    wrongBranch: runs.filter(({ id, steps }) => steps.some((step, index) => step !== expected.get(id)?.[index])).length, resends: arrivals.length - arrived.size,
  };
}
