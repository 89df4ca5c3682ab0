import { expect, test } from 'vitest';
import { chaosOfPlaybooks } from '../../bench/chaos-playbooks.ts';

test('kill -9 of workers before, within and after their effects, and of the owner of the data directory: every run comes to the end it would have come to, nothing is lost or doubled', async () => {
  const { kinds, seconds, ...outcome } = await chaosOfPlaybooks({ kills: 15, workers: 2, ownerKills: 2, note: () => {} });
  process.stdout.write(`playbook chaos ${JSON.stringify({ ...outcome, kinds, seconds })}\n`);
  expect(outcome).toMatchObject({ kills: 15, runsCompleted: outcome.runsStarted, lost: 0, duplicated: 0, wrongBranch: 0 });
  expect(outcome.steps).toBeGreaterThan(outcome.runsStarted * 8);
  expect([kinds.owner, kinds['owner and database']]).toEqual([1, 1]);
  expect((kinds.arriving ?? 0) + (kinds.arrived ?? 0)).toBeGreaterThan(0);
}, 400_000);
