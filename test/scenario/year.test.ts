import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestEngines, type TestEngines } from '../../src/platform/testing/test-engines.ts';
import { beginYear, type LiveYear } from './live-year.ts';

let engines: TestEngines;
let year: LiveYear;
beforeAll(async () => {
  engines = await startTestEngines();
  let t = performance.now();
  year = await beginYear(engines, { today: '2026-03-02', accounts: 40, everyDays: 7, seed: 5 });
  console.log('setup', performance.now() - t);
  for (let w = 0; w < 3; w++) {
    t = performance.now();
    const moved = await year.pass(7);
    console.log(w, Math.round(performance.now() - t), JSON.stringify(moved), year.arrived.length);
  }
}, 300_000);
afterAll(() => engines.stop());
import { T } from '../../src/main/advance-clock.ts';
it('runs', async () => {
  console.log(T);
  console.log(await engines.db.query("select playbook_id, status, count(*)::int from playbook_run group by 1,2 order by 1,2"));
  console.log(await engines.db.query("select type, status, rule, count(*)::int from action group by 1,2,3 order by 1,2"));
  expect(1).toBe(1);
});
