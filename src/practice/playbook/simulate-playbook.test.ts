import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { parse } from 'yaml';
import { manualClock, toDate } from '../../lib/clock.ts';
import { stableUuid } from '../../lib/ids.ts';
import { addDays, dayOf, dayStart } from '../../lib/period.ts';
import { startTestEngines, type TestEngines } from '../../platform/testing/test-engines.ts';
import { compilePlaybook } from './compile-playbook.ts';
import { matchTriggers } from './match-triggers.ts';
import { playbookDefinition } from './playbook.ts';
import { readNewEvents } from './find-occasions.ts';
import { simulatePlaybook, type Simulation } from './simulate-playbook.ts';

vi.setConfig({ testTimeout: 120_000 });
const today = '2026-06-02';
const clock = manualClock(toDate(`${today}T10:00:00Z`));
const why = 'why: Because the test says so.';
let engines: TestEngines;

/** a1 is used every day; a2 stopped 60 days ago and came back 20 days ago; a3 answered badly and its usage dropped; a4 ends its term in a month. */
beforeAll(async () => {
  engines = await startTestEngines();
  const { db, analytics } = engines;
  const known = dayStart('2025-01-01');
  await db.query("insert into source (id, kind, name, created_at) values ('crm', 'file', 'CRM', $1)", [known]);
  await db.query("insert into member (id, name, key) values ('mem_1', 'Ada', 'ada')");
  for (const id of ['a1', 'a2', 'a3', 'a4']) await db.query("insert into account (id, name, customer_since, owner_id, source_id, known_at) values ($1, 'Company ' || $1, '2025-02-01', 'mem_1', 'crm', $2)", [id, known]);
  const nums = new Map((await db.query<{ id: string; num: number }>('select id, num from account')).map((row) => [row.id, row.num]));
  await analytics.insert('identity', [...nums].map(([id, account]) => ({ kind: 1, source: 'crm', key: id, account, version: 1 })));
  const events = [];
  for (let age = 1; age < 150; age++) for (const id of ['a1', 'a2', 'a3']) {
    if (id === 'a2' && age > 20 && age < 60) continue;
    const day = addDays(today, -age);
    events.push({ source: 'crm', group_key: id, user_key: `${id}u`, at: `${day} 10:00:00.000`, name: 'report', props: '{}', known_at: `${day} 10:00:01.000`, key: stableUuid(id, day) });
  }
  await analytics.insert('event', events);
  await db.query("insert into signal (id, account_id, type, family, dedupe_key, severity, confidence, state, opened_on, last_true_on, closed_on, why, rule_version, updated_at) values ('s1', 'a3', 'usage_drop', 'risk', 's1', 'high', 0.8, 'resolved', '2026-03-02', '2026-03-20', '2026-03-21', 'Fell.', 1, $1)", [known]);
  await db.query("insert into survey_answer (id, account_id, survey, score, scale_max, answered_at, source_id, known_at) values ('n1', 'a3', 'nps', 2, 10, '2026-04-14T09:00:00Z', 'crm', '2026-04-14T09:00:00Z'), ('n2', 'a3', 'nps', 9, 10, '2026-05-10T09:00:00Z', 'crm', '2026-05-10T09:00:00Z')");
  await db.query("insert into agreement_line (id, account_id, contract_ref, product, quantity, unit, annual_minor, currency, start_on, term_end, source_id, known_at) values ('l4', 'a4', 'c4', 'core', 10, 'seat', 100000, 'EUR', '2025-07-01', '2026-07-01', 'crm', $1)", [known]);
});
afterAll(() => engines.stop());

const head = (triggers: string, more = '') => `id: past\nlabel: Past\ndescription: A playbook that only this test knows of.\ngoal: The test has seen what it wanted to see.\ntriggers: ${triggers}\n${more}\nsteps:\n`;
const play = (yaml: string, more: Partial<{ from: string; to: string; everyDays: number }> = {}): Promise<Simulation> => simulatePlaybook({ ...engines, clock }, compilePlaybook(playbookDefinition.parse(parse(yaml)), 1), { from: '2026-02-08', to: addDays(today, -1), everyDays: 7, accountIds: ['a1', 'a2', 'a3', 'a4'], ...more });
const seen = ({ entries }: Simulation) => entries.map(({ accountId, at, run }) => ({ accountId, day: dayOf(at), outcome: run.outcome, ended: run.endedAt && dayOf(run.endedAt), steps: run.steps.map(({ stepId, outcome }) => `${stepId}:${outcome}`).join(' ') }));

test('a fact of the past starts a run that waits for what then happened', async () => {
  const result = await play(`${head('[{ on: fact, when: "usage.days_since_last >= 14" }]')}
  - { id: mail, label: Mail, do: email, to: [champion], template: x, ${why} }
  - { id: back, label: Back, do: wait, until: 'usage.days_since_last < 7', most: 90d, onTimeout: lost, ${why} }
  - { id: good, label: Good, do: end, outcome: achieved, ${why} }
  - { id: lost, label: Lost, do: end, outcome: lost, ${why} }
`, { from: '2026-04-12', everyDays: 1 });
  // It stopped on 3 April (60 days ago), was silent for 14 days on 17 April, and came back on 13 May.
  expect(seen(result)).toEqual([{ accountId: 'a2', day: '2026-04-17', outcome: 'achieved', ended: '2026-05-14', steps: 'mail:sent back:happened good:achieved' }]);
  expect(result.notShown).toEqual([]);
});

test('signals, answers and days of the contract start runs on their day; limits refuse with the cause', async () => {
  const steps = `  - { id: task, label: Task, do: task, title: Call, wait: { most: 20d }, dueBusinessDays: 3, ${why} }
  - { id: ear, label: Ear, do: wait, event: { survey: nps }, most: 40d, onTimeout: lost, ${why} }
  - { id: good, label: Good, do: end, outcome: achieved, ${why} }
  - { id: lost, label: Lost, do: end, outcome: lost, ${why} }
`;
  expect(seen(await play(`${head('[{ on: signal, types: [usage_drop], severity: high }, { on: survey, survey: nps, atMost: 6 }, { on: manual }]', 'reentry: { afterDays: 0 }')}${steps}`))).toEqual([
    { accountId: 'a3', day: '2026-03-02', outcome: 'lost', ended: '2026-04-14', steps: 'task:done ear:timeout lost:lost' },
    { accountId: 'a3', day: '2026-04-14', outcome: 'achieved', ended: '2026-05-10', steps: 'task:done ear:happened good:achieved' },
  ]);
  const once = await play(`${head('[{ on: signal, types: [usage_drop] }, { on: survey, survey: nps, atMost: 6 }, { on: event, name: report }]', 'reentry: never')}${steps}`);
  expect([seen(once).length, once.refused, once.notShown]).toEqual([1, { reentry: 1 }, ['event']]);
  const dated = await play(`${head('[{ on: date, anchor: term_end, offset: -60d }]')}${steps}`);
  expect(seen(dated)).toMatchObject([{ accountId: 'a4', day: '2026-05-02', outcome: null }]);
});

test('a look every week finds the same accounts as a look every day, and nothing is written', async () => {
  const yaml = `${head('[{ on: fact, when: "usage.days_since_last >= 14" }]')}
  - { id: rest, label: Rest, do: wait, for: 7d, ${why} }
`;
  const [daily, weekly] = [await play(yaml, { from: '2026-04-06', everyDays: 1 }), await play(yaml)];
  expect(weekly.entries.map(({ accountId }) => accountId)).toEqual(daily.entries.map(({ accountId }) => accountId));
  expect(await engines.db.query('select id from playbook_run')).toEqual([]);
});

test('a product event lets its account enter once a day, and only what arrives from then on', async () => {
  const { db, analytics } = engines;
  await db.query("insert into definition (kind, id, version, body, text, digest, approved_at, approved_by) values ('playbook', 'past', 1, $1, '', 'd', $2, 'test')", [JSON.stringify(playbookDefinition.parse(parse(`${head('[{ on: event, name: export }]')}  - { id: rest, label: Rest, do: wait, for: 7d, ${why} }\n`))), clock.wall()]);
  await db.query("insert into playbook_state (playbook_id, status, since, by_whom, updated_at) values ('past', 'active', $1, 'test', $1)", [clock.now()]);
  await matchTriggers({ db, analytics, clock });
  clock.advance(60_000);
  const at = clock.now().toISOString();
  await analytics.insert('event', ['a1', 'a1', 'a2'].map((group, index) => ({ source: 'crm', group_key: group, user_key: `u${index}`, at, name: group === 'a2' ? 'report' : 'export', props: '{}', known_at: at, key: stableUuid('new', index) })));
  clock.advance(1000);
  expect(await readNewEvents({ db, analytics }, ['export'], toDate(at), clock.now())).toMatchObject([{ accountId: 'a1', name: 'export', day: today }]);
  await matchTriggers({ db, analytics, clock });
  await matchTriggers({ db, analytics, clock });
  expect(await db.query('select account_id as account from playbook_run')).toEqual([{ account: 'a1' }]);
});
