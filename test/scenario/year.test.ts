import { afterAll, beforeAll, expect, it } from 'vitest';
import { judgeYear } from '../../bench/judge-year.ts';
import { beginYear, type LiveYear } from '../../bench/live-year.ts';
import { startTestEngines, type TestEngines } from '../../src/platform/testing/test-engines.ts';
import { readPolicy } from '../../src/practice/action/judge-actions.ts';

// A year of the sample company with every shipped playbook at work. Days are closed a week at a time here; "npm run chaos -- year" closes each.
const weeks = 52;
let engines: TestEngines;
let year: LiveYear;

beforeAll(async () => {
  engines = await startTestEngines();
  let t = performance.now();
  year = await beginYear(engines, { today: '2026-03-02', accounts: 40, everyDays: 28, seed: 5 });
  console.log('setup', performance.now() - t);
  for (let week = 0; week < weeks; week++) {
    t = performance.now();
    const moved = await year.pass(7);
    if (week % 13 === 12) console.log(week, Math.round(performance.now() - t), JSON.stringify(moved), year.arrived.length);
  }
}, 600_000);
afterAll(() => engines.stop());

it('lets nothing out but what the policy allows, to the people of the account, with approval, and nothing twice', async () => {
  const { policy } = await readPolicy(engines.db, year.clock);
  const breaches = await judgeYear(engines.db, policy, year.arrived, year.silenced);
  expect(Object.fromEntries(Object.entries(breaches).filter(([, some]) => some.length))).toEqual({});
  expect(year.arrived.filter(({ channel }) => channel === 'email').length).toBeGreaterThan(60);
  expect(year.silenced.size).toBeGreaterThan(5);
});

it('runs about as often as people would expect, and no run is lost or stuck', async () => {
  const { db } = engines;
  console.log(await db.query("select playbook_id, status, count(*)::int from playbook_run group by 1,2 order by 1,2"));
  console.log(await db.query("select type, status, rule, count(*)::int from action group by 1,2,3 order by 1,2"));
  const runs = await db.one<{ all: number; failed: number; late: number; twice: number }>(
    `select count(*)::int as all, count(*) filter (where status = 'failed')::int as failed, count(*) filter (where status = 'running' and due_at < $1)::int as late,
       (select count(*)::int from playbook_run a join playbook_run b on b.playbook_id = a.playbook_id and b.account_id = a.account_id and b.id > a.id and b.started_at < coalesce(a.ended_at, 'infinity') and a.started_at < coalesce(b.ended_at, 'infinity')) as twice from playbook_run`, [year.clock.now()]);
  expect(runs).toMatchObject({ failed: 0, late: 0, twice: 0 });
});
