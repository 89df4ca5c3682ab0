import fc from 'fast-check';
import { expect, test } from 'vitest';
import { conditionTest, conditionsText, noValue, operators, parseConditions, type CellValue, type Operator } from './condition.ts';

test('what is written is read again, whatever the names and values hold', () => {
  const value = fc.string({ minLength: 1 });
  fc.assert(fc.property(fc.array(fc.record({ column: value, operator: fc.constantFrom(...operators), values: fc.array(value, { maxLength: 3 }) }), { minLength: 1 }), (conditions) => {
    expect(parseConditions(conditionsText(conditions))).toEqual(conditions);
  }));
});

const cases: [Operator, string[], CellValue[], boolean][] = [
  ['is', ['smb', 'mid'], ['mid'], true], ['is', ['smb'], [null], false], ['is', [noValue], [null], true], ['is', [noValue], [], true], ['not', ['smb'], [null], true], ['not', ['smb'], ['smb'], false],
  ['is', ['true'], [true], true], ['lt', ['5'], [4.9], true], ['lt', ['5'], [null], false], ['gt', ['5'], [5], false], ['between', ['1', '3'], [3], true], ['between', ['1', '3'], [3.1], false],
  ['before', ['2026-03-01'], ['2026-02-28'], true], ['after', ['2026-03-01'], ['2026-03-01'], false], ['within', ['30'], ['2026-03-31'], true], ['within', ['30'], ['2026-02-28'], false], ['past', ['7'], ['2026-02-24'], true], ['past', ['7'], ['2026-03-02'], false],
  ['known', [], [0], true], ['known', [], [null], false], ['unknown', [], [], true], ['is', ['a'], ['b', 'a'], true],
];
test.each(cases)('%s %j of %j is %s', (operator, values, cell, expected) => {
  expect(conditionTest({ column: 'x', operator, values }, '2026-03-01')(cell)).toBe(expected);
});

test('what it does not understand is left out', () => {
  expect(parseConditions('nonsense~:is:x~a:equals:b~segment:is:smb')).toEqual([{ column: 'segment', operator: 'is', values: ['smb'] }]);
});
