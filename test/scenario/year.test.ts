import { beforeAll, expect, it } from 'vitest';
import { liveYear } from '../../bench/chaos-year.ts';

// The first weeks of the year that "npm run chaos -- year" lives through whole: every shipped playbook at work on the sample company, on a clock that is moved.
const weeks = 10;
let year: Awaited<ReturnType<typeof liveYear>>;
beforeAll(async () => {
  year = await liveYear({ weeks, accounts: 40, everyDays: 7, note: () => {} });
}, 600_000);

it('nothing leaves but what the policy allows, to the people of the account, approved, and nothing twice', () => {
  expect(Object.fromEntries(Object.entries(year.breaches).filter(([, some]) => some.length))).toEqual({});
  expect(year.outcome.messages).toBeGreaterThan(25);
});

it('accounts enter the playbooks that fit them, and no run is lost, stuck or endless', () => {
  const { runsStarted, failed, late, steps, accounts } = year.outcome;
  expect({ failed, late }).toEqual({ failed: 0, late: 0 });
  expect(Object.keys(year.runs).length).toBeGreaterThanOrEqual(8);
  expect(runsStarted).toBeGreaterThan(accounts);
  expect(runsStarted).toBeLessThan(accounts * 4);
  expect(steps / runsStarted).toBeGreaterThan(2);
  expect(steps / runsStarted).toBeLessThan(25);
});
