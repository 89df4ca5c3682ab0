import { describe, expect, it } from 'vitest';
import { compileExpression, ExpressionError, holds } from './expression.ts';

const run = (text: string, values: Record<string, number | string | boolean | null>) => {
  const outcome = compileExpression(text).evaluate(values);
  return outcome.known ? outcome.value : 'unknown';
};

describe('compileExpression', () => {
  it.each<[string, Record<string, number | string | boolean | null>, unknown]>([
    ['a.x > 3', { 'a.x': 4 }, true],
    ['a.x > 3', { 'a.x': null }, 'unknown'],
    ['a.x > 3', {}, 'unknown'],
    ['a.x * 2 + 1', { 'a.x': 4 }, 9],
    ['1 - a.x', { 'a.x': 0.25 }, 0.75],
    ['a.x / a.y', { 'a.x': 1, 'a.y': 0 }, 'unknown'],
    ['known(a.x) && a.x < 3', { 'a.x': null }, false],
    ['has(a.x)', {}, false],
    ['known(a.x)', { 'a.x': 0 }, true],
    ['known(a.x)', {}, false],
    ['!known(a.x)', { 'a.x': null }, true],
    ['a.x > 3 || b.y == "z"', { 'a.x': null, 'b.y': 'z' }, true],
    ['a.x > 3 || b.y == "z"', { 'a.x': null, 'b.y': 'q' }, 'unknown'],
    ['a.x > 3 && b.y == "z"', { 'a.x': null, 'b.y': 'q' }, false],
    ['!(a.x > 3)', { 'a.x': null }, 'unknown'],
    ['a.x > 3 ? b.y : 0.0', { 'a.x': 1, 'b.y': null }, 0],
    ['a.x > 3 ? b.y : 0.0', { 'a.x': 9, 'b.y': null }, 'unknown'],
    ['b.y in ["p", "z"]', { 'b.y': 'z' }, true],
    ['a.x == 10', { 'a.x': 10 }, true],
    ['a.b', { 'a.b': true }, true],
  ])('%s over %o is %s', (text, values, expected) => expect(run(text, values)).toBe(expected));

  it('lists what it reads', () => expect(compileExpression('known(a.x) && b.y > 2 || c.z == "q"').references).toEqual(['a.x', 'b.y', 'c.z']));
  it('names a fact that does not exist', () => expect(() => compileExpression('a.q > 1', new Set(['a.x']))).toThrow(/"a\.q" is not a known fact/));
  it('refuses a bare name and broken syntax', () => {
    expect(() => compileExpression('seats > 3')).toThrow(ExpressionError);
    expect(() => compileExpression('a.x > ')).toThrow(ExpressionError);
  });
  it('an unknown condition does not hold', () => {
    expect(holds(compileExpression('a.x > 1'), { 'a.x': null })).toBe(false);
    expect(holds(undefined, {})).toBe(true);
  });
});
