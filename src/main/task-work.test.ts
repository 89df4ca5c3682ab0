import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { CockpitList } from '../contract/cockpit.ts';
import type { TaskChanged, TaskDetail, TaskItem, TaskStatus } from '../contract/task.ts';
import { manualClock, toDate } from '../lib/clock.ts';
import { Fault } from '../lib/fault.ts';
import { principalOfUser } from '../platform/auth/principal-of.ts';
import type { Context, Principal } from '../platform/operation/context.ts';
import { execute } from '../platform/operation/execute.ts';
import { OperationTable } from '../platform/operation/registry.ts';
import { startTestEngines, type TestEngines } from '../platform/testing/test-engines.ts';
import { addTasks } from '../practice/task/add-tasks.ts';
import { renewalSource, signalSource, taskSource } from '../practice/task/cockpit-source.ts';
import { readFeed } from '../practice/task/task-feed.ts';
import { setTaskStatus } from '../practice/task/set-task-status.ts';
import type { NewTask } from '../practice/task/task.ts';
import { parseCommand, runCommand } from '../surface/cli/run-command.ts';
import { composeOperations } from './compose.ts';

const clock = manualClock(toDate('2026-06-01T10:00:00Z'));
const table: OperationTable = composeOperations({ baseUrl: 'http://127.0.0.1:1', dataDir: '', clock: null });
let engines: TestEngines;
let dir: string;
const log = { info() {}, warn() {}, error() {}, debug() {} } as unknown as Context['log'];
const person = (name: string, role: 'csm' | 'leader' | 'read_only', memberId: string | null): Principal => principalOfUser({ id: `usr_${name}`, name, role, visibility: role === 'csm' ? 'own' : null, companyVisibility: null, memberId });
const ada = person('Ada', 'csm', 'mem_ada');
const bo = person('Bo', 'csm', 'mem_bo');
const lea = person('Lea', 'leader', null);
const contextOf = (principal: Principal): Context => ({ db: engines.db, analytics: engines.analytics, clock, log, principal });
const run = <T>(id: string, input: unknown, who = ada): Promise<T> => execute(table.get(id), contextOf(who), input) as Promise<T>;
const codeOf = (work: Promise<unknown>) => work.then(() => 'answered', (error: unknown) => (error instanceof Fault ? error.code : `crashed ${String(error)} ${String((error as Error).cause)}`));
const add = async (input: object, who = ada): Promise<TaskItem> => (await run<TaskChanged>('task.add', input, who)).items[0] as TaskItem;
const show = (id: string, who = ada) => run<TaskDetail>('task.show', { id }, who);

beforeAll(async () => {
  engines = await startTestEngines();
  dir = await mkdtemp(join(tmpdir(), 'mainstay-task-'));
  const { db } = engines;
  await db.query("insert into source (id, kind, name, created_at) values ('crm', 'file', 'CRM', now())");
  await db.query("insert into app_user (id, name, email, role, created_at, accepted_at) values ('usr_Ada', 'Ada', 'ada@example.com', 'csm', now(), now()), ('usr_Bo', 'Bo', null, 'csm', now(), now()), ('usr_Lea', 'Lea', null, 'leader', now(), now())");
  await db.query("insert into member (id, name, key, user_id) values ('mem_ada', 'Ada', 'ada', 'usr_Ada'), ('mem_bo', 'Bo', 'bo', 'usr_Bo')");
  await db.query("insert into account (id, name, domain, owner_id, known_at) select 'a' || n, 'Company ' || n, 'a' || n || '.example.com', case when n < 4 then 'mem_ada' else 'mem_bo' end, '2025-01-01' from generate_series(1, 5) n");
  await db.query("insert into agreement_line (id, account_id, contract_ref, annual_minor, currency, start_on, term_end, opt_out_on, auto_renew, source_id, known_at) values ('l1', 'a1', 'c1', 12000000, 'EUR', '2025-07-01', '2026-07-01', '2026-06-10', true, 'crm', '2025-01-01'), ('l2', 'a2', 'c2', 100000, 'EUR', '2025-07-01', '2027-07-01', null, false, 'crm', '2025-01-01'), ('l4', 'a4', 'c4', 500000, 'EUR', '2025-07-01', '2026-06-20', null, false, 'crm', '2025-01-01')");
  await db.query(`insert into account_fact (account_id, at, values, computed_at) values ('a1', now(), '{"contract.arr_minor": 12000000, "contract.currency": "EUR"}', now())`);
  await db.query("insert into signal (id, account_id, type, family, dedupe_key, severity, confidence, state, stake_minor, currency, opened_on, last_true_on, why, rule_version, updated_at) values ('s1', 'a1', 'usage_drop', 'risk', 'k1', 'critical', 0.9, 'open', 12000000, 'EUR', '2026-05-30', '2026-06-01', 'Use fell by half.', 1, now()), ('s4', 'a4', 'usage_drop', 'risk', 'k4', 'low', 0.9, 'open', 500000, 'EUR', '2026-05-30', '2026-06-01', 'Use fell.', 1, now())");
}, 120_000);
afterAll(async () => {
  await engines.stop();
  await rm(dir, { recursive: true, force: true });
});
beforeEach(async () => void (await engines.db.query('delete from task; delete from cockpit_snooze')));

describe('tasks', () => {
  it('are added with number, owner and a day in business days', async () => {
    const task = await add({ title: 'Call', accountId: 'a1.example.com', dueIn: 5, priority: 'high' });
    expect(task).toMatchObject({ number: '1', accountId: 'a1', assigneeId: 'mem_ada', dueOn: '2026-06-08', status: 'pending', version: 1 });
    expect(await add({ title: 'Mine' })).toMatchObject({ number: '2', accountId: null, assignee: 'Ada' });
  });

  it('are met by who meets the account; without one by assignee, author and who meets the company', async () => {
    const [onAccount, own, given] = [await add({ title: 'On a4', accountId: 'a4' }, bo), await add({ title: 'Bo alone' }, bo), await add({ title: 'For Ada', assignee: 'Ada' }, bo)];
    const seen = async (who: Principal) => (await run<{ items: TaskItem[] }>('task.list', {}, who)).items.map(({ title }) => title);
    expect(await seen(ada)).toEqual(['For Ada']);
    expect(await seen(bo)).toEqual(['On a4', 'Bo alone', 'For Ada']);
    expect(await seen(lea)).toEqual(['On a4', 'Bo alone', 'For Ada']);
    for (const { id } of [onAccount, own]) {
      expect(await codeOf(show(id))).toBe('task');
      for (const [op, input] of [['task.set-status', { status: 'done', ids: [id] }], ['task.update', { id, title: 'x' }], ['task.comment', { id, body: 'x' }], ['task.remove', { ids: [id] }], ['task.add-dependency', { id: given.id, dependsOn: id }]] as const) expect(await codeOf(run(op, input))).toBe('task');
    }
    expect(await codeOf(run('task.add', { title: 'x', accountId: 'a4' }))).toBe('account');
  });

  it('close with their parts, come again once, and all of it is taken back', async () => {
    const whole = await add({ title: 'Weekly call', accountId: 'a1', due: '2026-06-01', recurrence: { every: 'week', count: 1 } });
    await run('task.expand', { id: '1', subtasks: ['Agenda', 'Recap'] });
    await run('task.set-status', { status: 'done', ids: ['1.1'] });
    expect((await show('1')).task.status).toBe('pending');
    const last = await run<TaskChanged>('task.set-status', { status: 'done', ids: ['1.2'] });
    expect((await show(whole.id)).task).toMatchObject({ status: 'done', subtasks: { total: 2, done: 2 } });
    expect((await show('2')).task).toMatchObject({ title: 'Weekly call', dueOn: '2026-06-08', status: 'pending', subtasks: { total: 2, done: 0 } });
    expect(last.created).toHaveLength(3);
    await run('task.undo', { changeId: last.changeId });
    expect((await show('1')).task).toMatchObject({ status: 'pending', closedAt: null, subtasks: { done: 1 } });
    expect(await codeOf(show('2'))).toBe('task');
    expect(await codeOf(run('task.undo', { changeId: last.changeId }))).toBe('undone');
  });

  it('keep a version: who saw an older one is refused, and an undo does not run over newer work', async () => {
    const task = await add({ title: 'A', accountId: 'a1' });
    const change = await run<TaskChanged>('task.update', { id: task.id, version: 1, title: 'B' });
    expect(await codeOf(run('task.update', { id: task.id, version: 1, title: 'C' }))).toBe('version');
    expect(await codeOf(run('task.set-status', { status: 'done', ids: [task.id], versions: [1] }))).toBe('version');
    await run('task.snooze', { until: '2026-06-05', ids: [task.id], versions: [2] });
    expect(await codeOf(run('task.undo', { changeId: change.changeId }))).toBe('version');
    expect(await codeOf(run('task.undo', { changeId: change.changeId }, bo))).toBe('task_change');
    expect((await show(task.id)).task).toMatchObject({ title: 'B', snoozedUntil: '2026-06-05' });
  });

  it('come back whole after they were removed', async () => {
    const [a, b] = [await add({ title: 'A', accountId: 'a1' }), await add({ title: 'B', dependsOn: ['1'] })];
    await run('task.expand', { id: a.id, subtasks: ['part'] });
    await run('task.comment', { id: a.id, body: 'Ask @Bo and @ada' });
    const before = await show(a.id);
    expect(before.comments[0]?.mentions.map(({ name }) => name)).toEqual(['Ada', 'Bo']);
    const gone = await run<TaskChanged>('task.remove', { ids: [a.id] });
    expect((await show(b.id)).task.dependencies).toEqual([]);
    await run('task.undo', { changeId: gone.changeId });
    const after = await show(a.id);
    expect({ ...after.task, version: 0, updatedAt: '' }).toEqual({ ...before.task, version: 0, updatedAt: '' });
    expect(after.comments).toEqual(before.comments);
    expect(after.subtasks).toHaveLength(1);
    expect((await show(b.id)).task.dependencies).toEqual(['1']);
  });

  it('never wait for each other', async () => {
    await add({ title: 'A' });
    await add({ title: 'B', dependsOn: ['1'] });
    await add({ title: 'C', dependsOn: ['2'] });
    await run('task.expand', { id: '3', subtasks: ['part'] });
    for (const [id, dependsOn] of [['1', '3'], ['1', '3.1'], ['3.1', '3'], ['3', '3.1'], ['1', '1']]) expect(await codeOf(run('task.add-dependency', { id, dependsOn })), `${id} ${dependsOn}`).toBe('task_circle');
    expect(await run('task.validate', {})).toEqual({ valid: true, tasks: 4, problems: [] });
    expect((await run<{ task: TaskItem }>('task.next', {})).task.number).toBe('1');
    await run('task.set-status', { status: 'done', ids: ['1', '2'] });
    expect((await run<{ task: TaskItem }>('task.next', {})).task.number).toBe('3.1');
    await run('task.set-status', { status: 'cancelled', ids: ['2'] });
    expect(await run('task.validate', {})).toMatchObject({ valid: false, problems: [{ task: '3' }] });
  });

  it('are made once for a key, in a few statements, and tell who waits', async () => {
    const draft = (n: number): NewTask => ({ key: `run:${n % 100}`, title: `T${n}`, accountId: `a${(n % 5) + 1}`, origin: { kind: 'playbook', id: 'run', why: 'The playbook asks.' }, assign: n % 2 ? 'round_robin' : 'fewest_accounts', due: { businessDays: 1 } });
    const before = engines.db.stats().statements;
    const made = await engines.db.tx((tx) => addTasks(contextOf(lea), tx, Array.from({ length: 150 }, (_, n) => draft(n))));
    expect(engines.db.stats().statements - before).toBeLessThan(16);
    expect(made.filter(({ created }) => created)).toHaveLength(100);
    expect(new Set(made.map(({ id }) => id)).size).toBe(100);
    const again = await engines.db.tx((tx) => addTasks(contextOf(lea), tx, [draft(7)]));
    expect(again).toEqual([{ id: made[7]?.id, key: 'run:7', created: false }]);
    const told: { key: string | null; status: TaskStatus }[] = [];
    await engines.db.tx((tx) => setTaskStatus(contextOf(lea), tx, [{ closed: async (_tx, tasks) => void told.push(...tasks) }], { ids: [made[7]?.id ?? ''], status: 'done' }));
    expect(told).toMatchObject([{ key: 'run:7', status: 'done' }]);
    expect((await engines.db.query('select assignee_id from task group by 1')).length).toBe(2);
  });

  it('follow a template, with its days and its order', async () => {
    const { items } = await run<TaskChanged>('task.apply', { template: 'renewal', accountId: 'a1' });
    expect(items.filter(({ parentId }) => parentId === null).map(({ dueOn, dependencies }) => [dueOn, dependencies])).toEqual([['2026-06-02', []], ['2026-06-04', ['1']], ['2026-06-08', ['1']], ['2026-06-15', ['2', '3']], ['2026-06-29', ['4']]]);
    expect(await codeOf(run('task.apply', { template: 'renewal', accountId: 'a4' }))).toBe('account');
    expect(await codeOf(run('task.save-template', { name: 'x-1', title: 'X', steps: [{ title: 'a', after: [1] }] }, { ...lea, scopes: new Set(['define']) }))).toBe('steps');
  });
});

describe('tasks.json', () => {
  const cli = (words: string[], who = ada) => runCommand(table, parseCommand(table, [...words, '--json']), { withCaller: (use) => use({ call: (id: string, input: unknown) => run(id, input, who) } as never) }).then((text) => JSON.parse(text) as never);

  it('goes out by the command line and comes in again as the same', async () => {
    await cli(['task', 'add', 'First', '--account-id', 'a1', '--details', '- x', '--due-in', '3']);
    await cli(['task', 'add', 'Second', '--depends-on', '1', '--tag', 'later']);
    await cli(['task', 'expand', '1']);
    await cli(['task', 'set-status', 'in-progress', '1.1']);
    const file = join(dir, 'tasks.json');
    expect(await cli(['task', 'export', file])).toMatchObject({ tasks: 2 });
    const text = JSON.parse(await readFile(file, 'utf8')) as Record<string, { tasks: { title: string; status: string; subtasks: unknown[] }[] }>;
    expect(Object.keys(text)).toEqual(['master', 'later']);
    expect(await cli(['task', 'import', file])).toMatchObject({ created: 0, changed: 3 });
    (text['master']?.tasks[0] as { status: string }).status = 'review';
    await writeFile(file, JSON.stringify(text));
    await cli(['task', 'import', file]);
    expect((await show('1')).task).toMatchObject({ status: 'review', accountId: 'a1', dueOn: '2026-06-04', subtasks: { total: 1 } });
    await engines.db.query('delete from task');
    expect(await cli(['task', 'import', file])).toMatchObject({ created: 3, changed: 0 });
    expect((await show('2')).task).toMatchObject({ title: 'Second', tag: 'later', dependencies: ['1'] });
    expect((await show('1')).task).toMatchObject({ accountId: 'a1', dueOn: '2026-06-04', assigneeId: 'mem_ada' });
    expect(await cli(['task', 'import', file])).toMatchObject({ created: 0, changed: 3 });
  });

  it('never reaches what its bearer does not meet, and is refused whole where it is wrong', async () => {
    const foreign = await add({ title: 'Foreign', accountId: 'a4' }, bo);
    const document = { master: { tasks: [{ id: 1, title: 'Mine now', metadata: { mainstay: { id: foreign.id, accountId: 'a4' } } }] } };
    expect(await run('task.receive', { document })).toMatchObject({ created: 1, changed: 0 });
    expect((await show(foreign.id, bo)).task).toMatchObject({ title: 'Foreign', version: 1 });
    expect((await run<{ items: TaskItem[] }>('task.list', {})).items).toMatchObject([{ title: 'Mine now', accountId: null }]);
    const circle = { master: { tasks: [{ id: 1, title: 'A', dependencies: [2] }, { id: 2, title: 'B', dependencies: [1] }] } };
    expect(await codeOf(run('task.receive', { document: circle }))).toBe('task_circle');
    expect(await codeOf(run('task.receive', { document: { master: { tasks: [{ id: 1, title: 'A', dependencies: [9] }] } } }))).toBe('tasks_json');
    expect((await run<{ total: number }>('task.list', {})).total).toBe(1);
  });
});

describe('the cockpit', () => {
  it('ranks tasks, signals and renewals of the own book, each with its reason', async () => {
    await add({ title: 'Late and dear', accountId: 'a1', due: '2026-05-25', priority: 'critical' });
    await add({ title: 'Some day' });
    const list = await run<CockpitList>('cockpit.list', {});
    expect(list.items.map(({ kind, title, rank }) => [rank, kind, title])).toEqual([[1, 'task', 'Late and dear'], [2, 'signal', 'usage_drop'], [3, 'renewal', 'Renewal'], [4, 'task', 'Some day']]);
    expect(list.items[0]).toMatchObject({ accountName: 'Company 1', reason: 'EUR 120,000 a year is at stake, it is 7 days late, and it is 100% certain to matter.' });
    expect(list.items[2]).toMatchObject({ dueOn: '2026-06-10', why: 'It can be cancelled until 2026-06-10; the term ends on 2026-07-01.' });
    expect(list).toMatchObject({ who: 'mem_ada', kinds: { task: 2, signal: 1, renewal: 1 }, load: [{ memberId: 'mem_ada', items: 4, late: 2 }] });
    const all = await run<CockpitList>('cockpit.list', { who: 'all' }, lea);
    expect(all.load.map(({ name, items }) => [name, items])).toEqual([['Ada', 4], ['Bo', 2]]);
    expect(all.items.filter(({ accountId }) => accountId === 'a4')).toHaveLength(2);
  });

  it('leaves out what was put off, for one person or for all', async () => {
    const task = await add({ title: 'Later', accountId: 'a1' });
    await run('task.snooze', { until: '2026-06-03', ids: [task.id] });
    await run('cockpit.snooze', { kind: 'renewal', until: '2026-06-03', ids: ['a1'] });
    expect((await run<CockpitList>('cockpit.list', {})).items.map(({ kind }) => kind)).toEqual(['signal']);
    expect((await run<CockpitList>('cockpit.list', { kind: 'renewal', who: 'all' }, lea)).total).toBe(2);
    clock.advance(2 * 86_400_000);
    expect((await run<CockpitList>('cockpit.list', {})).total).toBe(3);
    clock.advance(-2 * 86_400_000);
    expect(await codeOf(run('cockpit.snooze', { kind: 'task', until: '2026-06-03', ids: ['x'] }))).toBe('kind');
  });

  it('asks a number of statements that does not grow', async () => {
    const statements = async () => {
      const before = engines.db.stats().statements;
      for (const source of [taskSource, signalSource, renewalSource]) await source.open(contextOf(ada));
      return engines.db.stats().statements - before;
    };
    const few = await statements();
    await engines.db.tx((tx) => addTasks(contextOf(ada), tx, Array.from({ length: 300 }, (_, n): NewTask => ({ title: `T${n}`, accountId: 'a1', origin: { kind: 'person', id: null, why: null } }))));
    expect(await statements()).toBe(few);
  });
});

it('a calendar reads by its secret until it is revoked, and shows what its person meets', async () => {
  await add({ title: 'Call, then write; done', accountId: 'a1', due: '2026-06-05' });
  const { id, url } = await run<{ id: string; url: string }>('task.feed', {});
  const token = /calendar\/([\w-]+)\.ics$/.exec(url)?.[1] ?? '';
  const text = (await readFeed({ db: engines.db, clock }, token, 'http://127.0.0.1:1')) ?? '';
  expect(text).toContain('SUMMARY:Call\\, then write\\; done (Company 1)\r\n');
  expect(text).toContain('DTSTART;VALUE=DATE:20260605\r\nDTEND;VALUE=DATE:20260606');
  expect(await engines.db.query('select 1 from task_feed where token_hash = $1', [token])).toEqual([]);
  await engines.db.query("update account set owner_id = 'mem_bo' where id = 'a1'");
  expect(await readFeed({ db: engines.db, clock }, token, 'http://127.0.0.1:1')).not.toContain('SUMMARY');
  await engines.db.query("update account set owner_id = 'mem_ada' where id = 'a1'");
  expect(await codeOf(run('task.unfeed', { id }, bo))).toBe('task_feed');
  await run('task.unfeed', { id });
  expect(await readFeed({ db: engines.db, clock }, token, 'http://127.0.0.1:1')).toBeUndefined();
});
