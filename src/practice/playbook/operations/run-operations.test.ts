import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PlaybookDetail, PlaybookItem, PlaybookPreview, RunDetail, RunItem } from '../../../contract/playbook.ts';
import { execute } from '../../../platform/operation/execute.ts';
import { OperationTable } from '../../../platform/operation/registry.ts';
import type { Context } from '../../../platform/operation/context.ts';
import { setTaskStatus } from '../../task/set-task-status.ts';
import { startPlaybookBench, type PlaybookBench } from '../testing/playbook-bench.ts';
import { messageTemplateOperations } from './message-template-operations.ts';
import { playbookOperations } from './playbook-operations.ts';
import { runOperations } from './run-operations.ts';

const dayMs = 86_400_000;
const why = 'why: Because the test says so.';
const deps = { visibleAccount: async (_context: Context, reference: string) => reference, baseUrl: () => 'https://cs.example' };
const table = new OperationTable([...playbookOperations(deps), ...runOperations(deps), ...messageTemplateOperations(deps)]);
let bench: PlaybookBench;
beforeEach(async () => {
  bench = await startPlaybookBench();
  await bench.template('hello', 'Hello {{ account.name }}', 'Hello {{ person.first_name }}, {{ usage.active_users_28d | number }} people work with it.');
  await bench.define(walk());
});
afterEach(() => bench.stop());

const walk = (last = '') => `
id: walk
label: Walk
description: A playbook that only this test knows of.
goal: The test has seen what it wanted to see.
triggers: [{ on: manual }, { on: bulk }, { on: fact, when: "usage.licence_utilisation < 0.4" }]
steps:
  - { id: call, label: Call, do: task, title: 'Call {{ account.name }}', wait: { most: 10d }, ${why} }
  - { id: ask, label: Ask, do: approval, question: 'Go on with {{ account.name }}?', wait: { most: 5d }, onRejected: no, next: rest, ${why} }
  - { id: rest, label: Rest, do: wait, for: 30d, ${why} }
  - { id: yes, label: Yes, do: end, outcome: achieved, ${why} }
  - { id: no, label: No, do: end, outcome: lost, ${why} }
${last}`;
const admin = () => ({ ...bench.person('usr_lea', 'leader') });
const call = async <T>(id: string, input: object, context: Context = bench.person()): Promise<T> => (await execute(table.get(id), context, input)) as T;
const start = async (): Promise<RunDetail> => {
  const { items } = await call<{ items: { runId: string }[] }>('playbook.start', { id: 'walk', accounts: ['acc_1'] });
  await bench.settle();
  return call('run.show', { id: items[0]?.runId });
};
const change = (verb: string, { run }: RunDetail, more: object = {}, context?: Context) => call<RunDetail>(`run.${verb}`, { id: run.id, version: run.version, ...more }, context);
const codeOf = (work: Promise<unknown>) => work.then(() => 'done', (error: { code?: string }) => error.code ?? String(error));

describe('playbooks', () => {
  test('are listed with what they are for, at work or not, and shown in words', async () => {
    const { items } = await call<{ items: PlaybookItem[] }>('playbook.list', {});
    expect(items).toMatchObject([{ id: 'walk', status: 'off', stateVersion: 0, steps: 5, runs: { running: 0 }, starts: ['manual', 'bulk', 'fact'] }]);
    await start();
    const shown = await call<PlaybookDetail>('playbook.show', { id: 'walk' });
    expect(shown.playbook.runs.running).toBe(1);
    expect(shown.steps[0]).toMatchObject({ id: 'call', here: 1, exits: [{ when: 'then', to: 'ask' }] });
    expect(shown.yaml).toContain('id: walk');
    expect(await codeOf(call('playbook.show', { id: 'nothing' }))).toBe('playbook');
  });

  test('what activation would start is told before, and happens', async () => {
    await bench.facts('acc_1', { 'usage.licence_utilisation': 0.2 });
    await bench.facts('acc_2', { 'usage.licence_utilisation': 0.8 });
    const preview = await call<PlaybookPreview>('playbook.preview', { id: 'walk' });
    expect(preview).toMatchObject({ problems: [], entering: 1, items: [{ accountId: 'acc_1', accountName: 'Northwind' }] });
    expect(await bench.db.query('select 1 from playbook_run union all select 1 from playbook_memory')).toEqual([]);
    expect(await call('playbook.activate', { id: 'walk', standing: true, version: 0 }, admin())).toMatchObject({ entered: 1, playbook: { status: 'active', byWhom: 'lea', stateVersion: 1 } });
    expect((await call<PlaybookPreview>('playbook.preview', { id: 'walk' })).refused).toEqual({ running: 1 });
    expect(await codeOf(call('playbook.pause', { id: 'walk', version: 0 }, admin()))).toBe('version');
    expect(await call('playbook.pause', { id: 'walk', note: 'Fair', runs: 'go_on' }, admin())).toMatchObject({ paused: 0, playbook: { status: 'paused', note: 'Fair', runs: { running: 1 } } });
  });

  test('a draft is checked with the place, the cause and what to do', async () => {
    expect(await call('playbook.check', { yaml: walk() })).toEqual({ ok: true, id: 'walk', problems: [] });
    const faulty = await call<{ ok: boolean; problems: { path: string; message: string; remedy: string }[] }>('playbook.check', { yaml: walk().replace('next: rest', 'next: rst').replace('usage.licence_utilisation', 'usage.licence_utilization') });
    expect(faulty.ok).toBe(false);
    expect(faulty.problems.map(({ path, remedy }) => `${path} ${remedy}`).join('\n')).toMatch(/triggers\.2\.when Did you mean "usage\.licence_utilisation"\?[^]*steps\.1\.next Did you mean "rest"\?/);
    expect((await call<{ problems: unknown[] }>('playbook.check', { yaml: 'a: [' })).problems.length).toBeGreaterThan(0);
    const loop = walk().replace('for: 30d,', 'for: 30d, next: call,');
    expect(JSON.stringify(await call('playbook.check', { yaml: loop }))).toContain('has no end');
  });
});

describe('a run', () => {
  test('is listed with where it is, why, what comes next and when', async () => {
    await start();
    const { items, total } = await call<{ items: RunItem[]; total: number }>('run.list', {});
    expect(total).toBe(1);
    expect(items).toMatchObject([{ accountName: 'Northwind', step: 'Call', why: 'Because the test says so.', next: 'Ask a person: "Go on with Northwind?", at most 5 days', nextAt: '2026-06-12T10:00:00.000Z', waitsForPerson: true, owner: 'Ada' }]);
    expect((await call<{ items: RunItem[] }>('run.list', { status: 'completed' })).items).toEqual([]);
  });

  test('is paused, hears, and goes on; what was seen late is a conflict', async () => {
    const seen = await start();
    const paused = await change('pause', seen);
    expect(paused.run.status).toBe('paused');
    expect(await codeOf(change('skip', seen))).toBe('version');
    const task = await bench.db.one<{ id: string }>("select id from task where title = 'Call Northwind'");
    await bench.db.tx((tx) => setTaskStatus(bench.person(), tx, [bench.listener], { ids: [task.id], status: 'done' }));
    bench.clock.advance(20 * dayMs);
    await bench.settle();
    expect((await call<RunDetail>('run.show', { id: seen.run.id })).run).toMatchObject({ status: 'paused', stepId: 'call' });
    await change('resume', paused);
    await bench.settle();
    const on = await call<RunDetail>('run.show', { id: seen.run.id });
    // The task was done within its time, although nobody looked until later.
    expect(on.steps[0]).toMatchObject({ stepId: 'call', outcome: 'done', link: `/work?task=${task.id}`, effect: 'done' });
    expect(on).toMatchObject({ run: { stepId: 'ask' }, question: 'Go on with Northwind?', heard: [{ name: 'task', value: 'done', used: true }] });
  });

  test('a step is skipped, and the reason stays in the history', async () => {
    const seen = await start();
    const on = await change('skip', seen);
    expect(on.run.stepId).toBe('ask');
    await bench.settle();
    const now = await call<RunDetail>('run.show', { id: seen.run.id });
    expect(now.steps.map(({ stepId, outcome, note }) => [stepId, outcome, note])).toEqual([['call', 'skipped', 'ada skipped it.'], ['ask', null, null]]);
  });

  test('only a person at their own session answers its question', async () => {
    await change('skip', await start());
    await bench.settle();
    const { run: { id } } = (await call<{ items: RunItem[] }>('run.list', {}).then(async ({ items }) => call<RunDetail>('run.show', { id: items[0]?.id })));
    const asked = await call<RunDetail>('run.show', { id });
    const key = bench.of({ kind: 'key', id: 'key_1', name: 'Key', scopes: new Set(['read', 'write', 'approve', 'admin']), book: 'all' } as Context['principal']);
    expect(await codeOf(change('decide', asked, { decision: 'approved' }, key))).toBe('person');
    await change('decide', asked, { decision: 'rejected', reason: 'Not now' });
    await bench.settle();
    expect((await call<RunDetail>('run.show', { id })).run).toMatchObject({ status: 'completed', outcome: 'lost' });
    expect(await bench.db.query("select status from task where title like 'Go on%'")).toEqual([{ status: 'done' }]);
    expect(await codeOf(change('decide', await call('run.show', { id }), { decision: 'approved' }))).toBe('run_ended');
  });

  test('a person ends it with a reason, and it does not come back', async () => {
    const seen = await start();
    expect(await codeOf(change('exit', seen, { reason: '' }))).not.toBe('done');
    expect((await change('exit', seen, { reason: 'Merged into another customer' })).run).toMatchObject({ status: 'exited', outcome: 'stopped', endReason: 'ada: Merged into another customer' });
    bench.clock.advance(40 * dayMs);
    await bench.settle();
    expect((await call<RunDetail>('run.show', { id: seen.run.id })).run.status).toBe('exited');
  });

  test('stays on its version until it is moved; a step that is gone has to be replaced', async () => {
    const seen = await start();
    bench.clock.advance(60_000);
    await bench.define(walk().replace('id: call, label: Call', 'id: call, label: Ring up').replace('for: 30d', 'for: 3d'));
    const old = await call<RunDetail>('run.show', { id: seen.run.id });
    expect(old).toMatchObject({ mayMigrate: true, run: { playbookVersion: 1, newestVersion: 2, step: 'Call' } });
    const moved = await change('migrate', old);
    expect(moved).toMatchObject({ mayMigrate: false, run: { playbookVersion: 2, step: 'Ring up', phase: 'wait' } });
    await bench.settle();
    expect((await bench.db.query("select 1 from task where title = 'Call Northwind'")).length).toBe(1);
    bench.clock.advance(60_000);
    await bench.define(walk().replace(/ {2}- \{ id: call.*\n/, ''));
    const again = await call<RunDetail>('run.show', { id: seen.run.id });
    expect(await codeOf(change('migrate', again))).toBe('step');
    expect((await change('migrate', again, { step: 'rest' })).run).toMatchObject({ stepId: 'rest', phase: 'enter', playbookVersion: 3 });
  });
});

test('a text is shown as it would read for an account, with what is missing and what others shaped', async () => {
  expect(await call('message.preview', { account: 'acc_1', template: 'hello' })).toMatchObject({ ready: false, missing: ['usage.active_users_28d'], to: 'Mia' });
  await bench.facts('acc_1', { 'usage.active_users_28d': 4 });
  expect(await call('message.preview', { account: 'acc_1', template: 'hello' })).toMatchObject({ ready: true, subject: 'Hello Northwind', body: 'Hello Mia, 4 people work with it.', tainted: null });
  await bench.db.query("update person set name = 'see https://evil.example' where id = 'per_1'");
  expect(await call('message.preview', { account: 'acc_1', subject: 'x', body: 'Hello {{ person.name }}' })).toMatchObject({ tainted: 'person.name' });
  expect(await codeOf(call('message.preview', { account: 'acc_1', body: '{{ person.nmae }}' }))).toBe('template');
  expect(await call('message.list', {})).toMatchObject({ items: [{ id: 'hello', usedBy: [] }] });
});
