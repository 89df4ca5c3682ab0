import { expect, it } from 'vitest';
import { rollUp } from './roll-up.ts';

const part = (accountId: string, score: number | null, arrMinor: number | null = null, currency: string | null = 'EUR') => ({ accountId, score, eligible: score !== null, arrMinor, currency });

it('rolls up worst, mean and ARR-weighted', () => {
  expect(rollUp([part('a', 80, 300), part('b', 20, 100), part('c', null, 900)])).toEqual({ worst: { accountId: 'b', score: 20 }, mean: 50, arrWeighted: 65, known: 2, unknown: 1, notes: [] });
});
it('does not weigh by money of several currencies, nor by none', () => {
  expect(rollUp([part('a', 80, 300), part('b', 20, 100, 'USD')])).toMatchObject({ arrWeighted: null, mean: 50, notes: [expect.stringContaining('currencies')] });
  expect(rollUp([part('a', 80)])).toMatchObject({ arrWeighted: null, notes: ['No ARR is known.'] });
});
it('knows nothing of unknown accounts', () => expect(rollUp([part('a', null)])).toMatchObject({ worst: null, mean: null, known: 0, unknown: 1 }));
