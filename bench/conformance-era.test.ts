import { expect, it } from 'vitest';
import { compareEra, judge, notScoredIn } from './conformance-era.ts';

const check = (status: string, errorMessage?: string) => ({ id: `is-${status}`, status, ...(errorMessage === undefined ? {} : { errorMessage }) });

it('a scenario passes by what succeeded: none, a failure or a warning is no pass', () => {
  expect([['INFO'], ['SUCCESS', 'INFO', 'SKIPPED'], ['SUCCESS', 'WARNING'], ['SUCCESS', 'FAILURE'], []].map((statuses) => judge('x', true, statuses.map((status) => check(status))).passed)).toEqual([false, true, false, false, false]);
  expect(judge('x', true, [check('SUCCESS'), check('WARNING', 'late'), check('FAILURE', 'Tool not found')])).toMatchObject({ succeeded: 1, failed: 1, warned: 1, says: 'Tool not found' });
});

it('knows what the suite does not score', () => {
  const printed = ['\u2713 ping: 1 passed, 0 failed', '', 'Not scored for r: 2 scenario(s) run, 1 failing. These do not affect conformance.', '  \u2717 tasks-lifecycle (extension)', '  \u2713 http-header-validation (pending)'].join('\n');
  expect([notScoredIn(printed), notScoredIn('\u2713 ping: 1 passed, 0 failed')]).toEqual([['tasks-lifecycle', 'http-header-validation'], []]);
});

it('says what did not pass unexpectedly, and what of the baseline passes by now or is not run', () => {
  const found = [judge('ping', true, [check('SUCCESS')]), judge('echo', true, [check('FAILURE')]), judge('new', true, [check('FAILURE')]), judge('tasks', false, [check('FAILURE')])];
  expect(compareEra('r', found, { echo: 'no fixture', tasks: 'not offered', ping: 'no fixture', gone: 'no fixture' })).toMatchObject({ scored: { passed: 1, total: 3 }, notScored: { passed: 0, total: 1 }, unexpected: ['new'], stale: ['ping', 'gone'] });
});
