import { expect, test } from 'vitest';
import { diffLines } from './diff-lines.ts';

const short = (before: string, after: string) => diffLines(before, after).map(({ kind, text }) => `${{ same: ' ', removed: '-', added: '+' }[kind]}${text}`);

test('tells what was taken out and put in, and keeps the rest', () => {
  expect(short('a\nb\nc', 'a\nx\nc')).toEqual([' a', '-b', '+x', ' c']);
  expect(short('a', 'a\nb')).toEqual([' a', '+b']);
  expect(short('a\nb', 'b')).toEqual(['-a', ' b']);
  expect(short('same', 'same')).toEqual([' same']);
});
