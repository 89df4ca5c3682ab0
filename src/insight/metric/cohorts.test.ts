import { describe, expect, it } from 'vitest';
import { cohortAnswer, cohortMembers, quarterOf } from './cohorts.ts';
import { testBook, testLine } from './test-lines.ts';

const lines = [
  testLine('kept', '2025-01-10', '2027-01-10', 100_00), testLine('grown', '2025-02-20', null, 50_00), testLine('grown', '2025-06-01', null, 25_00, { product: 'more' }),
  testLine('lost', '2025-03-31', '2025-06-15', 80_00), testLine('late', '2025-10-01', null, 10_00),
];

describe('cohorts', () => {
  const answer = cohortAnswer(testBook(lines), '2025-12-31', new Map(), { quarter: '2025-Q1', age: 1 });

  it('follow accounts and revenue in quarters of their own age', () => {
    expect(answer.items).toEqual([
      { quarter: '2025-Q4', logos: 1, openingMinor: 10_00, ages: [{ age: 0, logos: 1, minor: 10_00 }] },
      { quarter: '2025-Q1', logos: 3, openingMinor: 230_00, ages: [{ age: 0, logos: 3, minor: 230_00 }, { age: 1, logos: 2, minor: 150_00 }, { age: 2, logos: 2, minor: 175_00 }, { age: 3, logos: 2, minor: 175_00 }] },
    ].map((row) => ({ ...row, ages: row.ages.filter(({ age }) => row.quarter !== '2025-Q1' || age <= 3) })));
  });

  it('list the accounts of a cohort; they add up to its row', () => {
    const row = answer.items.find((item) => item.quarter === '2025-Q1');
    expect(answer.accounts.map((account) => account.accountId)).toEqual(['lost', 'grown', 'kept']);
    expect(answer.accounts.reduce((sum, account) => sum + account.minor, 0)).toBe(row?.ages[1]?.minor);
    expect(answer.accounts.reduce((sum, account) => sum + account.openingMinor, 0)).toBe(row?.openingMinor);
  });

  it('leave out whose start is not known, and say so', () => {
    const book = testBook([testLine('old', '2025-05-01', null, 100)], { firstLineOn: new Map([['old', '2010-01-01']]) });
    expect(cohortMembers(book, '2025-12-31')).toEqual({ members: [], leftOut: 1 });
    expect(cohortAnswer(book, '2025-12-31', new Map()).notes[0]).toMatch(/1 account left out/);
  });

  it('names quarters', () => expect(['2026-01-01', '2026-03-31', '2026-04-01', '2026-12-31'].map(quarterOf)).toEqual(['2026-Q1', '2026-Q1', '2026-Q2', '2026-Q4']));
});
