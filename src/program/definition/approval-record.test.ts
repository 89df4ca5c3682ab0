import { expect, it } from 'vitest';
import { commitSubject } from './approval-record.ts';
import { plainName } from './git.ts';

it.each([
  [1, 'We need it.', null, 'feat: signal usage_drop, version 1: We need it.'],
  [4, 'Back\nagain,  please', 2, 'revert: signal usage_drop, version 4, back to version 2: Back again, please'],
])('version %i is said in one line', (version, why, back, said) => expect(commitSubject({ kind: 'signal', id: 'usage_drop' }, version, why, back)).toBe(said));

it('a long reason is cut', () => expect(commitSubject({ kind: 'signal', id: 'x' }, 1, 'word '.repeat(100), null)).toHaveLength(100));

it.each([['Lea <evil@x>\nparent 0000', 'Lea evil@x parent 0000'], ['', 'unknown'], ['  <> ', 'unknown'], ['Zoë O’Neil', 'Zoë O’Neil']])('%j is a name in one line', (name, plain) => expect(plainName(name)).toBe(plain));
