import { expect, test } from 'vitest';
import { createLog } from './log.ts';

test('secrets are blanked at every depth we log', () => {
  const lines: string[] = [];
  const log = createLog('info', { write: (line) => lines.push(line) });
  log.info({ token: 'abc1', headers: { authorization: 'Bearer abc2', cookie: 'abc3' }, a: { b: { password: 'abc4', 'set-cookie': 'abc5' } } }, 'hello');
  expect(lines).toHaveLength(1);
  expect(lines[0]).not.toMatch(/abc\d/);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ msg: 'hello', token: '[redacted]', headers: { cookie: '[redacted]' } });
});

test('records below the level are dropped', () => {
  const lines: string[] = [];
  createLog('error', { write: (line) => lines.push(line) }).warn('quiet');
  expect(lines).toEqual([]);
});
