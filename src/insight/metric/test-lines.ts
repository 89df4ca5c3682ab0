import type { AgreementLine } from '../../customer/agreement/agreement-line.ts';
import type { Day } from '../../lib/period.ts';
import { revenueBook, type RevenueBasis, type RevenueBook } from './revenue-book.ts';

/** The shipped revenue basis, for tests. */
export const testBasis: RevenueBasis = { entity: 'account', bridgeDays: 30, earlyDays: 90, lateDays: 90 };

let count = 0;

/** A line for tests: product "suite" in USD with a known end unless said otherwise. */
export function testLine(accountId: string, startOn: Day, endOn: Day | null, annualMinor: number, rest: Partial<AgreementLine> = {}): AgreementLine {
  return { id: `line-${String(++count).padStart(6, '0')}`, accountId, contractRef: null, product: 'suite', plan: null, quantity: null, annualMinor, currency: 'USD', startOn, termEnd: endOn, autoRenew: false, endOn, cancelled: false, churnReason: null, ...rest };
}

/** A book of lines without hierarchy, in USD. */
export function testBook(lines: readonly AgreementLine[], rest: Partial<Parameters<typeof revenueBook>[1]> = {}): RevenueBook {
  return revenueBook(lines, { currency: 'USD', rates: [], basis: testBasis, readOn: '2026-01-01', parentOf: new Map(), ...rest });
}
