import fc from 'fast-check';
import { expect, it } from 'vitest';
import { addDays } from '../../lib/period.ts';
import { judgeWarnings } from './judge-warnings.ts';
import { monthLooks } from './past-bands.ts';

const days = ['2026-01-15', '2026-01-31', '2026-02-15', '2026-02-28', '2026-03-15'];
const judge = (looks: number[], left?: string, today = '2026-12-31') => judgeWarnings(days, new Map([['a', looks]]), new Map(left ? [['a', left]] : []), today);

it.each<[string, number[], string | undefined, string | undefined, Partial<ReturnType<typeof judge>>]>([
  ['risk at both looks before the leaving', [1, 2, 2, 2, 2], '2026-04-01', undefined, { left30: 1, lead30: 1, left60: 1, lead60: 1, judged: 1, falseAlarms: 0 }],
  ['risk only in the last month', [1, 1, 1, 2, 2], '2026-04-01', undefined, { left30: 1, lead30: 1, left60: 1, lead60: 0, judged: 1, falseAlarms: 0 }],
  ['risk that passed before', [2, 1, 1, 1, 1], '2026-04-01', undefined, { lead30: 0, lead60: 0, judged: 1, falseAlarms: 0 }],
  ['nobody was looked at so early', [0, 0, 0, 2, 2], '2026-04-01', undefined, { left30: 1, lead30: 1, left60: 0, lead60: 0 }],
  ['two alarms of one that stayed', [2, 1, 2, 2, 1], undefined, undefined, { left30: 0, judged: 2, falseAlarms: 2 }],
  ['too early to judge', [1, 1, 1, 1, 2], undefined, '2026-05-01', { judged: 0, falseAlarms: 0 }],
  ['left long after the alarm', [2, 1, 1, 1, 1], '2026-09-01', undefined, { judged: 1, falseAlarms: 1 }],
  ['what is seen after the leaving does not count', [1, 1, 1, 2, 2], '2026-02-20', undefined, { judged: 0, falseAlarms: 0 }],
])('%s', (_, looks, left, today, expected) => expect(judge(looks, left, today)).toMatchObject(expected));

it('warns of no more customers than left, and false alarms are among the judged', () => {
  fc.assert(fc.property(fc.array(fc.constantFrom(0, 1, 2), { minLength: 5, maxLength: 5 }), fc.option(fc.integer({ min: 0, max: 300 })), (looks, after) => {
    const sum = judge(looks, after === null ? undefined : addDays('2026-01-01', after));
    expect(sum.lead30).toBeLessThanOrEqual(sum.left30);
    expect(sum.lead60).toBeLessThanOrEqual(sum.left60);
    expect(sum.left60).toBeLessThanOrEqual(1);
    expect(sum.falseAlarms).toBeLessThanOrEqual(sum.judged);
  }));
});

it('looks at the middles and ends of past months', () => {
  expect(monthLooks('2026-03-18', 2)).toEqual(['2026-01-15', '2026-01-31', '2026-02-15', '2026-02-28', '2026-03-15']);
  expect(monthLooks('2026-03-01', 24)).toHaveLength(48);
  expect(monthLooks('2026-03-01', 24).at(-1)).toBe('2026-02-28');
});
