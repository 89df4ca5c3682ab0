import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { setTaskStatus } from '../task/set-task-status.ts';
import { advanceRuns } from './advance-runs.ts';
import { tellRuns } from './run-store.ts';
import { startPlaybookBench, type PlaybookBench } from './testing/playbook-bench.ts';

let bench: PlaybookBench;
beforeEach(async () => {
  bench = await startPlaybookBench();
  await bench.template('hello', 'Hello {{ account.name }}', 'Hello {{ person.first_name }},\n\nwelcome.\n\n{{ owner.name }}');
  await bench.setPolicy({ autonomy: { send_email: 'auto' } });
});
afterEach(() => bench.stop());

const head = (id: string, more = '') => `
id: ${id}
label: Test ${id}
description: A playbook that only this test knows of.
goal: The test has seen what it wanted to see.
triggers: [{ on: manual }]
${more}
steps:
`;
const why = 'why: Because the test says so.';
const minuteMs = 60_000;
const dayMs = 86_400_000;

const closeTask = async (key: string, status: 'done' | 'cancelled') => {
  const { id } = await bench.db.one<{ id: string }>('select id from task where key = $1', [key]);
  await bench.db.tx((tx) => setTaskStatus({ clock: bench.clock, principal: bench.person().principal }, tx, [bench.listener], { ids: [id], status }));
};

describe('a run', () => {
  beforeEach(async () => {
    await bench.define(`${head('walk', 'exit: [{ when: \'business.churned == true\', outcome: lost, why: The customer has left. }]')}
  - { id: hello, label: Hello, do: email, to: [champion], template: hello, ${why}, otherwise: call }
  - { id: pause, label: Wait, do: wait, for: 2d, ${why} }
  - { id: call, label: Call, do: task, title: 'Call {{ account.name }}', subtasks: [Prepare, Write down], wait: { most: 10d, onTimeout: late }, otherwise: late, ${why} }
  - { id: check, label: Check, do: branch, cases: [{ when: 'outcome.hello == "sent" && usage.events_28d > 10', next: good }], otherwise: late, ${why} }
  - { id: good, label: Good, do: end, outcome: achieved, ${why} }
  - { id: late, label: Late, do: end, outcome: lost, ${why} }
`);
  });

  test('sends, waits, makes a task, and decides by what became of them', async () => {
    await bench.facts('acc_1', { 'usage.events_28d': 20 });
    const id = await bench.start('walk');
    await bench.settle();
    expect(bench.sent.map(({ message }) => [message.to, message.subject, message.text.split('\n')[0]])).toEqual([['mia@northwind.example', 'Hello Northwind', 'Hello Mia,']]);
    expect(await bench.run(id)).toMatchObject({ stepId: 'pause', phase: 'wait', outcomes: { hello: 'sent' } });
    bench.clock.advance(2 * dayMs - minuteMs);
    await bench.settle();
    expect(await bench.run(id)).toMatchObject({ stepId: 'pause' });
    bench.clock.advance(minuteMs);
    await bench.settle();
    expect(await bench.run(id)).toMatchObject({ stepId: 'call', phase: 'wait' });
    expect(await bench.db.query('select title, assignee_id, due_on, origin ->> \'id\' as run from task where parent_id is null')).toMatchObject([{ title: 'Call Northwind', assignee_id: 'mem_ada', run: id }]);
    expect((await bench.db.query('select 1 from task where parent_id is not null')).length).toBe(2);
    await closeTask(`${id}:3:call`, 'done');
    await bench.settle();
    expect(await bench.run(id)).toMatchObject({ status: 'completed', outcome: 'achieved' });
    expect(await bench.steps(id)).toEqual(['hello:sent', 'pause:over', 'call:done', 'check:case_1', 'good:achieved']);
  });

  test('goes the other way when the message cannot be written or the task is cancelled or late', async () => {
    await bench.db.query("update person set role = null where account_id = 'acc_1'");
    const cancelled = await bench.start('walk');
    await bench.settle();
    expect(await bench.run(cancelled)).toMatchObject({ stepId: 'call', outcomes: { hello: 'nobody' } });
    await closeTask(`${cancelled}:2:call`, 'cancelled');
    await bench.settle();
    expect(await bench.steps(cancelled)).toEqual(['hello:nobody', 'call:cancelled', 'late:lost']);
    const late = await bench.start('walk', 'acc_1', 'again');
    await bench.settle();
    bench.clock.advance(10 * dayMs);
    await bench.settle();
    expect(await bench.steps(late)).toEqual(['hello:nobody', 'call:timeout', 'late:lost']);
  });

  test('leaves when a criterion to leave holds, whatever it waits for', async () => {
    const id = await bench.start('walk');
    await bench.settle();
    await bench.facts('acc_1', { 'business.churned': true });
    bench.clock.advance(2 * dayMs);
    await bench.settle();
    expect(await bench.run(id)).toMatchObject({ status: 'exited', outcome: 'lost', endReason: 'The customer has left.' });
    expect(await bench.steps(id)).toEqual(['hello:sent', 'pause:left']);
  });

  test('is in a playbook once, and once for each occasion', async () => {
    const id = await bench.start('walk');
    expect(await bench.start('walk', 'acc_1', 'other')).toBeUndefined();
    expect(await bench.start('walk', 'acc_1', 'test')).toBeUndefined();
    expect((await bench.db.query('select id from playbook_run')).map((row) => row.id)).toEqual([id]);
  });
});

test('what was told early, or while the run is paused, is not lost; it is told once', async () => {
  await bench.define(`${head('ear')}
  - { id: first, label: First, do: wait, for: 1d, ${why} }
  - { id: answer, label: Answer, do: wait, event: { survey: nps }, most: 30d, onTimeout: none, ${why} }
  - { id: again, label: Again, do: wait, event: { survey: nps }, most: 2d, onTimeout: none, ${why} }
  - { id: got, label: Got, do: end, outcome: achieved, ${why} }
  - { id: none, label: None, do: end, outcome: lost, ${why} }
`);
  const id = await bench.start('ear');
  await bench.settle();
  const tell = (dedup: string) => bench.db.tx((tx) => tellRuns(tx, [{ runId: id, name: 'survey:nps', dedup, value: '9', at: bench.clock.now() }]));
  await tell('a1');
  await tell('a1');
  await bench.settle();
  expect(await bench.run(id)).toMatchObject({ stepId: 'first' });
  bench.clock.advance(dayMs);
  await bench.settle();
  expect(await bench.run(id)).toMatchObject({ stepId: 'again', phase: 'wait' });
  await bench.db.query("update playbook_run set status = 'paused' where id = $1", [id]);
  await tell('a2');
  await bench.settle();
  expect(await bench.run(id)).toMatchObject({ stepId: 'again', status: 'paused' });
  bench.clock.advance(9 * dayMs);
  await bench.db.query("update playbook_run set status = 'running' where id = $1", [id]);
  await bench.settle();
  // Told before the time ran out counts, although nobody looked until later.
  expect(await bench.run(id)).toMatchObject({ status: 'completed', outcome: 'achieved' });
});

test('a run at fault ends as failed and does not hold up the others', async () => {
  await bench.define(`${head('simple')}
  - { id: note, label: Note, do: task, title: Note, ${why} }
`);
  const bad = await bench.start('simple', 'acc_1');
  const good = await bench.start('simple', 'acc_2');
  const effects = { ...bench.deps.effects, addTasks: (async (context, tx, drafts) => { if (drafts.some(({ accountId }) => accountId === 'acc_1')) throw new Error('Boom'); return bench.deps.effects.addTasks(context, tx, drafts); }) as typeof bench.deps.effects.addTasks };
  for (let turn = 0; turn < 9; turn++) {
    await advanceRuns({ ...bench.deps, effects });
    bench.clock.advance(10 * minuteMs);
  }
  expect(await bench.run(good)).toMatchObject({ status: 'completed' });
  expect(await bench.run(bad)).toMatchObject({ status: 'failed', error: 'Boom', outcome: 'failed' });
});

test('a worker that lost its lease writes nothing', async () => {
  await bench.define(`${head('fenced')}
  - { id: note, label: Note, do: task, title: Note, ${why} }
`);
  const id = await bench.start('fenced');
  const slow = { ...bench.deps.effects, addTasks: (async (context, tx, drafts) => bench.deps.effects.addTasks(context, tx, drafts)) as typeof bench.deps.effects.addTasks };
  // Somebody changes the run between the claim and the turn.
  const db = { ...bench.db, query: bench.db.query.bind(bench.db), one: bench.db.one.bind(bench.db), maybe: bench.db.maybe.bind(bench.db), tx: async (work: never) => { await bench.db.query("update playbook_run set lease = 'another' where id = $1", [id]); return bench.db.tx(work); } } as typeof bench.db;
  await advanceRuns({ ...bench.deps, db, effects: slow });
  expect(await bench.run(id)).toMatchObject({ seq: 0, stepId: 'note' });
  expect(await bench.db.query('select 1 from task')).toEqual([]);
  bench.clock.advance(31_000);
  await bench.settle();
  expect(await bench.steps(id)).toEqual(['note:made']);
});

test('a loop ends after as many rounds as it may take', async () => {
  await bench.define(`${head('loop')}
  - { id: ask, label: Ask, do: task, title: Ask, repeat: { most: 3, then: stop }, ${why} }
  - { id: rest, label: Rest, do: wait, for: 1h, next: ask, ${why} }
  - { id: stop, label: Stop, do: end, outcome: moot, ${why} }
`);
  const id = await bench.start('loop');
  await bench.settle();
  for (let hour = 0; hour < 3; hour++) {
    bench.clock.advance(3_600_000);
    await bench.settle();
  }
  expect(await bench.steps(id)).toEqual(['ask:made', 'rest:over', 'ask:made', 'rest:over', 'ask:made', 'rest:over', 'stop:moot']);
});

test('mail waits for working hours, a task does not', async () => {
  await bench.define(`${head('evening', 'hours: { from: "09:00", to: "17:00" }')}
  - { id: note, label: Note, do: task, title: Note, ${why} }
  - { id: hello, label: Hello, do: email, to: [champion], template: hello, otherwise: end, ${why} }
`);
  bench.clock.advance(9 * 3_600_000);
  const id = await bench.start('evening');
  await bench.settle();
  expect(await bench.steps(id)).toEqual(['note:made']);
  expect((await bench.run(id)).dueAt.toISOString()).toBe('2026-06-03T09:00:00.000Z');
  bench.clock.advance(16 * 3_600_000);
  await bench.settle();
  expect(await bench.steps(id)).toEqual(['note:made', 'hello:sent']);
});

test('an action that the guard refuses leads to the other way with its reason', async () => {
  await bench.setPolicy({ autonomy: {} });
  await bench.define(`${head('refused')}
  - { id: hello, label: Hello, do: email, to: [champion], template: hello, otherwise: task, next: end, ${why} }
  - { id: task, label: Task, do: task, title: Write yourself, ${why} }
`);
  const id = await bench.start('refused');
  await bench.settle();
  expect(await bench.steps(id)).toEqual(['hello:refused', 'task:made']);
});
